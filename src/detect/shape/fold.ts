/**
 * The bytes around a region as *folded text*, one byte a character, with its raw offsets: digits of all scripts are 0–9, letters are upper
 * case, dashes `-`, spaces ` `; escapes are decoded and what cannot be seen is gone. Shapes are matched against nothing else.
 *
 * This runs for every region: one object is filled again and again, and plain ASCII takes one look-up a byte.
 */
import { LIMITS } from '../../base/limits.js';
import { INVISIBLE, OTHER, SEPARATOR } from '../../text/characters.js';
import { hexDigit, isAlphanumeric, isDigit } from '../../text/ascii.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import type { Region, View } from '../view.js';

/** What stands for any character that is no ASCII: a letter of another script, a bullet. */
export const FOREIGN = 0xff;
/** A character that hides digits of a value masked before. */
export const MASKED = 0x2a;

/** Raw bytes before the region in which letters of a value may stand. */
export const FOLD_BEFORE_BYTES = 24;
/** Raw bytes in front of those in which a place is sought where no escape is cut in two. */
const ALIGN_BYTES = 24;
/** Raw bytes and characters behind the region that may belong to a value. */
const FOLD_BEHIND_BYTES = 128;
const FOLD_BEHIND_CHARACTERS = 24;
/** Digits before a check digit in brackets. */
const BRACKETED_DIGITS = 6;
/** Raw bytes of a dash and the end of its line, both perhaps escaped: -\r\n */
const BROKEN_BYTES_MAX = 5;

const LINE = 0x0a;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const PERCENT = 0x25;
const BRACKET = 0x28;
const PLUS = 0x2b;
const EQUALS = 0x3d;

/** Folded character of a byte that stands for itself, or 0 where a unit must be read. */
const PLAIN = new Uint8Array(256);
/** Folded letters and digits: they join with nothing before them. */
const SIMPLE = new Uint8Array(256);
const DIGIT_MAX = 0x39;
/** Whether a value may go on behind this folded character. */
const GOES_ON = new Uint8Array(256);
for (let code = 0x20; code < 0x7f; code++) PLAIN[code] = code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
for (const special of '\\%&=') PLAIN[special.charCodeAt(0)] = 0;
for (let code = 0; code < 128; code++) SIMPLE[code] = isAlphanumeric(code) ? 1 : 0;
for (const code of [0x09, 0x0b, 0x0c]) PLAIN[code] = SPACE;
for (const code of [0x0a, 0x0d]) PLAIN[code] = 0x0a;
for (let code = 0; code < 128; code++) if (isAlphanumeric(code) || ' -./()+*'.includes(String.fromCharCode(code))) GOES_ON[code] = 1;

/** What stands for itself in a form beside letters and digits, and the signs of encoded characters and spaces. */
const FORM_BYTES = new Set(Buffer.from("+%-._~*!()'"));

/** Bytes that may lie inside the raw form of one character: to begin there could cut it in two. */
const MAY_BE_INSIDE = new Uint8Array(256);
for (let code = 0; code < 256; code++) {
  if (code >= 0x80 || isAlphanumeric(code) || '\\%&#;=\r\n'.includes(String.fromCharCode(code))) MAY_BE_INSIDE[code] = 1;
}

export class Folded {
  /** Folded characters, `length` of them. */
  text = Buffer.alloc(1024);
  /** Raw offsets of each character: where it begins, and behind it. */
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  length = 0;
  /** Whether the text holds letters at all. */
  hasLetters = false;

  /** Whether the text holds a plus sign. */
  private hasPlus = false;
  /** The separator that has taken in a space behind it. */
  private spaced = -1;

