/** Digits in circles, parentheses and with full stops (Unicode, Enclosed Alphanumerics and Dingbats): bullets of lists, and digits only where several stand together. */

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

const FIRST = 0x2460;
const LAST = 0x2792;
const VALUES = new Int8Array(LAST + 1 - FIRST).fill(-1);
for (const [first, from, count] of ENCLOSED) for (let i = 0; i < count; i++) VALUES[from + i - FIRST] = first + i;

/** Its value; -1 for any other character. */
export const enclosedDigit = (codePoint: number): number => (codePoint < FIRST || codePoint > LAST ? -1 : VALUES[codePoint - FIRST]);
