/** A string of JSON as it reads (RFC 8259 section 7), and where each of its bytes stands in the message. */

export interface Reading {
  /** UTF-8, without escapes. */
  readonly read: Uint8Array;
  /** For each byte of `read`, and for its end, where it stands; undefined where the bytes stand one after the other. */
  readonly offsets: Uint32Array | undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const LETTERS: ReadonlyMap<number, number> = new Map(
  [['"', 0x22], ['\\', 0x5c], ['/', 0x2f], ['b', 8], ['f', 12], ['n', 10], ['r', 13], ['t', 9]].map(([letter, code]) => [String(letter).charCodeAt(0), Number(code)]),
); // prettier-ignore
const REPLACEMENT = 0xfffd;

/** Where the string ends that begins at `start`, behind its quote; -1 where it does not before `end`. */
export function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}

/**
 * Reads the string between two quotes. `outer` says where the bytes stand, if they are themselves the reading of a string. Undefined for an
 * escape that JSON does not know.
 */
export function readString(bytes: Uint8Array, from: number, to: number, outer: Uint32Array | undefined): Reading | undefined {
  const plain = bytes.subarray(from, to);
  if (!plain.includes(BACKSLASH)) return { read: plain, offsets: outer?.subarray(from, to + 1) };
  const read = new Uint8Array(to - from); // an escape is never shorter than what it stands for
  const offsets = new Uint32Array(to - from + 1);
  const placeOf = (at: number): number => (outer === undefined ? at : outer[at]);
  let length = 0;
  for (let at = from; at < to;) {
    offsets[length] = placeOf(at);
    if (bytes[at] !== BACKSLASH) {
      read[length++] = bytes[at++];
      continue;
    }
    const letter = LETTERS.get(bytes[at + 1]);
    if (letter !== undefined) {
      read[length++] = letter;
      at += 2;
      continue;
    }
    const size = bytes[at + 1] === LETTER_U ? escapeSize(bytes, at, to) : 0;
    if (size === 0) return undefined;
    const behind = length + putCodePoint(read, length, codePointAt(bytes, at, size));
    offsets.fill(offsets[length], length, behind);
    length = behind;
    at += size;
  }
  offsets[length] = placeOf(to);
  return { read: read.subarray(0, length), offsets: offsets.subarray(0, length + 1) };
}

/** Bytes of `\uXXXX`, or of a pair of them; 0 where it is none. */
function escapeSize(bytes: Uint8Array, at: number, to: number): number {
  const high = unitAt(bytes, at, to);
  if (high < 0) return 0;
  const low = high >= 0xd800 && high < 0xdc00 ? unitAt(bytes, at + 6, to) : -1;
  return low >= 0xdc00 && low < 0xe000 ? 12 : 6;
}

/** The UTF-16 unit that `\uXXXX` stands for, or -1. */
function unitAt(bytes: Uint8Array, at: number, to: number): number {
  if (at + 6 > to || bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = Number.parseInt(String.fromCharCode(bytes[i]), 16);
    if (Number.isNaN(digit)) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function codePointAt(bytes: Uint8Array, at: number, size: number): number {
  const high = unitAt(bytes, at, at + size);
  if (size === 12) return 0x10000 + ((high - 0xd800) << 10) + (unitAt(bytes, at + 6, at + size) - 0xdc00);
  return high >= 0xd800 && high < 0xe000 ? REPLACEMENT : high;
}

/** Writes a code point in UTF-8 (RFC 3629) and returns how many bytes it takes. */
function putCodePoint(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return 1;
  }
  const count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (let i = count - 1; i > 0; i--) bytes[at + i] = 0x80 | ((code >> (6 * (count - 1 - i))) & 0x3f);
  bytes[at] = ((0xf00 >> count) & 0xff) | (code >> (6 * (count - 1)));
  return count;
}
