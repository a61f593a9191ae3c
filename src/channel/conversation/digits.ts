/**
 * A digit of a conversation as one number: its value and what is known of it. Ledgers hold digits like that, and so do the questions of
 * workers, as the characters of a string.
 */
import { EVERYDAY, FILLER_TOO, HOMOPHONE, type Utterance } from './api.js';

export const VALUE = 0xf;
/** A token begins with it. */
export const STARTS = 0x10;
/** Belongs to a number that is no card's by its form. */
export const EXEMPT = 0x20;
/** A finding of its own message hides it. */
export const HIDDEN = 0x40;
/** A number may go on without it: see EVERYDAY. */
export const DOUBTFUL = 0x80;
/** Only sounds like a digit. */
export const SOUNDS = 0x100;
/** Said after a national identifier was asked for. */
export const ASKED = 0x200;
/** A number may go on without it, more likely than with it: see FILLER_TOO. */
export const UNLIKELY = 0x800;
/** It left, or would have. */
export const SHOWN = 0x400;

const BITS_OF_DOUBTS: Readonly<Record<number, number>> = { [EVERYDAY]: DOUBTFUL, [HOMOPHONE]: SOUNDS | DOUBTFUL, [FILLER_TOO]: UNLIKELY };

/** The digits of an utterance. */
export function packed({ digits, starts, exempt, hidden, doubts }: Utterance): number[] {
  const all = new Array<number>(digits.length);
  for (let i = 0; i < digits.length; i++) {
    all[i] =
      (digits[i] & VALUE) |
      (starts[i] === 1 ? STARTS : 0) |
      (exempt[i] === 1 ? EXEMPT : 0) |
      (hidden[i] === 1 ? HIDDEN : 0) |
      (BITS_OF_DOUBTS[doubts?.[i] ?? 0] ?? 0);
  }
  return all;
}

/** Index behind the token that begins at `start`. */
export function tokenEnd(digits: readonly number[], start: number): number {
  let end = start + 1;
  while (end < digits.length && (digits[end] & STARTS) === 0) end++;
  return end;
}
