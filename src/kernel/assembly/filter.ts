/**
 * A glance at a run of digits and separators: most can be no number of a known prefix and length and of no known shape (dates, times,
 * amounts), and bit counting on one bitmap tells so without reading the units. What it lets pass is judged by cluster.ts.
 */
import {
  LENGTHS_ANY_AT, LENGTHS_LUHN_AT, PAN_DIGITS_MAX, PAN_DIGITS_MIN, SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, SHAPE_KEY_FACTOR,
} from '../layout'; // prettier-ignore
import { bits, isDigit, isEscape } from './bitmap';
import { GLUED_DIGITS_MIN, isGrouped } from './cluster';
import { contextsNear } from './contexts';
import { findSlot, mayBePhone, mayCount } from './shapes';

const ALL: u64 = 0xffffffffffffffff;

/** False when no window of the run between two addresses can be hot. Runs with escapes or other scripts are never judged here. */
export function mayHoldNumber(at: i32, stop: i32): bool {
  if (stop - at > 64) return true;
  const a = v128.load(at);
  const b = v128.load(at + 16);
  const c = v128.load(at + 32);
  const d = v128.load(at + 48);
  const run: u64 = stop - at == 64 ? ALL : ~(ALL << (stop - at));
  if (((bits(a, b, c, d) | bits(isEscape(a), isEscape(b), isEscape(c), isEscape(d))) & run) != 0) return true;
  const digits = bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d)) & run;
  return <i32>popcnt(digits) >= SHAPE_DIGITS_MIN && mayHold(at, digits);
}

/** The same for a run of plain digits and separators, whose digits are the bits of `digits` from address `at` on. */
export function mayHold(at: i32, digits: u64): bool {
  const lasts = digits & ~(digits >> 1); // the last digit of each group
  let left = <i32>popcnt(digits);
  const first = <i32>ctz(digits);
  const near = contextsNear(at + first, at + 63 - <i32>clz(digits));
  for (let starts = digits & ~(digits << 1); left >= SHAPE_DIGITS_MIN; starts &= starts - 1) {
    const start = <i32>ctz(starts);
    if (mayBeginHere(at, digits, lasts, start, near, start == first)) return true;
    left -= <i32>ctz(~(digits >> start));
  }
  return false;
}

/** Whether a window from the digit at bit `start` may be hot. */
function mayBeginHere(at: i32, digits: u64, lasts: u64, start: i32, near: u64, isFirst: bool): bool {
  const rest = digits & (ALL << start);
  let lengths: u32 = 0;
  let without: u32 = 0;
  if (<i32>popcnt(rest) >= PAN_DIGITS_MIN) {
    const second = rest & (rest - 1);
    const third = second & (second - 1);
    const prefix = digitAt(at + start) * 100 + digitAt(at + <i32>ctz(second)) * 10 + digitAt(at + <i32>ctz(third));
    without = load<u32>(LENGTHS_ANY_AT + (prefix << 2));
    lengths = load<u32>(LENGTHS_LUHN_AT + (prefix << 2)) | without;
  }
  let groups = 0;
  let key: u32 = 0;
  let before = 0;
  for (let ends = lasts & (ALL << start); ends != 0; ends &= ends - 1) {
    const window = rest & (ALL >> (63 - <i32>ctz(ends)));
    const length = <i32>popcnt(window);
    groups++;
    if (groups == 1 && length >= GLUED_DIGITS_MIN) return true;
    if (length > PAN_DIGITS_MAX) return false;
    key = key * SHAPE_KEY_FACTOR + (length - before);
    before = length;
    if (length < SHAPE_DIGITS_MIN) continue;
    if (((lengths >> length) & 1) != 0 && (((without >> length) & 1) != 0 || isGrouped(groups) || luhn(at, window))) return true;
    if (length >= PAN_DIGITS_MIN && near != 0) return true;
    if (mayBePhone(at + start, digitAt(at + start), length, groups, isFirst, near)) return true;
    if (groups > SHAPE_GROUPS_MAX) continue;
    const slot = findSlot(key);
    if (slot != 0 && mayCount(slot, near)) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function digitAt(at: i32): i32 {
  return <i32>load<u8>(at) - 0x30;
}

/** Luhn over the ASCII digits at the bits of `window`, from the last to the first. */
function luhn(at: i32, window: u64): bool {
  let sum = 0;
  let isDoubled = false;
  for (let left = window; left != 0;) {
    const bit = 63 - <i32>clz(left);
    left ^= (<u64>1) << bit;
    const value = digitAt(at + bit);
    sum += isDoubled ? (value < 5 ? value << 1 : (value << 1) - 9) : value;
    isDoubled = !isDoubled;
  }
  return sum % 10 == 0;
}
