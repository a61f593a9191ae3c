/**
 * Numbers whose own mark or word says what they are: how many, how long, what day, what time, how much money, which order. People who dictate a
 * card say nothing of the kind, so these are no digits of one; a sum and the number of an order take any digits, though, and are believed only
 * where a sentence goes with them. Works on the characters of a text in which each number word is a row of `SAID`.
 */
import { isLabelled, LABELLED } from './labels.js';
import { CLOCK, GLUED_BEFORE, GLUED_BEHIND, IN_WORDS, LETTER, MONEY_SIDE, MORE, SAID, sidesOf, THREE_DIGITS, TWO_DIGITS, WORD_BEFORE } from './sides.js'; // prettier-ignore
import { CURRENCIES, DAY, MONTH, MONTHS, SMALL_UNITS, UNITS, YEAR } from './units.js';

export type Belief = 'other' | 'named' | 'told' | 'lone';

/** Characters, from and to, and what they are: see OTHER, NAMED, TOLD and LONE. */
export interface Form {
  readonly from: number;
  readonly to: number;
  readonly belief: Belief;
}

/** How many words a text has: all, and those that are neither numbers nor what is said between them. */
export interface Wordy {
  readonly words: number;
  readonly otherWords: number;
}

/** Other words that make a sentence. */
export const SENTENCE_WORDS = 5;
/** Words of a sentence that names a number: "your order 482910 left our house today". */
const NAMING_WORDS = 6;
/** Digits of counts, times and dates that are believed of a text that is no sentence. */
const BRIEF_DIGITS_MAX = 12;
/** Digits of one sum. */
const MONEY_DIGITS_MAX = 8;
/** So many numbers in a row, some of them in words, are digits that somebody spells: nobody says of 205 days that they are "two zero five". */
const SPELLED_NUMBERS = 3;

/** Number words, so many at most: of counts three, "twenty five", "two to three". */
const said = (most: number): string => String.raw`${SAID}+(?:[ -](?:and |og |und |och |en |e |y |et )?${SAID}+){0,${most - 1}}`;
const WORDS = said(3);
const COUNT = String.raw`(?:\d{1,3}(?:[.,]\d{1,2})?|${WORDS})`;
const RANGE = String.raw`(?: ?[-/] ?| (?:to|or|bis|oder|till|til|eller|à|ou|o|a|tot|of|do|tai|och|og|und|and|en|et|y|e) )`;
/** No other digits stand right before, or behind: they might be one number with it. */
const ALONE = String.raw`(?<![\d${SAID}]|[\d${SAID}][ .,/:-]{1,3})`;
const NOTHING_BEHIND = String.raw`(?![\d${SAID}]|[ .,/:-]{1,3}[\d${SAID}])`;
const TIME_OF_DAY = String.raw`(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?`;
const MONTH_NAME = String.raw`(?:${MONTHS})\p{L}*`;
const SUM = String.raw`(?:\d{1,3}(?:[ ,.']\d{3}){1,2}(?:[.,]\d\d)?|\d{1,8}(?:[.,](?:\d\d|-))?|${said(4)})`;

/** At the beginning of a number, which may have something before it. */
const at = (...alternatives: string[]): RegExp => new RegExp(alternatives.join('|'), 'iuy');

/** "5 minutes", "two to three days", "twenty-first", "2 x". Which words count is looked up. */
const COUNTED = at(String.raw`${ALONE}${COUNT}(?:${RANGE}${COUNT})?[ -]?(\p{L}[\p{L}']*)(?! ?\d)`);
/** 20 % */
const PERCENT = at(String.raw`${ALONE}${COUNT}(?:${RANGE}${COUNT})? ?[%‰](?![\dA-F]{2})`);
/** 4 May; May 4, 2026 */
const DATE = at(
  String.raw`${ALONE}(?:${DAY}|${WORDS})(?:[.ºª]|st|nd|rd|th|er|:e)?(?: ?(?:of|de|di|d') ?| ?)${MONTH_NAME}\.?(?:,? (?:de )?${YEAR})?(?!\d)`,
  String.raw`(?<=(?<!\p{L})${MONTH_NAME}\.? )(?:${DAY}|${WORDS})(?:st|nd|rd|th)?(?:,? ${YEAR})?${NOTHING_BEHIND}`,
);
/** 2026-05-04, 04/05/2026: digits may look like that by chance, so they are believed in sentences alone. */
const NUMERIC_DATE = at(
  String.raw`${ALONE}(?:${YEAR}([-/.])${MONTH}\1${DAY}|${DAY}([-/.])${MONTH}\2${YEAR}|${MONTH}([-/])${DAY}\3${YEAR})(?!\d|[ .,/-]{1,3}\d)`,
);
/** 21st */
const ORDINAL = at(String.raw`${ALONE}\d{1,2}(?:st|nd|rd|th|:e|:a|er|ère|ème|º|ª|°)(?![\p{L}\d])`);
/** 9:30, 9:45 */
const TIME = at(String.raw`${ALONE}${TIME_OF_DAY}(?:(?:${RANGE}|, )${TIME_OF_DAY})*${NOTHING_BEHIND}`);
/** A British postcode. */
const POSTCODE = at(String.raw`(?<=(?<![\p{L}\d])[A-Z]{1,2})\d[A-Z\d]? \d[A-Z]{2}(?![\p{L}\d])`);
const MONEY = at(
  String.raw`${ALONE}(?<=(?:[€$£¥]|(?<!\p{L})(?:eur|usd|gbp|chf|sek|nok|dkk|pln)) ?)${SUM}${NOTHING_BEHIND}`,
  String.raw`${ALONE}${SUM} ?(?:${CURRENCIES})(?!\p{L})`,
);
/** The number of an order behind its word; that of a parcel, with letters on both sides (UPU S10) or as UPS has them. */
const NAMED = at(
  LABELLED + NOTHING_BEHIND,
  String.raw`(?<=(?<![\p{L}\d])[A-Z]{2})\d{9}[A-Z]{2}(?![\p{L}\d])`,
  String.raw`(?<![\p{L}\d])1Z[\dA-Z]{16}(?![\p{L}\d])`,
);
/** A small number of which a sentence speaks by the way: "between 9 and 17". */
const SMALL = at(String.raw`${ALONE}\d{1,2}${NOTHING_BEHIND}`);

