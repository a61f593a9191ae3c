/**
 * Structural vetoes: what surrounds a number proves that it is part of something else. They remove look-alikes at no cost in recall,
 * so each demands proof and none guesses. A byte on either side tells first whether it is worth to look further.
 */
import { isInUuid as isUuidAround } from '../../kernel/uuid.js';
import { isAlphanumeric, isDigit, isLetter, isUpper } from '../../text/ascii.js';
import { readUnit, unitKind } from '../../text/unit.js';
import { isInsideIban } from '../iban.js';
import type { View } from '../view.js';
import { wordSet } from './words.js';

/** A hexadecimal or base64 token this long is not searched for numbers. */
const TOKEN_CHARACTERS_MIN = 32;
/** Runs of digits beside the number in a base64 token of that length; in random base64 there are five. */
const BASE64_DIGIT_RUNS_MIN = 3;
/** Pairs of capitals and runs of digits together in a shorter one; words in camel case have no pairs. */
const BASE64_CAPITAL_PAIRS_MIN = 2;

const SPACE = 0x20;
const PLUS = 0x2b;
const DOT = 0x2e;

/** The byte at an offset of the view, or 0 beyond its ends. */
const byteAt = (view: View, at: number): number => (at >= view.start && at < view.end ? view.bytes[at] : 0);

/** Whether the number between two offsets of the view lies in a UUID. */
export function isInUuid({ bytes, start: low, end: high }: View, start: number, end: number): boolean {
  return isUuidAround(bytes, start, end, low, high);
}

/**
 * Whether letters touch the number and both are one long hexadecimal or base64 token. Words glued to a number are no token: base64 mixes
 * upper case, lower case and digits all along.
 */
export function isInToken(view: View, from: number, end: number): boolean {
  let start = from;
  while (isDigit(byteAt(view, start - 1))) start--; // digits of the same run tell nothing
  if (!isLetter(byteAt(view, start - 1)) && !isLetter(byteAt(view, end))) return false;
  if (isEscaped(view.bytes, from, end)) return false;
  let left = start;
  while (isAlphanumeric(byteAt(view, left - 1))) left--;
  let right = end;
  while (isAlphanumeric(byteAt(view, right))) right++;
  if (right - left < TOKEN_CHARACTERS_MIN) return false;
  return looksRandom(view.bytes, left, start, end, right);
}

/** Whether digits are written as escapes or in another script, which no token does. */
function isEscaped(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (bytes[at] === 0x5c || bytes[at] === 0x26 || bytes[at] === 0x25 || bytes[at] >= 0x80) return true;
  return false;
}

/** Whether what stands around the number is hexadecimal of one letter case, or base64. */
function looksRandom(bytes: Uint8Array, left: number, start: number, end: number, right: number): boolean {
  let digitRuns = 0;
  let pairs = 0;
  let hasUpper = false;
  let hasLower = false;
  let isHex = true;
  for (let at = left; at < right; at++) {
    if (at === start) at = end;
    if (at >= right) break;
    const byte = bytes[at];
    if (isDigit(byte)) {
      if (at === left || at === end || !isDigit(bytes[at - 1])) digitRuns++;
      continue;
    }
    if (byte >= 0x61) hasLower = true;
    else {
      hasUpper = true;
      if (at > left && at !== end && isUpper(bytes[at - 1])) pairs++;
    }
    if ((byte | 0x20) > 0x66) isHex = false;
  }
  if (isHex && !(hasUpper && hasLower)) return true;
  if (!hasUpper || !hasLower) return false;
  return digitRuns >= BASE64_DIGIT_RUNS_MIN || pairs + digitRuns >= BASE64_CAPITAL_PAIRS_MIN;
}

/** Whether the digits are the fraction of a decimal: 0.4999565660195618. */
export function isFraction(view: View, start: number): boolean {
  return byteAt(view, start - 1) === DOT && isDigit(byteAt(view, start - 2));
}

/** Whether it is a digital object identifier (ISO 26324): 10.5990/5777.7544.6264 */
export function isInDoi(view: View, start: number): boolean {
  return byteAt(view, start - 1) === DOT && byteAt(view, start - 2) === 0x30 && byteAt(view, start - 3) === 0x31 && !isDigit(byteAt(view, start - 4)); // prettier-ignore
}

/** Whether it is the number of a UPS parcel, all digits: 1Z and sixteen characters. */
export function isParcel(view: View, start: number, digits: number): boolean {
  if (digits !== 16 || (byteAt(view, start - 1) | SPACE) !== 0x7a || byteAt(view, start - 2) !== 0x31) return false;
  return !isAlphanumeric(byteAt(view, start - 3));
}

/** Digits of the longest telephone numbers in use; E.164 allows fifteen, but those would be cards more often than telephones. */
const TELEPHONE_DIGITS_MAX = 13;

/** Whether a plus sign makes it a telephone number. Behind a letter or digit the plus is a separator, or a space in a form. */
export function isTelephone(view: View, start: number, digits: number): boolean {
  if (digits > TELEPHONE_DIGITS_MAX || byteAt(view, start - 1) !== PLUS) return false;
  const before = byteAt(view, start - 2);
  return !isLetter(before) && !isDigit(before);
}

/** Units of measurement behind a row of numbers. */
const UNITS = wordSet(
  'ms µs us ns sec secs seconds min kb mb gb tb kib mib gib bytes px em pt kg km cm mm hz khz mhz ghz rpm fps kwh mah ppm',
);

/** Whether a unit of measurement follows: the groups are a row of a table, not one number. */
export function isMeasured(view: View, end: number): boolean {
  if (byteAt(view, end) !== SPACE || !isLetter(byteAt(view, end + 1))) return false;
  let stop = end + 1;
  while (isLetter(byteAt(view, stop)) && stop - end < 9) stop++;
  return !goesOn(view, stop) && UNITS.has(view.bytes, end + 1, stop);
}

/** Whether the word that has come to `at` goes on with a letter or a digit, also one in an escape: GB\u0032\u0039 is no gigabyte. */
function goesOn({ bytes, end }: View, at: number): boolean {
  return at < end && (isAlphanumeric(bytes[at]) || unitKind(readUnit(bytes, at, end, true)) < 10);
}

/** Bytes that may join a number to the IBAN before it. Quotes, colons, line ends and the like begin a value: the quick answer for nearly all. */
const JOINS_IBAN = Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlphanumeric(byte) || byte >= 0x80 || ' -._+/;'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether the number is part of an IBAN (ISO 13616) whose check digits are right: those of a card in an IBAN's clothes seldom are. */
export function isInIban(view: View, start: number, end: number): boolean {
  return JOINS_IBAN[byteAt(view, start - 1)] !== 0 && isInsideIban(view, start, end);
}