  /** Reads the bytes around a region. The same bytes give the same text, whatever else the view holds. */
  read(view: View, region: Region): void {
    this.length = 0;
    this.spaced = -1;
    this.hasLetters = this.hasPlus = false;
    const { bytes } = view;
    const limit = Math.min(view.end, region.end + FOLD_BEHIND_BYTES);
    const start = alignedStart(view, region.start);
    if (this.from.length < limit - start) this.grow(limit - start);
    const { text, from, to } = this;
    let behind = 0;
    for (let at = start; at < limit;) {
      const plain = PLAIN[bytes[at]];
      const before = this.length;
      if (SIMPLE[plain] !== 0) {
        if (plain > DIGIT_MAX) this.hasLetters = true;
        text[before] = plain;
        from[before] = at++;
        to[before] = at;
        this.length = before + 1;
        if (at > region.end && ++behind === FOLD_BEHIND_CHARACTERS) break;
        continue;
      }
      const next = plain === 0 ? this.unit(bytes, at, limit) : at + 1;
      if (plain !== 0) this.push(plain, at, next);
      if (at >= region.end && this.length > before && (GOES_ON[text[before]] === 0 || ++behind === FOLD_BEHIND_CHARACTERS)) break;
      at = next;
    }
  }

  /** Makes spaces of plus signs in the value of a form field (application/x-www-form-urlencoded). Answers whether there were any. */
  spaceForm(view: View, region: Region): boolean {
    if (!this.hasPlus) return false;
    this.hasPlus = false;
    let hasSpaces = false;
    const first = Math.max(view.start, region.start - LIMITS.contextBytes);
    let [at, value] = [first, first]; // of the sign before: what stands in front of it has been read
    for (let i = 1; i + 1 < this.length; i++) {
      if (this.text[i] !== PLUS || !isAlphanumeric(this.text[i - 1]) || !isAlphanumeric(this.text[i + 1])) continue;
      const stop = formValueBefore(view.bytes, this.from[i], Math.max(first, at));
      if (stop !== at || at <= first || !isInForm(view.bytes[at])) value = stop;
      at = this.from[i];
      if (!isNamed(view.bytes, value, first)) continue;
      this.text[i] = SPACE;
      hasSpaces = true;
    }
    return hasSpaces;
  }

  /** The characters from `start` to before `end`. */
  slice(start: number, end: number): string {
    return this.text.toString('latin1', start, end);
  }

  private push(code: number, from: number, to: number): void {
    const { length } = this;
    if (code >= 0x41 && code <= 0x5a) this.hasLetters = true;
    else if (code === PLUS) this.hasPlus = true;
    if (length > 0 && this.joins(code, length - 1, to)) return;
    this.text[length] = code;
    this.from[length] = from;
    this.to[length] = to;
    this.length = length + 1;
  }

  /**
   * A dash or slash with a space on either side is one separator; so is a dash at the end of a line, and a bracket with a space before it
   * behind an unbroken number that may have its check digit in brackets: A123456 (3).
   */
  private joins(code: number, last: number, to: number): boolean {
    const before = this.text[last];
    if (code === SPACE && (before === HYPHEN || before === SLASH) && this.spaced !== last) this.spaced = last;
    else if ((code === HYPHEN || code === SLASH) && before === SPACE) this.text[last] = code;
    else if (code === BRACKET && before === SPACE && this.endsWithDigits(last)) this.text[last] = code;
    else if (code !== LINE || before !== HYPHEN || last === 0 || !isDigit(this.text[last - 1]) || to - this.from[last] > BROKEN_BYTES_MAX)
      return false;
    this.to[last] = to;
    return true;
  }

  /** Whether so many digits that they are no part of a telephone number stand before the character at `end`. */
  private endsWithDigits(end: number): boolean {
    let at = end;
    while (at > 0 && end - at < BRACKETED_DIGITS && isDigit(this.text[at - 1])) at--;
    return end - at === BRACKETED_DIGITS;
  }

  /** Reads what is no plain ASCII; returns the offset behind it. */
  private unit(bytes: Uint8Array, at: number, limit: number): number {
    const unit = readUnit(bytes, at, limit, true);
    const kind = unitKind(unit);
    const next = at + unitLength(unit);
    const codePoint = unitCodePoint(unit);
    if (kind < 10) this.push(0x30 + kind, at, next);
    else if (codePoint === PERCENT && next === at + 1) return this.percent(bytes, at, limit);
    else if (kind !== INVISIBLE) this.push(foldCodePoint(codePoint, kind), at, next);
    return next;
  }

