/**
 * Numbers of JSON that travel inside something else: a string of JSON, a form field, an attribute, a script. Whether a value is one of them is
 * told by what stands beside it, since nobody follows the documents inside documents: behind a quoted name and a colon, or in a list, and before
 * a comma or a closing bracket. Quotes, brackets and white space may be written as escapes (RFC 8259, section 7, also several strings deep),
 * percent-encoded or as character references. A wrong answer costs looks, not safety: what is hidden is hidden by digits or by asterisks.
 */
import { isDigit } from '../text/ascii.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';

/** `encoded` numbers stand in percent-encoding, where white space is written as a plus sign. */
export type InnerNumber = 'no' | 'plain' | 'encoded';

const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const PARENTHESIS = 0x28;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const GREATER = 0x3e;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;

/** Letters of escapes that mean white space: n r t. */
const isSpaceLetter = (byte: number): boolean => byte === 0x6e || byte === 0x72 || byte === 0x74;
const isSpace = (code: number): boolean => code === SPACE || code === PLUS || (code >= 0x09 && code <= 0x0d);
const isExponent = (code: number): boolean => (code | 0x20) === 0x65;
const isNumeric = (code: number): boolean => isDigit(code) || code === DOT || code === MINUS || isExponent(code);

/** A character as it is written: its code, -1 beyond the bytes; the offset where it begins or, read forwards, where it ends; whether in an escape. */
interface Written {
  code: number;
  at: number;
  isEscaped: boolean;
  isPercent: boolean;
}

const written: Written = { code: -1, at: 0, isEscaped: false, isPercent: false };

function tell(code: number, at: number, isEscaped: boolean, isPercent = false): Written {
  written.code = code;
  written.at = at;
  written.isEscaped = isEscaped;
  written.isPercent = isPercent;
  return written;
}

/** Bytes of the longest reference that is read, such as `&amp;quot;`. */
const REFERENCE_MAX = 12;
const REFERENCE =
  /^&(?:amp;){0,2}(?:#(?:x0*([0-9a-f]{1,4})|0*(\d{1,4}))|(quot|comma|colon|lsqb|lbrack|rsqb|rbrack|lcub|rcub|lbrace|rbrace|nbsp));$/i;
const NAMES: Readonly<Record<string, number>> = { quot: QUOTE, comma: COMMA, colon: COLON, lsqb: BRACKET, lbrack: BRACKET, rsqb: CLOSING_BRACKET, rbrack: CLOSING_BRACKET, lcub: 0x7b, lbrace: 0x7b, rcub: CLOSING_BRACE, rbrace: CLOSING_BRACE, nbsp: SPACE }; // prettier-ignore

/** The character before `at`. */
function before(bytes: Uint8Array, at: number, from: number): Written {
  if (at <= from) return tell(-1, at, false);
  const byte = bytes[at - 1];
  if (byte === SEMICOLON) return referenceBefore(bytes, at, from);
  if (byte === QUOTE || isSpaceLetter(byte)) {
    let start = at - 1;
    while (start > from && bytes[start - 1] === BACKSLASH) start--;
    const isEscaped = start < at - 1;
    return isEscaped ? tell(byte === QUOTE ? QUOTE : SPACE, start, true) : tell(byte, start, false);
  }
  const percent = at - 3 >= from && bytes[at - 3] === PERCENT ? hexAt(bytes, at - 2, 2) : -1;
  if (percent >= 0) return tell(percent, at - 3, true, true);
  if (at - 5 >= from && bytes[at - 4] === 0x32 && bytes[at - 3] === 0x35 && bytes[at - 5] === PERCENT) {
    const twice = hexAt(bytes, at - 2, 2);
    if (twice >= 0) return tell(twice, at - 5, true, true);
  }
  if (at - 6 >= from && bytes[at - 5] === 0x75 && bytes[at - 6] === BACKSLASH) {
    const escaped = hexAt(bytes, at - 4, 4);
    let start = at - 6;
    while (start > from && bytes[start - 1] === BACKSLASH) start--;
    if (escaped >= 0) return tell(escaped, start, true);
  }
  return tell(byte, at - 1, false);
}

function referenceBefore(bytes: Uint8Array, at: number, from: number): Written {
  const least = Math.max(from, at - REFERENCE_MAX);
  let start = at - 1;
  while (start > least && bytes[start] !== AMPERSAND) start--;
  const code = bytes[start] === AMPERSAND ? referenceCode(bytes, start, at) : -1;
  return code < 0 ? tell(SEMICOLON, at - 1, false) : tell(code, start, true);
}

function referenceCode(bytes: Uint8Array, start: number, end: number): number {
  const match = REFERENCE.exec(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
  if (match === null) return -1;
  const [, hex, decimal, name] = match;
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return decimal !== undefined ? Number(decimal) : (NAMES[name.toLowerCase()] ?? -1);
}

/** The character at `at`. */
function behind(bytes: Uint8Array, at: number, to: number): Written {
  if (at >= to) return tell(-1, at, false);
  const byte = bytes[at];
  if (byte === PERCENT && at + 3 <= to) {
    const isTwice = bytes[at + 1] === 0x32 && bytes[at + 2] === 0x35 && at + 5 <= to;
    const code = hexAt(bytes, isTwice ? at + 3 : at + 1, 2);
    if (code >= 0) return tell(code, at + (isTwice ? 5 : 3), true, true);
  }
  if (byte === AMPERSAND) {
    let end = at + 1;
    while (end < to && end - at < REFERENCE_MAX && bytes[end] !== SEMICOLON) end++;
    const code = end < to && bytes[end] === SEMICOLON ? referenceCode(bytes, at, end + 1) : -1;
    if (code >= 0) return tell(code, end + 1, true);
  }
  if (byte !== BACKSLASH) return tell(byte, at + 1, false);
  let letter = at;
  while (letter < to && bytes[letter] === BACKSLASH) letter++;
  if (letter >= to) return tell(-1, at, false);
  if (isSpaceLetter(bytes[letter])) return tell(SPACE, letter + 1, true);
  const escaped = bytes[letter] === 0x75 && letter + 5 <= to ? hexAt(bytes, letter + 1, 4) : -1;
  return escaped >= 0 ? tell(escaped, letter + 5, true) : tell(bytes[letter], letter + 1, true);
}

function hexAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i];
    const letter = byte | 0x20;
    const digit = isDigit(byte) ? byte - 0x30 : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** What may be looked at, of the bytes of a record. */
export interface Within {
  readonly from: number;
  readonly to: number;
  /** Others stand before. */
  readonly isCut: boolean;
}

/** Whether the bytes from `start` to before `end` are a number of JSON, or several of a list. */
export function innerNumber(bytes: Uint8Array, start: number, end: number, { from, to, isCut }: Within): InnerNumber {
  let at = start;
  while (at > from && isNumeric(bytes[at - 1])) at--;
  if (isQuickNo(bytes, at, from) || !isList(bytes, start, end) || !endsNumber(bytes, end, to)) return 'no';
  let opener = before(bytes, at, from);
  while (isSpace(opener.code)) opener = before(bytes, opener.at, from);
  const isEncoded = opener.isPercent;
  if (opener.code === COLON) return isBehindName(bytes, opener.at, from) ? (isEncoded ? 'encoded' : 'plain') : 'no';
  if (opener.code !== COMMA && opener.code !== BRACKET) return 'no';
  return isInList(bytes, opener, from, isCut) ? (isEncoded ? 'encoded' : 'plain') : 'no';
}

/** Most values stand behind a letter, a quote or a tag. */
function isQuickNo(bytes: Uint8Array, at: number, from: number): boolean {
  const byte = at > from ? bytes[at - 1] : QUOTE;
  const mayBe = isSpace(byte) || byte === COLON || byte === COMMA || byte === BRACKET || byte === SEMICOLON || isSpaceLetter(byte);
  return !mayBe && !(isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66));
}

