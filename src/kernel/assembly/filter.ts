/**
 * A glance at a run of digits and separators: most can be no number of a known prefix and length and of no known shape (dates, times,
 * amounts), and bit counting on one bitmap tells so without reading the units. What it lets pass is judged by cluster.ts.
 */
import {
  LENGTHS_ANY_AT, LENGTHS_LUHN_AT, MEMO_AT, MEMO_BITS, MEMO_SLOT, PAN_DIGITS_MAX, PAN_DIGITS_MIN, PHONE_BEFORE, PHONE_DIGITS_MAX, PHONE_DIGITS_MIN,
  SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, SHAPE_KEY_FACTOR, SHAPE_ROW, SHAPE_ROWS_AT,
} from '../layout'; // prettier-ignore
import { bits, isDigit, isEscape } from './bitmap';
import { CARD, GLUED_DIGITS_MIN, inputEnd, isFinal, isGrouped } from './cluster';
import { contextsNear, isAnyBetween } from './contexts';
import { isDigitByte, isLetter } from './letters';
import { DATE_KEY, familiesOfRows, findSlot, hasPhones, PHONE, quiet } from './shapes';

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

/**
 * The same for a run of plain digits and separators, whose digits are the bits of `digits` from address `at` on. What the groups alone
 * say is worked out once for each pattern of bits and remembered: most runs of a message look like others before them.
 */
export function mayHold(at: i32, digits: u64): bool {
  const first = <i32>ctz(digits);
  const within = (ALL << first) & (ALL >> (<i32>clz(digits)));
  const a = v128.load(at);
  const b = v128.load(at + 16);
  const c = v128.load(at + 32);
  const d = v128.load(at + 48);
  if ((bits(takesReading(a), takesReading(b), takesReading(c), takesReading(d)) & within) != 0) return true;
  const memo = recall(digits >> first);
  let flags = load<i32>(memo + 16);
  if (flags == 0) return false;
  if ((flags & MEMO_LONG) != 0) return true;
  const start = at + first;
  const end = at + 64 - <i32>clz(digits);
  if ((flags & (MEMO_OPEN | MEMO_EDGED)) != 0) {
    const pattern = digits >> first;
    if ((pattern & (pattern + 1)) == 0) {
      if ((familiesOfRows(findSlot(end - start), start, start, end, inputEnd, isFinal) & ~quiet) != 0) return true;
      flags &= ~(MEMO_OPEN | MEMO_EDGED);
    } else if (isTime(start, pattern)) return false;
  }
  if ((flags & MEMO_OPEN) != 0) return true;
  if ((flags & MEMO_CONTEXTS) != 0 && (contextsNear(start, end) & load<u64>(memo + 8)) != 0) return true;
  if ((flags & MEMO_EDGED) != 0 && (isLetterNear(start - 1, -1) || isLetterNear(end, 1))) return true;
  if ((flags & MEMO_PHONE) != 0 && mayHoldPhone(at, digits)) return true;
  return (flags & MEMO_PAN) != 0 && mayHoldPan(at, digits);
}

/** What does not simply divide groups: an equals sign, which may break a line, and controls that cannot be seen, which divide nothing. */
// @ts-ignore: decorator
@inline
function takesReading(bytes: v128): v128 {
  const low = i8x16.le_u(bytes, i8x16.splat(8));
  const high = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x0e)), i8x16.splat(0x11));
  const signs = v128.or(i8x16.eq(bytes, i8x16.splat(0x3d)), i8x16.eq(bytes, i8x16.splat(0x7f)));
  return v128.or(v128.or(low, high), signs);
}

/** Whether so few digits with a colon behind the first group are a time of day, with which no shape begins. */
function isTime(start: i32, pattern: u64): bool {
  return load<u8>(start + <i32>ctz(~pattern)) == 0x3a && <i32>popcnt(pattern) < SHAPE_DIGITS_MIN + <i32>ctz(~pattern);
}

/** A window may be a PAN, a telephone number, a group longer than a PAN; a shape that counts by itself, or by the letters beside it, or by contexts. */
const MEMO_PAN: i32 = 1;
const MEMO_PHONE: i32 = 2;
const MEMO_LONG: i32 = 4;
const MEMO_OPEN: i32 = 8;
const MEMO_EDGED: i32 = 16;
const MEMO_CONTEXTS: i32 = 32;

/** What is known of a pattern of digits whose first bit is set. */
// @ts-ignore: decorator
@inline
function recall(pattern: u64): i32 {
  const memo = MEMO_AT + <i32>((pattern * 0x9e3779b97f4a7c15) >> (64 - MEMO_BITS)) * MEMO_SLOT;
  if (load<u64>(memo) != pattern) learn(memo, pattern);
  return memo;
}

