/**
 * The digit budget: of a number that may be a card's and arrives in pieces, no more than its first digits leave, whatever the pieces. A digit is
 * masked when a card number could have begun so many digits before it. That needs no check digit, which comes too late: by then on
 * average fourteen of sixteen digits have left.
 */
import { LIMITS } from '../../base/limits.js';
import { PLAIN, PREFIX_DIGITS, type BrandTable } from '../../detect/card/brands.js';
import { isLuhnValid } from '../../detect/cluster.js';
import { markedAgain } from './again.js';
import {
  AGAIN,
  ASKED,
  bitsOf,
  DOUBTFUL,
  EXEMPT,
  HIDDEN,
  LEFT,
  LENIENT,
  MASKED,
  NAMED,
  PASSES,
  STARTS,
  TOLD,
  UNLIKELY,
  VALUE,
} from './digits.js';
import { isCardAt, isWhole, lengthsAt, numberAt } from './starts.js';
import { isFirstInSight, isToldElsewhere, wholesIn } from './wholes.js';

/** What was said before: its last digits, the first of them first; `isCut` where those right before are not known. See ledger.ts. */
export interface Before {
  readonly digits: readonly number[];
  readonly isCut: boolean;
}

/** How digits are judged. */
export interface Manner {
  /** Few digits, and nothing before them that a card number could have begun with: they may show a longer beginning. */
  readonly isFresh: boolean;
  readonly isStrict: boolean;
  /** There are words of payment: brands count that need a card word, and a number may go on behind others that stand between. */
  readonly isNearWords: boolean;
  /** Digits of the national identifier that has been asked for, or 0. */
  readonly asks: number;
  /** What has been said before is not the speaker's alone: numbers that a sentence of his names are believed, see TOLD. */
  readonly believesTold?: boolean;
  /** What was seen whole before may be seen again. */
  readonly showsAgain?: boolean;
}

/** Fewest digits by which a number is known to be some issuer's. */
const OPEN_DIGITS = 4;
/** Lengths below sixteen digits: those numbers have an issuer's number of six digits (PCI SSC FAQ 1091), longer ones may have one of eight. */
const SHORT_LENGTHS = (1 << 16) - 1;
/** Digits behind the first of a number that may still belong to it. */
const REACH = LIMITS.panDigitsMax - 1;
const REACH_NEAR_WORDS = LIMITS.conversationDigits - 1;

/** For each digit of `said`, 1 where it must be masked, `before` being what was said before it. */
export function overBudget({ digits: before, isCut }: Before, said: readonly number[], brands: BrandTable, manner: Manner): Uint8Array {
  const masks = new Uint8Array(said.length);
  const all = before.concat(markedAgain(before, said));
  const decided = markWholes(all, before.length, brands, manner, masks);
  for (const skipped of waysOf(all)) {
    const left = without(all, skipped);
    const places = placesIn(all, before.length, skipped);
    if (isCut) markBehindCut(left, places, manner, masks);
    markOver(left, places, decided, brands, manner, masks);
  }
  const last = before.length - said.length;
  if (last > 0 && said.length > 0 && (all[before.length] & AGAIN) !== 0) hideAgain(all.slice(last, before.length), masks);
  return masks;
}

/**
 * Marks in `masks` the first digits of cards that are said whole, where they may not stay in sight. Answers for each digit said whether that has been decided:
 * undefined where there are none.
 */
function markWholes(
  all: readonly number[],
  from: number,
  brands: BrandTable,
  { isNearWords }: Manner,
  masks: Uint8Array,
): Uint8Array | undefined {
  if (!all.some((digit, at) => at >= from && isFirstInSight(digit))) return undefined;
  const decided = new Uint8Array(masks.length);
  for (const { start, hidden, end } of wholesIn(all, from)) {
    decided.fill(1, start - from, hidden - from);
    const isTold = waysOf(all.slice(0, start)).some((skipped) => {
      const before = without(all.slice(0, start), skipped);
      const by = start - before.length;
      return isToldElsewhere(
        [...before, ...all.slice(start)],
        { start: start - by, hidden: hidden - by, end: end - by },
        brands,
        isNearWords,
      );
    });
    if (isTold) masks.fill(1, start - from, hidden - from);
  }
  return decided;
}

/** Place of each digit from one on among those that are left; below zero where it is none of them. */
function placesIn(all: readonly number[], from: number, skipped: number): number[] {
  const places: number[] = [];
  let place = 0;
  for (let at = 0; at < all.length; at++) {
    const isSkipped = (all[at] & skipped) !== 0;
    if (at >= from) places.push(isSkipped ? -1 : place);
    if (!isSkipped) place++;
  }
  return places;
}

