/** The first pass of the sieve: a bit for each byte of the text, by what it is. */
import { MARKS_AT, TEXT_AT, WIDE_AT, WORDS_AT } from '../sieve-layout';
import { bits, isDigit, isUpper } from './bitmap';

export const COLON: u8 = 0x3a;
const LESS_THAN: u8 = 0x3c;

export let digits: u64 = 0;
export let hasAngles: bool = false;
/** Somewhere a capital or a colon stands right behind a letter. */
export let hasUneven: bool = false;

/** Writes the bitmaps; whether there are words alone. */
export function map(length: i32): bool {
  let at = 0;
  digits = 0;
  let odd: u64 = 0;
  let uneven: u64 = 0;
  let before: u64 = 0;
  let angle = i8x16.splat(0);
  for (; at < length; at += 64) {
    const a = v128.load(TEXT_AT + at);
    const b = v128.load(TEXT_AT + at + 16);
    const c = v128.load(TEXT_AT + at + 32);
    const d = v128.load(TEXT_AT + at + 48);
    angle = v128.or(angle, v128.or(v128.or(isAngle(a), isAngle(b)), v128.or(isAngle(c), isAngle(d))));
    const left = length - at;
    const known: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    const wide = bits(a, b, c, d) & known; // the highest bit of each byte
    const marks = bits(isMark(a), isMark(b), isMark(c), isMark(d)) & known;
    odd |= wide | marks;
    store<u64>(WIDE_AT + (at >> 3), wide);
    const words = (bits(isLetter(a), isLetter(b), isLetter(c), isLetter(d)) & known) | wide;
    store<u64>(WORDS_AT + (at >> 3), words);
    uneven |= bits(isUneven(a), isUneven(b), isUneven(c), isUneven(d)) & ((words << 1) | before) & known;
    before = words >> 63;
    store<u64>(MARKS_AT + (at >> 3), marks);
    digits |= bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d)) & known;
  }
  hasAngles = v128.any_true(angle);
  hasUneven = uneven != 0;
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

/** A capital or a colon. */
// @ts-ignore: decorator
@inline
function isUneven(bytes: v128): v128 {
  return v128.or(isUpper(bytes), i8x16.eq(bytes, i8x16.splat(COLON)));
}

// @ts-ignore: decorator
@inline
function isAngle(bytes: v128): v128 {
  return i8x16.eq(bytes, i8x16.splat(LESS_THAN));
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
