/**
 * E-mail addresses (RFC 5321 section 4.1.2, RFC 6531 for other scripts) around an `@`. Byte tables and no strings: an `@` costs as much as the
 * bytes of the address. Narrower than the standard where the standard allows what only attackers and typists' accidents write: no quoted
 * local parts, no address literals, and a top-level domain that could be one.
 */
import { LIMITS } from '../base/limits.js';
import { hexDigit, isAlphanumeric, isDigit, isLetter, tableOf } from '../text/ascii.js';
import type { RuleClass } from './overlap.js';
import type { Trace } from './trace.js';
import type { Located, Region, View } from './view.js';

export interface EmailRule {
  readonly id: string;
  readonly entity: string;
  /** `contact` when missing. */
  readonly class?: RuleClass;
  /** 90 by default. */
  readonly score?: number | undefined;
}

const SCORE_EMAIL = 90;
/** RFC 5321 section 4.5.3.1.1: octets of a local part. */
const LOCAL_BYTES_MAX = 64;
/** RFC 1035 section 2.3.4: octets of a label. */
const LABEL_BYTES_MAX = 63;
const TLD_LETTERS_MIN = 2;
const TLD_LETTERS_MAX = 24;

const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const QUOTE = 0x27;

/** What a byte is to an address, one bit each. 0 is what no address has in it. */
const LETTER = 1;
const DIGIT = 2;
/** What an address has beside letters and digits; in a domain that is the hyphen alone. */
const MARK = 4;
/** Not ASCII, or the beginning or end of something encoded. */
const ENCODED = 8;

/** What people have in local parts beside letters and digits; the rest of RFC 5322's atext delimits addresses in practice. */
const IN_LOCAL = kindsOf("._+-'#!", '%\\');
const IN_LABEL = kindsOf('-', '');
/** What an address does not begin with, though it may hold it. */
const NOT_FIRST = tableOf(".-+%'#!");

/** Endings of file names that are no top-level domains: `icon@2x.png`. */
const FILE_ENDINGS =
  ('png jpg jpeg gif svg webp avif bmp tif tiff ico css scss sass less js mjs cjs jsx tsx ts json xml html htm map woff ttf otf eot mp3 wav ' +
   'pdf doc docx xls xlsx ppt pptx csv txt log yaml yml toml lock local localhost').split(' '); // prettier-ignore
const ENDING_CODES: ReadonlySet<number> = new Set(FILE_ENDINGS.map((ending) => letters(Buffer.from(ending), 0, ending.length)));
const ENDING_LETTERS_MAX = 10;

/** Of the first letter of a file ending, the letters that may be its second, one bit each: most domains are told by these. */
const ENDING_LETTERS = new Int32Array(32);
for (const ending of FILE_ENDINGS) ENDING_LETTERS[ending.charCodeAt(0) & 31] |= 1 << (ending.charCodeAt(1) & 31);

function isFileEnding(bytes: Uint8Array, start: number, end: number): boolean {
  if ((ENDING_LETTERS[bytes[start] & 31] & (1 << (bytes[start + 1] & 31))) === 0) return false;
  return end - start <= ENDING_LETTERS_MAX && ENDING_CODES.has(letters(bytes, start, end));
}

function kindsOf(marks: string, encoded: string): Uint8Array {
  const kinds = new Uint8Array(256).fill(ENCODED, 0x80);
  for (let code = 0; code < 0x80; code++) if (isAlphanumeric(code)) kinds[code] = isDigit(code) ? DIGIT : LETTER;
  for (const mark of marks) kinds[mark.charCodeAt(0)] = MARK;
  for (const character of encoded) kinds[character.charCodeAt(0)] = ENCODED;
  return kinds;
}

/** Letters as one number, case folded. Unambiguous for up to ENDING_LETTERS_MAX. */
function letters(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 32 + (bytes[at] & 31);
  return value;
}

/** Bytes of the at sign at `at`, which a form writes as %40, or 0. */
function atSignBytes(bytes: Uint8Array, at: number): number {
  if (bytes[at] === AT) return 1;
  return bytes[at] === PERCENT && bytes[at + 1] === 0x34 && bytes[at + 2] === 0x30 ? 3 : 0;
}

const NOTHING: readonly Located[] = [];

