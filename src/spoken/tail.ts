/** Expiry dates and verification codes in words: behind a card number, or behind what announces them. */
import { isCardYear, isMonth } from '../detect/card/tail.js';
import { digitsValue, type Reader } from './digits.js';
import { GAP_COMMA, GAP_FILLER, GAP_PAUSE } from './run.js';
import type { Sequence } from './sequence.js';

const EXPIRY_DIGITS_MAX = 6;
const CODE_DIGITS = 3;
/** American Express prints four. */
const CODE_DIGITS_MAX = 4;
const AMEX_DIGITS = 15;
const PAN_DIGITS = 16;

/** Tokens of an expiry date and of a code behind it, each from where the one before ends; an end equal to its start says that there is none. */
export interface Tail {
  readonly expiryEnd: number;
  readonly codeEnd: number;
}

/**
 * What follows a card number of `panDigits` from the token `index` on, if all of it is a tail: an expiry date, a code, or both. A code
 * alone must have the digits that the commonest cards print, unless a pause sets it apart.
 */
export function readTail(reader: Reader, sequence: Sequence, index: number, panDigits: number): Tail | undefined {
  if (index >= sequence.count) return undefined;
  const expiryEnd = readExpiry(reader, sequence, index, false);
  if (expiryEnd > 0) {
    const codeEnd = readCode(reader, sequence, expiryEnd);
    if (codeEnd > 0) return { expiryEnd, codeEnd };
    if (isEnd(sequence, expiryEnd)) return { expiryEnd, codeEnd: expiryEnd };
  }
  const isApart = (sequence.gaps[index] & (GAP_PAUSE | GAP_COMMA | GAP_FILLER)) !== 0;
  if (!isApart && panDigits !== AMEX_DIGITS && panDigits !== PAN_DIGITS) return undefined;
  const codeDigits = panDigits === AMEX_DIGITS ? CODE_DIGITS_MAX : CODE_DIGITS;
  const codeEnd = readCode(reader, sequence, index, isApart ? 0 : codeDigits);
  return codeEnd > 0 ? { expiryEnd: index, codeEnd } : undefined;
}

/**
 * Token behind the expiry date that begins at `index`, or -1: month and year as "oh nine twenty-seven", "twelve two thousand twenty-seven",
 * and where the date was announced "nine twenty-seven".
 */
export function readExpiry(reader: Reader, sequence: Sequence, index: number, isAnnounced: boolean): number {
  let best = -1;
  let bestLength = 0;
  const { digits } = reader;
  reader.search(sequence, index, (length, end) => {
    if (length > bestLength && isExpiry(digits, length) && (length % 2 === 0 || (isAnnounced && isEnd(sequence, end)))) {
      best = end;
      bestLength = length;
    }
    return length < EXPIRY_DIGITS_MAX;
  });
  return best;
}

/** 0927, 092027; without the zero 927, 92027 */
function isExpiry(digits: readonly number[], length: number): boolean {
  if (length < 3 || length > EXPIRY_DIGITS_MAX) return false;
  const yearDigits = length > 4 ? 4 : 2;
  const monthDigits = length - yearDigits;
  return isMonth(digitsValue(digits, 0, monthDigits)) && isCardYear(digitsValue(digits, monthDigits, yearDigits), yearDigits);
}

/** Token behind the code that begins at `index` and ends with a pause, or -1. It has `digits`, or three or four if that is 0. */
export function readCode(reader: Reader, sequence: Sequence, index: number, digits = 0): number {
  let best = -1;
  reader.search(sequence, index, (length, end) => {
    if (best < 0 && length >= CODE_DIGITS && (digits === 0 || length === digits) && isEnd(sequence, end)) best = end;
    return best < 0 && length < CODE_DIGITS_MAX;
  });
  return best;
}

/** Whether a number may end before the token `index`: at the end, a pause or a filler. */
function isEnd(sequence: Sequence, index: number): boolean {
  if (index >= sequence.count) return sequence.hasEnd;
  return sequence.isPauseBefore(index) || (sequence.gaps[index] & GAP_FILLER) !== 0;
}
