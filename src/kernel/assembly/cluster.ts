/**
 * Digit clusters: groups of digits joined over short gaps. A *window* runs from the start of one group to the end of one group;
 * it is *hot* when a PAN with its first three digits may have its length and its check digit is right (or it is grouped like a card), or
 * when its shape is that of some rule.
 * Hot windows that begin within REGION_DIGITS of each other make one region.
 */
import {
  DIGIT_AT, DIGIT_END_AT, DIGIT_START_AT, FAMILY_CARD, GAP_INVISIBLE, GAP_SEPARATORS, GROUP_AT, GROUP_DIGITS_MAX, INPUT_AT, LENGTHS_ANY_AT, LENGTHS_LUHN_AT,
  LUHN_EVEN_AT, LUHN_ODD_AT, PAN_DIGITS_MAX, PAN_DIGITS_MIN, PHONE_DIGITS_MIN, REASON_DIGITS, REGION_DIGITS, SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, SHAPE_KEY_FACTOR,
} from '../layout'; // prettier-ignore
import { contextsNear } from './contexts';
import { addRegion } from './regions';
import { ANY_PHONE, familiesOf, findSlot, GROUPED_PHONE, isJoined, isPhoneSized, PHONE, phoneAt, quiet } from './shapes';
import { CUT, INVISIBLE, readUnit, SEPARATOR } from './unit';
import { isInUuid } from './uuid';

/** Digits in one group from which on a PAN may be glued to others. */
export const GLUED_DIGITS_MIN: i32 = 16;

/** Where the bytes must be kept because a number may still grow there, and whether that is inside an overlong group. */
export let openFrom: i32 = 0;
export let openMidGroup: bool = false;

export const CARD: u64 = 1 << FAMILY_CARD;

export let inputEnd: i32 = 0;
export let isFinal: bool = false;
/** The end of the input has cut an escape. */
let isCut: bool = false;
let digits: i32 = 0;
let groups: i32 = 0;
let inGroup: bool = false;
let gapSeparators: i32 = 0;
let gapInvisible: i32 = 0;

export function resetClusters(end: i32, final: bool): void {
  inputEnd = INPUT_AT + end;
  isFinal = final;
  openFrom = end;
  isCut = false;
  openMidGroup = false;
  digits = 0;
  groups = 0;
  inGroup = false;
}

/** Walks the bytes from `at` to `stop`, which ends the run; `end` ends the input. Addresses, not offsets. */
export function walk(at: i32, stop: i32, end: i32, final: bool, midGroup: bool): void {
  if (isCut) return; // what is open goes on behind: it is walked again
  digits = 0;
  groups = 0;
  gapSeparators = 0;
  gapInvisible = 0;
  inGroup = midGroup;
  let skipping = midGroup;
  while (at < stop) {
    const value = <i32>load<u8>(at) - 0x30;
    if (<u32>value < 10) {
      if (!skipping) addDigit(value, at, at + 1);
      gapSeparators = 0;
      gapInvisible = 0;
      at++;
      continue;
    }
    const unit = readUnit(at, end, final);
    const kind = unit & 15;
    const length = unit >> 4;
    if (kind < 10) {
      if (!skipping) addDigit(kind, at, at + length);
      gapSeparators = 0;
      gapInvisible = 0;
    } else if (kind == CUT) {
      leaveOpen(at, skipping);
      isCut = true;
      return;
    } else if (kind == SEPARATOR) {
      skipping = false;
      inGroup = false;
      if (++gapSeparators > GAP_SEPARATORS) close();
    } else if (kind == INVISIBLE) {
      if (++gapInvisible > GAP_INVISIBLE) {
        skipping = false;
        close();
      }
    } else {
      skipping = false;
      close();
    }
    at += length;
  }
  if (stop >= end && !final) leaveOpen(end, skipping);
  else close();
}

