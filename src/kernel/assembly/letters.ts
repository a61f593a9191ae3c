/**
 * Words of the input: runs of letters (bytes that are not ASCII count as letters), begun anew at a hump of camel case and, because
 * Chinese, Japanese and Indic scripts do without spaces or nearly so, at every character of three or four bytes.
 */
import { AMP_LEVELS_MAX, ATOM_BYTES_MAX, PREFIX_BYTES_MAX, UNIT_BYTES } from '../layout';

/** The classes of 64 bytes that words are made of. */
export let letterBits: u64 = 0;
/** Bytes with which a word begins. */
export let startBits: u64 = 0;
/** Bytes at which none goes on: those that begin one and those that are no letters. */
export let breakBits: u64 = 0;

let letterCarry: u64 = 0;
let lowerCarry: u64 = 0;
let wideCarry: u64 = 0;
let foreignCarry: u64 = 0;
let escapingCarry: u64 = 0;

export function resetLetters(): void {
  letterCarry = 0;
  lowerCarry = 0;
  wideCarry = 0;
  foreignCarry = 0;
  escapingCarry = 0;
}

/**
 * Takes in the next 64 bytes by the bitmaps of their classes: `wide` are the first bytes of characters of three or four, `escaping` the
 * last letters of escapes (\\n, \\u003e), which belong to no word.
 */
// @ts-ignore: decorator
@inline
export function classifyLetters(lower: u64, upper: u64, foreign: u64, wide: u64, escaping: u64): void {
  const ascii = lower | upper;
  const letters = ascii | foreign;
  const hump = upper & ((lower << 1) | lowerCarry);
  const behindWide = ascii & ((wide << 3) | wideCarry) & ((foreign << 1) | foreignCarry);
  letterBits = letters;
  const behindEscape = letters & ((escaping << 1) | escapingCarry);
  startBits = (letters & ~((letters << 1) | letterCarry)) | hump | wide | behindWide | behindEscape;
  breakBits = startBits | ~letters;
  letterCarry = letters >> 63;
  lowerCarry = lower >> 63;
  wideCarry = wide >> 61;
  foreignCarry = foreign >> 63;
  escapingCarry = escaping >> 63;
}

// @ts-ignore: decorator
@inline
export function isLetter(byte: i32): bool {
  return <u32>((byte | 0x20) - 0x61) < 26;
}

// @ts-ignore: decorator
@inline
export function isDigitByte(byte: i32): bool {
  return <u32>(byte - 0x30) < 10;
}

// @ts-ignore: decorator
@inline
export function isAlphanumeric(byte: i32): bool {
  return isLetter(byte) || isDigitByte(byte);
}

/** What an address or a token may be made of: letters, digits, % + - . / _ @ and bytes that are not ASCII. */
export function isAtom(byte: i32): bool {
  return (
    isAlphanumeric(byte) || byte >= 0x80 || (byte >= 0x2d && byte <= 0x2f) || byte == 0x5f || byte == 0x2b || byte == 0x25 || byte == 0x40
  );
}

/** What may stand between the letters and the digits of an identifier beside atoms: space ( : */
export function isJoint(byte: i32): bool {
  return byte == 0x20 || byte == 0x28 || byte == 0x3a;
}

/**
 * Where a value may begin that goes on at `at`: at the beginning of the run of atoms before it, of a longer one than ATOM_BYTES_MAX at that
 * of the letters and digits in it; and a few letters or digits before a joint belong to it. Nothing before `first` does. All addresses.
 */
export function reachBack(at: i32, first: i32): i32 {
  let start = at;
  while (true) {
    while (start > first && at - start <= ATOM_BYTES_MAX && isAtom(load<u8>(start - 1))) start--;
    if (at - start > ATOM_BYTES_MAX) return beforeEscape(tokenBefore(at, first), first);
    const escape = beforeEscape(start, first);
    if (escape == start) break;
    start = escape; // an escape is part of the run
  }
  if (!isAlphanumeric(load<u8>(start)) || start == first || !isJoint(load<u8>(start - 1))) return start;
  const end = start - 1;
  let head = end;
  while (head > first && end - head < PREFIX_BYTES_MAX && isAlphanumeric(load<u8>(head - 1))) head--;
  return head == end || mayGoOnBefore(head, first) ? start : beforeEscape(head, first);
}

/** Whether what begins at `at` may have begun before it: a long word, a digit of another script or in an escape. */
function mayGoOnBefore(at: i32, first: i32): bool {
  if (at == first) return false;
  const before: i32 = load<u8>(at - 1);
  if (before == 0x5c) return !isEscapeLetter(load<u8>(at));
  return isAlphanumeric(before) || before >= 0x80 || before == 0x25 || before == 0x3b || before == 0x26 || before == 0x23;
}

/** The beginning of the letters and digits before `at`, or `at` when they are too many. */
function tokenBefore(at: i32, first: i32): i32 {
  let start = at;
  while (start > first && at - start <= ATOM_BYTES_MAX && isAlphanumeric(load<u8>(start - 1))) start--;
  return at - start > ATOM_BYTES_MAX ? at : start;
}

/** Nothing may begin inside an escape or right behind a reference: where one stands before `at`, its beginning. */
function beforeEscape(at: i32, first: i32): i32 {
  if (at == first) return at;
  const before: i32 = load<u8>(at - 1);
  if (before == 0x3b) return beforeReference(at, first);
  if (before == 0x25) return at - 1;
  let start = at - 1;
  if (before == 0x5c) {
    while (start > first && at - start < UNIT_BYTES && load<u8>(start - 1) == 0x5c) start--;
    return start;
  }
  if (before != 0x23) return before == 0x26 ? start : at;
  for (let level = 0; level < AMP_LEVELS_MAX; level++) {
    if (start - 4 >= first && load<u32>(start - 4) == 0x3b706d61) start -= 4; // amp;
  }
  return start > first && load<u8>(start - 1) == 0x26 ? start - 1 : at;
}

/** Where the reference begins that ends with the semicolon before `at`, or `at`. */
function beforeReference(at: i32, first: i32): i32 {
  let start = at - 1;
  while (start > first && at - start < UNIT_BYTES && isAlphanumeric(load<u8>(start - 1))) start--;
  const before: i32 = start > first ? load<u8>(start - 1) : 0;
  if (start == at - 1) return at;
  return before == 0x26 || before == 0x23 ? beforeEscape(start, first) : at;
}

/** n, r or t, which behind a backslash stand for the end of a line or a tabulator. */
// @ts-ignore: decorator
@inline
export function isEscapeLetter(byte: i32): bool {
  return byte == 0x6e || byte == 0x72 || byte == 0x74;
}

/** Whether a word that has come to `at` ends there. */
export function endsWord(at: i32): bool {
  const byte: i32 = load<u8>(at);
  if (byte >= 0xe0) return true;
  const before: i32 = load<u8>(at - 1);
  if (isEscapeLetter(before) && load<u8>(at - 2) == 0x5c) return true;
  if (load<u8>(at - 5) == 0x75 && load<u8>(at - 6) == 0x5c) return true;
  if (byte >= 0x80) return false;
  if (!isLetter(byte)) return true;
  if (before >= 0x80 && load<u8>(at - 3) >= 0xe0) return true;
  return byte < 0x61 && before >= 0x61 && before <= 0x7a;
}