/** Addresses whose `@` lies in the region, in order. */
export function findEmails(rule: EmailRule, view: View, region: Region, trace?: Trace): readonly Located[] {
  let found: Located[] | undefined;
  for (let at = region.start; at < region.end; at++) {
    const sign = atSignBytes(view.bytes, at);
    if (sign === 0) continue;
    const end = domainEnd(view.bytes, at + sign, Math.min(view.end, region.end + LIMITS.contextBytes));
    const start = end < 0 ? -1 : localStart(view.bytes, at, Math.max(view.start, region.start - LIMITS.contextBytes));
    const ok = start >= 0;
    trace?.({ rule: rule.id, start: ok ? start : at, end: end < 0 ? at + 1 : end, step: ok ? 'found' : 'shape', ok, detail: ok ? 'an address' : end < 0 ? 'no domain follows' : 'no local part before' }); // prettier-ignore
    if (!ok) continue;
    const { id, entity, class: kind = 'contact', score = SCORE_EMAIL } = rule;
    (found ??= []).push({ entity, rule: id, class: kind, start, end, score, form: 'text' });
  }
  return found ?? NOTHING;
}

/** Scripts of which a word consists; a change of script without a space ends an address. */
const NONE = 0;
const LATIN = 1;
/** Scripts with spaces between words: Greek, Cyrillic, Arabic, Indic … */
const SPACED = 2;
/** Scripts without: Chinese, Japanese, Korean. Digits belong to an address in Latin letters, not to a sentence in these. */
const UNSPACED = 3;

/** Script of a code point from 128 on; NONE for spaces, punctuation and symbols. */
function scriptOf(codePoint: number): number {
  if (codePoint < 0xc0 || codePoint === 0xd7 || codePoint === 0xf7) return NONE;
  if (codePoint < 0x370) return LATIN;
  if (codePoint < 0x1e00) return SPACED;
  if (codePoint < 0x1f00) return LATIN;
  if (codePoint < 0x2000) return SPACED;
  if (codePoint < 0x3005) return codePoint >= 0x2e80 && codePoint < 0x2fe0 ? UNSPACED : NONE;
  return codePoint < 0xd7b0 && codePoint !== 0x30fb && (codePoint < 0x3008 || codePoint > 0x3020) ? UNSPACED : NONE;
}

/** Code point of the UTF-8 sequence of two or three bytes at `at`, or 0: what takes four is a symbol in practice. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  if (lead >= 0xc2 && lead <= 0xdf) return ((lead & 31) << 6) | (bytes[at + 1] & 63);
  if (lead >= 0xe0 && lead <= 0xef) return ((lead & 15) << 12) | ((bytes[at + 1] & 63) << 6) | (bytes[at + 2] & 63);
  return 0;
}

/** Whether a word with these scripts goes on with that one: letters of different scripts do not mix, digits mix with spaced ones. */
const joins = (script: number, hasLetters: boolean, hasDigits: boolean): boolean =>
  script === LATIN || (script === SPACED && !hasLetters) || (script === UNSPACED && !hasLetters && !hasDigits);

/** Offset of the first byte of the local part that ends before `at`, or -1. */
function localStart(bytes: Uint8Array, at: number, floor: number): number {
  let start = at;
  /** What was seen, one bit for each kind. */
  let seen = 0;
  while (start > floor) {
    const byte = bytes[start - 1];
    const kind = IN_LOCAL[byte];
    if (kind === 0) break;
    if (kind !== ENCODED) {
      seen |= kind;
      start--;
    } else if (byte >= 0x80) {
      const lead = leadBefore(bytes, start, floor);
      const script = lead < 0 ? NONE : scriptOf(codePointAt(bytes, lead));
      if (script === NONE || !joins(script, (seen & LETTER) !== 0, (seen & DIGIT) !== 0)) break;
      seen |= ENCODED;
      start = lead;
    } else if (byte === PERCENT) {
      if (isDelimiting(bytes, start, at)) return checkedLocal(bytes, start + 2, at, seen);
      start--;
    } else {
      const escape = escapedBefore(bytes, start - 1, floor, at);
      if (escape > 0) return checkedLocal(bytes, escape, at, seen);
      seen |= ENCODED;
      start--;
    }
  }
  return checkedLocal(bytes, start, at, seen);
}

/** Leads of two and three bytes before `end`, or -1. */
function leadBefore(bytes: Uint8Array, end: number, floor: number): number {
  for (let length = 2; length <= 3; length++) {
    const at = end - length;
    if (at < floor) return -1;
    if (bytes[at] >= 0xc2) return (bytes[at] >= 0xe0 ? 3 : 2) === length ? at : -1;
  }
  return -1;
}

/** Whether `%` before `at` begins an encoded character that is no part of an address: any but `%2B`, the plus sign. */
function isDelimiting(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 2 > end || hexDigit(bytes[at]) < 0 || hexDigit(bytes[at + 1]) < 0) return false;
  return !(bytes[at] === 0x32 && (bytes[at + 1] | 0x20) === 0x62);
}

