/** The digits of a text, written and said, in order, each with how sure it is that it is one that somebody dictates. */
import { ROW_WORDS } from '../../kernel/sieve-layout.js';
import { isDigit, tableOf } from '../../text/ascii.js';
import { EVERYDAY, FILLER_TOO, HOMOPHONE, LONE, LONG, NAMED, OTHER, PASSING, SURE, TAIL, TOLD } from './api.js';
import { isArticle, isCounting, type IsKnown } from './articles.js';
import type { Decoded } from './decoded.js';
import { type Around, exemptIn } from './exempt.js';
import { formsIn, SENTENCE_WORDS, type Belief, type Form, type Wordy } from './forms.js';
import { opaqueIn } from './opaque.js';
import { isReference } from './references.js';
import { type Exempt, runsOf } from './runs.js';
import { isSaid, SAID } from './sides.js';
import type { SaidDigit } from './spoken.js';
import { isTail } from './tails.js';

/** A digit with its place in raw bytes. */
export interface Digit {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  /** See `exempt` of an utterance. */
  readonly exempt: number;
  readonly doubt: number;
}

/** A text that has been looked at. */
export interface Looked extends Wordy {
  readonly decoded: Decoded;
  readonly said: readonly SaidDigit[];
  readonly hasDigits: boolean;
  readonly hasPhoneWords: boolean;
  readonly isKnown: IsKnown;
}

const DOUBTS: Readonly<Record<Belief, number>> = { other: OTHER, named: NAMED, told: TOLD, lone: LONE };
/** Separators between two numbers that may be one, with a character of the other. */
const GAP = 4;
const SEPARATORS = tableOf(' .,/-');
/** Between two words of a number that is dictated: no article stands right behind another number. */
const IN_ROW = /^[ /-]{0,3}$/;
const NO_FORMS: readonly Form[] = [];
const NO_DIGITS: readonly Placed[] = [];

/** A digit with the characters of it, or of its word, from `at` to `end`. */
interface Placed extends Digit {
  readonly at: number;
  readonly end: number;
  doubt: number;
  /** See SaidDigit. */
  readonly isOfLanguage: boolean;
}

/** Where a number word stands, and its doubt. */
type Word = Pick<Placed, 'doubt' | 'at' | 'end'>;

export function digitsIn(looked: Looked): readonly Digit[] {
  const { decoded, said, hasDigits, hasPhoneWords, otherWords, isKnown } = looked;
  const { text } = decoded;
  const written = hasDigits ? writtenDigits(decoded, { hasPhoneWords, hasNumberWords: said.length > 0 }) : NO_DIGITS;
  const spoken = said.length === 0 ? NO_DIGITS : spokenDigits(looked);
  const digits = inOrder(written, spoken);
  // So few among so many words are said by the way.
  const isRunning = otherWords >= SENTENCE_WORDS * count(digits, isNumber);
  if (isRunning) for (const digit of spoken) if (isAside(text, digit, isKnown)) digit.doubt = OTHER;
  // Words that are numbers in one language and join things in another are read as the latter where there is something to join: "um 14:32".
  const hasWords = spoken.some(isWord);
  const skeleton = hasWords ? withoutWords(text, spoken) : text;
  const forms = formsIn(skeleton, placesOf(digits), betweensOf(text, digits), looked);
  const joins = otherWords > 0 || (!hasWords && forms.length > 0 && forms.every(({ belief }) => belief === 'other'));
  const doubtOf = ({ doubt, at, end }: Placed): number => {
    const form = forms.length === 0 || doubt === HOMOPHONE || doubt === LONG ? undefined : formAt(forms, at);
    if (form !== undefined) return form.belief === 'lone' && isRunning && isCounting(text, form.to, isKnown) ? OTHER : DOUBTS[form.belief];
    if (!joins || doubt !== LONE) return doubt;
    if (isBesideNumber(skeleton, at, end, forms)) return SURE;
    return isRunning ? PASSING : LONE;
  };
  for (const digit of digits) digit.doubt = doubtOf(digit);
  if (joins) leaveOutJoins(skeleton, digits, forms);
  for (const digit of spoken) if (digit.doubt === FILLER_TOO && digit.isOfLanguage) digit.doubt = EVERYDAY;
  return digits;
}

/** Words that may join things are digits in a row that begins or ends at a number, "four oh oh oh please", or has more of them than prose has. */
function leaveOutJoins(skeleton: string, digits: readonly Placed[], forms: readonly Form[]): void {
  for (let from = 0; from < digits.length; from++) {
    if (digits[from].doubt !== FILLER_TOO) continue;
    let to = from + 1;
    while (to < digits.length && digits[to].doubt === FILLER_TOO && isBeside(skeleton, digits[to - 1], digits[to])) to++;
    const row = digits.slice(from, to);
    from = to - 1;
    if (row.length >= ROW_WORDS || row.some(({ at, end }) => isBesideNumber(skeleton, at, end, forms))) continue;
    for (const word of row) word.doubt = OTHER;
  }
}

/** Whether nothing stands between two numbers that may be one. */
function isBeside(text: string, { end }: Placed, { at }: Placed): boolean {
  if (at - end >= GAP) return false;
  for (let between = end; between < at; between++) if (!isSeparator(text, between)) return false;
  return true;
}

const isNumber = ({ isStart, doubt }: Placed): boolean => isStart && doubt !== HOMOPHONE && doubt !== OTHER;

