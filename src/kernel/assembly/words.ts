/**
 * The words pass: looks up the beginning of every word in a filter of all literals, context words and number words, so that ten thousand
 * cost little more than ten; what passes is compared with the words themselves. On the way it finds tokens of letters and digits, and @ signs.
 */
import {
  CONTEXT_BEFORE, HASH_FACTOR, HASH_FOLD, INPUT_AT, SHAPE_DIGITS_MIN, WORD_FILTER_AT, WORD_FILTER_BITS, WORD_FILTER_PLAIN_AT,
} from '../layout'; // prettier-ignore
import { bits, equal, isDigit } from './bitmap';
import { resetContexts } from './contexts';
import { acceptKnown, KNOWN_BYTES_MAX } from './known';
import { breakBits, classifyLetters, letterBits, resetLetters, startBits } from './letters';
import { acceptWords, resetWords, takeWords } from './lookup';
import { closeNumbers, openNumbers, resetNumbers } from './numbers';
import { findAddress, findTokens, resetTokens } from './tokens';

/** Where the bytes must be kept because spoken digits may go on there. */
export let wordsOpenFrom: i32 = 0;

let scanFrom: i32 = 0;
let scanEnd: i32 = 0;

/** Finds words that end at or behind `from`; they may begin before it. `addresses` says whether @ signs count. */
export function scanWords(from: i32, length: i32, final: bool, addresses: bool): void {
  scanFrom = INPUT_AT + from;
  scanEnd = INPUT_AT + length;
  const isPlain = final && hasFewDigits(scanFrom);
  resetContexts(scanEnd, final, !isPlain, scanContexts);
  resetNumbers();
  resetWords(scanFrom, scanEnd);
  resetTokens(scanFrom, scanEnd, final);
  takeWords(!isPlain, true);
  walkWords(isPlain ? WORD_FILTER_PLAIN_AT : WORD_FILTER_AT, true, addresses);
  if (final) closeNumbers();
  wordsOpenFrom = final ? scanEnd : openNumbers(scanEnd);
  if (wordsOpenFrom == scanEnd) closeNumbers();
}

/** Finds the context words that were left out. */
function scanContexts(): void {
  takeWords(true, false);
  walkWords(WORD_FILTER_AT, false, false);
}

/** Whether there are fewer digits than any number has, so that hardly anything will ask for its context. */
function hasFewDigits(from: i32): bool {
  let count = 0;
  for (let at = from; at < scanEnd && count < SHAPE_DIGITS_MIN; at += 64) {
    const digits = bits(isDigit(v128.load(at)), isDigit(v128.load(at + 16)), isDigit(v128.load(at + 32)), isDigit(v128.load(at + 48)));
    count += <i32>popcnt(digits);
  }
  return count < SHAPE_DIGITS_MIN;
}

/** Looks up all words in a filter; with `others`, finds tokens and addresses on the way. */
// @ts-ignore: decorator
@inline
function walkWords(filter: i32, others: bool, addresses: bool): void {
  escapeCarry = 0;
  backslashCarry = 0;
  resetLetters();
  const base = max(INPUT_AT, scanFrom - CONTEXT_BEFORE);
  let digits: u64 = 0;
  let ats: u64 = 0;
  let nextDigits = classify(base);
  let letters = letterBits;
  let starts = startBits;
  let breaks = breakBits;
  for (let at = base; at < scanEnd; at += 64) {
    digits = nextDigits;
    ats = nextAts;
    escapeBits = nextEscapes;
    const foreign = nextForeign;
    nextDigits = classify(at + 64);
    if (starts != 0) lookUp(filter, at, starts, breaks, breakBits, ~letters, ~letterBits);
    else escapeCarry = escapeBits >> 63;
    if (others) findTokens(at, letters & ~foreign, digits);
    if (addresses && ats != 0) findAddresses(at, ats);
    letters = letterBits;
    starts = startBits;
    breaks = breakBits;
  }
}

