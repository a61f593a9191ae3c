/**
 * Numbers that are said again: an order's in the answer of the agent, a code that is confirmed. What has been seen whole tells nothing new, and it is no next part
 * of a card either, unless that has the same six digits in two places: 5555 5555 5555 4444. Shorter ones may be: "1111", "1111". Of these only what a mask
 * leaves of a card is shown again, whose number has been said and hidden.
 */
import { LIMITS } from '../../base/limits.js';
import { AGAIN, HIDDEN, isOfFinding, MASKED, STARTS, TAIL, textOf, tokenEnd, VALUE } from './digits.js';
import { isCardAt } from './starts.js';
import { TAIL_DIGITS } from './tails.js';
import { wholesIn } from './wholes.js';

/** Digits of a number that is known again. */
const DIGITS_MIN = 6;

/** Takes the masks from those of `said` that `before` holds with no digit hidden, and from the last ones of a number that it holds hidden. */
export function showAgain(before: readonly number[], said: readonly number[], masks: Uint8Array): void {
  if (!masks.includes(1)) return;
  const seen = new Set(
    tokensOf(before)
      .filter((token) => token.every((digit) => (digit & (MASKED | HIDDEN)) === 0))
      .map(textOf),
  );
  for (const { start, hidden } of wholesIn(before, 0)) if ((before[start] & MASKED) === 0) seen.add(textOf(before.slice(start, hidden))); // 411111******4444
  const tails = tailsOf(before);
  let start = 0;
  for (const token of tokensOf(said)) {
    const text = textOf(token);
    const known = token.length >= DIGITS_MIN && !isPattern(text) ? seen : isTail(token) ? tails : undefined;
    if (known?.has(text) === true) masks.fill(0, start, start + token.length);
    start += token.length;
  }
}

/** Whether it is the same few digits over and over, as a card may go on with: 555555, 42424242. */
export function isPattern(text: string): boolean {
  for (let period = 1; 2 * period <= text.length; period++) if (text.startsWith(text.slice(period))) return true;
  return false;
}

const isTail = (token: readonly number[]): boolean => (token[0] & TAIL) !== 0;

/** The last digits of numbers as long as a card's that are hidden: not those of each group. */
function tailsOf(digits: readonly number[]): ReadonlySet<string> {
  const tails = new Set<string>();
  let hidden = 0;
  for (let end = 1; end <= digits.length; end++) {
    hidden = isOfFinding(digits[end - 1]) ? hidden + 1 : 0;
    if (hidden >= LIMITS.panDigitsMin && isEnd(digits, end - hidden, end)) tails.add(textOf(digits.slice(end - TAIL_DIGITS, end)));
  }
  return tails;
}

/** Whether a number ends there of digits that are hidden from a place on: with all of them, or before others, a code or another card, by its check digit. */
function isEnd(digits: readonly number[], from: number, end: number): boolean {
  if (end === digits.length || !isOfFinding(digits[end])) return true;
  for (let length = LIMITS.panDigitsMin; length <= Math.min(LIMITS.panDigitsMax, end - from); length++)
    if ((digits[end - length] & STARTS) !== 0 && isCardAt(digits, end - length, length)) return true;
  return false;
}

/** What is said, marked where it is the same as what was said right before: who confirms each part of a number says nothing else between them. */
export const markedAgain = (before: readonly number[], said: readonly number[]): readonly number[] =>
  isAgain(before, said) ? said.map((digit) => digit | AGAIN) : said;

/** Whether something is said that is the same as what was said right before. */
export function isAgain(before: readonly number[], said: readonly number[]): boolean {
  const from = before.length - said.length;
  if (from < 0 || said.length === 0 || (before[from] & STARTS) === 0) return false;
  return said.every((digit, i) => (digit & VALUE) === (before[from + i] & VALUE));
}

function tokensOf(digits: readonly number[]): number[][] {
  const tokens: number[][] = [];
  for (let start = 0; start < digits.length;) {
    const end = tokenEnd(digits, start);
    tokens.push(digits.slice(start, end));
    start = end;
  }
  return tokens;
}
