/** Words near a number that say what it is. Letter case, camel case and snake case are folded; short words must stand alone. */
import { isAlphanumeric } from '../../text/ascii.js';
import type { View } from '../view.js';

const CAMEL_HUMP = /([a-z])([A-Z])/g;
/** A word of up to this many letters must be whole; a longer one may be the beginning of a compound. */
const WHOLE_WORD_LETTERS = 4;

export type WordTest = (text: string) => boolean;

/** Compiles words into one test over text of one character a byte (UTF-8 read as Latin-1). */
export function compileWords(words: readonly string[]): WordTest {
  const alternatives = words.map((word) => {
    const pattern = Buffer.from(word.toLowerCase()).toString('latin1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[\\s_-]*'); // prettier-ignore
    return word.length <= WHOLE_WORD_LETTERS ? `${pattern}(?![a-z])` : pattern;
  });
  if (alternatives.length === 0) return () => false;
  const pattern = new RegExp(`(?<![a-z])(?:${alternatives.join('|')})`);
  return (text) => pattern.test(foldWords(text));
}

/** Lower case, with the humps of camel case set apart: `creditCardNo` reads `credit card no`. */
function foldWords(text: string): string {
  return text.replace(CAMEL_HUMP, '$1 $2').toLowerCase();
}

/** Bytes before a value in which its label must stand. */
const LABEL_REACH = 64;
const isJoint = (code: number): boolean =>
  code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x3a || code === 0x3d || code === 0x23 || code === 0x5c; // space " ' : = # \
const isLabelCharacter = (code: number): boolean => isAlphanumeric(code) || code === 0x5f || code === 0x2d || code === 0x2e; // _ - .

/** The JSON key, attribute or label directly before a value, folded (`trace_id` and `traceId` read `traceid`), or an empty string. */
export function labelBefore(view: View, at: number): string {
  const { bytes } = view;
  const first = Math.max(view.start, at - LABEL_REACH);
  let end = at;
  while (end > first && isJoint(bytes[end - 1])) end--;
  let label = '';
  for (let i = end - 1; i >= first && isLabelCharacter(bytes[i]); i--) {
    if (isAlphanumeric(bytes[i])) label = String.fromCharCode(bytes[i]) + label;
  }
  return label.toLowerCase();
}
