/**
 * A text as people read it, with the raw bytes of each character: escapes and references undone, digits of all scripts as 0 to 9, separators as the
 * ASCII characters that look like them, what cannot be seen left out.
 */
import { INVISIBLE, SEPARATOR } from '../../text/characters.js';
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

const ZERO = 0x30;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** ASCII that stands for itself: characters are bytes. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): Decoded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return { text, from: (at) => start + at, to: (at) => start + at + 1, find: (offset) => offset - start };
}

export function decode(bytes: Uint8Array, start: number, end: number): Decoded {
  const units = new Uint16Array(end - start);
  const from = new Uint32Array(end - start);
  const to = new Uint32Array(end - start);
  let count = 0;
  let hasMarked = false;
  for (let at = start; at < end;) {
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
  const text = Buffer.from(units.buffer, 0, 2 * count).toString('utf16le');
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
function firstBehind(numbers: Uint32Array, count: number, limit: number): number {
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
