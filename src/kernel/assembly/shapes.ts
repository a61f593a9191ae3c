/**
 * Shapes: the sizes of the groups in a window of digits are looked up in one table of all rules, so that three hundred rules cost what
 * thirty cost. A shape counts for the families whose context is near, and those whose rules ask for no context but for digits at some positions.
 */
import {
  DIGIT_AT, DIGIT_END_AT, DIGIT_START_AT, FAMILY_NAMED, FAMILY_PHONE, HASH_FACTOR, PHONE_BEFORE, PHONE_DIGITS_MAX, PHONE_DIGITS_MIN, SHAPE_DIGITS_MIN,
  SHAPE_HASH_BITS, SHAPE_HASHES_AT, SHAPE_KEY_FACTOR, SHAPE_ROW, SHAPE_ROWS_AT, SHAPE_SLOT, SHAPE_SLOTS_AT, TEST_DIGIT, TEST_MONTH, TOUCHING,
} from '../layout'; // prettier-ignore
import { isAnyBetween } from './contexts';
import { isDigitByte, isLetter } from './letters';

export const PHONE: u64 = 1 << FAMILY_PHONE;
const NAMED: u64 = 1 << FAMILY_NAMED;

export let hasPhones: bool = false;
/** Bits among families that open no region. */
export let quiet: u64 = 0;

export function setShapes(phones: bool, lookAlikes: u64): void {
  hasPhones = phones;
  quiet = lookAlikes | NAMED;
}

/** The slot of a key of group sizes, or 0. */
// @ts-ignore: decorator
@inline
export function findSlot(key: u32): i32 {
  let place: i32 = load<u16>(SHAPE_HASHES_AT + <i32>(((key * <u32>HASH_FACTOR) >> (32 - SHAPE_HASH_BITS)) << 1));
  if (place == 0) return 0;
  let slot = SHAPE_SLOTS_AT + (place - 1) * SHAPE_SLOT;
  // Keys with one hash stand one after another; behind the last stands another hash or nothing.
  while (load<u32>(slot) != key) {
    slot += SHAPE_SLOT;
    const other = load<u32>(slot);
    if (other == 0 || (other * <u32>HASH_FACTOR) >> (32 - SHAPE_HASH_BITS) != (key * <u32>HASH_FACTOR) >> (32 - SHAPE_HASH_BITS)) return 0;
  }
  return slot;
}

/** Families for which the window of digits `start` to before `end` of the cluster may be a value, by the shape of `slot`. */
export function familiesOf(slot: i32, start: i32, end: i32, near: u64, inputEnd: i32, final: bool): u64 {
  const at = load<i32>(DIGIT_START_AT + (start << 2));
  const stop = load<i32>(DIGIT_END_AT + ((end - 1) << 2));
  const families = (load<u64>(slot + 4) & near) | familiesOfRows(slot, DIGIT_AT + start, at, stop, inputEnd, final);
  return (families & near) == 0 ? families : families | NAMED;
}

/** Families of `slot` that need no context for the digits at `digits` (values or ASCII), which stand from `at` to `stop` in the input. */
export function familiesOfRows(slot: i32, digits: i32, at: i32, stop: i32, inputEnd: i32, final: bool): u64 {
  let families: u64 = 0;
  let row = SHAPE_ROWS_AT + <i32>load<u16>(slot + 12) * SHAPE_ROW;
  for (let i: i32 = load<u16>(slot + 14); i > 0; i--, row += SHAPE_ROW) {
    const before: i32 = load<u8>(row);
    const behind: i32 = load<u8>(row + 1);
    if (before != 0 && !areLettersBefore(at, before)) continue;
    if (behind != 0 && !areLettersBehind(stop, behind, inputEnd, final)) continue;
    if (passesTests(row, digits)) families |= load<u64>(row + 4);
  }
  return families;
}

