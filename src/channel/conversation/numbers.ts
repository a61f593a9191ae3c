/** The digits of a text, written and said, in order, each with how sure it is that it is one that somebody dictates. */
import { FILLER_TOO, HOMOPHONE, LONE, LONG, NAMED, OTHER, PASSING, SURE, TOLD } from './api.js';
import { isArticle, isCounting } from './articles.js';
import type { Decoded } from './decoded.js';
import { type Around, exemptIn } from './exempt.js';
import { formsIn, SENTENCE_WORDS, type Belief, type Form, type Wordy } from './forms.js';
import { opaqueIn } from './opaque.js';
import { referencesIn } from './references.js';
import { runsOf, type Stretch } from './runs.js';
import { SAID } from './sides.js';
import type { SaidDigit } from './spoken.js';

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
  /** Whether a word is a number, or what people say between numbers. */
  readonly isKnown: (word: string) => boolean;
}

const DOUBTS: Readonly<Record<Belief, number>> = { other: OTHER, named: NAMED, told: TOLD, lone: LONE };
/** Separators between two numbers that may be one, with a character of the other. */
const GAP = 4;
const SEPARATORS = ' .,/-';
const NUMBER = new RegExp(`[\\d${SAID}]`, 'u');
const NO_FORMS: readonly Form[] = [];

/** A digit with the characters of it, or of its word. */
interface Placed extends Digit {
  readonly at: Stretch;
  doubt: number;
}

export function digitsIn(looked: Looked): readonly Digit[] {
  const { decoded, said, hasDigits, hasPhoneWords, otherWords, isKnown } = looked;
  const { text } = decoded;
  const written = hasDigits ? writtenDigits(decoded, { hasPhoneWords, hasNumberWords: said.length > 0 }) : [];
  const spoken = said.map((digit) => placed(decoded, digit));
  if (otherWords > 0) for (const digit of spoken) if (isArticleAt(text, digit, isKnown)) digit.doubt = OTHER;
  const digits = spoken.length === 0 ? written : [...written, ...spoken].sort((a, b) => a.from - b.from);
  // So few among so many words are said by the way.
  const isRunning = otherWords >= SENTENCE_WORDS * count(digits, isNumber);
  if (isRunning) for (const digit of spoken) if (isAside(text, digit, isKnown)) digit.doubt = OTHER;
  // Words that are numbers in one language and join things in another are read as the latter where there is something to join: "um 14:32".
  const words = spoken.filter(({ doubt }) => doubt !== FILLER_TOO && doubt !== OTHER);
  const skeleton = words.length === 0 ? text : withoutWords(text, words);
  const numbers = digits.filter(isNumber).map(({ at }) => at.from);
  const forms = formsIn(skeleton, numbers, looked);
  const joins = otherWords > 0 || (words.length === 0 && forms.length > 0 && forms.every(({ belief }) => belief === 'other'));
  const doubtOf = ({ doubt, at }: Placed): number => {
    const form = doubt === HOMOPHONE || doubt === LONG ? undefined : formAt(forms, at.from);
    if (form !== undefined) return form.belief === 'lone' && isRunning && isCounting(text, form, isKnown) ? OTHER : DOUBTS[form.belief];
    if (!joins || (doubt !== LONE && doubt !== FILLER_TOO)) return doubt;
    if (isBesideNumber(skeleton, at, forms)) return doubt === LONE ? SURE : doubt;
    if (doubt === FILLER_TOO) return OTHER;
    return isRunning ? PASSING : LONE;
  };
  for (const digit of digits) digit.doubt = doubtOf(digit);
  return digits;
}

const isNumber = ({ isStart, doubt }: Placed): boolean => isStart && doubt !== HOMOPHONE && doubt !== OTHER;

function count<T>(all: readonly T[], is: (one: T) => boolean): number {
  let some = 0;
  for (const one of all) if (is(one)) some++;
  return some;
}

export const isArticleAt = (text: string, { doubt, at }: Pick<Placed, 'doubt' | 'at'>, isKnown: (word: string) => boolean): boolean =>
  (doubt === LONE || doubt === FILLER_TOO) && isArticle(text, at, isKnown);

/** Whether a word counts things in a running sentence, with no other number beside it. */
export const isAside = (text: string, { doubt, at }: Pick<Placed, 'doubt' | 'at'>, isKnown: (word: string) => boolean): boolean =>
  doubt === LONE && isCounting(text, at, isKnown) && !isBesideNumber(text, at, NO_FORMS);

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
function isBesideNumber(skeleton: string, { from, to }: Stretch, forms: readonly Form[]): boolean {
  const isNumberAt = (at: number): boolean => NUMBER.test(skeleton.charAt(at)) && formAt(forms, at)?.belief !== 'other';
  let before = from - 1;
  while (from - before < GAP && isSeparator(skeleton, before)) before--;
  let behind = to;
  while (behind - to < GAP - 1 && isSeparator(skeleton, behind)) behind++;
  return isNumberAt(before) || isNumberAt(behind);
}

const isSeparator = (text: string, at: number): boolean => SEPARATORS.includes(text.charAt(at)) && at >= 0 && at < text.length;

function writtenDigits({ text, from, to }: Decoded, around: Around): Placed[] {
  const runs = runsOf(text);
  const exempt = exemptIn(text, runs, around);
  const long = new Set(referencesIn(text, runs));
  const opaque = opaqueIn(text, runs);
  const digits: Placed[] = [];
  for (const run of runs) {
    const doubt = long.has(run) ? LONG : SURE;
    for (let at = run.from; at < run.to; at++) {
      if (opaque?.[at] === 1) continue;
      digits.push({
        value: text.charCodeAt(at) & 0xf,
        from: from(at),
        to: to(at),
        isStart: at === run.from || opaque?.[at - 1] === 1,
        exempt: exempt.find((stretch) => at >= stretch.from && at < stretch.to)?.as ?? 0,
        doubt,
        at: { from: at, to: at + 1 },
      });
    }
  }
  return digits;
}

function placed({ find }: Decoded, { value, from, to, isStart, doubt }: SaidDigit): Placed {
  return { value, from, to, isStart, exempt: 0, doubt, at: { from: find(from), to: find(to - 1) + 1 } };
}

/** The text with each number word as a row of signs. */
function withoutWords(text: string, spoken: readonly Placed[]): string {
  let skeleton = '';
  for (const { at } of spoken) {
    if (at.from < skeleton.length) continue; // several digits of one word
    skeleton += text.slice(skeleton.length, at.from) + SAID.repeat(at.to - at.from);
  }
  return skeleton + text.slice(skeleton.length);
}
