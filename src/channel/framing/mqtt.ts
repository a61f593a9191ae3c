/**
 * MQTT 3.1, 3.1.1 and 5 over WebSocket (MQTT Version 5.0, section 6). Packets are not aligned to messages: a message holds several of them, or
 * a part of one, which is held until it is whole and leaves with the message that completes it. Every field has a length in front, so masks keep theirs.
 */
import type { Direction, ErrorCode } from '../../base/errors.js';
import { Gather } from '../../base/gather.js';
import { LIMITS } from '../../base/limits.js';
import { Unreadable } from '../../format/binary/document.js';
import { applySplices, type Splice } from '../../redact/splice.js';
import type { Cut, Framing, FramingReader, Piece } from './framing.js';
import { MqttFields, VARINT_BYTES_MAX } from './mqtt-fields.js';
import { readPacket, type MqttSession } from './mqtt-packet.js';

const SUBPROTOCOLS: readonly (string | undefined)[] = ['mqtt', 'mqttv3.1', 'mqttv5.0'];

export const MQTT: Framing = {
  name: 'mqtt',
  recognises: ({ carrier, subprotocol }) => carrier === 'websocket' && SUBPROTOCOLS.includes(subprotocol),
  open: () => {
    const session: MqttSession = { level: 0 };
    return { request: new MqttReader('request', session), response: new MqttReader('response', session) };
  },
};

/** Where the body of a packet begins and ends, as its header says. */
interface Extent {
  readonly body: number;
  readonly end: number;
}

class MqttReader implements FramingReader {
  private readonly hold = new Gather();
  /** Bytes of the packet that is held, once its header has come. */
  private wanted = 0;

  constructor(
    private readonly direction: Direction,
    private readonly session: MqttSession,
  ) {}

  read(message: Uint8Array, isBinary: boolean): Cut | ErrorCode {
    if (!isBinary) return 'SLUICE_BAD_REQUEST';
    let bytes = message;
    if (this.hold.length > 0) {
      this.hold.add(message);
      if (this.hold.length < this.wanted) return { bytes: message.subarray(0, 0), pieces: [] };
      bytes = this.hold.take();
    }
    return this.cut(bytes);
  }

  private cut(bytes: Uint8Array): Cut | ErrorCode {
    const pieces: Piece[] = [];
    const joints: number[] = [];
    let at = 0;
    try {
      while (at < bytes.length) {
        const extent = extentOf(bytes, at);
        if (typeof extent === 'string') return extent;
        this.wanted = extent === undefined ? 0 : extent.end - at;
        if (extent === undefined || extent.end > bytes.length) break;
        readPacket(bytes[at], new MqttFields(bytes, extent.body, extent.end, pieces, joints), this.session, this.direction);
        at = extent.end;
      }
    } catch (error) {
      if (error instanceof Unreadable) return error.code === 'SLUICE_BINARY_MALFORMED' ? 'SLUICE_BAD_REQUEST' : error.code;
      throw error;
    }
    if (at < bytes.length) this.hold.add(bytes, at);
    const packets = at < bytes.length ? bytes.subarray(0, at) : bytes;
    return joints.length === 0 ? { bytes: packets, pieces } : joined(packets, pieces, joints);
  }
}

const JOINT = Buffer.from(': ');

/** A reading in which names of properties stand before their values as people write them; the lengths between them take as many bytes. */
function joined(original: Uint8Array, pieces: readonly Piece[], joints: readonly number[]): Cut {
  const bytes = Uint8Array.from(original);
  for (const at of joints) bytes.set(JOINT, at);
  const reframe = (splices: readonly Splice[]): Uint8Array => {
    const reframed = applySplices(bytes, 0, bytes.length, splices);
    for (const at of joints) reframed.set(original.subarray(at, at + JOINT.length), at);
    return reframed;
  };
  return { bytes, pieces, original, reframe };
}

/** Undefined until the header is whole. */
function extentOf(bytes: Uint8Array, at: number): Extent | ErrorCode | undefined {
  let length = 0;
  for (let i = 0; i < VARINT_BYTES_MAX; i++) {
    const next = at + 1 + i;
    if (next >= bytes.length) return undefined;
    length += (bytes[next] & 0x7f) * 128 ** i;
    if (bytes[next] >= 0x80) continue;
    if (bytes[next] === 0 && i > 0) return 'SLUICE_BAD_REQUEST';
    const end = next + 1 + length;
    return end - at > LIMITS.framingPacketBytes ? 'SLUICE_MESSAGE_TOO_LARGE' : { body: next + 1, end };
  }
  return 'SLUICE_BAD_REQUEST';
}
