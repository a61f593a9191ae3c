/**
 * The sieve: goes through the words of a text and keeps the few that are worth a look: numbers, and what may begin as the words that the caller looks for.
 * Of the others it tells how many there are and where the last stood. A module of its own, with a memory of its own.
 */
import {
  BEGINNING_BYTES, BEGINNINGS_AT, END, FIND_BYTES, FINDS_AT, FIRST, FROM, HASHES_AT, HEADS_AT, KIND, KINDS_AT, KINDS_MASK, KNOWN, KNOWN_BEFORE,
  KNOWN_BEHIND, LAST_FROM, LAST_TO, MARK, MARKS_AT, NONE, TEXT_AT, TO, WHOLE_SHIFT, WIDE, WIDE_AT, WORD, WORDS_AT,
} from '../sieve-layout'; // prettier-ignore
import { bits, isDigit } from './bitmap';

/** Letters that count of a word, and bits of one. */
const LETTER_BITS = 5;
const LETTER_MASK = (1 << LETTER_BITS) - 1;
const COLON: u8 = 0x3a;
/** The bit of a small letter. */
const SMALL = 0x20;

/** Bits of a head for the lengths of words; those from so many letters on share the last one. */
let lengthBits: i32 = 0;
let hashStart: i32 = 0;
let slotMask: i32 = 0;
let others: i32 = 0;
let knowns: i32 = 0;
let knownBefore: i32 = 0;
let knownBehind: i32 = 0;
let digits: u64 = 0;
let next: i32 = 0;
let first: u32 = NONE;
let lastStart: i32 = 0;
let lastEnd: i32 = 0;

export function configure(bitsOfLengths: i32, startOfHashes: i32, slots: i32): void {
  lengthBits = bitsOfLengths;
  hashStart = startOfHashes;
  slotMask = slots - 1;
}

/** Words that are not worth a look. */
export function otherWords(): i32 {
  return others;
}

/** Words that are known and no numbers. */
export function knownWords(): i32 {
  return knowns;
}

export function hasDigits(): bool {
  return digits != 0;
}

/** Sifts the first bytes of the text; returns how many finds there are, the end included. */
export function sift(length: i32): i32 {
  others = knowns = knownBefore = knownBehind = 0;
  digits = 0;
  next = FINDS_AT;
  first = NONE;
  if (map(length)) walkPlain(length);
  else walk(length);
  find(length, length, END);
  return (next - FINDS_AT) / FIND_BYTES;
}

/** Writes the bitmaps; whether there are words alone. */
function map(length: i32): bool {
  let at = 0;
  let odd: u64 = 0;
  for (; at < length; at += 64) {
    const a = v128.load(TEXT_AT + at);
    const b = v128.load(TEXT_AT + at + 16);
    const c = v128.load(TEXT_AT + at + 32);
    const d = v128.load(TEXT_AT + at + 48);
    const left = length - at;
    const known: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const wide = bits(a, b, c, d) & known; // the highest bit of each byte
    const marks = bits(isMark(a), isMark(b), isMark(c), isMark(d)) & known;
    odd |= wide | marks;
    store<u64>(WIDE_AT + (at >> 3), wide);
    store<u64>(WORDS_AT + (at >> 3), (bits(isLetter(a), isLetter(b), isLetter(c), isLetter(d)) & known) | wide);
    store<u64>(MARKS_AT + (at >> 3), marks);
    digits |= bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d)) & known;
  }
  store<u64>(WIDE_AT + (at >> 3), 0);
  store<u64>(WORDS_AT + (at >> 3), 0);
  store<u64>(MARKS_AT + (at >> 3), 0);
  return odd == 0;
}

// @ts-ignore: decorator
@inline
function isLetter(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(25));
}

/** \ % & = and what nobody sees. */
// @ts-ignore: decorator
@inline
function isMark(bytes: v128): v128 {
  const escape = v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.eq(bytes, i8x16.splat(0x25)));
  const sign = v128.or(i8x16.eq(bytes, i8x16.splat(0x26)), i8x16.eq(bytes, i8x16.splat(0x3d)));
  const unseen = v128.or(i8x16.le_u(bytes, i8x16.splat(0x1f)), i8x16.eq(bytes, i8x16.splat(0x7f)));
  return v128.or(v128.or(escape, sign), unseen);
}

/** Where nothing but words is to be found: each begins and ends where the bits change. */
function walkPlain(length: i32): void {
  let start = -1;
  let last: u64 = 0;
  for (let at = 0; at < length; at += 64) {
    const words = load<u64>(WORDS_AT + (at >> 3));
    let changes = words ^ ((words << 1) | last);
    last = words >> 63;
    while (changes != 0) {
      const place = at + <i32>ctz(changes);
      changes &= changes - 1;
      if (start < 0) start = place;
      else {
        word(start, place, length);
        start = -1;
      }
    }
  }
  if (start >= 0) word(start, length, length);
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
  const letters = end - start;
  const head = <i32>load<u16>(HEADS_AT + 2 * headOf(load<u32>(TEXT_AT + start), letters));
  const kinds = head >> lengthBits;
  if (kinds != 0 && (kinds & beginningsAt(start, length)) != 0) {
    find(start, end, WORD);
    return;
  }
  if ((head & (1 << (min(letters, lengthBits) - 1))) != 0) {
    const kind = kindOf(start, end);
    if (kind == KNOWN) {
      knowns++;
      if (first == NONE) knownBefore++;
      else knownBehind++;
      return;
    }
    if (kind != 0 || letters >= lengthBits) {
      find(start, end, WORD);
      return;
    }
  }
  if (end < length && load<u8>(TEXT_AT + end) == COLON) find(start, end, WORD);
  else other(start, end);
}

// @ts-ignore: decorator
@inline
function other(start: i32, end: i32): void {
  others++;
  if (first == NONE) first = start;
  lastStart = start;
  lastEnd = end;
  knownBehind = 0;
}

/** What a known word is; 0 where it is none. */
function kindOf(start: i32, end: i32): i32 {
  let hash = hashStart;
  for (let at = start; at < end; at++) hash = ((hash ^ ((<i32>load<u8>(TEXT_AT + at)) | SMALL)) * 0x01000193) ^ (hash >>> 15);
  let slot = hash & slotMask;
  let kind = <i32>load<u8>(KINDS_AT + slot);
  while (kind != 0 && load<i32>(HASHES_AT + 4 * slot) != hash) {
    slot = (slot + 1) & slotMask;
    kind = <i32>load<u8>(KINDS_AT + slot);
  }
  return kind;
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
function headOf(bytes: u32, letters: i32): i32 {
  const one = (bytes & LETTER_MASK) << (2 * LETTER_BITS);
  const two = letters > 1 ? ((bytes >> 8) & LETTER_MASK) << LETTER_BITS : 0;
  const three = letters > 2 ? (bytes >> 16) & LETTER_MASK : 0;
  return one | two | three;
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
