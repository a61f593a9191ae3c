/**
 * No framing at all: each message is one document. Text is JSON or words, as its first bytes tell; binary messages are text in disguise, or
 * documents of the binary format that the route declares (RFC 8949 CBOR, MessagePack), or they cannot be inspected.
 */
import type { Format } from '../../engine/api.js';
import type { Cut, Framing, FramingReader } from './framing.js';
import { isInspectableText } from './text-like.js';

function whole(bytes: Uint8Array, format: Format): Cut {
  return { bytes, pieces: [{ start: 0, end: bytes.length, format, keepsLength: false, kind: 'content' }] };
}

function plainFraming(name: string, binary?: 'msgpack' | 'cbor'): Framing {
  const reader: FramingReader = {
    read(message, isBinary) {
      if (!isBinary) return whole(message, 'auto');
      if (binary !== undefined) return whole(message, binary);
      return isInspectableText(message) ? whole(message, 'auto') : 'SLUICE_BINARY_MESSAGE';
    },
  };
  const readers = { request: reader, response: reader };
  return { name, recognises: () => false, open: () => readers };
}

/** For handshakes that no other framing recognises. */
export const PLAIN = plainFraming('plain');

/** Plain messages whose binary ones are documents of one format. Only where a route says so. */
export const MSGPACK = plainFraming('msgpack', 'msgpack');
export const CBOR = plainFraming('cbor', 'cbor');
