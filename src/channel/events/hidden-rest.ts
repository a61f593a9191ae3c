/** Text that nobody has judged to its end, because what it may be the beginning of has not come: its numbers are hidden. */
import { LIMITS } from '../../base/limits.js';
import type { Splice } from '../../redact/splice.js';
import { type DigitReader, maskedDigits, maskedRest, type ReadDigits } from '../digits.js';

/**
 * Replacements from an offset on. Of digits, written or said, where somebody can read them, unless there are so few that they are no part of anything
 * that may not be seen; else of all letters and digits.
 */
export function hiddenRest(text: Uint8Array, from: number, reader: DigitReader | undefined): readonly Splice[] {
  const whole = { start: 0, read: text, offsets: undefined };
  if (reader === undefined) {
    const rest = { from: Int32Array.of(from), to: Int32Array.of(text.length) };
    return maskedDigits(whole, rest, Uint8Array.of(1), false);
  }
  const read: ReadDigits = reader.readUtterance(text, 0, text.length);
  const marks = Uint8Array.from(read.to, (to) => (to > from ? 1 : 0));
  const beyond = read.rest && maskedRest(text, whole, read.rest, false);
  if (beyond === undefined && marks.reduce((sum, mark) => sum + mark, 0) <= LIMITS.conversationIdentifierDigits) return [];
  const masks = maskedDigits(whole, read, marks, false);
  return beyond === undefined ? masks : [...masks, beyond];
}