/** Behind the JSON escape that the backslash at `at` begins, where the address begins; 0 when the escaped character belongs to the address. */
function escapedBefore(bytes: Uint8Array, at: number, floor: number, end: number): number {
  let backslashes = 1;
  while (at - backslashes >= floor && bytes[at - backslashes] === BACKSLASH) backslashes++;
  const letter = bytes[at + 1];
  if (letter !== 0x75 || at + 6 > end) return at + ('nrtbf'.includes(String.fromCharCode(letter)) ? 2 : 1);
  let code = 0;
  for (let i = 2; i < 6; i++) {
    const digit = hexDigit(bytes[at + i]);
    if (digit < 0) return at + 1;
    code = code * 16 + digit;
  }
  const belongs =
    code < 0x80 ? isAlphanumeric(code) || code === QUOTE || code === 0x2b : scriptOf(code) === LATIN || scriptOf(code) === SPACED;
  return belongs && backslashes === 1 ? 0 : at + 6;
}

/** The start without what an address does not begin with, or -1 when nothing or too much remains. */
function checkedLocal(bytes: Uint8Array, from: number, at: number, seen: number): number {
  let start = from;
  while (start < at && NOT_FIRST[bytes[start]] !== 0) start++;
  return (seen & ~MARK) === 0 || start >= at || at - start > LOCAL_BYTES_MAX ? -1 : start;
}

/** Offset behind the domain that begins at `from`, or -1: labels of letters, digits and hyphens, the last a plausible top-level domain. */
function domainEnd(bytes: Uint8Array, from: number, limit: number): number {
  let best = -1;
  let labels = 0;
  let numeric = 0;
  for (let at = from; at < limit;) {
    // Plain labels, which is nearly all, are read once.
    let seen = 0;
    let end = at;
    for (; end < limit; end++) {
      const kind = IN_LABEL[bytes[end]];
      if (kind === 0) break;
      seen |= kind;
      if (kind === ENCODED) break;
    }
    if (seen >= ENCODED) {
      end = labelEnd(bytes, at, limit);
      seen = isNumeric(bytes, at, end) ? DIGIT : ENCODED;
    }
    if (end === at || end - at > LABEL_BYTES_MAX || bytes[at] === HYPHEN) break;
    if (labels > 0) best = Math.max(best, seen === LETTER ? wordEnd(bytes, at, end) : tldEnd(bytes, at, end));
    if (labels === numeric && seen === DIGIT) numeric++;
    labels++;
    at = end + 1;
    if (end >= limit || bytes[end] !== DOT) break;
  }
  // 18.2.0-rc.next: the version of a package, as two or more numbers come first.
  return numeric > 1 ? -1 : best;
}

/** Offset behind the label that begins at `from`. Letters of other scripts stand by themselves: what follows `.com` is Japanese prose. */
function labelEnd(bytes: Uint8Array, from: number, limit: number): number {
  let hasLetters = false;
  let hasOther = false;
  for (let at = from; at < limit;) {
    const byte = bytes[at];
    if (byte >= 0x80) {
      const codePoint = codePointAt(bytes, at);
      const script = scriptOf(codePoint);
      if (script === NONE || (script !== LATIN && hasLetters)) return at;
      if (script !== LATIN) hasOther = true;
      at += codePoint < 0x800 ? 2 : 3;
      if (at > limit) return from;
      continue;
    }
    if (isLetter(byte)) {
      if (hasOther) return at;
      hasLetters = true;
    } else if (!isDigit(byte) && byte !== HYPHEN) return at;
    at++;
  }
  return limit;
}

/** Offset behind a top-level domain that the label is or begins with, or -1. */
function tldEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] >= 0x80) return end;
  let at = start;
  while (at < end && (isLetter(bytes[at]) || bytes[at] >= 0x80)) at++;
  const length = at - start;
  if (at < end && bytes[at] !== HYPHEN) return -1; // a digit: b2b, 2x
  // An internationalised domain in ASCII: xn--p1ai.
  if (at < end && length === 2 && letters(bytes, start, at) === 24 * 32 + 14 && bytes[at + 1] === HYPHEN) return end;
  return wordEnd(bytes, start, at);
}

/** The end of letters that may be a top-level domain, or -1. */
function wordEnd(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  return length < TLD_LETTERS_MIN || length > TLD_LETTERS_MAX || isFileEnding(bytes, start, end) ? -1 : end;
}

function isNumeric(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at])) return false;
  return true;
}