/** Backslashes of the 64 bytes at hand, and whether the byte before them is one. */
let escapeBits: u64 = 0;
let escapeCarry: u64 = 0;
let nextEscapes: u64 = 0;
let backslashCarry: u64 = 0;
let nextAts: u64 = 0;
let nextForeign: u64 = 0;

/** Sorts the 64 bytes at `at` into classes; returns the bitmap of the digits. */
// @ts-ignore: decorator
@inline
function classify(at: i32): u64 {
  const a = v128.load(at);
  const b = v128.load(at + 16);
  const c = v128.load(at + 32);
  const d = v128.load(at + 48);
  const lower = bits(isLower(a), isLower(b), isLower(c), isLower(d));
  const upper = bits(isUpper(a), isUpper(b), isUpper(c), isUpper(d));
  nextForeign = bits(a, b, c, d);
  let wide: u64 = 0;
  if (nextForeign != 0) wide = bits(isWide(a), isWide(b), isWide(c), isWide(d));
  nextEscapes = equal(a, b, c, d, i8x16.splat(0x5c));
  let escaping: u64 = 0;
  if ((nextEscapes | backslashCarry) != 0) {
    const n = equal(a, b, c, d, i8x16.splat(0x6e));
    const r = equal(a, b, c, d, i8x16.splat(0x72));
    const t = equal(a, b, c, d, i8x16.splat(0x74));
    escaping = (n | r | t) & ((nextEscapes << 1) | backslashCarry);
    backslashCarry = nextEscapes >> 63;
  }
  classifyLetters(lower, upper, nextForeign, wide, escaping);
  nextAts = equal(a, b, c, d, i8x16.splat(0x40)) | equal(a, b, c, d, i8x16.splat(0x25));
  return bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d));
}

// @ts-ignore: decorator
@inline
function isLower(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(25));
}

// @ts-ignore: decorator
@inline
function isUpper(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(25));
}

/** The first byte of a character of three or four. */
// @ts-ignore: decorator
@inline
function isWide(bytes: v128): v128 {
  return i8x16.ge_u(bytes, i8x16.splat(-0x20));
}

/**
 * Looks up the words that begin at the bits of `starts`; `breaks` say where they end, `ends` where their run of letters does, and `nextBreaks`
 * and `nextEnds` the same of the next 64 bytes.
 */
// @ts-ignore: decorator
@inline
function lookUp(filter: i32, at: i32, starts: u64, breaks: u64, nextBreaks: u64, ends: u64, nextEnds: u64): void {
  const single = starts & ((breaks >> 1) | (nextBreaks << 63)); // of single letters only those of escapes are looked for
  let escapes: u64 = 0;
  if ((escapeBits | escapeCarry) != 0) escapes = single & ((escapeBits << 1) | escapeCarry);
  escapeCarry = escapeBits >> 63;
  starts ^= single ^ escapes;
  while (starts != 0) {
    const start = <i32>ctz(starts);
    starts &= starts - 1;
    // Letters behind the first, at most three; of an escape the digits behind its letter.
    const more = ((escapes >> start) & 1) != 0 ? 3 : <i32>ctz(((breaks >> start) >> 1) | (nextBreaks << (63 - start)) | 8);
    const key = (load<u32>(at + start) | HASH_FOLD) & ((<u32>0xffffffff) >> (24 - (more << 3)));
    const hash = (key * <u32>HASH_FACTOR) >> (32 - WORD_FILTER_BITS);
    if ((((<u32>load<u8>(filter + (hash >> 3))) >> (hash & 7)) & 1) == 0) continue;
    const run = <i32>ctz(((ends >> start) >> 1) | (nextEnds << (63 - start)) | ((<u64>1) << KNOWN_BYTES_MAX)) + 1;
    if (run <= KNOWN_BYTES_MAX && ((escapes >> start) & 1) == 0) acceptKnown(at + start, key, more + 1, run);
    else acceptWords(at + start, key, more + 1);
  }
}

function findAddresses(at: i32, ats: u64): void {
  for (; ats != 0; ats &= ats - 1) findAddress(at + <i32>ctz(ats));
}
