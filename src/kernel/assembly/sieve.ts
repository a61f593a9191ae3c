/**
 * The sieve: goes through the words of a text and keeps the few that are worth a look: numbers, and what may begin as the words that the caller looks for.
 * Of the others it tells how many there are and where the last stood. A module of its own, with a memory of its own.
 */
import {
  BEGINNINGS_AT, BEGINNING_BYTES, END, FINDS_AT, FIND_BYTES, FIRST, FROM, HASH_BITS, HAS_DIGITS, KIND, KINDS_MASK, KNOWN, KNOWN_BEFORE, KNOWN_BEHIND,
  KNOWN_LETTERS_MAX, KNOWN_WORDS, LAST_FROM, LAST_TO, LONG_MARK, MARK, MARKS_AT, MAY_AT, MAY_BEGIN, MAY_BE_KNOWN, MAY_HAVE_TAGS, MAY_SPEAK, NONE,
  OTHER_WORDS, PICKS_AT, PLACES_AT, ROW, ROW_WORDS, SLOTS, SLOTS_AT, SOFT, SOFT_SHIFT, TEXT_AT, TO, TOLD_AT, WHOLE_SHIFT, WIDE, WIDE_AT, WORD, WORDS_AT,
} from '../sieve-layout'; // prettier-ignore
import { COLON, digits, hasAngles, hasUneven, map } from './sieve-map';

/** Factors of the hashes: sieve-tables.ts has the same. */
const KNOWN_FACTOR: u64 = 0x9e3779b97f4a7c15;
const START_FACTOR: u32 = 0x9e3779b1;

/** The bit of a small letter, in one byte, in four, in those behind the first of four, and in eight. */
const SMALL = 0x20;
const SMALL_START: u32 = 0x20202020;
const SMALL_BEHIND: u32 = 0x20202000;
const SMALL_LETTERS: u64 = 0x2020202020202020;
/** By the number of letters of a word, the bytes that count of its first four, and above them what is put beside those: see MAY_AT. */
const KEYS = memory.data<u64>([
  0,
  0xff,
  0xffff,
  0xffffff,
  0xffffffff,
  0xffffffff,
  0xffffffff,
  0xffffffff,
  ((<u64>LONG_MARK) << 32) | 0xffffff,
]);
/** Of a slot: the letters, and behind them what the word is. */
const KIND_SHIFT: u64 = 8 * KNOWN_LETTERS_MAX;
const KNOWN_MASK: u64 = ((<u64>1) << KIND_SHIFT) - 1;

/** Of what was picked: how many bits tell what it may be. */
const MAY_BITS: u32 = 3;
const MAY_MASK: u32 = 7;

let others: i32 = 0;
let knowns: i32 = 0;
let knownBefore: i32 = 0;
let knownBehind: i32 = 0;
let next: i32 = 0;
let first: i32 = NONE;
let lastStart: i32 = 0;
let lastEnd: i32 = 0;

/** Sifts the first bytes of the text; returns how many finds there are, the end included. */
export function sift(length: i32): i32 {
  others = knowns = knownBefore = knownBehind = 0;
  next = FINDS_AT;
  first = NONE;
  if (map(length)) walkPlain(length);
  else walk(length);
  find(length, length, END);
  store<i32>(TOLD_AT, others, 4 * OTHER_WORDS);
  store<i32>(TOLD_AT, knowns, 4 * KNOWN_WORDS);
  store<i32>(TOLD_AT, <i32>(digits != 0), 4 * HAS_DIGITS);
  store<i32>(TOLD_AT, <i32>hasAngles, 4 * MAY_HAVE_TAGS);
  return (next - FINDS_AT) / FIND_BYTES;
}

/**
 * Where nothing but words is to be found: first the places of all, then those that may count, then these. The first two passes take no turn that depends
 * on the text, which is what costs where texts differ: a turn that was foreseen wrongly takes as long as a word.
 */
function walkPlain(length: i32): void {
  const words = placeWords(length);
  const picks = hasUneven ? pick(words, true) : pick(words, false);
  let passed = PLACES_AT;
  for (let at = PICKS_AT; at < picks; at += 4) {
    const picked = load<u32>(at);
    const place = <i32>(picked >> MAY_BITS);
    rest(passed, place);
    look(startOf(place), endOfPlaced(place), length, picked & MAY_MASK);
    passed = place + 4;
  }
  rest(passed, words);
}

