/**
 * Identifiers of random letters and digits, as systems make them: `0013hUnLuMJWNtBSb2`. To whoever reads words in camel case they are full of
 * short ones, which announce nothing.
 */
import { isAlphanumeric, isDigit, isLower, isUpper } from '../text/ascii.js';

/** Letters of the longest words that random tokens hold now and then. */
const WORD_LETTERS_MAX = 4;
/** Shorter ones are not told from names; identifiers of Salesforce have fifteen characters. */
const TOKEN_CHARACTERS_MIN = 15;
/** Names are made of longer pieces: words and acronyms, with few numbers between them. */
const PIECE_CHARACTERS_MIN = 3;
const DIGIT_RUNS_MIN = 2;
/** Letters of the shortest words of names that random letters seldom look like; in a name they are a good part. */
const NAME_LETTERS_MIN = 5;
const NAME_SHARE = 4;
/** A run of so many digits is a number of its own, and the word that touches it may be its name. */
const NUMBER_DIGITS = 9;

/** Whether the word from `start` to before `end`, of so many letters, is part of a random token; nothing is known beyond `low` and `high`. */
export function isInRandomToken(bytes: Uint8Array, low: number, high: number, start: number, end: number, letters: number): boolean {
  if (letters > WORD_LETTERS_MAX) return false;
  const isTouched = (start > low && isAlphanumeric(bytes[start - 1])) || (end < high && isAlphanumeric(bytes[end]));
  if (!isTouched) return false;
  const left = edgeOf(bytes, start - 1, low - 1, -1) + 1;
  const right = edgeOf(bytes, end, high, 1);
  if (right - left < TOKEN_CHARACTERS_MIN) return false;
  const isNumber = (at: number): boolean => at >= low && at < high && isDigit(bytes[at]);
  if ((left === start && isNumber(start - 1)) || (right === end && isNumber(end))) return false;
  return isRandom(bytes, left, start, end, right);
}

/** The first byte from `from` on that is no part of the token, in the direction of `step`. */
function edgeOf(bytes: Uint8Array, from: number, limit: number, step: 1 | -1): number {
  let digits = 0;
  let at = from;
  for (; at !== limit && isAlphanumeric(bytes[at]); at += step) {
    digits = isDigit(bytes[at]) ? digits + 1 : 0;
    if (digits === NUMBER_DIGITS) return at - step * (NUMBER_DIGITS - 1);
  }
  return at;
}

/** Whether pieces, the word among them, are shorter than those of names, and hardly any is a word. */
function isRandom(bytes: Uint8Array, left: number, start: number, end: number, right: number): boolean {
  let pieces = 1;
  let digitRuns = 0;
  let inWords = 0;
  for (let at = left; at < right;) {
    if (at === start) {
      at = end;
      continue;
    }
    const next = behindPiece(bytes, at, at < start ? start : right);
    pieces++;
    if (isDigit(bytes[at])) digitRuns++;
    else if (next - at >= NAME_LETTERS_MIN) inWords += next - at;
    at = next;
  }
  const length = right - left;
  return digitRuns >= DIGIT_RUNS_MIN && pieces * PIECE_CHARACTERS_MIN > length && inWords * NAME_SHARE < length;
}

/** Behind the number, acronym or word that begins at `at`: `Line|2|CC|No`. */
function behindPiece(bytes: Uint8Array, at: number, right: number): number {
  let end = at + 1;
  while (end < right && !beginsPiece(bytes, end, right)) end++;
  return end;
}

/** Whether the byte, behind another of the token, begins a piece. */
function beginsPiece(bytes: Uint8Array, at: number, right: number): boolean {
  const [before, byte] = [bytes[at - 1], bytes[at]];
  if (isDigit(byte)) return !isDigit(before);
  if (isUpper(byte)) return !isUpper(before) || (at + 1 < right && isLower(bytes[at + 1]));
  return isDigit(before);
}
