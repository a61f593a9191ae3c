/**
 * The words pass: looks up the beginning of every word in a filter of all literals, context words and number words, so that ten thousand
 * cost little more than ten; what passes is compared with the words themselves. On the way it finds tokens of letters and digits, and @ signs.
 */
import {
  CONTEXT_BEFORE, HASH_FACTOR, HASH_FOLD, INPUT_AT, JOINT, KEY_4, KEY_6, KEY_8, KEY_SHORT, KIND_CONTEXT, KIND_LITERAL, LITERAL_REACH, REASON_LITERAL, REGION_LITERAL_SHIFT,
  WORD_FILTER_AT, WORD_FILTER_BITS, WORD_HASH_BITS, WORD_HASHES_AT, WORD_HEAD, WORD_KEYS_AT, WORD_LAST, WORD_WHOLE, WORDS_AT,
} from '../layout'; // prettier-ignore
import { bits, equal, isDigit } from './bitmap';
import { addContext, resetContexts } from './contexts';
import { breakBits, classifyLetters, endsWord, letterBits, resetLetters, startBits } from './letters';
import { addNumber, closeNumbers, openNumbers, resetNumbers } from './numbers';
import { addRegion } from './regions';
import { findAddress, findTokens, resetTokens } from './tokens';

/** Where the bytes must be kept because spoken digits may go on there. */
export let wordsOpenFrom: i32 = 0;

let scanFrom: i32 = 0;
let scanEnd: i32 = 0;

/** Finds words that end at or behind `from`; they may begin before it. `addresses` says whether @ signs count. */
export function scanWords(from: i32, length: i32, final: bool, addresses: bool): void {
  scanFrom = INPUT_AT + from;
  scanEnd = INPUT_AT + length;
  resetContexts(scanEnd, final);
  resetNumbers();
  escapeCarry = 0;
  backslashCarry = 0;
  resetLetters();
  resetTokens(scanFrom, scanEnd, final);
  const base = INPUT_AT + max(0, from - CONTEXT_BEFORE);
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
    if (starts != 0) lookUp(at, starts, breaks, breakBits);
    else escapeCarry = escapeBits >> 63;
    findTokens(at, letters & ~foreign, digits);
    if (addresses && ats != 0) findAddresses(at, ats);
    letters = letterBits;
    starts = startBits;
    breaks = breakBits;
  }
  if (final) closeNumbers();
  wordsOpenFrom = final ? scanEnd : openNumbers(scanEnd);
  if (wordsOpenFrom == scanEnd) closeNumbers();
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

/** Looks up the words that begin at the bits of `starts`; `breaks` say where they end, `nextBreaks` in the next 64 bytes. */
// @ts-ignore: decorator
@inline
function lookUp(at: i32, starts: u64, breaks: u64, nextBreaks: u64): void {
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
    if ((((<u32>load<u8>(WORD_FILTER_AT + (hash >> 3))) >> (hash & 7)) & 1) != 0) confirmKeys(at + start, key, hash, more + 1);
  }
}

const FOLD_ALL: u64 = 0x2020202020202020;

/** The words that may begin at `at` with a word of `length` letters, four and more being one. */
function confirmKeys(at: i32, key: u32, hash: u32, length: i32): void {
  const keys: i32 = load<u8>(WORD_KEYS_AT + hash);
  if (length < 4) {
    if ((keys & KEY_SHORT) != 0) confirm(at, key, length);
    return;
  }
  const long = load<u64>(at) | FOLD_ALL;
  if ((keys & KEY_8) != 0) confirm(at, long, 8);
  if ((keys & KEY_6) != 0) confirm(at, long & 0xffffffffffff, 6);
  if ((keys & KEY_4) != 0) confirm(at, long & 0xffffffff, 4);
}

/** The words that are found by `key`, their first `length` bytes folded. */
function confirm(at: i32, key: u64, length: u64): void {
  const hash = <i32>(((key + length) * 0x9e3779b97f4a7c15) >> (64 - WORD_HASH_BITS));
  const first: i32 = load<i32>(WORD_HASHES_AT + (hash << 2));
  if (first == 0) return;
  let word = WORDS_AT + first;
  while (true) {
    const length: i32 = load<u8>(word);
    const flags: i32 = load<u8>(word + 2);
    if (standsAt(word, length, at) && ((flags & WORD_WHOLE) == 0 || endsWord(wordEnd))) accept(word, at, wordStart, wordEnd);
    if ((flags & WORD_LAST) != 0) return;
    word += (WORD_HEAD + 2 * length + 3) & ~3;
  }
}

/** Where the word found last begins and ends. */
let wordStart: i32 = 0;
let wordEnd: i32 = 0;

/** Whether a word stands where its anchor is at `at`: what comes before the anchor is compared first, as few have it. */
function standsAt(word: i32, length: i32, at: i32): bool {
  const bytes = word + WORD_HEAD;
  const masks = bytes + length;
  const anchor: i32 = load<u8>(word + 1);
  wordStart = at;
  for (let i = anchor - 1; i >= 0; i--) {
    const expected: i32 = load<u8>(bytes + i);
    const size =
      expected == JOINT ? jointBefore(wordStart) : ((<i32>load<u8>(wordStart - 1)) | (<i32>load<u8>(masks + i))) == expected ? 1 : -1;
    if (size < 0) return false;
    wordStart -= size;
  }
  wordEnd = at;
  for (let i = anchor; i < length; i++) {
    const expected: i32 = load<u8>(bytes + i);
    const size = expected == JOINT ? jointAt(wordEnd) : ((<i32>load<u8>(wordEnd)) | (<i32>load<u8>(masks + i))) == expected ? 1 : -1;
    if (size < 0) return false;
    wordEnd += size;
  }
  return wordStart >= INPUT_AT && wordEnd <= scanEnd;
}

/** Bytes of the joint at `at`, 0 before a hump of camel case, -1 for none. */
function jointAt(at: i32): i32 {
  if (isMark(load<u8>(at))) return isMark(load<u8>(at + 1)) ? 2 : 1;
  if (load<u8>(at) == 0x25) return load<u16>(at + 1) == 0x3032 ? 3 : -1;
  return isHump(at) ? 0 : -1;
}

function jointBefore(at: i32): i32 {
  if (isMark(load<u8>(at - 1))) return isMark(load<u8>(at - 2)) ? 2 : 1;
  if (load<u8>(at - 3) == 0x25 && load<u16>(at - 2) == 0x3032) return 3;
  return isHump(at) ? 0 : -1;
}

/** Space + - . _ */
// @ts-ignore: decorator
@inline
function isMark(byte: i32): bool {
  return byte == 0x20 || byte == 0x2b || byte == 0x2d || byte == 0x2e || byte == 0x5f;
}

function isHump(at: i32): bool {
  return <u32>(<i32>load<u8>(at) - 0x41) < 26 && <u32>(<i32>load<u8>(at - 1) - 0x61) < 26;
}

function accept(word: i32, at: i32, start: i32, end: i32): void {
  const kind: i32 = load<u8>(word + 3);
  if (kind == KIND_CONTEXT) addContext(at, load<u64>(word + 4));
  else if (kind == KIND_LITERAL) {
    if (end < scanFrom) return;
    addRegion(end - INPUT_AT, end - INPUT_AT + LITERAL_REACH, REASON_LITERAL | (load<i32>(word + 4) << REGION_LITERAL_SHIFT));
  } else if (start >= scanFrom) addNumber(start, end);
}

function findAddresses(at: i32, ats: u64): void {
  for (; ats != 0; ats &= ats - 1) findAddress(at + <i32>ctz(ats));
}
