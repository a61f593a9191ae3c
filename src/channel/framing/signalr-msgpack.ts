/**
 * Messages of SignalR in MessagePack (github.com/dotnet/aspnetcore, src/SignalR/docs/specs/HubProtocol.md, "MessagePack encoding"): a length in
 * seven bits a byte, the lowest first, and an array. Strings in it have lengths of their own, so masks take as many bytes as what they hide.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Piece } from './framing.js';

const MORE = 0x80;
/** Bytes of a length; 5 with at most 7 in the last are 2 GiB, which is what receivers take. */
const LENGTH_BYTES_MAX = 5;
const LAST_BITS_MAX = 7;

/** A message of type 6, whole: `[6]`. */
const PING = [0x91, 0x06] as const;

/** Adds the pieces of messages that stand side by side; a code where they are none. */
export function cutBinaryMessages(bytes: Uint8Array, start: number, end: number, pieces: Piece[]): ErrorCode | undefined {
  for (let at = start; at < end;) {
    const from = lengthEnd(bytes, at, end);
    const to = from + lengthAt(bytes, at, from);
    if (from === -1 || to > end || to === from || !isArray(bytes[from])) return 'SLUICE_BAD_REQUEST';
    const isPing = to - from === PING.length && bytes[from] === PING[0] && bytes[from + 1] === PING[1];
    if (!isPing) pieces.push({ start: from, end: to, format: 'msgpack', keepsLength: true, kind: 'content' });
    at = to;
  }
  return undefined;
}

/** Offset behind the length that begins at an offset; -1 where there is none. */
function lengthEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end && at - start < LENGTH_BYTES_MAX; at++) {
    if (bytes[at] >= MORE) continue;
    return at - start === LENGTH_BYTES_MAX - 1 && bytes[at] > LAST_BITS_MAX ? -1 : at + 1;
  }
  return -1;
}

function lengthAt(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let at = end - 1; at >= start; at--) length = length * MORE + (bytes[at] & (MORE - 1));
  return length;
}

/** Whether an array begins with this byte (github.com/msgpack/msgpack, spec.md). */
export const isArray = (byte: number): boolean => (byte >= 0x90 && byte <= 0x9f) || byte === 0xdc || byte === 0xdd;
