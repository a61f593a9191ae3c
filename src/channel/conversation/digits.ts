/**
 * A digit of a conversation as one number: its value and what is known of it. Ledgers hold digits like that, and so do the questions of
 * workers, as the characters of a string.
 */
import {
  BARE as BARE_ONE,
  EVERYDAY,
  FILLER_TOO,
  HOMOPHONE,
  LEFT_IN_SIGHT,
  LONE,
  LONG,
  NAMED as NAMED_ONE,
  OF_FINDING,
  OTHER,
  PASSING,
  TAIL as TAIL_ONE,
  TOLD as TOLD_ONE,
  type Utterance,
} from './api.js';

export const VALUE = 0xf;
/** A token begins with it. */
export const STARTS = 0x10;
/** Belongs to a number that is no card's by its form. */
export const EXEMPT = 0x20;
/** A finding of its own message hides it, or has judged it. */
export const HIDDEN = 0x40;
/** A number may go on without it: see EVERYDAY. */
export const DOUBTFUL = 0x80;
/** Only sounds like a digit. */
export const SOUNDS = 0x100;
/** Said after a national identifier was asked for. */
export const ASKED = 0x200;
/** A number may go on without it, more likely than with it: see FILLER_TOO. */
export const UNLIKELY = 0x800;
/** The conversation has masked it. */
export const MASKED = 0x400;
/** Has the longer budget: see LONE. */
export const LENIENT = 0x1000;
/** Its own word or mark names it: it is no code of a card. */
export const NAMED = 0x2000;
/** Is not masked: see TOLD. */
export const TOLD = 0x4000;
/** Does not count: see OTHER. */
export const ASIDE = 0x8000;
/** Does not count unless something has just begun that may be so long: see LONG. */
export const REST = 0x10000;
/** Said by the way in a sentence: see PASSING. */
export const PASSES = 0x20000;
/** Of a message that says no more than what was said right before it. A number may go on without it. */
export const AGAIN = 0x40000;
/** Exempt where somebody has spoken of telephones, see BARE. */
export const BARE = 0x80000;
/** Is no code: see TAIL. */
export const TAIL = 0x100000;
/** Of a card that its message says whole: the mask leaves it in sight. With HIDDEN one of the last, else one of the first: see wholes.ts. */
export const LEFT = 0x200000;
/** Where the number of its source begins: see sources.ts. */
export const SOURCE_SHIFT = 22;

/** Whether a finding of its message has judged it: a mask may leave it in sight. */
export const isOfFinding = (digit: number): boolean => (digit & (HIDDEN | LEFT)) !== 0;

/** By the doubt of a digit. */
const BITS: Readonly<Record<number, number>> = {
  [EVERYDAY]: DOUBTFUL,
  [HOMOPHONE]: SOUNDS | DOUBTFUL,
  [FILLER_TOO]: UNLIKELY,
  [OTHER]: ASIDE,
  [NAMED_ONE]: DOUBTFUL | LENIENT | NAMED,
  [TOLD_ONE]: DOUBTFUL | LENIENT | NAMED | TOLD,
  [LONE]: DOUBTFUL | LENIENT,
  [LONG]: REST,
  [PASSING]: DOUBTFUL | LENIENT | PASSES,
  [TAIL_ONE]: TAIL,
};
/** By what a number is exempt for. */
const EXEMPTIONS: Readonly<Record<number, number>> = { 0: 0, 1: EXEMPT, [BARE_ONE]: EXEMPT | BARE };
/**
 * In strict mode everything counts, whatever it says of itself. A number may go on without what does not count else: without a long number less likely
 * than without words, for it may be the rest of a card behind one of those.
 */
const STRICT_BITS = DOUBTFUL | SOUNDS | UNLIKELY;
const inStrict = (bits: number): number =>
  (bits & STRICT_BITS) | ((bits & ASIDE) === 0 ? 0 : UNLIKELY) | ((bits & REST) === 0 ? 0 : DOUBTFUL);

/** The digits of an utterance. */
export function packed({ digits, starts, exempt, hidden, doubts, isStrict }: Utterance): number[] {
  const all = new Array<number>(digits.length);
  for (let i = 0; i < digits.length; i++) {
    const bits = BITS[doubts?.[i] ?? 0] ?? 0;
    all[i] =
      (digits[i] & VALUE) |
      (starts[i] === 1 ? STARTS : 0) |
      EXEMPTIONS[exempt[i]] |
      ((hidden[i] & OF_FINDING) === 0 ? 0 : HIDDEN) |
      ((hidden[i] & LEFT_IN_SIGHT) === 0 ? 0 : LEFT) |
      (isStrict === true ? inStrict(bits) : bits);
  }
  return all;
}

/** Index behind the token that begins at `start`. */
export function tokenEnd(digits: readonly number[], start: number): number {
  let end = start + 1;
  while (end < digits.length && (digits[end] & STARTS) === 0) end++;
  return end;
}

/** The digits as they are written. */
export function textOf(digits: readonly number[]): string {
  let text = '';
  for (let i = 0; i < digits.length; i++) text += digits[i] & VALUE;
  return text;
}

/** Whether an utterance says any digit that counts, or would in another place. */
export function mayCount({ digits, doubts, isStrict, rest }: Utterance): boolean {
  if (rest !== undefined) return true;
  return isStrict === true || doubts === undefined ? digits.length > 0 : doubts.some((doubt) => doubt !== OTHER);
}

/** Whether an utterance says any digit that counts. */
export function saysDigits({ digits, doubts, isStrict, rest }: Utterance): boolean {
  if (rest !== undefined) return true;
  return isStrict === true || doubts === undefined ? digits.length > 0 : doubts.some((doubt) => doubt !== OTHER && doubt !== LONG);
}

/** The bits that any of some digits has. */
export function bitsOf(digits: readonly number[]): number {
  let bits = 0;
  for (let i = 0; i < digits.length; i++) bits |= digits[i];
  return bits;
}

/** Marks in masks, from a place on, what others mark. */
export function mark(masks: Uint8Array, others: Uint8Array, from = 0): void {
  for (let i = 0; i < others.length; i++) masks[from + i] |= others[i];
}