/** Writes where words begin and end. Returns behind the last of these places. */
function placeWords(length: i32): i32 {
  let starts = PLACES_AT;
  let ends = PLACES_AT;
  let last: u64 = 0;
  for (let at = 0; at <= length; at += 64) {
    const words = load<u64>(at >> 3, WORDS_AT);
    const before = (words << 1) | last;
    last = words >> 63;
    const begin = words & ~before;
    const end = before & ~words;
    placeBits(starts, begin, at);
    placeBits(ends + 2, end, at);
    starts += (<i32>popcnt(begin)) << 2;
    ends += (<i32>popcnt(end)) << 2;
  }
  return ends;
}

/** Writes which bits are set, into every other place of two bytes; four at a time, and what is beyond the last is written over. */
// @ts-ignore: decorator
@inline
function placeBits(from: i32, bits: u64, at: i32): void {
  let to = from;
  for (let left = bits; left != 0; to += 16) left = placeFour(to, left, at);
}

// @ts-ignore: decorator
@inline
function placeFour(to: i32, bits: u64, at: i32): u64 {
  const second = bits & (bits - 1);
  const third = second & (second - 1);
  const fourth = third & (third - 1);
  store<u16>(to, at + <i32>ctz(bits));
  store<u16>(to, at + <i32>ctz(second), 4);
  store<u16>(to, at + <i32>ctz(third), 8);
  store<u16>(to, at + <i32>ctz(fourth), 12);
  return fourth & (fourth - 1);
}

/** Picks the words that may be something. Returns where what was picked ends. */
// @ts-ignore: decorator
@inline
function pick(behind: i32, mayBeUneven: bool): i32 {
  let next = PICKS_AT;
  for (let place = PLACES_AT; place < behind; place += 4) {
    const what = wordAt(startOf(place), endOfPlaced(place), mayBeUneven);
    store<u32>(next, (place << MAY_BITS) | what);
    next += (<i32>(what != 0)) << 2;
  }
  return next;
}

/** Words from one place on and before another: none of them counts. */
// @ts-ignore: decorator
@inline
function rest(from: i32, to: i32): void {
  if (from < to) other((to - from) >> 2, startOf(from), startOf(to - 4), endOfPlaced(to - 4));
}

// @ts-ignore: decorator
@inline
function startOf(place: i32): i32 {
  return load<u16>(place);
}

// @ts-ignore: decorator
@inline
function endOfPlaced(place: i32): i32 {
  return load<u16>(place, 2);
}

function walk(length: i32): void {
  let at = 0;
  while (at < length) {
    const rest = bitsFrom(WORDS_AT, at) | bitsFrom(MARKS_AT, at);
    if (rest == 0) {
      at += 64 - (at & 7);
      continue;
    }
    at += <i32>ctz(rest);
    if ((bitsFrom(WORDS_AT, at) & 1) == 0) {
      find(at, at + 1, MARK);
      at++;
      continue;
    }
    const end = endOf(WORDS_AT, at);
    if (isWide(at, end)) find(at, end, WIDE);
    else word(at, end, length);
    at = end;
  }
}

/** The bits of a map from one on: fewer than 64. */
// @ts-ignore: decorator
@inline
function bitsFrom(map: i32, at: i32): u64 {
  return load<u64>(map + (at >> 3)) >> (at & 7);
}

/** Behind the row of bits that begins there. */
// @ts-ignore: decorator
@inline
function endOf(map: i32, start: i32): i32 {
  let at = start;
  let known: i32;
  let row: i32;
  do {
    known = 64 - (at & 7);
    row = min(<i32>ctz(~bitsFrom(map, at)), known);
    at += row;
  } while (row == known);
  return at;
}

// @ts-ignore: decorator
@inline
function isWide(start: i32, end: i32): bool {
  for (let at = start; at < end; at += 64 - (at & 7)) {
    const left = end - at;
    const row = bitsFrom(WIDE_AT, at);
    if ((left < 64 ? row & (((<u64>1) << left) - 1) : row) != 0) return true;
  }
  return false;
}

function word(start: i32, end: i32, length: i32): void {
  const what = wordAt(start, end, true);
  if (what != 0) look(start, end, length, what);
  else other(1, start, start, end);
}

/** What a word may be by its first letters and, where some may be uneven, by their case and what stands behind it; 0 for most. */
// @ts-ignore: decorator
@inline
function wordAt(start: i32, end: i32, mayBeUneven: bool): u32 {
  const bytes = load<u32>(start, TEXT_AT);
  const key = load<u64>(KEYS + (min(end - start, KNOWN_LETTERS_MAX + 1) << 3));
  const hash = startHash(((bytes | SMALL_START) & (<u32>key)) | (<u32>(key >> 32)));
  const may = <u32>load<u8>(hash, MAY_AT);
  if (!mayBeUneven) return may;
  const hasCapitals = <u32>((~bytes & SMALL_BEHIND & (<u32>key)) != 0);
  const hasColon = <u32>(load<u8>(TEXT_AT + end) == COLON);
  return may | (hasCapitals * MAY_BEGIN) | (hasColon * MAY_SPEAK);
}

