/**
 * Telephone numbers by the way in which they are written: with a prefix, or in groups that no card has. What has neither is one where a word says so,
 * in the same message or shortly before.
 */
import { ASSIGNED, isNorthAmerican, judgeInternational, judgeNational } from '../../detect/phone/plan.js';
import { BARE } from './api.js';
import { type Exempt, stretchesAt, type Stretch } from './runs.js';

type Judge = (bytes: Uint8Array, from: number, to: number) => number;

/** No other digits stand right before or behind: those might be one number with it. */
const NOT_BEHIND = String.raw`(?<![\d+(-]|\d[ .,/-]{0,3})`;
const NOTHING_BEHIND = String.raw`(?![ .,/-]{0,3}\d)`;
const INTERNATIONAL = new RegExp(String.raw`(?<![\d+]|\d[ .,/-]{0,3})\+ ?\d[\d ().-]{5,22}\d${NOTHING_BEHIND}`, 'y');
/** 415-555-0132, (415) 555-0132, 415.555.0132, 1-415-555-0132. */
const THREE_THREE_FOUR = new RegExp(
  String.raw`${NOT_BEHIND}(?:1[- .])?(?:\([2-9]\d\d\) ?[2-9]\d\d[- .]|[2-9]\d\d([- .])[2-9]\d\d\1)\d{4}${NOTHING_BEHIND}`,
  'y',
);
/** 070-123 45 67, (020) 7946 0958, 06 12 34 56 78, 07700 900123. */
const NATIONAL = new RegExp(String.raw`${NOT_BEHIND}(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{0,4})(?:[-/ .]{1,2}\d{2,8}){1,5}${NOTHING_BEHIND}`, 'y');
/** 8 (912) 345-67-89 */
const EIGHT = new RegExp(String.raw`${NOT_BEHIND}8[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]\d\d[ -]\d\d${NOTHING_BEHIND}`, 'y');
/** (11) 91234-5678 */
const AREA = new RegExp(String.raw`${NOT_BEHIND}\([1-9]\d{0,3}\)(?:[ -]{1,2}\d{2,5}){1,4}${NOTHING_BEHIND}`, 'y');
/** 612 34 56 78, 512-345-678 */
const GROUPED = new RegExp(String.raw`${NOT_BEHIND}[1-9]\d{0,4}([ .-])\d{2,7}(?:\1\d{2,4}){0,3}${NOTHING_BEHIND}`, 'y');
/** How numbers without a prefix are written, by the digits of their groups. */
const GROUPS: ReadonlySet<string> = new Set(
  '3-3-3 3-2-2-2 2-3-2-2 1-2-2-2-2 2-3-4 3-3-4 2-4-4 3-3-2-2 3-4-4 2-5-4 1-4-4 3-4 4-4 2-6 2-2-4 2-2-2-2 3-2-2 3-2-3 2-3-3 4-3 5-5 3-7 3-6'.split(
    ' ',
  ),
);
/** More than the end of a sentence. */
const OTHER = /[^\s.]/;

/** The first number in a text that exists. */
export function firstPhone(text: string, runs: readonly Stretch[], hasPhoneWords: boolean): Exempt | undefined {
  const phone = markedPhone(text, runs);
  return phone === undefined ? groupedPhone(text, runs, hasPhoneWords) : { ...phone, as: 1 };
}

/** One with a prefix, or in a form that is a telephone's by itself. */
function markedPhone(text: string, runs: readonly Stretch[]): Stretch | undefined {
  const assigned = (pattern: RegExp, judge: Judge): Stretch | undefined =>
    stretchesAt(text, runs, pattern).find((stretch) => isAssigned(judge, digitsOf(text, stretch)));
  return (
    (text.includes('+') ? assigned(INTERNATIONAL, judgeInternational) : undefined) ??
    stretchesAt(text, runs, THREE_THREE_FOUR).find((stretch) => isNorthAmericanNumber(digitsOf(text, stretch))) ??
    assigned(NATIONAL, judgeNational) ??
    assigned(EIGHT, judgeNational) ??
    assigned(AREA, judgeNational)
  );
}

/**
 * One without a prefix, where a word says so. A card in pieces may fall into such groups by chance: where nothing else is said, the number counts only
 * if somebody has spoken of telephones before.
 */
function groupedPhone(text: string, runs: readonly Stretch[], hasPhoneWords: boolean): Exempt | undefined {
  const grouped = stretchesAt(text, runs, GROUPED).filter((stretch) => GROUPS.has(groupsOf(text, stretch)));
  if (grouped.length === 0) return undefined;
  const exists = (stretch: Stretch): boolean => isAssigned(judgeNational, digitsOf(text, stretch));
  const only = grouped.find(exists);
  if (only === undefined) return undefined;
  if (hasPhoneWords) return { ...only, as: 1 };
  const isAlone = grouped.length === 1 && !OTHER.test(text.slice(0, only.from) + text.slice(only.to));
  return isAlone ? { ...only, as: BARE } : undefined;
}

const groupsOf = (text: string, { from, to }: Stretch): string =>
  text
    .slice(from, to)
    .split(/\D/)
    .map(({ length }) => length)
    .join('-');

const digitsOf = (text: string, { from, to }: Stretch): string => text.slice(from, to).replace(/\(0\)|\D/g, '');

function isAssigned(judge: Judge, digits: string): boolean {
  return judge(Buffer.from(digits), 0, digits.length) === ASSIGNED;
}

/** The one plan in which the form alone says what it is: an exchange need not be assigned. */
const isNorthAmericanNumber = (digits: string): boolean => isNorthAmerican(Buffer.from(digits), 0, digits.length);