/** The digits without those of a way. */
const without = (digits: readonly number[], skipped: number): readonly number[] =>
  skipped === 0 ? digits : digits.filter((digit) => (digit & skipped) === 0);

/** What is said again is hidden where it was, for it may be out of reach by now of what it was hidden for. */
function hideAgain(before: readonly number[], masks: Uint8Array): void {
  before.forEach((digit, i) => {
    if ((digit & MASKED) !== 0) masks[i] = 1;
  });
}

/** What digits a number may go on without: words, hidden numbers but for what is in sight of them or with that, and what is said again. */
const WAYS: readonly number[] = [0, UNLIKELY, UNLIKELY | DOUBTFUL]
  .flatMap((words) => [words, words | HIDDEN, words | HIDDEN | LEFT])
  .flatMap((way) => [way, way | AGAIN]);

const WAY_BITS = WAYS.reduce((sum, way) => sum | way, 0);
const NO_WAYS: readonly number[] = [0];
/** By the bits of all digits. */
const waysKnown = new Map<number, readonly number[]>();

/** With all digits, and without those of each way that has some. */
function waysOf(all: readonly number[]): readonly number[] {
  const bits = bitsOf(all) & WAY_BITS;
  if (bits === 0) return NO_WAYS;
  let ways = waysKnown.get(bits);
  if (ways === undefined) waysKnown.set(bits, (ways = [0, ...new Set(WAYS.map((way) => way & bits).filter((way) => way !== 0))]));
  return ways;
}

/** The same of digits so close behind those that nobody knows that a number may have begun there, with a digit that is not shown. */
function markBehindCut(all: readonly number[], places: readonly number[], { isNearWords, believesTold }: Manner, masks: Uint8Array): void {
  const reach = isNearWords ? REACH_NEAR_WORDS : REACH;
  places.forEach((place, i) => {
    if (place >= 0 && place < reach && (believesTold !== true || (all[place] & TOLD) === 0)) masks[i] = 1;
  });
}

/** Marks in `masks` the digits at `places` of `all` that are over the budget, but for those that are decided; a place below zero is none. */
function markOver(
  all: readonly number[],
  places: readonly number[],
  decided: Uint8Array | undefined,
  brands: BrandTable,
  manner: Manner,
  masks: Uint8Array,
): void {
  const shown = new Shown(all);
  const far = manner.isNearWords || shown.areAll ? REACH_NEAR_WORDS : REACH;
  const near = manner.isNearWords ? REACH_NEAR_WORDS : REACH;
  const first = places.find((place) => place >= 0) ?? all.length;
  const numbers: (Begun | undefined)[] = [];
  for (let start = 0; start < all.length; start++) numbers.push(start < first - far ? undefined : numberFrom(all, start, brands, manner));
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (place < 0) continue;
    if (masks[i] === 0 && decided?.[i] !== 1 && isOver(all, place, numbers, shown, manner, (all[place] & LENIENT) === 0 ? near : far))
      masks[i] = 1;
    if (masks[i] === 1) shown.mask(place);
  }
}

/** A number that may begin at a digit. */
interface Begun {
  /** How many of its digits are shown, by their place in it, and how many in all. */
  readonly first: number;
  readonly inAll: number;
  /** Its digits where they are complete, to the check digit: nothing behind them belongs to it. */
  readonly length: number;
}

function isOver(
  all: readonly number[],
  place: number,
  numbers: readonly (Begun | undefined)[],
  shown: Shown,
  manner: Manner,
  reach: number,
): boolean {
  const isTold = (all[place] & TOLD) !== 0;
  if (isTold && manner.believesTold === true) return false;
  const isLenient = (all[place] & LENIENT) !== 0;
  const isNamed = (all[place] & NAMED) !== 0;
  const isPassing = !manner.isNearWords && (all[place] & PASSES) !== 0;
  for (let start = Math.max(0, place - reach); start < place; start++) {
    if (isPassing && isInPassing(all, start, place)) return false;
    const isAsked = !isNamed && place - start < manner.asks && (all[start] & ASKED) !== 0 && (all[start] & STARTS) !== 0;
    if (isAsked && place - start >= LIMITS.conversationIdentifierDigits) return true;
    const number = numbers[start];
    if (number === undefined || place - start >= number.length || (isTold && (all[start] & (LENIENT | EXEMPT)) !== 0)) continue;
    if (isLenient ? shown.between(start, place) >= number.inAll : place - start >= number.first) return true;
  }
  return false;
}