const isWord = ({ doubt }: Placed): boolean => doubt !== FILLER_TOO && doubt !== OTHER;

/** What stands between two numbers of which it may be a third one, or say that they are a range: "two to three". */
const BETWEEN = 'to';
const isBetween = (text: string, { doubt, at, end }: Placed): boolean =>
  doubt === EVERYDAY && end - at === BETWEEN.length && text.slice(at, end).toLowerCase() === BETWEEN;

const betweensOf = (text: string, digits: readonly Placed[]): readonly number[] =>
  digits.filter((digit) => isBetween(text, digit)).map(({ at }) => at);

function count<T>(all: readonly T[], is: (one: T) => boolean): number {
  let some = 0;
  for (const one of all) if (is(one)) some++;
  return some;
}

/** Where the numbers begin. */
function placesOf(digits: readonly Placed[]): number[] {
  const places: number[] = [];
  for (const digit of digits) if (isNumber(digit)) places.push(digit.at);
  return places;
}

export const isArticleAt = (text: string, { doubt, at, end }: Word, isKnown: IsKnown): boolean =>
  (doubt === LONE || doubt === FILLER_TOO) && isArticle(text, at, end, isKnown);

/** Whether a word counts things in a running sentence, with no other number beside it. */
export const isAside = (text: string, { doubt, at, end }: Word, isKnown: IsKnown): boolean =>
  doubt === LONE && isCounting(text, end, isKnown) && !isBesideNumber(text, at, end, NO_FORMS);

/** The form, of some in order, in which a character stands. */
function formAt(forms: readonly Form[], at: number): Form | undefined {
  let [low, high] = [0, forms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forms[middle].to <= at) low = middle + 1;
    else high = middle;
  }
  return low < forms.length && forms[low].from <= at ? forms[low] : undefined;
}

/** Whether digits or number words that are nothing else stand right beside a number word. */
function isBesideNumber(skeleton: string, from: number, to: number, forms: readonly Form[]): boolean {
  let before = from - 1;
  while (from - before < GAP && isSeparator(skeleton, before)) before--;
  let behind = to;
  while (behind - to < GAP - 1 && isSeparator(skeleton, behind)) behind++;
  return isNumberAt(skeleton, before, forms) || isNumberAt(skeleton, behind, forms);
}

function isNumberAt(skeleton: string, at: number, forms: readonly Form[]): boolean {
  const code = skeleton.charCodeAt(at);
  return (isDigit(code) || isSaid(code)) && formAt(forms, at)?.belief !== 'other';
}

const isSeparator = (text: string, at: number): boolean => SEPARATORS[text.charCodeAt(at)] === 1;

function writtenDigits({ text, from, to }: Decoded, around: Around): Placed[] {
  const runs = runsOf(text);
  const exempt = exemptIn(text, runs, around);
  const opaque = opaqueIn(text, runs);
  const digits: Placed[] = [];
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i];
    const doubt = isReference(text, runs, i) ? LONG : isTail(text, run) ? TAIL : SURE;
    for (let at = run.from; at < run.to; at++) {
      if (opaque?.[at] === 1) continue;
      digits.push({
        value: text.charCodeAt(at) & 0xf,
        from: from(at),
        to: to(at),
        isStart: at === run.from || opaque?.[at - 1] === 1,
        exempt: exempt.length === 0 ? 0 : exemptAt(exempt, at),
        doubt,
        at,
        end: at + 1,
        isOfLanguage: false,
      });
    }
  }
  return digits;
}

const exemptAt = (exempt: readonly Exempt[], at: number): number => exempt.find(({ from, to }) => at >= from && at < to)?.as ?? 0;

function spokenDigits({ decoded, said, otherWords, isKnown }: Looked): Placed[] {
  const { text, find } = decoded;
  const spoken: Placed[] = [];
  for (const { value, from, to, isStart, doubt, mayBeArticle, isOfLanguage } of said) {
    const digit: Placed = { value, from, to, isStart, exempt: 0, doubt, at: find(from), end: find(to - 1) + 1, isOfLanguage };
    const last = spoken.at(-1);
    const isInRow = last !== undefined && last.doubt !== OTHER && IN_ROW.test(text.slice(last.end, digit.at));
    if (mayBeArticle && otherWords > 0 && !isInRow && isArticleAt(text, digit, isKnown)) digit.doubt = OTHER;
    spoken.push(digit);
  }
  return spoken;
}

/** Digits that are written and digits that are said, each in order. */
function inOrder(written: readonly Placed[], spoken: readonly Placed[]): readonly Placed[] {
  if (spoken.length === 0 || written.length === 0) return spoken.length === 0 ? written : spoken;
  const all: Placed[] = [];
  let next = 0;
  for (const digit of written) {
    while (next < spoken.length && spoken[next].from < digit.from) all.push(spoken[next++]);
    all.push(digit);
  }
  while (next < spoken.length) all.push(spoken[next++]);
  return all;
}

/** The text with each number word as a row of signs. */
function withoutWords(text: string, spoken: readonly Placed[]): string {
  let skeleton = '';
  for (const word of spoken) {
    if (!isWord(word) || word.at < skeleton.length) continue; // several digits of one word
    skeleton += text.slice(skeleton.length, word.at) + SAID.repeat(word.end - word.at);
  }
  return skeleton + text.slice(skeleton.length);
}
