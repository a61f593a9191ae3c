/**
 * The digit budget: of a number that may be a card's and arrives in pieces, no more than its first digits leave, whatever the pieces. A digit is
 * masked when a card number could have begun so many digits before it. That needs no check digit, which comes too late: by then on
 * average fourteen of sixteen digits have left.
 */
import { LIMITS } from '../../base/limits.js';
import { PLAIN, PREFIX_DIGITS, type BrandTable } from '../../detect/card/brands.js';
import { isLuhnValid } from '../../detect/cluster.js';
import { ASKED, DOUBTFUL, HIDDEN, STARTS, UNLIKELY, VALUE } from './digits.js';

/** How digits are judged. */
export interface Manner {
  /** The first digits of a conversation, and few: they may show a longer beginning. */
  readonly isFresh: boolean;
  readonly isStrict: boolean;
  /** There are words of payment: brands count that need a card word, and a number may go on behind others that stand between. */
  readonly isNearWords: boolean;
  /** Digits of the national identifier that has been asked for, or 0. */
  readonly asks: number;
}

/** Fewest digits by which a number is known to be some issuer's. */
const OPEN_DIGITS = 4;
/** So many hidden digits in a row are a whole number: nothing goes on behind it. */
const WHOLE_DIGITS = LIMITS.panDigitsMin;
/** Lengths below sixteen digits: those numbers have an issuer's number of six digits (PCI SSC FAQ 1091), longer ones may have one of eight. */
const SHORT_LENGTHS = (1 << 16) - 1;
/** Digits behind the first of a number that may still belong to it. */
const REACH = LIMITS.panDigitsMax - 1;
const REACH_NEAR_WORDS = LIMITS.conversationDigits - 1;

/** For each digit of `said`, 1 where it must be masked, `before` being what was said before it. */
export function overBudget(before: readonly number[], said: readonly number[], brands: BrandTable, manner: Manner): Uint8Array {
  const masks = new Uint8Array(said.length);
  const all = [...before, ...said];
  for (const skipped of waysOf(all)) {
    const left: number[] = [];
    const places = said.map(() => -1);
    all.forEach((digit, at) => {
      if ((digit & skipped) !== 0) return;
      if (at >= before.length) places[at - before.length] = left.length;
      left.push(digit);
    });
    markOver(left, places, brands, manner, masks);
  }
  return masks;
}

/** What digits a number may go on without. */
const WAYS: readonly number[] = [UNLIKELY, UNLIKELY | DOUBTFUL, HIDDEN, UNLIKELY | DOUBTFUL | HIDDEN];

/** With all digits, and without those of each way that has some. */
function waysOf(all: readonly number[]): number[] {
  const bits = all.reduce((sum, digit) => sum | digit, 0);
  return [0, ...new Set(WAYS.map((way) => way & bits).filter((way) => way !== 0))];
}

/** Marks in `masks` the digits at `places` of `all` that are over the budget; a place below zero is none. */
function markOver(all: readonly number[], places: readonly number[], brands: BrandTable, manner: Manner, masks: Uint8Array): void {
  const reach = manner.isNearWords ? REACH_NEAR_WORDS : REACH;
  const shown = all.map((_, start) => shownFrom(all, start, brands, manner));
  places.forEach((place, i) => {
    for (let start = Math.max(0, place - reach); start < place && masks[i] === 0; start++) {
      if (place - start >= shown[start]) masks[i] = 1;
      else if (place - start < manner.asks && (all[start] & ASKED) !== 0 && (all[start] & STARTS) !== 0)
        masks[i] = place - start >= LIMITS.conversationIdentifierDigits ? 1 : 0;
    }
  });
}

/** How many digits of the number that may begin at `start` are shown: all, where none begins. */
function shownFrom(all: readonly number[], start: number, brands: BrandTable, { isFresh, isStrict, isNearWords }: Manner): number {
  if ((all[start] & STARTS) === 0 || isWhole(all, start)) return Infinity;
  const lengths = lengthsAt(all, start, brands, isNearWords, LIMITS.conversationShownDigits + 1);
  if (lengths === 0) return Infinity;
  const isLong = isFresh && !isStrict && (lengths & SHORT_LENGTHS) === 0;
  return isLong ? LIMITS.conversationFirstShownDigits : LIMITS.conversationShownDigits;
}

/** Lengths of card numbers that may begin at `start`, bit n for n digits; 0 where there are fewer than `least` digits. */
function lengthsAt(all: readonly number[], start: number, brands: BrandTable, isNearWords: boolean, least: number): number {
  const digits = Math.min(PREFIX_DIGITS, all.length - start);
  if (digits < least) return 0;
  return brands.lengthsBehind(numberAt(all, start, digits), digits, isNearWords);
}

function numberAt(all: readonly number[], start: number, digits: number): number {
  let number = 0;
  for (let i = 0; i < digits; i++) number = number * 10 + (all[start + i] & VALUE);
  return number;
}

/** Whether a finding hides all of the number that begins there. */
function isWhole(all: readonly number[], start: number): boolean {
  for (let i = 0; i < WHOLE_DIGITS; i++) if (start + i >= all.length || (all[start + i] & HIDDEN) === 0) return false;
  return true;
}

/** Whether a number that may be a card's has begun and can still go on. */
export function isOpen(all: readonly number[], brands: BrandTable): boolean {
  for (let start = Math.max(0, all.length - REACH); start <= all.length - OPEN_DIGITS; start++) {
    if ((all[start] & STARTS) === 0 || isWhole(all, start)) continue;
    const longest = 31 - Math.clz32(lengthsAt(all, start, brands, false, OPEN_DIGITS));
    if (longest > all.length - start) return true;
  }
  return false;
}

/** Whether a card number is complete with digits of `said` that began in what was said before. */
export function isCompleted(before: readonly number[], said: readonly number[], brands: BrandTable, isNearWords: boolean): boolean {
  const all = [...before, ...said];
  return waysOf(all).some((skipped) => {
    const left = (digits: readonly number[]): readonly number[] => digits.filter((digit) => (digit & skipped) === 0);
    return isCompletedIn(left(all), left(before).length, brands, isNearWords);
  });
}

function isCompletedIn(all: readonly number[], from: number, brands: BrandTable, isNearWords: boolean): boolean {
  const values = all.map((digit) => digit & VALUE);
  for (let end = Math.max(from + 1, LIMITS.panDigitsMin); end <= all.length; end++) {
    if (end < all.length && (all[end] & STARTS) === 0) continue;
    for (let length = LIMITS.panDigitsMin; length <= Math.min(LIMITS.panDigitsMax, end); length++) {
      const start = end - length;
      if (start >= from || (all[start] & STARTS) === 0) continue;
      const flags = brands.lookup(numberAt(all, start, PREFIX_DIGITS), length);
      if ((isNearWords ? flags : flags & PLAIN) !== 0 && isLuhnValid(values, start, length)) return true;
    }
  }
  return false;
}
