/**
 * Reads raw bytes as *units*: one digit, separator, invisible or other character, however it is written — plainly, as UTF-8 of any
 * script, as a JSON or JavaScript escape (also several JSON strings deep), percent-encoded (also twice), or as a character reference.
 *
 * Every way of writing is tried whatever the format says, because values travel inside one another: an URL in a JSON string, HTML in a
 * note, JSON in a form field. A way that yields neither a digit nor a separator is not taken, so ordinary text stays ordinary text.
 * The kernel's AssemblyScript reads units by the same rules and is compared with this file in every test run.
 */
import { LIMITS } from '../base/limits.js';
import { hexDigit, isAlphanumeric, isDigit } from './ascii.js';
import { BMP_KINDS, INVISIBLE, kindOf, NAMED_ENTITIES, OTHER, SEPARATOR } from './characters.js';

/** The bytes end inside a unit that more bytes could complete. Only when not reading the end of a message. */
export const CUT = 13;

/** A unit in one small integer: kind in bits 0–3, length in bytes in bits 4–8, code point above. */
export type Unit = number;

export const unitKind = (unit: Unit): number => unit & 15;
export const unitLength = (unit: Unit): number => (unit >> 4) & 31;
export const unitCodePoint = (unit: Unit): number => unit >> 9;

const pack = (kind: number, length: number, codePoint: number): Unit => kind | (length << 4) | (codePoint << 9);

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const QUOTE = 0x22;
/** Backslashes before one escape in JSON nested four strings deep: 2^4 − 1. */
const BACKSLASHES_MAX = 15;
/** Times a percent sign may itself be percent-encoded. */
const PERCENT_LEVELS_MAX = 2;
const AMP_LEVELS_MAX = 2;

/** Reads the unit that begins at `at`. With `final`, `end` is the end of the message and what is incomplete is read literally. */
export function readUnit(bytes: Uint8Array, at: number, end: number, final: boolean): Unit {
  const byte = bytes[at];
  if (byte >= 0x80) return readUtf8(bytes, at, end, final);
  if (byte === BACKSLASH) return readBackslash(bytes, at, end, final);
  if (byte === PERCENT) return readPercent(bytes, at, end, final);
  if (byte === AMPERSAND) return readReference(bytes, at, at + 1, end, final);
  if (byte === EQUALS) return readEquals(bytes, at, end, final);
  return pack(BMP_KINDS[byte], 1, byte);
}

