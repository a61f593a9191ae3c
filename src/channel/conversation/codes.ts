/** What follows a card number in a conversation: its code and its expiry date. Too short for a check digit, so the payment context decides. */
import { EXEMPT, HIDDEN, LEFT, LENIENT, NAMED, PASSES, STARTS, TAIL, VALUE, tokenEnd } from './digits.js';

const CODE_DIGITS_MIN = 3;
const CODE_DIGITS_MAX = 4;
const MONTHS = 12;
/** First digits of a year in four. */
const CENTURY = 20;

interface Token {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** For each digit, 1 where it may belong to a code or a date. With `honoursExempt`, what has the form of something else is none. */
export function codeMasks(digits: readonly number[], honoursExempt: boolean): Uint8Array {
  const masks = new Uint8Array(digits.length);
  const mark = (from: number, to: number): void => {
    const marked = digits.slice(from, to);
    const isExempt = honoursExempt && marked.every((digit) => (digit & EXEMPT) !== 0);
    if (!isExempt && !marked.some((digit) => (digit & (NAMED | PASSES | TAIL | LEFT)) !== 0)) masks.fill(1, from, to);
  };
  const tokens = tokensOf(digits);
  if (isCode(digits.length)) mark(0, digits.length);
  tokens.forEach((token, i) => {
    if (isCode(token.end - token.start)) mark(token.start, token.end);
    const year = tokens.at(i + 1);
    if (year !== undefined && isDate(token, year)) mark(token.start, year.end);
  });
  for (const { start, end } of spelled(tokens, digits)) if (isCode(end - start)) mark(start, end);
  return masks;
}

const isCode = (digits: number): boolean => digits >= CODE_DIGITS_MIN && digits <= CODE_DIGITS_MAX;

function tokensOf(digits: readonly number[]): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < digits.length;) {
    const end = tokenEnd(digits, start);
    const value = digits.slice(start, Math.min(end, start + CODE_DIGITS_MAX)).reduce((sum, digit) => sum * 10 + (digit & VALUE), 0);
    if ((digits[start] & (STARTS | HIDDEN)) === STARTS) tokens.push({ start, end, value });
    start = end;
  }
  return tokens;
}

/** A month and a year: 12/27, 1/27, 12/2027. */
function isDate(month: Token, year: Token): boolean {
  if (month.end !== year.start || month.end - month.start > 2 || month.value < 1 || month.value > MONTHS) return false;
  const digits = year.end - year.start;
  return digits === 2 || (digits === 4 && Math.floor(year.value / 100) === CENTURY);
}

/** Neighbours of one digit each: "three nine two". */
function spelled(tokens: readonly Token[], digits: readonly number[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (const { start, end } of tokens) {
    if (end - start !== 1 || (digits[start] & LENIENT) !== 0) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}
