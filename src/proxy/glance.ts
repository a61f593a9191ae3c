/**
 * One pass over a header value or URL that tells what it cannot hold, so that the many that hold nothing cost no more than that pass:
 * no regular expression, no copy, no decoding. Nothing is decided here; a value that might hold something is judged in sensitive.ts.
 */

/** Bits of a glance. */
export const Glance = {
  /** Three digits: room for a CVC beside its name. */
  code: 1,
  /** Twelve digits, or characters beyond ASCII that may be digits of another script: room for a PAN. */
  number: 2,
  /** Encoded words or joined parameters (views.ts) may be in it. */
  words: 4,
  /** A word of base64 that unpacks to text. */
  token: 8,
  /** Twelve digits and more in one run. */
  run: 16,
} as const;

const CODE_DIGITS = 3;
const NUMBER_DIGITS = 12;
/** Characters of base64 that twelve digits take. */
export const TOKEN_CHARACTERS = 16;

const DIGIT = 64;
const OTHER = 65;
/** By character: its six bits in base64 of either alphabet (RFC 4648), or what it is otherwise. */
const SIXES = new Uint8Array(128).fill(OTHER);
for (const [at, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  SIXES[character.charCodeAt(0)] = at;
SIXES[0x2d] = 62; // -
SIXES[0x5f] = 63; // _
const FIRST_DIGIT_SIX = 52;
const LAST_DIGIT_SIX = 61;

const ASTERISK = 0x2a;
const QUESTION = 0x3f;
const EQUALS = 0x3d;

/** The bits of all that `value` may hold; 0 for what holds nothing. `value` is a string of bytes (latin1). */
export function glance(value: string): number {
  let bits = 0;
  let digits = 0;
  let runDigits = 0;
  let wordStart = 0;
  const { length } = value;
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at);
    const six = code < 0x80 ? (SIXES[code] ?? OTHER) : DIGIT;
    if (six >= FIRST_DIGIT_SIX && (six <= LAST_DIGIT_SIX || six === DIGIT)) {
      digits++;
      if (++runDigits >= NUMBER_DIGITS) bits |= Glance.run;
    } else runDigits = 0;
    if (six < DIGIT) continue;
    if (at - wordStart >= TOKEN_CHARACTERS && unpacksToText(value, wordStart, at)) bits |= Glance.token;
    wordStart = at + 1;
    if (code === QUESTION ? value.charCodeAt(at - 1) === EQUALS : code === ASTERISK) bits |= Glance.words;
  }
  if (length - wordStart >= TOKEN_CHARACTERS && unpacksToText(value, wordStart, length)) bits |= Glance.token;
  if (digits >= CODE_DIGITS) bits |= Glance.code;
  return digits >= NUMBER_DIGITS ? bits | Glance.number : bits;
}

/** Whether the word is base64 of printable ASCII. Nearly all words that are no such thing show it within their first characters. */
function unpacksToText(value: string, start: number, end: number): boolean {
  let bits = 0;
  let count = 0;
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | (SIXES[value.charCodeAt(at)] ?? 0)) & 0x3fff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    if (!isPrintable((bits >> count) & 0xff)) return false;
  }
  return true;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
