/**
 * What may stand beside a value. No digit ever; no letter beside a letter, and beside a digit only a word of the rule; and a value that
 * nothing but its shape speaks for is no part of a longer chain of numbers.
 */
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
import { E164_DIGITS_MAX, judgeInternational, UNKNOWN } from '../phone/plan.js';
import { MASKED, type Folded } from './fold.js';

const HYPHEN = 0x2d;
const DOT = 0x2e;
const SPACE = 0x20;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;
const PLUS = 0x2b;
/** Digits behind the slash of a number that names a branch: 12.345.678/0001-95. */
const BRANCH_DIGITS = 4;
/** Digits of a calling code (ITU-T E.164). */
const CALLING_CODE_DIGITS_MAX = 3;
/** Digits of what may be a telephone number; one more than it may have makes it none. */
const gathered = new Uint8Array(E164_DIGITS_MAX + 1);
/** More are a mask. */
const EMPHASIS_ASTERISKS_MAX = 2;
/** What joins numbers to one: a version, a date, a range, an address. */
const JOINS = new Set([HYPHEN, DOT, 0x2f, 0x3a, 0x5f]);

/** A letter touches the value at a side where the value has a digit: allowed for a word of the rule. */
export const TOUCHES = 2;
export const FREE = 1;
export const REFUSED = 0;

/** What stands directly beside the characters from `start` to `end`. */
export function edges({ text, length }: Folded, start: number, end: number): number {
  const before = start > 0 ? text[start - 1] : 0;
  const behind = end < length ? text[end] : 0;
  if (isDigit(before) || isDigit(behind)) return REFUSED;
  const touchesBefore = isLetter(before);
  const touchesBehind = isLetter(behind);
  if ((touchesBefore && isLetter(text[start])) || (touchesBehind && isLetter(text[end - 1]))) return REFUSED;
  return touchesBefore || touchesBehind ? TOUCHES : FREE;
}

/** Whether digits of the number are hidden: it was masked before, and what is left of it stays. */
export function isMasked(folded: Folded, start: number, end: number): boolean {
  const { text, length } = folded;
  if (isEmphasised(folded, start, end)) return false;
  const behind = end < length && (text[end] === MASKED || (end + 1 < length && text[end + 1] === MASKED && text[end] !== SPACE));
  return behind || (start > 0 && text[start - 1] === MASKED) || (start > 1 && text[start - 2] === MASKED && text[start - 1] !== SPACE);
}

/** Whether the value stands between as many asterisks as Markdown sets off words with: *emphasis*, **strong**. */
function isEmphasised({ text, length }: Folded, start: number, end: number): boolean {
  let before = 0;
  let behind = 0;
  while (before < start && text[start - 1 - before] === MASKED) before++;
  while (end + behind < length && text[end + behind] === MASKED) behind++;
  return before === behind && before > 0 && before <= EMPHASIS_ASTERISKS_MAX;
}

/** Whether a number goes on behind a dot: the digits are the whole part of a decimal, or with a dot before them its fraction. */
export function isDecimal({ text, length }: Folded, start: number, end: number): boolean {
  const isWhole = end + 1 < length && text[end] === DOT && isDigit(text[end + 1]);
  return isWhole || (start > 1 && text[start - 1] === DOT && isDigit(text[start - 2]));
}

/** Whether one more digit stands behind a dash: the value, digits alone, is all of a number but its check digit. */
export function lacksCheckDigit({ text, from, to, length }: Folded, start: number, end: number): boolean {
  if (end + 1 >= length || text[end] !== HYPHEN || to[end] - from[end] !== 1 || !isDigit(text[end + 1])) return false;
  if (end + 2 < length && (isDigit(text[end + 2]) || isLetter(text[end + 2]))) return false;
  for (let at = start; at < end; at++) if (!isDigit(text[at])) return false;
  return true;
}

/** Whether the value is joined to more digits: by what joins numbers, or by the space that also divides the value. */
export function isChained({ text, length }: Folded, start: number, end: number): boolean {
  let hasSpaces = false;
  for (let at = start; at < end; at++) hasSpaces ||= text[at] === SPACE;
  const joins = (separator: number, beyond: number): boolean =>
    isDigit(beyond) && (JOINS.has(separator) || (hasSpaces && separator === SPACE));
  return (start > 1 && joins(text[start - 1], text[start - 2])) || (end + 1 < length && joins(text[end], text[end + 1]));
}

/** Whether a value with letters, in one run, is joined to a word by a hyphen or underscore: part of a token of a machine, such as `ORD-AB123456C`. */
export function isJoined({ text, length }: Folded, start: number, end: number): boolean {
  let hasLetters = false;
  for (let at = start; at < end; at++) {
    if (!isAlphanumeric(text[at])) return false;
    hasLetters ||= isLetter(text[at]);
  }
  const joins = (separator: number, beyond: number): boolean =>
    (separator === HYPHEN || separator === UNDERSCORE) && isAlphanumeric(beyond);
  return hasLetters && ((start > 1 && joins(text[start - 1], text[start - 2])) || (end + 1 < length && joins(text[end], text[end + 1])));
}

/**
 * Whether the value is part of a longer number whatever words are near: its own separator goes on to more digits, as in the first two groups of
 * 800101 5009 087, or a slash does, as behind 12.345.678/0001. Behind its name a space proves nothing, as another number may follow there, nor
 * does a slash before less than the number of a branch.
 */
export function isPart(folded: Folded, start: number, end: number, isNamed: boolean): boolean {
  const { text, from, to, length } = folded;
  let hasSpaces = false;
  let hasHyphens = false;
  let hasDots = false;
  for (let at = start; at < end; at++) {
    hasSpaces ||= text[at] === SPACE;
    hasHyphens ||= text[at] === HYPHEN;
    hasDots ||= text[at] === DOT;
  }
  if (!hasSpaces && !hasHyphens && !hasDots) return false;
  const joins = (at: number, beyond: number): boolean => {
    if (at < 0 || at >= length || beyond < 0 || beyond >= length || to[at] - from[at] !== 1 || !isDigit(text[beyond])) return false;
    const separator = text[at];
    if (separator === SPACE) return hasSpaces && !isNamed;
    if (separator === SLASH) return !isNamed || (beyond > at && areDigits(folded, beyond, BRANCH_DIGITS));
    return (separator === HYPHEN && hasHyphens) || (separator === DOT && hasDots);
  };
  return joins(start - 1, start - 2) || joins(end, end + 1);
}

function areDigits({ text, length }: Folded, at: number, count: number): boolean {
  for (let i = at; i < at + count; i++) if (i >= length || !isDigit(text[i])) return false;
  return true;
}

/** Whether a plus sign before the value, or before a calling code in front of it, makes both a telephone number that exists. */
export function isTelephone({ text }: Folded, start: number, end: number): boolean {
  let first = start;
  if (start > 1 && text[start - 1] !== PLUS && isDigit(text[start - 2])) {
    first = start - 2;
    while (first > 0 && start - first <= CALLING_CODE_DIGITS_MAX && isDigit(text[first - 1])) first--;
  }
  if (first === 0 || text[first - 1] !== PLUS || (first > 1 && isAlphanumeric(text[first - 2]))) return false;
  let count = 0;
  for (let at = first; at < end && count < gathered.length; at++) if (isDigit(text[at])) gathered[count++] = text[at];
  return judgeInternational(gathered, 0, count) !== UNKNOWN;
}
