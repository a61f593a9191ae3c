/** The digits of a text, written and said, in order, each with how sure it is that it is one that somebody dictates. */
import { isDigit } from '../../text/ascii.js';
import { FILLER_TOO, HOMOPHONE, LONE, LONG, NAMED, OTHER, SURE, TOLD } from './api.js';
import { isArticle } from './articles.js';
import type { Decoded } from './decoded.js';
import { exemptIn, type Stretch } from './exempt.js';
import { formsIn, SAID, type Belief, type Form, type Wordy } from './forms.js';
import { opaqueIn } from './opaque.js';
import { referencesIn } from './references.js';
import type { SaidDigit } from './spoken.js';

/** A digit with its place in raw bytes. */
export interface Digit {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly isExempt: boolean;
  readonly doubt: number;
}

/** A text that has been looked at. */
export interface Looked extends Wordy {
  readonly decoded: Decoded;
  readonly said: readonly SaidDigit[];
  readonly hasDigits: boolean;
  /** Whether a word is a number, or what people say between numbers. */
  readonly isKnown: (word: string) => boolean;
}

const DOUBTS: Readonly<Record<Belief, number>> = { other: OTHER, named: NAMED, told: TOLD, lone: LONE };
/** Separators between two numbers that may be one, with a character of the other. */
const GAP = 4;
const NUMBER_BEFORE = new RegExp(`[\\d${SAID}][ .,/-]*$`, 'u');
const NUMBER_BEHIND = new RegExp(`^[ .,/-]*[\\d${SAID}]`, 'u');

/** A digit with the characters of it, or of its word. */
interface Placed extends Digit {
  readonly at: Stretch;
  doubt: number;
}

export function digitsIn(looked: Looked): readonly Digit[] {
  const { decoded, said, hasDigits, otherWords, isKnown } = looked;
  const { text } = decoded;
  const written = hasDigits ? writtenDigits(decoded) : [];
  const spoken = said.map((digit) => placed(decoded, digit)).map((digit) => withoutArticle(text, digit, otherWords, isKnown));
  const digits = spoken.length === 0 ? written : [...written, ...spoken].sort((a, b) => a.from - b.from);
  // Words that are numbers in one language and join things in another are read as the latter where there is something to join: "um 14:32".
  const words = spoken.filter(({ doubt }) => doubt !== FILLER_TOO && doubt !== OTHER);
  const skeleton = words.length === 0 ? text : withoutWords(text, words);
  const numbers = digits.filter(({ isStart, doubt }) => isStart && doubt !== HOMOPHONE && doubt !== OTHER).map(({ at }) => at.from);
  const forms = formsIn(skeleton, numbers, looked);
  const doubtOf = (digit: Placed): number => {
    const { doubt, at } = digit;
    const form = doubt === HOMOPHONE || doubt === LONG ? undefined : formAt(forms, at.from);
    if (form !== undefined) return DOUBTS[form.belief];
    const joins = otherWords > 0 || (words.length === 0 && forms.length > 0 && forms.every(({ belief }) => belief === 'other'));
    if (!joins || (doubt !== LONE && doubt !== FILLER_TOO)) return doubt;
    if (isBesideNumber(skeleton, at, forms)) return doubt === LONE ? SURE : doubt;
    return doubt === FILLER_TOO ? OTHER : doubt;
  };
  for (const digit of digits) digit.doubt = doubtOf(digit);
  return digits;
}

function withoutArticle(text: string, digit: Placed, otherWords: number, isKnown: (word: string) => boolean): Placed {
  const mayBe = otherWords > 0 && (digit.doubt === LONE || digit.doubt === FILLER_TOO);
  return mayBe && isArticle(text, digit.at, isKnown) ? { ...digit, doubt: OTHER } : digit;
}

function formAt(forms: readonly Form[], at: number): Form | undefined {
  for (const form of forms) if (at >= form.from && at < form.to) return form;
  return undefined;
}

/** Whether digits or number words that are nothing else stand right beside a number word. */
function isBesideNumber(skeleton: string, { from, to }: Stretch, forms: readonly Form[]): boolean {
  const before = NUMBER_BEFORE.exec(skeleton.slice(Math.max(0, from - GAP), from));
  const behind = NUMBER_BEHIND.exec(skeleton.slice(to, to + GAP));
  const isNumber = (at: number): boolean => formAt(forms, at)?.belief !== 'other';
  return (before !== null && isNumber(from - before[0].length)) || (behind !== null && isNumber(to + behind[0].length - 1));
}

function writtenDigits({ text, from, to }: Decoded): Placed[] {
  const digits: Placed[] = [];
  const exempt = exemptIn(text);
  const others = referencesIn(text);
  const opaque = opaqueIn(text);
  const isIn = (stretches: readonly Stretch[], at: number): boolean => {
    for (const stretch of stretches) if (at >= stretch.from && at < stretch.to) return true;
    return false;
  };
  let last = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) || opaque?.[at] === 1) continue;
    const isStart = last !== at - 1 || at === 0;
    last = at;
    const place = { from: at, to: at + 1 };
    digits.push({
      value: code & 0xf,
      from: from(at),
      to: to(at),
      isStart,
      isExempt: isIn(exempt, at),
      doubt: isIn(others, at) ? LONG : SURE,
      at: place,
    });
  }
  return digits;
}

function placed({ find }: Decoded, digit: SaidDigit): Placed {
  return { ...digit, isExempt: false, at: { from: find(digit.from), to: find(digit.to - 1) + 1 } };
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