/** A text, and what kind of one it is. */
interface Told {
  readonly text: string;
  readonly isSentence: boolean;
  readonly isNaming: boolean;
  readonly hasPercent: boolean;
}

/**
 * The form of each number that begins at one of the places, which are in order, in a text of so many words. `betweens`: those where a word stands that may
 * say that the numbers beside it are a range.
 */
export function formsIn(
  text: string,
  places: readonly number[],
  betweens: readonly number[],
  { words, otherWords }: Wordy,
): readonly Form[] {
  const isSentence = otherWords >= SENTENCE_WORDS;
  const told: Told = { text, isSentence, isNaming: words >= NAMING_WORDS, hasPercent: text.includes('%') || text.includes('‰') };
  const forms: Form[] = [];
  let counted = 0;
  let end = 0;
  for (const place of places) {
    if (place < end) continue;
    const form = formAt(told, place);
    if (form === undefined) continue;
    end = form.to;
    if (text[place] === SAID && isSpelled(form, places, betweens)) continue;
    if (form.belief === 'other' && !isSentence) counted += digitsOf(text, form);
    forms.push(form);
  }
  return counted <= BRIEF_DIGITS_MAX ? forms : forms.filter(({ belief }) => belief !== 'other');
}

/** Whether the numbers of a form are digits said one by one. */
function isSpelled({ from, to }: Form, places: readonly number[], betweens: readonly number[]): boolean {
  const numbers = places.filter((place) => place >= from && place < to && !betweens.includes(place));
  return numbers.length >= SPELLED_NUMBERS;
}

/** The surest form of a number. Patterns are tried where what they need stands beside it. */
function formAt(told: Told, from: number): Form | undefined {
  const { text, isSentence, isNaming } = told;
  const sides = sidesOf(text, from);
  const has = (some: number): boolean => (sides & some) !== 0;
  const unit = has(THREE_DIGITS) && has(LETTER | MORE) ? matchAt(COUNTED, text, from) : undefined;
  if (unit !== undefined && isUnit(unit)) return { from, to: from + unit[0].length, belief: 'other' };
  const mark = markAt(told, from, sides);
  if (mark !== undefined) return { from, to: from + mark[0].length, belief: 'other' };
  const isWritten = !has(IN_WORDS);
  const ofSentence = isSentence ? 'other' : 'named';
  const date = isWritten && has(MORE) ? matchAt(NUMERIC_DATE, text, from) : undefined;
  if (date !== undefined) return { from, to: from + date[0].length, belief: ofSentence };
  const sum = has(MORE | MONEY_SIDE) ? matchAt(MONEY, text, from) : undefined;
  if (sum !== undefined && sum[0].replace(/\D/g, '').length <= MONEY_DIGITS_MAX)
    return { from, to: from + sum[0].length, belief: ofSentence };
  if (!isWritten) return undefined;
  const mayBeNamed = has(GLUED_BEFORE | GLUED_BEHIND) || isLabelled(text, from);
  const name = mayBeNamed ? matchAt(NAMED, text, from) : undefined;
  if (name !== undefined) return { from, to: from + name[0].length, belief: isNaming ? 'told' : 'named' };
  const small = isSentence && has(TWO_DIGITS) ? matchAt(SMALL, text, from) : undefined;
  return small === undefined ? undefined : { from, to: from + small[0].length, belief: 'lone' };
}

/** A mark, or the name of a month, that makes a number something else by itself. */
function markAt({ text, hasPercent }: Told, from: number, sides: number): RegExpExecArray | undefined {
  const has = (some: number): boolean => (sides & some) !== 0;
  const isWritten = !has(IN_WORDS);
  return (
    (hasPercent ? matchAt(PERCENT, text, from) : undefined) ??
    (isWritten && has(CLOCK) ? matchAt(TIME, text, from) : undefined) ??
    (has(TWO_DIGITS) && has(isWritten ? LETTER | WORD_BEFORE : LETTER | WORD_BEFORE | MORE) ? matchAt(DATE, text, from) : undefined) ??
    (isWritten && has(GLUED_BEHIND | CLOCK) ? matchAt(ORDINAL, text, from) : undefined) ??
    (isWritten && has(GLUED_BEFORE) ? matchAt(POSTCODE, text, from) : undefined)
  );
}

/** Small numbers are counted with more words: "two of them" are no code of three digits, "123 of course" may be one. */
function isUnit([counted, word]: RegExpExecArray): boolean {
  const unit = word.toLowerCase();
  return UNITS.has(unit) || (SMALL_UNITS.has(unit) && !/\d{3}/.test(counted));
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

const digitsOf = (text: string, { from, to }: Form): number => text.slice(from, to).replace(/\D/g, '').length;
