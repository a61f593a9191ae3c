/**
 * Cards that a message says whole, and of which the policy leaves more than the last four digits in sight: 411111******4444. What is in sight of one is what the
 * policy allows, not the first part of something: it stays. Unless what was said before is of the same number, or of one that goes on with these
 * digits: then the first ones are masked, and only the last four are seen, as where no policy says anything. What is said behind goes on with the first ones, see
 * budget.ts.
 */
import { LIMITS } from '../../base/limits.js';
import type { BrandTable } from '../../detect/card/brands.js';
import { HIDDEN, LEFT, MASKED, STARTS, textOf, tokenEnd } from './digits.js';
import { isCardAt, issuerDigits, isWhole, lengthsAt } from './starts.js';

/** A card, by places of digits: those before `hidden` are in sight. */
interface Whole {
  readonly start: number;
  readonly hidden: number;
  readonly end: number;
}

/** Digits of a number that a card may be all of but the first, and still not its end. */
const REACH = LIMITS.panDigitsMax - 1;
/** Digits in a row that are hardly another number's by chance. */
const TELLING_DIGITS = 3;

/** One of the first digits of a card, which its mask leaves. */
export const isFirstInSight = (digit: number): boolean => (digit & (LEFT | HIDDEN)) === LEFT;
const isLast = (digit: number): boolean => (digit & (LEFT | HIDDEN)) === (LEFT | HIDDEN);

/** The cards that begin with a digit from one on. */
export function wholesIn(all: readonly number[], from: number): readonly Whole[] {
  const wholes: Whole[] = [];
  for (let start = from; start < all.length; start++) {
    if (!isFirstInSight(all[start])) continue;
    let hidden = start + 1;
    while (hidden < all.length && isFirstInSight(all[hidden])) hidden++;
    let end = hidden;
    while (end < all.length && (all[end] & HIDDEN) !== 0 && (isLast(all[end]) || end === hidden || !isLast(all[end - 1]))) end++;
    if (end - start >= LIMITS.panDigitsMin && end > hidden) wholes.push({ start, hidden, end });
    start = hidden - 1;
  }
  return wholes;
}

/** Whether what stands before a card makes its first digits tell more than the policy allows. */
export function isToldElsewhere(all: readonly number[], whole: Whole, brands: BrandTable, isNearWords: boolean): boolean {
  return isOfAnother(all, whole, brands, isNearWords) || isSaidBefore(all, whole);
}

/** Whether a number that began before may go on with the card, to its check digit or beyond what has been said. */
function isOfAnother(all: readonly number[], { start: first, end }: Whole, brands: BrandTable, isNearWords: boolean): boolean {
  for (let start = Math.max(0, first - REACH); start < first; start++) {
    if ((all[start] & STARTS) === 0 || isWhole(all, start)) continue;
    const lengths = lengthsAt(all, start, brands, isNearWords);
    for (let length = first - start + 1; length <= LIMITS.panDigitsMax; length++) {
      if (((lengths >> length) & 1) === 0) continue;
      if (start + length > end || isCardAt(all, start, length)) return true;
    }
  }
  return false;
}

/** Whether digits that are hidden in it have been seen before. Short numbers are the same as some of any card by chance, so a few of them do not count. */
function isSaidBefore(all: readonly number[], whole: Whole): boolean {
  const own = textOf(all.slice(whole.start, whole.end));
  const inSight = whole.hidden - whole.start;
  let chance = 0;
  for (const run of seenRuns(all.slice(0, whole.start))) {
    if (tells(textOf(run), own, inSight)) return true;
    for (let start = 0; start < run.length;) {
      const end = tokenEnd(run, start);
      if (end - start < TELLING_DIGITS && own.lastIndexOf(textOf(run.slice(start, end))) + end - start > inSight) chance += end - start;
      start = end;
    }
  }
  return inSight + chance > issuerDigits(own.length);
}

/** Whether digits in a row are some of a card that are not all in sight: the longest there are, those in sight first. */
function tells(said: string, own: string, inSight: number): boolean {
  for (let at = 0; at + TELLING_DIGITS <= said.length;) {
    let length = TELLING_DIGITS;
    if (!own.includes(said.slice(at, at + length))) {
      at++;
      continue;
    }
    while (at + length < said.length && own.includes(said.slice(at, at + length + 1))) length++;
    if (own.indexOf(said.slice(at, at + length)) + length > inSight) return true;
    at += length;
  }
  return false;
}

/** Digits that were seen, those in a row together, but for the first ones of other cards. */
function seenRuns(digits: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [[]];
  for (const digit of digits) {
    if ((digit & (HIDDEN | MASKED | LEFT)) === 0) runs[runs.length - 1].push(digit);
    else if (runs[runs.length - 1].length > 0) runs.push([]);
  }
  return runs;
}
