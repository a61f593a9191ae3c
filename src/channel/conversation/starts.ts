/** What number a digit may begin: of which lengths, whether it is a card by its check digit, and whether findings have hidden it whole. */
import { LIMITS } from '../../base/limits.js';
import { PREFIX_DIGITS, type BrandTable } from '../../detect/card/brands.js';
import { isLuhnValid } from '../../detect/cluster.js';
import { HIDDEN, isOfFinding, STARTS, VALUE } from './digits.js';

/** Fewest digits by which brands are looked up. */
const LOOKED_UP_DIGITS_MIN = 3;
/** So many hidden digits in a row are a whole number: nothing goes on behind it. */
const WHOLE_DIGITS = LIMITS.panDigitsMin;

/** Lengths of numbers with an issuer's number of eight digits, from this one on. */
const LONG_DIGITS = 16;

/** Digits of a card of some length that its issuer is known by: so many may be seen of it, wherever they stand. */
export const issuerDigits = (length: number): number =>
  length < LONG_DIGITS ? LIMITS.conversationShownDigits : LIMITS.conversationFirstShownDigits;

/** Whether so many digits end with a token and their check digit. */
export function isCardAt(all: readonly number[], start: number, length: number): boolean {
  const end = start + length;
  if (end > all.length || (end < all.length && (all[end] & STARTS) === 0)) return false;
  const values = all.slice(start, end).map((digit) => digit & VALUE);
  return isLuhnValid(values, 0, length);
}

/** Lengths of card numbers that may begin at `start`, bit n for n digits. */
export function lengthsAt(all: readonly number[], start: number, brands: BrandTable, isNearWords: boolean): number {
  const digits = Math.min(PREFIX_DIGITS, all.length - start);
  const number = numberAt(all, start, digits);
  if (digits >= LOOKED_UP_DIGITS_MIN) return brands.lengthsBehind(number, digits, isNearWords);
  const span = 10 ** (LOOKED_UP_DIGITS_MIN - digits);
  const table = isNearWords ? brands.lengths : brands.plainLengths;
  return table.subarray(number * span, (number + 1) * span).reduce((lengths, some) => lengths | some, 0);
}

export function numberAt(all: readonly number[], start: number, digits: number): number {
  let number = 0;
  for (let i = 0; i < digits; i++) number = number * 10 + (all[start + i] & VALUE);
  return number;
}

/** Whether findings hide a whole number there, that one or, unless strict, one around it: nothing goes on behind it. */
export function isWhole(all: readonly number[], start: number, isStrict = false): boolean {
  if ((all[start] & HIDDEN) === 0) return false;
  let from = start;
  let to = start + 1;
  const isShort = (): boolean => to - from < WHOLE_DIGITS; // a message may be nothing but hidden numbers
  while (!isStrict && isShort() && from > 0 && isOfFinding(all[from - 1])) from--;
  while (isShort() && to < all.length && isOfFinding(all[to])) to++;
  return !isShort();
}