function learn(memo: i32, pattern: u64): void {
  let flags: i32 = 0;
  let contexts: u64 = 0;
  const lasts = pattern & ~(pattern >> 1);
  for (let starts = pattern & ~(pattern << 1); starts != 0; starts &= starts - 1) {
    const rest = pattern & (ALL << (<i32>ctz(starts)));
    let groups = 0;
    let key: u32 = 0;
    let before = 0;
    for (let ends = lasts & rest; ends != 0; ends &= ends - 1) {
      const length = <i32>popcnt(rest & (ALL >> (63 - <i32>ctz(ends))));
      groups++;
      if (groups == 1 && length >= GLUED_DIGITS_MIN) flags |= MEMO_LONG;
      if (length > PAN_DIGITS_MAX) break;
      key = key * SHAPE_KEY_FACTOR + (length - before);
      before = length;
      if (length >= PAN_DIGITS_MIN) {
        flags |= MEMO_PAN;
        contexts |= CARD;
      }
      if (hasPhones && length >= PHONE_DIGITS_MIN && length <= PHONE_DIGITS_MAX && key != DATE_KEY) flags |= MEMO_PHONE;
      const slot = length < SHAPE_DIGITS_MIN || groups > SHAPE_GROUPS_MAX ? 0 : findSlot(key);
      if (slot == 0) continue;
      contexts |= load<u64>(slot + 4) & ~quiet;
      flags |= rowFlags(slot);
    }
  }
  store<u64>(memo, pattern);
  store<u64>(memo + 8, contexts);
  store<i32>(memo + 16, contexts == 0 ? flags : flags | MEMO_CONTEXTS);
}

function rowFlags(slot: i32): i32 {
  let flags: i32 = 0;
  let row = SHAPE_ROWS_AT + <i32>load<u16>(slot + 12) * SHAPE_ROW;
  for (let i: i32 = load<u16>(slot + 14); i > 0; i--, row += SHAPE_ROW) {
    if ((load<u64>(row + 4) & ~quiet) != 0) flags |= load<u16>(row) == 0 ? MEMO_OPEN : MEMO_EDGED;
  }
  return flags;
}

/** Whether a letter, or what may be one, stands at `at` or behind one byte that is no letter or digit, in the direction of `step`. */
function isLetterNear(at: i32, step: i32): bool {
  if (at + 1 >= inputEnd && !isFinal) return true;
  const first: i32 = load<u8>(at);
  if (isLetter(first) || first >= 0x80 || first == 0x5c || first == 0x25 || first == 0x26) return true;
  const second: i32 = load<u8>(at + step);
  return first != 0x22 && (isLetter(second) || second >= 0x80);
}

/** A plus sign or bracket before a group, a zero at the beginning of several, or a word of a telephone's context before. */
function mayHoldPhone(at: i32, digits: u64): bool {
  const starts = digits & ~(digits << 1);
  for (let left = starts; left != 0; left &= left - 1) {
    const first = <i32>ctz(left);
    const before: i32 = load<u8>(at + first - 1);
    if (before == 0x2b || before == 0x28) return true;
    const begins = load<u8>(at + first) == 0x30 && (left & (left - 1)) != 0;
    if (begins && !isDigitByte(load<u8>(at + first - 2)) && load<u8>(at + first + <i32>ctz(~(digits >> first))) != 0x3a) return true; // no time
  }
  return isAnyBetween(at + <i32>ctz(digits) - PHONE_BEFORE, at + 63 - <i32>clz(starts), PHONE);
}

function mayHoldPan(at: i32, digits: u64): bool {
  const lasts = digits & ~(digits >> 1); // the last digit of each group
  let left = <i32>popcnt(digits);
  for (let starts = digits & ~(digits << 1); left >= PAN_DIGITS_MIN; starts &= starts - 1) {
    const start = <i32>ctz(starts);
    if (mayBeginPan(at, digits & (ALL << start), lasts & (ALL << start), start)) return true;
    left -= <i32>ctz(~(digits >> start));
  }
  return false;
}

/** Whether a window from the digit at bit `start` has a PAN's prefix and length, and a right check digit or the grouping of a card. */
function mayBeginPan(at: i32, rest: u64, lasts: u64, start: i32): bool {
  const second = rest & (rest - 1);
  const third = second & (second - 1);
  const prefix = digitAt(at + start) * 100 + digitAt(at + <i32>ctz(second)) * 10 + digitAt(at + <i32>ctz(third));
  const without = load<u32>(LENGTHS_ANY_AT + (prefix << 2));
  const lengths = load<u32>(LENGTHS_LUHN_AT + (prefix << 2)) | without;
  if (lengths == 0) return false;
  let groups = 0;
  for (let ends = lasts; ends != 0; ends &= ends - 1) {
    const window = rest & (ALL >> (63 - <i32>ctz(ends)));
    const length = <i32>popcnt(window);
    if (length > PAN_DIGITS_MAX) return false;
    groups++;
    if (((lengths >> length) & 1) == 0) continue;
    if (((without >> length) & 1) != 0 || isGrouped(groups) || luhn(at, window)) return true;
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
