/**
 * Digits in circles, parentheses and with full stops (Unicode, Enclosed Alphanumerics and Dingbats), and superscripts and subscripts: bullets of lists,
 * exponents and footnotes, and digits only where several stand together.
 */

/** First digit, code point of it, and how many follow in order. */
export const ENCLOSED = [
  [1, 0x2460, 9],
  [1, 0x2474, 9],
  [1, 0x2488, 9],
  [0, 0x24ea, 1],
  [1, 0x24f5, 9],
  [0, 0x24ff, 1],
  [1, 0x2776, 9],
  [1, 0x2780, 9],
  [1, 0x278a, 9],
] as const;

/** The same of superscripts and subscripts (Latin-1 Supplement; Superscripts and Subscripts). */
export const RAISED = [
  [2, 0xb2, 2],
  [1, 0xb9, 1],
  [0, 0x2070, 1],
  [4, 0x2074, 6],
  [0, 0x2080, 10],
] as const;

const FIRST = 0xb2;
const LAST = 0x2792;
const IS_RAISED = 0x10;
const VALUES = new Int8Array(LAST + 1 - FIRST).fill(-1);
for (const [first, from, count] of ENCLOSED) for (let i = 0; i < count; i++) VALUES[from + i - FIRST] = first + i;
for (const [first, from, count] of RAISED) for (let i = 0; i < count; i++) VALUES[from + i - FIRST] = IS_RAISED + first + i;

const entryOf = (codePoint: number): number => (codePoint < FIRST || codePoint > LAST ? -1 : VALUES[codePoint - FIRST]);

/** The value of a digit that is enclosed, raised or lowered; -1 for any other character. */
export function markedDigit(codePoint: number): number {
  const entry = entryOf(codePoint);
  return entry < IS_RAISED ? entry : entry - IS_RAISED;
}

/** Whether it is a superscript or subscript. */
export const isRaised = (codePoint: number): boolean => entryOf(codePoint) >= IS_RAISED;
