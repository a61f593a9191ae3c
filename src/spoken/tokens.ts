/** Columns that a run and its sequences have in common: where each token stands, and what stands in the gap before it. */

/** Tokens of one run; a longer one is read as several. The kernel's regions hold fewer. */
export const TOKENS_MAX = 1024;

/** Tokens as columns; one object's arrays serve for all texts. */
export class Tokens {
  count = 0;
  /** Begins after something that is no number, or at the beginning of the text; ends the same way. */
  hasBeginning = true;
  hasEnd = true;
  readonly starts = new Int32Array(TOKENS_MAX);
  readonly ends = new Int32Array(TOKENS_MAX);
  readonly gaps = new Uint8Array(TOKENS_MAX);
  /** Numerals: digits of each, from `numeralFirst` on in the numerals of the run. */
  readonly numeralFirst = new Int32Array(TOKENS_MAX);
  readonly numeralSize = new Uint8Array(TOKENS_MAX);
}
