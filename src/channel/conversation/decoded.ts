/**
 * A text as people read it, with the raw bytes of each character: escapes and references undone, digits of all scripts as 0 to 9, separators as the
 * ASCII characters that look like them, what cannot be seen left out.
 */
import { BMP_KINDS, INVISIBLE, OTHER, SEPARATOR } from '../../text/characters.js';
import { isRaised, markedDigit } from '../../text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';

export interface Decoded {
  /** One UTF-16 unit for each character; what takes two is U+FFFD, which is no word's letter. */
  readonly text: string;
  /** Raw offsets of a character. */
  readonly from: (at: number) => number;
  readonly to: (at: number) => number;
  /** The first character that does not end before a raw offset. */
  readonly find: (offset: number) => number;
}

/** Of a character while it is decoded: its unit and two offsets. */
const UNIT_BYTES = 10;
const ZERO = 0x30;
const SPACE = 0x20;
const HYPHEN = 0x2d;
/** What may begin an escape or a reference. */
const ESCAPES = Buffer.from('\\%&=');

/** ASCII that can be seen and begins no escape. */
const STANDS = Uint8Array.from({ length: 128 }, (_, byte) => (BMP_KINDS[byte] === INVISIBLE || ESCAPES.includes(byte) ? 0 : 1));

/** The character of two bytes at an offset that is neither digit nor separator and can be seen; 0 for any other. */
function letterAt(bytes: Uint8Array, at: number, end: number): number {
  const [lead, next] = [bytes[at], at + 1 < end ? bytes[at + 1] : 0];
  if (lead < 0xc2 || lead > 0xdf || (next & 0xc0) !== 0x80) return 0;
  const value = ((lead & 0x1f) << 6) | (next & 0x3f);
  return BMP_KINDS[value] === OTHER && markedDigit(value) < 0 ? value : 0;
}

/** ASCII that stands for itself: characters are bytes. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): Decoded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return { text, from: (at) => start + at, to: (at) => start + at + 1, find: (offset) => offset - start };
}

/** UTF-8 that has nothing but what stands for itself: the runtime reads it, and offsets are looked for when somebody asks. */
export function decodeLetters(bytes: Uint8Array, start: number, end: number): Decoded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  let known: Wides | undefined;
  const wides = (): Wides => (known ??= widesIn(bytes, start, end));
  const from = (at: number): number => {
    const { places, behind } = wides();
    const last = firstBehind(places, places.length, at - 1) - 1;
    return last < 0 ? start + at : behind[last] + at - places[last] - 1;
  };
  const find = (offset: number): number => {
    const { places, behind } = wides();
    const next = firstBehind(behind, behind.length, offset);
    const at = next === 0 ? offset - start : places[next - 1] + 1 + offset - behind[next - 1];
    return next < places.length ? Math.min(at, places[next]) : at;
  };
  return { text, from, to: (at) => from(at + 1), find };
}

/** Characters of more than one byte, in order. */
interface Wides {
  readonly places: readonly number[];
  /** Raw offset behind each. */
  readonly behind: readonly number[];
}

function widesIn(bytes: Uint8Array, start: number, end: number): Wides {
  const places: number[] = [];
  const behind: number[] = [];
  for (let at = start, place = 0; at < end; place++) {
    const lead = bytes[at++];
    if (lead < 0x80) continue;
    while (at < end && (bytes[at] & 0xc0) === 0x80) at++;
    places.push(place);
    behind.push(at);
  }
  return { places, behind };
}

export function decode(bytes: Uint8Array, start: number, end: number): Decoded {
  const size = end - start;
  const memory = new ArrayBuffer(UNIT_BYTES * size); // one is cheaper than three
  const from = new Uint32Array(memory, 0, size);
  const to = new Uint32Array(memory, 4 * size, size);
  const units = new Uint16Array(memory, 8 * size, size);
  let count = 0;
  let hasMarked = false;
  for (let at = start; at < end;) {
    const byte = bytes[at];
    const own = byte < 0x80 ? (STANDS[byte] === 1 ? byte : 0) : letterAt(bytes, at, end);
    if (own !== 0) {
      units[count] = own;
      from[count] = at;
      at += own < 0x80 ? 1 : 2;
      to[count++] = at;
      continue;
    }
    const unit = readUnit(bytes, at, end, true);
    const kind = unitKind(unit);
    const next = at + unitLength(unit);
    if (kind !== INVISIBLE) {
      units[count] = kind < 10 ? ZERO + kind : kind === SEPARATOR ? separatorOf(unitCodePoint(unit)) : letterOf(unitCodePoint(unit));
      hasMarked ||= markedDigit(units[count]) >= 0;
      from[count] = at;
      to[count] = next;
      count++;
    }
    at = next;
  }
  if (hasMarked) readMarked(units.subarray(0, count));
  const text = Buffer.from(memory, units.byteOffset, 2 * count).toString('utf16le');
  return { text, from: (at) => from[at], to: (at) => to[at], find: (offset) => firstBehind(to, count, offset) };
}

/**
 * Digits in circles, superscripts and subscripts are digits where others stand beside them, or where nothing else is said. By themselves among words they are
 * bullets of a list, footnotes and exponents; so are few superscripts that touch what stands before them.
 */
function readMarked(units: Uint16Array): void {
  const isAlone = units.every((unit) => !isWordOrDigit(unit));
  let row: number[] = [];
  for (let at = 0; at <= units.length; at++) {
    const unit = at < units.length ? units[at] : 0;
    if (unit === SPACE || unit === HYPHEN) continue;
    if (markedDigit(unit) >= 0) row.push(at);
    else {
      if (isAlone || areDigits(units, row)) for (const place of row) units[place] = ZERO + markedDigit(units[place]);
      row = [];
    }
  }
}

/** More superscripts than a footnote or an exponent has. */
const RAISED_DIGITS_MIN = 4;

function areDigits(units: Uint16Array, row: readonly number[]): boolean {
  const isNote = row.length > 0 && isRaised(units[row[0]]) && touches(units, row[0]);
  return row.length >= (isNote ? RAISED_DIGITS_MIN : 2);
}

/** Whether a character stands right before a place that it may be a note or an exponent of. */
const touches = (units: Uint16Array, at: number): boolean => at > 0 && units[at - 1] > SPACE;

const isWordOrDigit = (unit: number): boolean => /[\p{L}\d]/u.test(String.fromCharCode(unit));

/** Index of the first of `count` ascending numbers that is more than a limit. */
function firstBehind(numbers: Uint32Array | readonly number[], count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

const letterOf = (codePoint: number): number => (codePoint > 0xffff ? 0xfffd : codePoint);

/** Dashes of all kinds are one, and so are all other separators beyond ASCII. */
function separatorOf(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  const isDash = (codePoint >= 0x2010 && codePoint <= 0x2015) || codePoint === 0x2212 || codePoint === 0xfe63 || codePoint === 0xff0d;
  return isDash ? HYPHEN : SPACE;
}