/** Whether digits were all said by the way, or are hidden: nobody dictates there, and a number that begins later has nothing else either. */
function isInPassing(all: readonly number[], start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((all[i] & (PASSES | HIDDEN)) === 0) return false;
  return true;
}

/**
 * How many digits are seen, of those that have been judged. Where the first ones of a card are in sight that was said whole, all count: what was masked behind
 * it may be the same, however far.
 */
class Shown {
  private readonly hidden: Uint8Array;
  readonly areAll: boolean;

  constructor(all: readonly number[]) {
    this.hidden = new Uint8Array(all.length);
    this.areAll = all.some(isFirstInSight);
    for (let i = 0; i < all.length; i++) if ((all[i] & (MASKED | HIDDEN)) !== 0) this.mask(i);
  }

  mask(place: number): void {
    if (!this.areAll) this.hidden[place] = 1;
  }

  between(start: number, end: number): number {
    let count = 0;
    for (let i = start; i < end; i++) if (this.hidden[i] === 0) count++;
    return count;
  }
}

/** The number that may begin at `start`; undefined where none does. */
function numberFrom(all: readonly number[], start: number, brands: BrandTable, manner: Manner): Begun | undefined {
  const { isFresh, isStrict, isNearWords } = manner;
  const isLongEnough = all.length - start > LIMITS.conversationShownDigits;
  if (!isLongEnough || (all[start] & STARTS) === 0 || isWhole(all, start, isStrict)) return undefined;
  const lengths = lengthsAt(all, start, brands, isNearWords);
  if (lengths === 0) return undefined;
  const isLong = !isStrict && (lengths & SHORT_LENGTHS) === 0;
  const inAll = isLong ? LIMITS.conversationFirstShownDigits : LIMITS.conversationShownDigits;
  const longest = number16(all[start]) ? COMMON_DIGITS : 31 - Math.clz32(lengths);
  const isComplete = !isStrict && isCardAt(all, start, longest) && !goesOnBehind(all, start, longest);
  return { first: isFresh ? inAll : LIMITS.conversationShownDigits, inAll, length: isComplete ? longest : Infinity };
}

/** Whether a number begins with the first digits of a card that was said whole, and ends with others than that: its check digit may be right by chance. */
const goesOnBehind = (all: readonly number[], start: number, length: number): boolean =>
  (all[start] & LEFT) !== 0 && (all[start + length - 1] & HIDDEN) === 0;

/** Visa has announced numbers of more than sixteen digits; none are known to be in use. */
const number16 = (digit: number): boolean => (digit & VALUE) === 4;
const COMMON_DIGITS = 16;

/** Whether a number that may be a card's has begun and can still go on. What its own word or form names is none. */
export function isOpen({ digits: all, isCut }: Before, brands: BrandTable): boolean {
  if (isCut && all.length < REACH) return true;
  for (let start = Math.max(0, all.length - REACH); start <= all.length - OPEN_DIGITS; start++) {
    if ((all[start] & STARTS) === 0 || (all[start] & (NAMED | EXEMPT | PASSES)) !== 0 || isWhole(all, start)) continue;
    const longest = 31 - Math.clz32(lengthsAt(all, start, brands, false));
    if (longest > all.length - start) return true;
  }
  return false;
}

/** Whether a card number may have begun in reach of what is said next, with whatever digits of these belong to it. */
export function hasBegun({ digits, isCut }: Before, brands: BrandTable): boolean {
  if (isCut) return true;
  return waysOf(digits).some((skipped) => {
    const all = without(digits, skipped).slice(-REACH);
    return all.some((digit, start) => (digit & STARTS) !== 0 && !isWhole(all, start) && lengthsAt(all, start, brands, false) !== 0);
  });
}

/** Whether the first digits of a number have just been said of which so many digits may be the rest, that they are no card by themselves. */
export function hasJustBegun(digits: readonly number[], brands: BrandTable): boolean {
  return waysOf(digits).some((skipped) => {
    const last = without(digits, skipped).slice(COMMON_DIGITS - LIMITS.panDigitsMax);
    return last.some((digit, start) => (digit & STARTS) !== 0 && lengthsAt(last, start, brands, true) >> (COMMON_DIGITS + 1) !== 0);
  });
}

/** Whether a card number is complete with digits of `said` that began in what was said before. */
export function isCompleted(before: readonly number[], said: readonly number[], brands: BrandTable, isNearWords: boolean): boolean {
  if (before.length === 0 || said.length === 0 || before.length + said.length < LIMITS.panDigitsMin) return false;
  const all = before.concat(said);
  return waysOf(all).some((skipped) => isCompletedIn(without(all, skipped), without(before, skipped).length, brands, isNearWords));
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