/** Whether what begins behind a digit, the last of its group, is nothing that no identifier has between its groups, such as the colon of a time. */
// @ts-ignore: decorator
@inline
export function isJoined(digit: i32): bool {
  const byte: i32 = load<u8>(load<i32>(DIGIT_END_AT + (digit << 2)));
  return byte != 0x3a && byte != 0x2c && byte != 0x3e && byte != 0x7c; // : , > |
}

function passesTests(row: i32, digits: i32): bool {
  let test = row + 12;
  for (let i: i32 = load<u8>(row + 2); i > 0; i--, test += 4) {
    const at = digits + <i32>load<u8>(test);
    const kind: i32 = load<u8>(test + 1);
    const digit: i32 = load<u8>(at) & 15;
    if (kind == TEST_DIGIT) {
      if ((((<i32>load<u16>(test + 2)) >> digit) & 1) == 0) return false;
      continue;
    }
    const pair = digit * 10 + ((<i32>load<u8>(at + 1)) & 15);
    if (pair == 0 || pair > (kind == TEST_MONTH ? 12 : 31)) return false;
  }
  return true;
}

/** Just so many letters stand before `at`, at most one separator away or TOUCHING it. What is not ASCII may be anything. */
function areLettersBefore(at: i32, count: i32): bool {
  if ((count & TOUCHING) == 0 && isJoint(load<u8>(at - 1))) at--;
  for (let i = count & (TOUCHING - 1); i > 0; i--) {
    const byte: i32 = load<u8>(--at);
    if (byte >= 0x80) return true;
    if (!isLetter(byte)) return false;
  }
  return !isLetter(load<u8>(at - 1));
}

/** Just so many letters stand at `at`, or behind one separator unless TOUCHING. What is not there yet, not ASCII or an escape may be anything. */
function areLettersBehind(at: i32, count: i32, inputEnd: i32, final: bool): bool {
  const first: i32 = load<u8>(at);
  if (first == 0x25 || first == 0x26 || first == 0x5c) return true;
  if ((count & TOUCHING) == 0 && isJoint(first)) at++;
  for (let i = count & (TOUCHING - 1); i > 0; i--, at++) {
    if (at >= inputEnd && !final) return true;
    const byte: i32 = load<u8>(at);
    if (byte >= 0x80) return true;
    if (!isLetter(byte)) return false;
  }
  return !isLetter(load<u8>(at));
}

/** Space ( ) * + , - . / \ _ and % & that begin escapes. */
function isJoint(byte: i32): bool {
  return byte == 0x20 || (byte >= 0x25 && byte <= 0x2f) || byte == 0x5c || byte == 0x5f;
}

/** Group sizes 4-2-2: a date. */
export const DATE_KEY: u32 = (4 * SHAPE_KEY_FACTOR + 2) * SHAPE_KEY_FACTOR + 2;

/** Whether a window of so many digits, in groups of the sizes that make `key`, may be a telephone number. */
// @ts-ignore: decorator
@inline
export function isPhoneSized(count: i32, key: u32): bool {
  return hasPhones && count >= PHONE_DIGITS_MIN && count <= PHONE_DIGITS_MAX && key != DATE_KEY;
}

/** What telephone number may begin at a digit: none, any, or one in groups that begins with a zero. */
const NO_PHONE: i32 = 0;
export const ANY_PHONE: i32 = 1;
export const GROUPED_PHONE: i32 = 2;

/** What telephone number may begin with the digit `start`. */
export function phoneAt(start: i32): i32 {
  const at = load<i32>(DIGIT_START_AT + (start << 2));
  const before: i32 = load<u8>(at - 1);
  if (before == 0x2b || before == 0x28) return ANY_PHONE; // + (
  if ((before == 0x2e || before == 0x3a) && isDigitByte(load<u8>(at - 2))) return NO_PHONE; // in the middle of something
  if (isAnyBetween(at - PHONE_BEFORE, at, PHONE)) return ANY_PHONE;
  // Not whether it is the first of its cluster: who cuts a message in the midst of one would have it that another is.
  return load<u8>(DIGIT_AT + start) == 0 && !isDigitByte(load<u8>(at - 2)) ? GROUPED_PHONE : NO_PHONE;
}