/** Value of `count` hexadecimal digits, or -1. */
function hexValue(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = hexDigit(bytes[at + i]);
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

/** Length of the UTF-8 sequence that `lead` begins, or 0 (RFC 3629). */
function utf8Length(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Code point of a complete sequence, or -1 when it is overlong, a surrogate, out of range or broken. */
function utf8Value(lead: number, length: number, continuation: (index: number) => number): number {
  let value = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = continuation(i);
    if ((byte & 0xc0) !== 0x80) return -1;
    value = (value << 6) | (byte & 0x3f);
  }
  const overlong = value < OVERLONG_BELOW[length];
  const surrogate = value >= 0xd800 && value <= 0xdfff;
  return overlong || surrogate || value > 0x10ffff ? -1 : value;
}

/** What a sequence of so many bytes must not be below: it would fit in fewer. */
const OVERLONG_BELOW = [0, 0, 0x80, 0x800, 0x10000];

/** A byte that is no UTF-8 counts as a separator: it may hide between digits and must not hide the number. */
function readUtf8(bytes: Uint8Array, at: number, end: number, final: boolean): Unit {
  const length = utf8Length(bytes[at]);
  let stop = at + 1;
  while (stop < at + length && stop < end && (bytes[stop] & 0xc0) === 0x80) stop++;
  if (stop === end && stop < at + length) return final ? pack(SEPARATOR, 1, 0xfffd) : CUT;
  const value = length === 0 ? -1 : utf8Value(bytes[at], length, (index) => bytes[at + index]);
  return value < 0 ? pack(SEPARATOR, 1, 0xfffd) : pack(kindOf(value), length, value);
}

const backslash: Unit = pack(SEPARATOR, 1, BACKSLASH);

/** JSON and JavaScript escapes (RFC 8259 section 7), with the backslashes of nested strings before them. */
function readBackslash(bytes: Uint8Array, at: number, end: number, final: boolean): Unit {
  let depth = 1;
  while (depth <= BACKSLASHES_MAX && at + depth < end && bytes[at + depth] === BACKSLASH) depth++;
  if (depth > BACKSLASHES_MAX) return backslash;
  const escape = at + depth;
  if (escape === end) return final ? backslash : CUT;
  const letter = bytes[escape];
  if (letter === 0x75) return readUnicodeEscape(bytes, at, depth, end, final);
  if (letter === 0x78) return readHexEscape(bytes, at, depth, end, final);
  if (letter === 0x2f) return pack(SEPARATOR, depth + 1, letter); // \/
  if (letter === 0x22) return pack(OTHER, depth + 1, letter); // \"
  const control = CONTROL_ESCAPES.get(letter);
  return control === undefined ? backslash : pack(SEPARATOR, depth + 1, control);
}

/** \b \f \n \r \t \v */
const CONTROL_ESCAPES: ReadonlyMap<number, number> = new Map([[0x62, 8], [0x66, 12], [0x6e, 10], [0x72, 13], [0x74, 9], [0x76, 11]]); // prettier-ignore

/** \u0034, and two of them for a code point above 65,535. */
function readUnicodeEscape(bytes: Uint8Array, at: number, depth: number, end: number, final: boolean): Unit {
  const length = depth + 5;
  if (at + length > end) return final ? backslash : CUT;
  const first = hexValue(bytes, at + depth + 1, 4);
  if (first < 0) return backslash;
  if (first === AMPERSAND) return readReference(bytes, at, at + length, end, final);
  if (first < 0xd800 || first > 0xdbff) return pack(first > 0xdbff && first < 0xe000 ? OTHER : kindOf(first), length, first);
  if (2 * length > LIMITS.unitBytes) return pack(OTHER, length, first);
  if (at + 2 * length > end) return final ? pack(OTHER, length, first) : CUT;
  for (let i = 0; i < depth; i++) if (bytes[at + length + i] !== BACKSLASH) return pack(OTHER, length, first);
  const second = bytes[at + length + depth] === 0x75 ? hexValue(bytes, at + length + depth + 1, 4) : -1;
  if (second < 0xdc00 || second > 0xdfff) return pack(OTHER, length, first);
  const value = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  return pack(kindOf(value), 2 * length, value);
}

/** \x34 */
function readHexEscape(bytes: Uint8Array, at: number, depth: number, end: number, final: boolean): Unit {
  const length = depth + 3;
  if (at + length > end) return final ? backslash : CUT;
  const value = hexValue(bytes, at + depth + 1, 2);
  if (value === AMPERSAND) return readReference(bytes, at, at + length, end, final);
  return value < 0 ? backslash : pack(kindOf(value), length, value);
}

const percent: Unit = pack(SEPARATOR, 1, PERCENT);

/**
 * Percent-encoding (RFC 3986 section 2.1), also of UTF-8 and of an encoded percent sign. What is neither digit nor separator is one character
 * too, so that the digits of %2571 are none, unless digits follow: 100%4111111111111111 is a percent sign before a number. A quote is one
 * always: numbers stand behind quotes more often than behind percent signs.
 */
function readPercent(bytes: Uint8Array, at: number, end: number, final: boolean): Unit {
  let levels = 0;
  let pair = at + 1;
  if (pair + 2 > end) return final ? percent : CUT;
  let lead = hexValue(bytes, pair, 2);
  while (lead === PERCENT && levels < PERCENT_LEVELS_MAX) {
    if (pair + 4 > end) return final ? percent : CUT;
    if (hexValue(bytes, pair + 2, 2) < 0) break;
    pair += 2;
    levels++;
    lead = hexValue(bytes, pair, 2);
  }
  if (lead < 0) return percent;
  if (lead >= 0x80) return readPercentUtf8(bytes, at, lead, levels, end, final);
  const stop = pair + 2;
  if (BMP_KINDS[lead] !== OTHER) return pack(BMP_KINDS[lead], stop - at, lead);
  if (lead !== QUOTE && stop === end && !final) return CUT;
  return lead !== QUOTE && stop < end && isDigit(bytes[stop]) ? percent : pack(OTHER, stop - at, lead);
}

function readPercentUtf8(bytes: Uint8Array, at: number, lead: number, levels: number, end: number, final: boolean): Unit {
  const width = 3 + 2 * levels; // of one encoded byte: %XX, %25XX, %2525XX
  const length = utf8Length(lead);
  if (length === 0 || length * width > LIMITS.unitBytes) return percent;
  if (at + length * width > end) return final ? percent : CUT;
  const encoded = (index: number): number => {
    const start = at + index * width;
    for (let level = 0; level < levels; level++)
      if (bytes[start + 1 + 2 * level] !== 0x32 || bytes[start + 2 + 2 * level] !== 0x35) return -1;
    return bytes[start] === PERCENT ? hexValue(bytes, start + width - 2, 2) : -1;
  };
  const value = utf8Value(lead, length, encoded);
  return value < 0 ? percent : pack(kindOf(value), length * width, value);
}

/**
 * Character references (HTML Living Standard section 13.2.5.72 on), also behind an escaped ampersand: `from` is behind the ampersand that begins
 * at `at`, which many writers of JSON escape (Go, .NET, Rails: \u0026nbsp;). What is no reference is the ampersand alone.
 */
function readReference(bytes: Uint8Array, at: number, from: number, end: number, final: boolean): Unit {
  const ampersand = pack(OTHER, from - at, AMPERSAND);
  const limit = Math.min(end, at + LIMITS.unitBytes);
  const incomplete = limit === end && !final ? CUT : ampersand;
  let name = from;
  for (let level = 0; level < AMP_LEVELS_MAX && matches(bytes, name, limit, 'amp;'); level++) name += 4;
  if (name >= limit) return incomplete;
  if (bytes[name] === 0x23) return readNumericEntity(bytes, at, name + 1, limit, limit < end || !final ? incomplete : 0, ampersand);
  let stop = name;
  while (stop < limit && isAlphanumeric(bytes[stop])) stop++;
  if (stop === limit) return incomplete;
  if (bytes[stop] !== 0x3b) return ampersand;
  const value = NAMED_ENTITIES.get(String.fromCharCode(...bytes.subarray(name, stop)));
  return value === undefined ? ampersand : pack(kindOf(value), stop + 1 - at, value);
}

/**
 * &#52; and &#x34; — the semicolon may be missing behind digits and separators. Another character is one as well, so that nobody takes the
 * digits of &#38; for digits of a number and masks them. `incomplete` is what to answer when `limit` is reached, 0 to read on. */
function readNumericEntity(bytes: Uint8Array, at: number, from: number, limit: number, incomplete: Unit, ampersand: Unit): Unit {
  const radix = from < limit && (bytes[from] | 0x20) === 0x78 ? 16 : 10;
  const first = radix === 16 ? from + 1 : from;
  let value = 0;
  let stop = first;
  for (; stop < limit; stop++) {
    const digit = hexDigit(bytes[stop]);
    if (digit < 0 || digit >= radix) break;
    value = Math.min(value * radix + digit, 0x110000);
  }
  if (stop === limit && incomplete !== 0) return incomplete;
  if (stop === first || value > 0x10ffff) return ampersand;
  const isClosed = stop < limit && bytes[stop] === 0x3b;
  return kindOf(value) === OTHER && !isClosed ? ampersand : pack(kindOf(value), stop + (isClosed ? 1 : 0) - at, value);
}

function matches(bytes: Uint8Array, at: number, end: number, ascii: string): boolean {
  if (at + ascii.length > end) return false;
  for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

/** An equals sign at the end of a line is quoted-printable's soft line break (RFC 2045 section 6.7), else a separator. */
function readEquals(bytes: Uint8Array, at: number, end: number, final: boolean): Unit {
  const separator = pack(SEPARATOR, 1, EQUALS);
  const cut = final ? separator : CUT;
  if (at + 1 === end) return cut;
  if (bytes[at + 1] === 0x0a) return pack(INVISIBLE, 2, 0x0a);
  if (bytes[at + 1] !== 0x0d) return separator;
  if (at + 2 === end) return cut;
  return bytes[at + 2] === 0x0a ? pack(INVISIBLE, 3, 0x0a) : separator;
}

/** How many digits of any script, however written, stand between two offsets. */
export function digitsIn(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    if (unitKind(unit) < 10) digits++;
    at += unitLength(unit);
  }
  return digits;
}
