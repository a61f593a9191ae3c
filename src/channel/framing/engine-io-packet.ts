/**
 * Packets of engine.io (github.com/socketio/engine.io-protocol, revisions 3 and 4): a digit for the type, and what it carries glued to it.
 * So pieces begin behind the digit: `4` before fifteen digits makes no card, and before sixteen it hides none.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Format } from '../../engine/api.js';
import { Unreadable } from '../../format/binary/document.js';
import { renderMsgpack } from '../../format/binary/msgpack.js';
import { isPlainText } from '../../format/binary/protobuf.js';
import { Rendition } from '../../format/binary/rendition.js';
import { Base64Decoder } from '../../format/multipart/transfer.js';
import { Mapped } from '../../format/multipart/mapped.js';
import type { Piece } from './framing.js';
import { type Coded, Decoded, type Reading } from './reading.js';

/** Adds the pieces of a text that a `message` packet carries; a code where it may not be so. */
export type CutMessage = (bytes: Uint8Array, start: number, end: number, pieces: Piece[]) => ErrorCode | undefined;

export interface Dialect {
  /** Of engine.io: 3 puts a type before binary messages, 4 does not. */
  readonly revision: 3 | 4;
  readonly cutMessage: CutMessage;
}

/** Where a packet stands. */
export interface Packet {
  readonly start: number;
  readonly end: number;
  /** Bytes are what an application has sent as such; typed ones, of revision 3, have a byte for the type before them. */
  readonly kind: 'text' | 'bytes' | 'typed bytes';
}

/** Packets taken apart: the text with base64 decoded, which the pieces are of. */
export interface Opened extends Reading {
  readonly pieces: readonly Piece[];
}

const OPEN = 0x30;
const MESSAGE = 0x34;
const NOOP = 0x36;
const BASE64_MARK = 0x62;
/** Largest type, where it is a byte and not a digit. */
const TYPE_MAX = 6;

/** Takes all packets of a text apart, in order. */
export function openPackets(text: Uint8Array, packets: readonly Packet[], dialect: Dialect): Opened | ErrorCode {
  const pieces: Piece[] = [];
  const hasBase64 = packets.some((packet) => isBase64(text, packet));
  const decoded = hasBase64 ? decode(text, packets, dialect) : { packets, reading: undefined };
  if (decoded === undefined) return 'SLUICE_BAD_REQUEST';
  const bytes = decoded.reading?.bytes ?? text;
  for (const packet of decoded.packets) {
    const code = packet.kind === 'text' ? cutText(bytes, packet, dialect, pieces) : cutBytes(bytes, packet, pieces);
    if (code !== undefined) return code;
  }
  const { reading } = decoded;
  return { bytes, pieces, written: (splices) => reading?.written(splices) ?? splices };
}

function cutText(bytes: Uint8Array, { start, end }: Packet, { cutMessage }: Dialect, pieces: Piece[]): ErrorCode | undefined {
  if (start === end) return undefined; // nothing: the receiver ends the session, as it would without us
  const type = bytes[start];
  if (type === MESSAGE) return start + 1 < end ? cutMessage(bytes, start + 1, end, pieces) : undefined;
  if (type < OPEN || type > NOOP) return 'SLUICE_BAD_REQUEST';
  if (start + 1 < end) pieces.push({ start: start + 1, end, format: 'auto', keepsLength: false, kind: 'head' });
  return undefined;
}

/** Where an application sent bytes: they cannot be inspected unless they are text, or a map or list of MessagePack, as some parsers write packets. */
function cutBytes(bytes: Uint8Array, { start, end, kind }: Packet, pieces: Piece[]): ErrorCode | undefined {
  const from = kind === 'bytes' ? start : start + 1;
  if (from > start && (start === end || bytes[start] > TYPE_MAX)) return 'SLUICE_BAD_REQUEST';
  if (from === end) return undefined;
  const format = formatOf(bytes.subarray(from, end));
  if (format === undefined) return 'SLUICE_BINARY_MESSAGE';
  pieces.push({ start: from, end, format, keepsLength: true, kind: 'content' });
  return undefined;
}

function formatOf(content: Uint8Array): Format | undefined {
  if (isPlainText(content)) return 'auto';
  if (!(content[0] >= 0x80 && content[0] < 0xa0) && !(content[0] >= 0xdc && content[0] <= 0xdf)) return undefined;
  try {
    renderMsgpack(content, new Rendition(content));
    return 'msgpack';
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

const isBase64 = (text: Uint8Array, { start, end, kind }: Packet): boolean => kind === 'text' && start < end && text[start] === BASE64_MARK;

interface DecodedPackets {
  readonly packets: readonly Packet[];
  readonly reading: Decoded;
}

/** Packets in base64 become those that they stand for: `b` before the bytes in revision 4, `b` and the type as a digit in revision 3. */
function decode(text: Uint8Array, packets: readonly Packet[], { revision }: Dialect): DecodedPackets | undefined {
  const coded: Coded[] = [];
  const found: Packet[] = [];
  let shift = 0; // what the reading is longer than the text so far
  for (const packet of packets) {
    if (!isBase64(text, packet)) {
      found.push({ ...packet, start: packet.start + shift, end: packet.end + shift });
      continue;
    }
    const start = packet.start + (revision === 3 ? 2 : 1);
    if (revision === 3 && !isType(text[packet.start + 1])) return undefined;
    const mapped = decoded(text.subarray(start, packet.end));
    if (mapped === undefined) return undefined;
    coded.push({ start, end: packet.end, mapped });
    found.push({ start: start + shift, end: start + shift + mapped.length, kind: 'bytes' });
    shift += mapped.length - (packet.end - start);
  }
  return { packets: found, reading: new Decoded(text, coded) };
}

const isType = (digit: number): boolean => digit >= OPEN && digit <= NOOP;

function decoded(raw: Uint8Array): Mapped | undefined {
  const mapped = new Mapped();
  return new Base64Decoder().decode(raw, 0, true, mapped) === raw.length ? mapped : undefined;
}