// @ts-ignore: decorator
@inline
function addDigit(value: i32, start: i32, end: i32): void {
  if (!inGroup) {
    store<i32>(GROUP_AT + (groups << 2), digits);
    groups++;
    inGroup = true;
  }
  const slot = digits << 2;
  store<i32>(DIGIT_START_AT + slot, start);
  store<i32>(DIGIT_END_AT + slot, end);
  store<u8>(DIGIT_AT + digits, value);
  const doubled = value < 5 ? value << 1 : (value << 1) - 9;
  const isOdd = digits & 1;
  const even = digits == 0 ? 0 : load<i32>(LUHN_EVEN_AT + slot);
  const odd = digits == 0 ? 0 : load<i32>(LUHN_ODD_AT + slot);
  if (digits == 0) {
    store<i32>(LUHN_EVEN_AT, 0);
    store<i32>(LUHN_ODD_AT, 0);
  }
  store<i32>(LUHN_EVEN_AT + slot + 4, even + (isOdd ? value : doubled));
  store<i32>(LUHN_ODD_AT + slot + 4, odd + (isOdd ? doubled : value));
  digits++;
}

/** The cluster is over: report what is hot in it. */
function close(): void {
  if (digits >= SHAPE_DIGITS_MIN) evaluate(false);
  digits = 0;
  groups = 0;
  inGroup = false;
  gapSeparators = 0;
  gapInvisible = 0;
}

/** The input ends in the cluster: report what cannot change any more and say from where on the bytes must be kept. */
function leaveOpen(at: i32, skipping: bool): void {
  openFrom = at - INPUT_AT;
  openMidGroup = skipping || inGroup;
  if (digits > 0) evaluate(true);
  digits = 0;
  groups = 0;
}

function keepFrom(digit: i32): void {
  openFrom = load<i32>(DIGIT_START_AT + (digit << 2)) - INPUT_AT;
  openMidGroup = false;
}

/** Reports regions: each begins with a hot window and takes in all groups that begin within REGION_DIGITS. */
function evaluate(open: bool): void {
  let group = 0;
  while (group < groups) {
    const start = groupStart(group);
    if (open && isGrowing(start)) {
      keepFrom(start);
      return;
    }
    let families = familiesFrom(group, start);
    if ((families & ~quiet) == 0) {
      group++;
      continue;
    }
    let next = group + 1;
    for (; next < groups; next++) {
      const first = groupStart(next);
      if (first >= start + REGION_DIGITS || groupStart(next + 1) - first > GROUP_DIGITS_MAX) break;
      if (open && isGrowing(first)) {
        keepFrom(start); // what may be found in the region is not known yet
        return;
      }
      families |= familiesFrom(next, first);
    }
    report(start, groupStart(next), families);
    group = next;
  }
}

/** Whether windows from a digit on may reach beyond what has come. */
// @ts-ignore: decorator
@inline
function isGrowing(start: i32): bool {
  return digits - start <= GROUP_DIGITS_MAX;
}

/** First digit of a group, or behind the last. */
// @ts-ignore: decorator
@inline
function groupStart(group: i32): i32 {
  return group < groups ? load<i32>(GROUP_AT + (group << 2)) : digits;
}

function report(first: i32, last: i32, families: u64): void {
  const start = load<i32>(DIGIT_START_AT + (first << 2)) - INPUT_AT;
  const end = load<i32>(DIGIT_END_AT + ((last - 1) << 2)) - INPUT_AT;
  if (!isInUuid(INPUT_AT + start, INPUT_AT + end, inputEnd)) addRegion(start, end, REASON_DIGITS, families);
}

const UNASKED: i32 = -1;

