/**
 * The words pass: looks up the beginning of every word in a filter of all literals, context words and number words, so that ten thousand
 * cost little more than ten; what passes is compared with the words themselves. On the way it finds tokens of letters and digits, and @ signs.
 */
import {
  CANDIDATES_AT, CANDIDATES_MAX, CONTEXT_BEFORE, HASH_FACTOR, INPUT_AT, SHAPE_DIGITS_MIN, WORD_FILTER_AT, WORD_FILTER_BITS, WORD_FILTER_PLAIN_AT,
} from '../layout'; // prettier-ignore
import { bits, equal, isDigit, isUpper } from './bitmap';
import { resetContexts } from './contexts';
import { acceptKnown } from './known';
import { breakBits, classifyLetters, resetLetters, startBits } from './letters';
import { acceptWords, keyAt, resetWords, takeWords } from './lookup';
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

/** Bytes of input; a batch of candidates is looked up when no more than one block's would fit. */
const BLOCK: i32 = 64;
const BATCH_END: i32 = CANDIDATES_AT + ((CANDIDATES_MAX - BLOCK) << 2);

/** Looks up all words in a filter; with `others`, finds tokens and addresses on the way. */
// @ts-ignore: decorator
@inline
function walkWords(filter: i32, others: bool, addresses: bool): void {
  escapeCarry = 0;
  backslashCarry = 0;
  unicodeCarry = 0;
  resetLetters();
  const base = max(INPUT_AT, scanFrom - CONTEXT_BEFORE);
  let candidates = CANDIDATES_AT;
  let nextDigits = classify(base);
  let starts = startBits;
  let breaks = breakBits;
  for (let at = base; at < scanEnd; at += BLOCK) {
    const digits = nextDigits;
    const ats = nextAts;
    const letters = nextAscii;
    escapeBits = nextEscapes;
    nextDigits = classify(at + BLOCK);
    candidates = sift(filter, at, starts, breaks, breakBits, candidates);
    if (candidates > BATCH_END) candidates = lookUp(candidates);
    if (others) findTokens(at, letters, digits);
    if (addresses && ats != 0) findAddresses(at, ats);
    starts = startBits;
    breaks = breakBits;
  }
  lookUp(candidates);
}

/** Backslashes of the 64 bytes at hand, and whether the byte before them is one. */
let escapeBits: u64 = 0;
let escapeCarry: u64 = 0;
let nextEscapes: u64 = 0;
let backslashCarry: u64 = 0;
/** Where escapes such as \\u003e that begin in the last bytes end in the next ones. */
let unicodeCarry: u64 = 0;
let nextAts: u64 = 0;
/** Letters of ASCII. */
let nextAscii: u64 = 0;

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
  const foreign = bits(a, b, c, d);
  let wide: u64 = 0;
  if (foreign != 0) wide = bits(isWide(a), isWide(b), isWide(c), isWide(d));
  nextEscapes = equal(a, b, c, d, i8x16.splat(0x5c));
  let escaping: u64 = 0;
  if ((nextEscapes | backslashCarry | unicodeCarry) != 0) {
    const n = equal(a, b, c, d, i8x16.splat(0x6e));
    const r = equal(a, b, c, d, i8x16.splat(0x72));
    const t = equal(a, b, c, d, i8x16.splat(0x74));
    const u = equal(a, b, c, d, i8x16.splat(0x75)) & ((nextEscapes << 1) | backslashCarry);
    escaping = ((n | r | t) & ((nextEscapes << 1) | backslashCarry)) | (u << 4) | unicodeCarry;
    unicodeCarry = u >> 60;
    backslashCarry = nextEscapes >> 63;
  }
  nextAscii = lower | upper;
  classifyLetters(lower, upper, foreign, wide, escaping);
  nextAts = equal(a, b, c, d, i8x16.splat(0x40)) | equal(a, b, c, d, i8x16.splat(0x25));
  return bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d));
}

// @ts-ignore: decorator
@inline
function isLower(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(25));
}

/** The first byte of a character of three or four. */
// @ts-ignore: decorator
@inline
function isWide(bytes: v128): v128 {
  return i8x16.ge_u(bytes, i8x16.splat(-0x20));
}

/**
 * A candidate: its offset in the input, from bit 18 on how many of the three bytes behind its first belong to the beginning of the word, and
 * whether it is what follows a backslash.
 */
const OFFSET_BITS: i32 = 18;
const OFFSET_MASK: i32 = (1 << OFFSET_BITS) - 1;
const ESCAPE_SHIFT: i32 = OFFSET_BITS + 2;

/**
 * Puts those of the words that begin at the bits of `starts` which the filter knows on the list; returns where that goes on. Every word is
 * written to the list, and counted by its bit of the filter: a branch would be guessed wrongly for each third. `breaks` say where words end,
 * `nextBreaks` where those of the next 64 bytes do.
 */
// @ts-ignore: decorator
@inline
function sift(filter: i32, at: i32, starts: u64, breaks: u64, nextBreaks: u64, list: i32): i32 {
  const single = starts & ((breaks >> 1) | (nextBreaks << 63)); // of single letters only those of escapes are looked for
  const escaped = (escapeBits << 1) | escapeCarry;
  escapeCarry = escapeBits >> 63;
  const escapes = single & escaped;
  for (let left = (starts & ~single) | escapes; left != 0; left &= left - 1) {
    const start = <i32>ctz(left);
    // Letters behind the first, at most three; of an escape the digits behind its letter.
    const isEscape = (<i32>(escapes >> start)) & 1;
    const more = <i32>ctz(((breaks >> start) >> 1) | (nextBreaks << (63 - start)) | 8);
    list = put(filter, at + start, more | (-isEscape & 3), isEscape << ESCAPE_SHIFT, list);
  }
  return list;
}

// @ts-ignore: decorator
@inline
function put(filter: i32, at: i32, more: i32, flag: i32, list: i32): i32 {
  const hash = (keyAt(at, more + 1) * <u32>HASH_FACTOR) >> (32 - WORD_FILTER_BITS);
  store<u32>(list, (at - INPUT_AT) | (more << OFFSET_BITS) | flag);
  return list + (((<i32>load<u8>(filter + (hash >> 3))) >> (hash & 7)) & 1) * 4;
}

/** Looks up the candidates before `end`; returns where the next list begins. */
function lookUp(end: i32): i32 {
  for (let slot = CANDIDATES_AT; slot < end; slot += 4) {
    const candidate = load<i32>(slot);
    const at = INPUT_AT + (candidate & OFFSET_MASK);
    const length = ((candidate >> OFFSET_BITS) & 3) + 1;
    if (((candidate >> ESCAPE_SHIFT) & 1) != 0) acceptWords(at, keyAt(at, length), length);
    else acceptKnown(at, length);
  }
  return CANDIDATES_AT;
}

function findAddresses(at: i32, ats: u64): void {
  for (; ats != 0; ats &= ats - 1) findAddress(at + <i32>ctz(ats));
}
