/** A framing with the engine behind it: messages of one channel in, what leaves out. */
import type { Direction, ErrorCode } from '../../src/base/errors.js';
import type { Framing, Handshake } from '../../src/channel/framing/framing.js';
import { channelOf } from './channel.js';

export interface Framed {
  /** The very bytes that came where nothing was replaced; a code where the message is refused. */
  pass(direction: Direction, message: Uint8Array, isBinary?: boolean): Uint8Array | ErrorCode;
}

/** A handshake of a WebSocket, or what `changes` say. */
export const handshakeOf = (path: string, changes: Partial<Handshake> = {}): Handshake => ({
  carrier: 'websocket',
  path,
  subprotocol: undefined,
  ...changes,
});

export function framed(framing: Framing, handshake: Handshake): Framed {
  const channel = channelOf({ framing, handshake });
  return {
    pass(direction, message, isBinary = false) {
      const passed = channel.pass(direction, message, isBinary, 0);
      if (passed instanceof Promise) throw new Error('a message waits');
      return passed.refused ?? passed.bytes;
    },
  };
}