/** Families that may find something in a window that begins with `group`, at digit `start`. */
function familiesFrom(group: i32, start: i32): u64 {
  const rest = digits - start;
  if (rest < SHAPE_DIGITS_MIN) return 0;
  const at = load<i32>(DIGIT_START_AT + (start << 2));
  const near = contextsNear(at, at);
  const lengths = rest < PAN_DIGITS_MIN ? 0 : lengthsAt(start);
  let families: u64 = 0;
  let key: u32 = 0;
  let from = start;
  let joined = true;
  let phone = UNASKED; // asked once, as the answer holds for every window
  for (let next = group + 1; next <= groups; next++) {
    const end = groupStart(next);
    if (next > group + 1) joined = joined && isJoined(from - 1);
    const length = end - start;
    const count = next - group;
    key = key * SHAPE_KEY_FACTOR + (end - from);
    from = end;
    if (length > PAN_DIGITS_MAX && (count > 1 || length > GROUP_DIGITS_MAX)) break;
    if (length < SHAPE_DIGITS_MIN) continue;
    if ((families & CARD) == 0 && mayBeCard(lengths, start, end, count, near)) families |= CARD;
    if (length > PAN_DIGITS_MAX) break;
    if (isPhoneSized(length, key) && joined) {
      if (phone == UNASKED) phone = phoneAt(start);
      if (phone == ANY_PHONE || (phone == GROUPED_PHONE && count > 1 && length > PHONE_DIGITS_MIN)) families |= PHONE;
    }
    const slot = !joined || count > SHAPE_GROUPS_MAX ? 0 : findSlot(key);
    if (slot != 0) families |= familiesOf(slot, start, end, near, inputEnd, isFinal);
  }
  return families;
}

function mayBeCard(lengths: u64, start: i32, end: i32, count: i32, near: u64): bool {
  const length = end - start;
  if (length < PAN_DIGITS_MIN) return false;
  if (count == 1 && isLong(lengths, start, end, near)) return true;
  return length <= PAN_DIGITS_MAX && ((near & CARD) != 0 || isPan(lengths, start, end, count));
}

/** Lengths with a check digit that a PAN from `start` may have by its first three digits, and without one in the upper half. */
// @ts-ignore: decorator
@inline
function lengthsAt(start: i32): u64 {
  const at = DIGIT_AT + start;
  const prefix = (<i32>load<u8>(at) * 100 + <i32>load<u8>(at + 1) * 10 + <i32>load<u8>(at + 2)) << 2;
  return (<u64>load<u32>(LENGTHS_LUHN_AT + prefix)) | ((<u64>load<u32>(LENGTHS_ANY_AT + prefix)) << 32);
}

// @ts-ignore: decorator
@inline
function isPan(lengths: u64, start: i32, end: i32, count: i32): bool {
  if (lengths == 0) return false;
  const length = end - start;
  if (((lengths >> (length + 32)) & 1) != 0) return true;
  return ((lengths >> length) & 1) != 0 && (isGrouped(count) || luhn(start, end));
}

/**
 * One group that may be a PAN and more: with its expiry date, with another PAN, after zeros, or anything near a card's context.
 * Only a check digit that is right counts.
 */
function isLong(lengths: u64, start: i32, end: i32, near: u64): bool {
  if (end - start < GLUED_DIGITS_MIN) return false;
  if ((near & CARD) != 0 || touchesHex(start, end)) return true;
  let first = start;
  while (first < end && load<u8>(DIGIT_AT + first) == 0) first++;
  if (end - first < PAN_DIGITS_MIN) return false;
  const possible = first == start ? lengths : lengthsAt(first);
  for (let length = PAN_DIGITS_MIN; length <= PAN_DIGITS_MAX && first + length <= end; length++) {
    if (((possible >> length) & 1) != 0 && luhn(first, first + length)) return true;
  }
  return false;
}

/** Whether a hexadecimal letter or an equals sign touches the group: a field of a chip's or a stripe's data (EMV, ISO/IEC 7813). */
function touchesHex(start: i32, end: i32): bool {
  const before: i32 = load<u8>(load<i32>(DIGIT_START_AT + (start << 2)) - 1);
  const behind: i32 = load<u8>(load<i32>(DIGIT_END_AT + ((end - 1) << 2)));
  return isHexLetter(before) || isHexLetter(behind) || behind == 0x3d;
}

function isHexLetter(byte: i32): bool {
  return <u32>((byte | 0x20) - 0x61) < 6;
}

/** Three to five groups: the way cards are printed and typed. */
export function isGrouped(count: i32): bool {
  return count >= 3 && count <= 5;
}

/** Luhn (ISO/IEC 7812-1 annex B) over the digits from `start` to `end`, from the running sums. */
function luhn(start: i32, end: i32): bool {
  const sums = (end & 1) == 0 ? LUHN_EVEN_AT : LUHN_ODD_AT;
  return (load<i32>(sums + (end << 2)) - load<i32>(sums + (start << 2))) % 10 == 0;
}