  /** A percent-encoded letter or quote, which is neither digit nor separator to the kernel. */
  private percent(bytes: Uint8Array, at: number, limit: number): number {
    const value = at + 2 < limit ? hexPair(bytes[at + 1], bytes[at + 2]) : -1;
    const isAscii = value > SPACE && value < 0x7f;
    this.push(isAscii ? foldCodePoint(value, OTHER) : PERCENT, at, isAscii ? at + 3 : at + 1);
    return isAscii ? at + 3 : at + 1;
  }

  private grow(length: number): void {
    this.text = Buffer.alloc(length * 2);
    this.from = new Int32Array(length * 2);
    this.to = new Int32Array(length * 2);
  }
}

/** Offset of the last byte before `at`, and not before `first`, that a form would encode. */
function formValueBefore(bytes: Uint8Array, at: number, first: number): number {
  let i = at - 1;
  while (i > first && isInForm(bytes[i])) i--;
  return i;
}

const isInForm = (byte: number): boolean => isAlphanumeric(byte) || FORM_BYTES.has(byte);

/** Whether the byte at `at` is the equals sign behind the name of a form's field: what follows, without a byte that a form would encode, is its value. */
function isNamed(bytes: Uint8Array, at: number, first: number): boolean {
  return at > first && bytes[at] === EQUALS && bytes[at - 1] > SPACE && bytes[at - 1] !== EQUALS;
}

/** Where to begin to read so that letters before the region are in and no escape is cut in two. */
function alignedStart(view: View, regionStart: number): number {
  const first = Math.max(view.start, regionStart - FOLD_BEFORE_BYTES - ALIGN_BYTES);
  const wanted = Math.max(view.start, regionStart - FOLD_BEFORE_BYTES);
  for (let at = wanted; at > first; at--) if (MAY_BE_INSIDE[view.bytes[at]] === 0) return at;
  return wanted === view.start ? wanted : skipContinuation(view.bytes, first, regionStart);
}

function skipContinuation(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] & 0xc0) === 0x80) at++;
  return at;
}

/** Folded character of any code point that can be seen. */
export function foldCodePoint(codePoint: number, kind: number): number {
  if (codePoint < 0x80) {
    if (codePoint === 0x0a || codePoint === 0x0d) return 0x0a;
    if (codePoint <= SPACE) return SPACE;
    return codePoint >= 0x61 && codePoint <= 0x7a ? codePoint - 0x20 : codePoint;
  }
  if (codePoint >= 0xff01 && codePoint <= 0xff5e) return foldCodePoint(codePoint - 0xfee0, kind);
  if (isDash(codePoint)) return HYPHEN;
  if (codePoint === 0x2022 || codePoint === 0x2219) return MASKED;
  if (codePoint === 0xb7 || codePoint === 0x2024 || codePoint === 0x2027 || codePoint === 0x22c5) return 0x2e;
  if (codePoint === 0x2044 || codePoint === 0x2215) return SLASH;
  if (codePoint === 0x2028 || codePoint === 0x2029) return 0x0a;
  return kind === SEPARATOR && isSpace(codePoint) ? SPACE : FOREIGN;
}

function isDash(codePoint: number): boolean {
  if (codePoint >= 0x2010 && codePoint <= 0x2015) return true;
  return codePoint === 0x2212 || codePoint === 0x2043 || codePoint === 0xfe58 || codePoint === 0xfe63 || codePoint === 0x58a;
}

function isSpace(codePoint: number): boolean {
  if (codePoint >= 0x2000 && codePoint <= 0x200a) return true;
  return codePoint === 0xa0 || codePoint === 0x202f || codePoint === 0x205f || codePoint === 0x3000 || codePoint === 0x1680;
}

/** Value of two hexadecimal digits, or -1. */
export function hexPair(high: number, low: number): number {
  const value = hexDigit(high) * 16 + hexDigit(low);
  return hexDigit(high) < 0 || hexDigit(low) < 0 ? -1 : value;
}