/** A colon at `at` behind a name in quotes. */
function isBehindName(bytes: Uint8Array, at: number, from: number): boolean {
  let one = before(bytes, at, from);
  while (isSpace(one.code)) one = before(bytes, one.at, from);
  return one.code === QUOTE;
}

/** Back through numbers and commas to where the list begins: behind a name, a quote, a parenthesis or a tag, or at a value that can be nothing else. */
function isInList(bytes: Uint8Array, opener: Written, from: number, isCut: boolean): boolean {
  let { code, at } = opener;
  let isEscaped = false;
  let last = code;
  while (code === COMMA || code === BRACKET || code === CLOSING_BRACKET || isSpace(code) || isNumeric(code)) {
    if (!isSpace(code)) last = code;
    const one = before(bytes, at, from);
    ({ code, at, isEscaped } = one);
  }
  if (code === -1) return isCut || last === BRACKET;
  if (code === QUOTE) return last === BRACKET || (last === COMMA && isEscaped);
  if (last === BRACKET) return code === PARENTHESIS || code === GREATER || (code === COLON && isBehindName(bytes, at, from));
  return last === COMMA && code === CLOSING_BRACE;
}

/** Behind the rest of the number stands a comma, or a bracket that closes, or nothing more. */
function endsNumber(bytes: Uint8Array, end: number, to: number): boolean {
  let at = end;
  while (at < to && (isNumeric(bytes[at]) || bytes[at] === PLUS)) at++;
  let one = behind(bytes, at, to);
  while (isSpace(one.code)) one = behind(bytes, one.at, to);
  return one.code === COMMA || one.code === CLOSING_BRACKET || one.code === CLOSING_BRACE || one.code === -1;
}

/** Digits, with a comma or a decimal point wherever other characters stand between them. */
function isList(bytes: Uint8Array, start: number, end: number): boolean {
  let isGap = false;
  let hasComma = false;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    const length = unitLength(unit);
    if (unitKind(unit) < 10) {
      if (isGap && !hasComma) return false;
      isGap = hasComma = false;
    } else {
      const code = unitCodePoint(unit);
      isGap = true;
      if (code === COMMA || code === DOT || isExponent(code)) hasComma = true;
      else if (!isSpace(code) && code !== MINUS) return false;
    }
    at += length;
  }
  return true;
}
