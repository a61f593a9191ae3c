/**
 * A card number whose first digits come last: "1111 1111 1111", then "4111 at the start", or two messages of which one overtook the other. While nothing has
 * begun, the last digits of a card are numbers like any other and are shown. So the first ones are not, when both together are a whole card: here the check
 * digit comes in time, and keeps the masks from the many numbers that only begin like a card.
 */
import { LIMITS } from '../../base/limits.js';
import { PLAIN, PREFIX_DIGITS, type BrandTable } from '../../detect/card/brands.js';
import { isLuhnValid } from '../../detect/cluster.js';
import type { Manner } from './budget.js';
import { DOUBTFUL, HIDDEN, MASKED, STARTS, UNLIKELY, VALUE } from './digits.js';

/** Lengths of numbers with an issuer's number of eight digits. */
const LONG_DIGITS = 16;

/**
 * Whether what is said makes a card number whole of which the first digits came behind the last ones, in the messages before or in this one, and of which more
 * would be seen than of one in pieces.
 */
export function isBehindItsRest(before: readonly number[], said: readonly number[], brands: BrandTable, manner: Manner): boolean {
  const [rest, added] = [before, said].map((digits) => digits.filter((digit) => (digit & (DOUBTFUL | UNLIKELY)) === 0));
  if (added.length === 0 || rest.length === 0) return false;
  const all = [...rest, ...added];
  for (let length = LIMITS.panDigitsMin; length <= LIMITS.panDigitsMax; length++) {
    const from = all.length - length;
    if (from < 0) return false;
    if (from >= rest.length || (all[from] & STARTS) === 0) continue;
    const isShown = all.slice(from).filter(isSeen).length > shownOf(length, manner);
    for (let first = from + 1; isShown && first <= rest.length; first++)
      if ((all[first] & STARTS) !== 0 && isCard([...all.slice(first), ...all.slice(from, first)], brands, manner)) return true;
  }
  return false;
}

const isSeen = (digit: number): boolean => (digit & (MASKED | HIDDEN)) === 0;

const shownOf = (length: number, { isStrict }: Manner): number =>
  isStrict || length < LONG_DIGITS ? LIMITS.conversationShownDigits : LIMITS.conversationFirstShownDigits;

function isCard(digits: readonly number[], brands: BrandTable, { isNearWords }: Manner): boolean {
  const values = digits.map((digit) => digit & VALUE);
  const prefix = values.slice(0, PREFIX_DIGITS).reduce((number, value) => number * 10 + value, 0);
  const flags = brands.lookup(prefix, digits.length);
  return (isNearWords ? flags : flags & PLAIN) !== 0 && isLuhnValid(values, 0, values.length);
}
