/**
 * Shapes: the sizes of the groups in a window of digits are looked up in one table of all rules, so that three hundred rules cost what
 * thirty cost. A shape counts when its context is near, or when the digits at some positions are what a rule without context asks for.
 */
import {
  DIGIT_AT, DIGIT_END_AT, DIGIT_START_AT, HASH_FACTOR, PHONE_BEFORE, PHONE_DIGITS_MAX, PHONE_DIGITS_MIN, SHAPE_DIGITS_MIN,
  SHAPE_HASH_BITS, SHAPE_HASHES_AT, SHAPE_KEY_FACTOR, SHAPE_ROW, SHAPE_ROWS_AT, SHAPE_SLOT, SHAPE_SLOTS_AT, TEST_DIGIT, TEST_MONTH, TOUCHING,
} from '../layout'; // prettier-ignore
import { isAnyBetween } from './contexts';
import { isDigitByte, isLetter } from './letters';

/** Contexts of telephone numbers; phones are looked for when `hasPhones`. */
export let phoneContexts: u64 = 0;
export let hasPhones: bool = false;

export function setPhones(contexts: u64, wanted: bool): void {
  phoneContexts = contexts;
  hasPhones = wanted;
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

/** Whether the window of digits `start` to before `end` of the cluster counts as the shape of `slot`. */
export function countsAs(slot: i32, start: i32, end: i32, near: u64, inputEnd: i32, final: bool): bool {
  if (!isJoined(start, end)) return false;
  if ((load<u64>(slot + 4) & near) != 0) return true;
  const at = load<i32>(DIGIT_START_AT + (start << 2));
  const stop = load<i32>(DIGIT_END_AT + ((end - 1) << 2));
  return hasRow(slot, DIGIT_AT + start, at, stop, inputEnd, final);
}

/** Whether a row of `slot` needs no context for the digits at `digits` (values or ASCII), which stand from `at` to `stop` in the input. */
export function hasRow(slot: i32, digits: i32, at: i32, stop: i32, inputEnd: i32, final: bool): bool {
  let row = SHAPE_ROWS_AT + <i32>load<u16>(slot + 12) * SHAPE_ROW;
  for (let i: i32 = load<u16>(slot + 14); i > 0; i--, row += SHAPE_ROW) {
    const before: i32 = load<u8>(row);
    const behind: i32 = load<u8>(row + 1);
    if (before != 0 && !areLettersBefore(at, before)) continue;
    if (behind != 0 && !areLettersBehind(stop, behind, inputEnd, final)) continue;
    if (passesTests(row, digits)) return true;
  }
  return false;
}

/** Whether nothing stands between the groups that no identifier has there, such as the colons of a time. */
function isJoined(start: i32, end: i32): bool {
  for (let digit = start; digit + 1 < end; digit++) {
    const at = load<i32>(DIGIT_END_AT + (digit << 2));
    if (at == load<i32>(DIGIT_START_AT + ((digit + 1) << 2))) continue;
    const byte: i32 = load<u8>(at);
    if (byte == 0x3a || byte == 0x2c || byte == 0x3e || byte == 0x7c) return false; // : , > |
  }
  return true;
}

function passesTests(row: i32, digits: i32): bool {
  let test = row + 4;
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
  const letters = count & (TOUCHING - 1);
  if (at + letters >= inputEnd && !final) return true;
  for (let i = 0; i < letters; i++, at++) {
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

/** Whether the window of digits `start` to before `end` may be a telephone number; `key` stands for the sizes of its groups. */
export function mayBePhone(start: i32, end: i32, key: u32, groups: i32): bool {
  const count = end - start;
  if (!hasPhones || count < PHONE_DIGITS_MIN || count > PHONE_DIGITS_MAX || key == DATE_KEY) return false;
  const at = load<i32>(DIGIT_START_AT + (start << 2));
  const before: i32 = load<u8>(at - 1);
  if (before == 0x2b || before == 0x28) return true; // + (
  if ((before == 0x2e || before == 0x3a) && isDigitByte(load<u8>(at - 2))) return false; // in the middle of something
  if (start == 0 && groups > 1 && count > PHONE_DIGITS_MIN && load<u8>(DIGIT_AT) == 0) return true;
  return isAnyBetween(at - PHONE_BEFORE, at, phoneContexts) && isJoined(start, end);
}
