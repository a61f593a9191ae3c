/**
 * The literal filter: many words at once, letter case folded. Four bytes of each word are looked up by their nibbles in 16 positions
 * a step (the "Teddy" idea of Hyperscan); what passes is compared with the words themselves.
 */
import {
  HASH_BITS, HASH_FACTOR, HASH_FOLD, HASHES_AT, INPUT_AT, LITERAL_BYTES_MAX, LITERAL_MORE, LITERAL_REACH, LITERAL_SLOT, LITERALS_AT,
  NIBBLES_AT, REASON_LITERAL, REGION_LITERAL_SHIFT,
} from '../layout'; // prettier-ignore
import { highNibbles } from './bitmap';
import { addRegion } from './regions';

/** Finds literals that end at or behind `from`; they may begin before it. */
export function scanLiterals(from: i32, length: i32): void {
  const low0 = v128.load(NIBBLES_AT);
  const high0 = v128.load(NIBBLES_AT + 16);
  const low1 = v128.load(NIBBLES_AT + 32);
  const high1 = v128.load(NIBBLES_AT + 48);
  const low2 = v128.load(NIBBLES_AT + 64);
  const high2 = v128.load(NIBBLES_AT + 80);
  const low3 = v128.load(NIBBLES_AT + 96);
  const high3 = v128.load(NIBBLES_AT + 112);
  const end = INPUT_AT + length;
  for (let at = INPUT_AT + max(0, from - LITERAL_BYTES_MAX); at < end; at += 16) {
    const hits = v128.and(
      v128.and(lookUp(v128.load(at), low0, high0), lookUp(v128.load(at + 1), low1, high1)),
      v128.and(lookUp(v128.load(at + 2), low2, high2), lookUp(v128.load(at + 3), low3, high3)),
    );
    if (v128.any_true(hits)) confirm(at, hits, from, end);
  }
}

/** The buckets to whose words each byte may belong at one position. */
// @ts-ignore: decorator
@inline
function lookUp(bytes: v128, low: v128, high: v128): v128 {
  return v128.and(i8x16.swizzle(low, v128.and(bytes, i8x16.splat(15))), i8x16.swizzle(high, highNibbles(bytes)));
}

function confirm(at: i32, hits: v128, from: i32, end: i32): void {
  let mask = ~i8x16.bitmask(i8x16.eq(hits, i8x16.splat(0))) & 0xffff;
  while (mask != 0) {
    const candidate = at + <i32>ctz(mask);
    mask &= mask - 1;
    const hash = (((load<u32>(candidate) & 0xffffff) | HASH_FOLD) * <u32>HASH_FACTOR) >> (32 - HASH_BITS);
    const place: i32 = load<u16>(HASHES_AT + (hash << 1));
    if (place == 0) continue;
    let slot = LITERALS_AT + (place - 1) * LITERAL_SLOT;
    report(slot, candidate, from, end);
    while (load<u8>(slot + LITERAL_MORE) != 0) {
      slot += LITERAL_SLOT;
      report(slot, candidate, from, end);
    }
  }
}

/** Reports the literal in `slot` when it stands at `at` and ends between `from` and `end`. */
function report(slot: i32, at: i32, from: i32, end: i32): void {
  const length: i32 = load<u8>(slot);
  const stop = at + length;
  if (stop > end || stop - INPUT_AT < from) return;
  for (let i = 0; i < length; i++) {
    if ((load<u8>(at + i) | load<u8>(slot + 33 + i)) != load<u8>(slot + 3 + i)) return;
  }
  const number: i32 = load<u16>(slot + 1);
  addRegion(stop - INPUT_AT, stop - INPUT_AT + LITERAL_REACH, REASON_LITERAL | (number << REGION_LITERAL_SHIFT));
}
