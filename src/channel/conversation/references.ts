/**
 * Long numbers that are no part of a card's, such as those of orders and cases: a conversation neither masks nor remembers them, unless the
 * first digits of a longer one have just been said. A run of
 * sixteen digits and more, with no other digits beside it, would be a card by itself, with a digit glued to it, or only its beginning; it is
 * none of these where its check digits are wrong and no issuer of its prefix has longer numbers. (Visa has announced some of nineteen digits; none are known to be in use.)
 */
import { LIMITS } from '../../base/limits.js';
import { isLuhnValid } from '../../detect/cluster.js';
import type { Stretch } from './runs.js';

/** Digits from which on a run is too long to be the rest of a number that began elsewhere. */
const LEAST_DIGITS = 16;
/** What may stand between two parts of one number. */
const GAP = /^[ .,/-]{0,3}$/;
/** Prefixes under which numbers of seventeen to nineteen digits are issued (JCB, Diners, Maestro, Discover, UnionPay, RuPay, Mir, Verve). */
const LONGER = /^(?:220|3|5[06-9]|6|8[12])/;

/** Whether one of the runs of digits of a decoded text is such a number. */
export function isReference(text: string, runs: readonly Stretch[], index: number): boolean {
  const { from, to } = runs[index];
  if (to - from < LEAST_DIGITS) return false;
  return !isBeside(text, runs, index) && !isBeside(text, runs, index + 1) && !mayBeCard(text.slice(from, to));
}

/** Whether a run stands so close behind the one before it that they may be one number. */
function isBeside(text: string, runs: readonly Stretch[], index: number): boolean {
  if (index === 0 || index === runs.length) return false;
  return GAP.test(text.slice(runs[index - 1].to, runs[index].from));
}

function mayBeCard(digits: string): boolean {
  if (digits.length > LIMITS.panDigitsMax) return false;
  return LONGER.test(digits) || isCard(digits) || isCard(digits.slice(0, LEAST_DIGITS)) || isCard(digits.slice(-LEAST_DIGITS));
}

const isCard = (digits: string): boolean => isLuhnValid(Buffer.from(digits), 0, digits.length);
