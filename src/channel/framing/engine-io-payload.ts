/**
 * Payloads of engine.io: the packets that one body of a poll carries. Revision 4 puts 0x1E between them. Revision 3 puts the length before
 * each and a colon, counting UTF-16 code units as JavaScript does; or, where both sides can read bytes, a byte for the kind, the length in
 * bytes as digits of one byte each, and 0xFF (github.com/socketio/engine.io-protocol, "Payload").
 */
import type { Splice } from '../../redact/splice.js';
import { decimal, digitsEnd, isFramedNumber, utf16End, utf16Length } from './counting.js';
import type { Packet } from './engine-io-packet.js';

/** A packet whose length stands before it. */
export interface CountedPacket extends Packet {
  /** The digits of the length; absent where nothing is counted. */
  readonly count?: { readonly start: number; readonly end: number; readonly unit: 'byte' | 'utf-16 unit' };
}

const SEPARATOR = 0x1e;
const COLON = 0x3a;
const ZERO = 0x30;
/** Kinds of packets in a payload of bytes, and what ends their length. */
const STRING = 0;
const BYTES = 1;
const LENGTH_END = 0xff;
const DIGIT_MAX = 9;

/** Packets of a payload; undefined where it is none. */
export function packetsOf(payload: Uint8Array, revision: 3 | 4): CountedPacket[] | undefined {
  if (payload.length === 0) return [];
  if (revision === 4) return separated(payload);
  return payload[0] <= BYTES ? countedBytes(payload) : countedText(payload);
}

function separated(payload: Uint8Array): CountedPacket[] {
  const packets: CountedPacket[] = [];
  for (let start = 0; start <= payload.length;) {
    const found = payload.indexOf(SEPARATOR, start);
    const end = found === -1 ? payload.length : found;
    packets.push({ start, end, kind: 'text' });
    start = end + 1;
  }
  return packets;
}

/** `<length>:<packet>`, one behind the other. */
function countedText(payload: Uint8Array): CountedPacket[] | undefined {
  const packets: CountedPacket[] = [];
  for (let at = 0; at < payload.length;) {
    const colon = digitsEnd(payload, at, payload.length);
    if (!isFramedNumber(colon - at) || payload[colon] !== COLON || hasLeadingZero(payload, at, colon, ZERO)) return undefined;
    const end = utf16End(payload, colon + 1, decimal(payload, at, colon));
    if (end === undefined) return undefined;
    packets.push({ start: colon + 1, end, kind: 'text', count: { start: at, end: colon, unit: 'utf-16 unit' } });
    at = end;
  }
  return packets;
}

/** `<0 or 1><digits of the length>0xFF<packet>`, one behind the other. */
function countedBytes(payload: Uint8Array): CountedPacket[] | undefined {
  const packets: CountedPacket[] = [];
  for (let at = 0; at < payload.length;) {
    const kind = payload[at];
    const mark = payload.indexOf(LENGTH_END, at + 1);
    if (kind > BYTES || mark === -1 || !isFramedNumber(mark - at - 1) || hasLeadingZero(payload, at + 1, mark, 0)) return undefined;
    if (payload.subarray(at + 1, mark).some((digit) => digit > DIGIT_MAX)) return undefined;
    const end = mark + 1 + decimal(payload, at + 1, mark);
    if (end > payload.length) return undefined;
    const count = { start: at + 1, end: mark, unit: 'byte' } as const;
    packets.push({ start: mark + 1, end, kind: kind === STRING ? 'text' : 'typed bytes', count });
    at = end;
  }
  return packets;
}

/** Receivers compare the length with its digits: `07` is none. */
const hasLeadingZero = (bytes: Uint8Array, start: number, end: number, zero: number): boolean => bytes[start] === zero && end - start > 1;

/** Replacements with the lengths of the packets they change counted anew. All in order and disjoint. */
export function recounted(payload: Uint8Array, packets: readonly CountedPacket[], splices: readonly Splice[]): Splice[] {
  const all: Splice[] = [];
  let next = 0;
  for (const { start, end, count } of packets) {
    const inside: Splice[] = [];
    while (next < splices.length && splices[next].end <= end) inside.push(splices[next++]);
    if (count !== undefined && inside.length > 0) {
      const length = count.unit === 'byte' ? (bytes: Uint8Array): number => bytes.length : utf16Length;
      const saved = inside.reduce((sum, splice) => sum + length(payload.subarray(splice.start, splice.end)) - length(splice.bytes), 0);
      const digits = Array.from(String(length(payload.subarray(start, end)) - saved), Number);
      const zero = count.unit === 'byte' ? 0 : ZERO;
      if (saved !== 0) all.push({ start: count.start, end: count.end, bytes: Uint8Array.from(digits, (digit) => zero + digit) });
    }
    all.push(...inside);
  }
  return all;
}
