/**
 * STOMP 1.0 to 1.2 over WebSocket: several frames stand in a message, line ends between them are heart-beats, and large frames come in several
 * messages. A frame that is not whole is held and leaves with the message that completes it. A body with a length keeps it.
 */
import type { ErrorCode } from '../../base/errors.js';
import { Gather } from '../../base/gather.js';
import { LIMITS } from '../../base/limits.js';
import type { Cut, Framing, FramingReader, Piece } from './framing.js';
import { cutUnescaped, type Escape } from './reading.js';
import { readFrame } from './stomp-frame.js';

const SUBPROTOCOLS: readonly (string | undefined)[] = ['v10.stomp', 'v11.stomp', 'v12.stomp', 'stomp'];

export const STOMP: Framing = {
  name: 'stomp',
  recognises: ({ carrier, subprotocol }) => carrier === 'websocket' && SUBPROTOCOLS.includes(subprotocol),
  open: () => ({ request: new StompReader(), response: new StompReader() }),
};

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;

class StompReader implements FramingReader {
  private readonly hold = new Gather();
  /** What is held came in binary messages. */
  private isHeldBinary = false;
  /** The NUL that ends the frame that is held stands at this offset or behind it. */
  private endsFrom = 0;

  read(message: Uint8Array, isBinary: boolean): Cut | ErrorCode {
    if (this.hold.length === 0) return this.cut(message, isBinary);
    if (isBinary !== this.isHeldBinary) return 'SLUICE_BAD_REQUEST'; // a text message could leave with half a character
    const isLineEnd = this.hold.view[0] === CR;
    this.hold.add(message);
    const { length } = this.hold;
    if (!isLineEnd && (length <= this.endsFrom || !message.includes(NUL)))
      return length > LIMITS.framingPacketBytes ? 'SLUICE_MESSAGE_TOO_LARGE' : { bytes: message.subarray(0, 0), pieces: [] };
    return this.cut(this.hold.take(), isBinary);
  }

  private cut(bytes: Uint8Array, isBinary: boolean): Cut | ErrorCode {
    const pieces: Piece[] = [];
    const escapes: Escape[] = [];
    for (let at = behindLineEnds(bytes, 0); at < bytes.length; at = behindLineEnds(bytes, at)) {
      const frame = readFrame(bytes, at);
      if (typeof frame === 'string') return frame;
      if ('endsFrom' in frame) {
        const code = this.keep(bytes.subarray(at), frame.endsFrom - at, isBinary);
        return code ?? cutUnescaped(bytes.subarray(0, at), pieces, escapes);
      }
      if (frame.end - at > LIMITS.framingPacketBytes) return 'SLUICE_MESSAGE_TOO_LARGE';
      for (const piece of frame.pieces) pieces.push(piece);
      for (const escape of frame.escapes) escapes.push(escape);
      at = frame.end;
    }
    return cutUnescaped(bytes, pieces, escapes);
  }

  /** Holds the beginning of a frame. */
  private keep(rest: Uint8Array, endsFrom: number, isBinary: boolean): ErrorCode | undefined {
    if (Math.max(rest.length, endsFrom) > LIMITS.framingPacketBytes) return 'SLUICE_MESSAGE_TOO_LARGE';
    this.endsFrom = endsFrom;
    this.isHeldBinary = isBinary;
    this.hold.add(rest);
    return undefined;
  }
}

/** Behind heart-beats; what stands between frames is nothing but line ends, and a CR belongs to the LF behind it. */
function behindLineEnds(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) at += bytes[at] === LF ? 1 : 2;
  return at;
}
