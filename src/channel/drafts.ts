/**
 * What is not said yet: typing previews, in which every keystroke is sent on, and transcripts that are still revised. Nobody needs their
 * numbers, and no rule can judge half a number; so a preview loses its text, and an interim transcript its digits.
 */
import type { Splice } from '../redact/splice.js';
import type { Text } from './texts.js';

const SPACE = 0x20;
const ZERO = 0x30;

/** The text taken out: "somebody is typing" stays to be seen. A number becomes 0, and where bytes are counted there are as many. */
export function blanked({ start, end, isString }: Pick<Text, 'start' | 'end' | 'isString'>, keepsLength: boolean): Splice {
  if (isString && !keepsLength) return { start, end, bytes: new Uint8Array(0) };
  const bytes = new Uint8Array(end - start).fill(SPACE);
  if (!isString) bytes[0] = ZERO;
  return { start, end, bytes };
}
