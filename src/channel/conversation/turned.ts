/**
 * A card number whose first digits come last: "1111 1111 1111", then "4111 at the start", or two messages of which one overtook the other. While nothing has
 * begun, the last digits of a card are numbers like any other and are shown. So the first ones are not, when both together are a whole card: here the check
 * digit comes in time, and keeps the masks from the many numbers that only begin like a card.
 */
import { LIMITS } from '../../base/limits.js';
import { PLAIN, PREFIX_DIGITS, type BrandTable } from '../../detect/card/brands.js';
import { isLuhnValid } from '../../detect/cluster.js';
import type { Manner } from './budget.js';
import { DOUBTFUL, HIDDEN, isOfFinding, MASKED, STARTS, UNLIKELY, VALUE } from './digits.js';
import { issuerDigits } from './starts.js';

/**
 * Whether what is said makes a card number whole of which the first digits came behind the last ones, in the messages before or in this one, and of which more
 * would be seen than of one in pieces.
 */
export function isBehindItsRest(before: readonly number[], said: readonly number[], brands: BrandTable, manner: Manner): boolean {
  if (before.length + said.length < LIMITS.panDigitsMin) return false;
  const [rest, added] = [before.filter(isSure), said.filter(isSure)];
  if (isTurned(rest, added, brands, manner)) return true;
  return before.some(isOfFinding) && isTurned(rest.filter(isOwn), added.filter(isOwn), brands, manner); // other cards may stand between
}

function isTurned(rest: readonly number[], added: readonly number[], brands: BrandTable, manner: Manner): boolean {
  if (added.length === 0 || rest.length === 0) return false;
  const all = [...rest, ...added];
  for (let length = LIMITS.panDigitsMin; length <= LIMITS.panDigitsMax; length++) {
    const from = all.length - length;
    if (from < 0) return false;
    if (from >= rest.length || (all[from] & STARTS) === 0) continue;
    const isShown = all.slice(from).filter(isSeen).length > shownOf(length, manner);
    for (let first = from + 1; isShown && first <= rest.length; first++)
      if ((all[first] & STARTS) !== 0 && isCard(all, from, first, brands, manner)) return true;
  }
  return false;
}

const isSure = (digit: number): boolean => (digit & (DOUBTFUL | UNLIKELY)) === 0;

const isOwn = (digit: number): boolean => !isOfFinding(digit);

const isSeen = (digit: number): boolean => (digit & (MASKED | HIDDEN)) === 0;

const shownOf = (length: number, { isStrict }: Manner): number => (isStrict ? LIMITS.conversationShownDigits : issuerDigits(length));

/** Whether the digits from one place to the end are a card number when those from another place on stand first. */
function isCard(all: readonly number[], from: number, first: number, brands: BrandTable, { isNearWords }: Manner): boolean {
  const length = all.length - from;
  const turned = all.length - first;
  const at = (i: number): number => all[i < turned ? first + i : from + i - turned] & VALUE;
  let prefix = 0;
  for (let i = 0; i < PREFIX_DIGITS; i++) prefix = prefix * 10 + at(i);
  const flags = brands.lookup(prefix, length);
  if ((isNearWords ? flags : flags & PLAIN) === 0) return false;
  return isLuhnValid(Array.from({ length }, (_, i) => at(i)), 0, length); // prettier-ignore
}