/** Looks at a word that may be something. */
function look(start: i32, end: i32, length: i32, what: u32): void {
  const letters = end - start;
  const isKept = (what & MAY_BEGIN) != 0 && beginningsAt(start, length) != 0;
  if (isKept || (letters > KNOWN_LETTERS_MAX && (what & MAY_BE_KNOWN) != 0)) return find(start, end, WORD);
  const kind = (what & MAY_BE_KNOWN) != 0 ? kindOf(shortWord(load<u64>(TEXT_AT + start), letters)) : 0;
  if (kind == KNOWN) known(1);
  else if (kind == SOFT) soft(start, end);
  else if (kind != 0 || ((what & MAY_SPEAK) != 0 && end < length)) find(start, end, WORD);
  else other(1, start, start, end);
}

/** So many words in a row that do not count. */
function other(count: i32, from: i32, lastFrom: i32, lastTo: i32): void {
  others += count;
  if (first == NONE) first = from;
  lastStart = lastFrom;
  lastEnd = lastTo;
  knownBehind = 0;
}

// @ts-ignore: decorator
@inline
function known(count: i32): void {
  knowns++;
  if (first == NONE) knownBefore += count;
  else knownBehind += count;
}

/** What stands behind others is forgotten with the next one, so a row is told as soon as it is one. */
function soft(start: i32, end: i32): void {
  known(1 + (1 << SOFT_SHIFT));
  if (knownBehind >> SOFT_SHIFT == ROW_WORDS) find(start, end, ROW);
}

// @ts-ignore: decorator
@inline
function shortWord(bytes: u64, letters: i32): u64 {
  return (bytes | SMALL_LETTERS) & lettersMask(letters);
}

/** Of fewer than eight letters. */
// @ts-ignore: decorator
@inline
function lettersMask(letters: i32): u64 {
  return ((<u64>1) << (8 * letters)) - 1;
}

/** What a short word is; 0 where it is none that is known. */
function kindOf(word: u64): i32 {
  let slot = (<i32>knownHash(word)) & (SLOTS - 1);
  let known = load<u64>(SLOTS_AT + 8 * slot);
  while (known != 0 && (known & KNOWN_MASK) != word) {
    slot = (slot + 1) & (SLOTS - 1);
    known = load<u64>(SLOTS_AT + 8 * slot);
  }
  return <i32>(known >> KIND_SHIFT);
}

// @ts-ignore: decorator
@inline
function knownHash(word: u64): u32 {
  return <u32>((word * KNOWN_FACTOR) >> (64 - HASH_BITS));
}

// @ts-ignore: decorator
@inline
function startHash(letters: u32): u32 {
  return (letters * START_FACTOR) >>> (32 - HASH_BITS);
}

/** What words some have the first bytes that stand there, or are no longer than those. */
function beginningsAt(start: i32, length: i32): i32 {
  let hash = 0;
  let kinds = 0;
  let count = 0;
  for (let at = start; at < length && count < BEGINNING_BYTES; at++) {
    const byte = <i32>load<u8>(TEXT_AT + at);
    if (isJoin(byte)) continue;
    hash = <i32>((<u32>((hash ^ (byte | SMALL)) * 0x9e3779b1)) >>> 16);
    const known = <i32>load<u8>(BEGINNINGS_AT + hash);
    kinds |= known & KINDS_MASK;
    if (known > KINDS_MASK && (at + 1 >= length || !isSmall(load<u8>(TEXT_AT + at + 1)))) kinds |= known >> WHOLE_SHIFT;
    count++;
  }
  return kinds;
}

/** What may stand between the words of a phrase. */
// @ts-ignore: decorator
@inline
function isJoin(byte: i32): bool {
  return byte <= 0x20 || byte == 0x5f || byte == 0x2d;
}

// @ts-ignore: decorator
@inline
function isSmall(byte: u8): bool {
  return byte >= 0x61 && byte <= 0x7a;
}

// @ts-ignore: decorator
@inline
function find(start: i32, end: i32, kind: i32): void {
  store<u32>(next, start, 4 * FROM);
  store<u32>(next, end, 4 * TO);
  store<u32>(next, kind, 4 * KIND);
  store<u32>(next, knownBefore, 4 * KNOWN_BEFORE);
  store<u32>(next, first, 4 * FIRST);
  store<u32>(next, lastStart, 4 * LAST_FROM);
  store<u32>(next, lastEnd, 4 * LAST_TO);
  store<u32>(next, knownBehind, 4 * KNOWN_BEHIND);
  next += FIND_BYTES;
  first = NONE;
  knownBefore = knownBehind = 0;
}
