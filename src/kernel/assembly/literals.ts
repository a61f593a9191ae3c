/**
 * The literal filter: many words at once, letter case folded. Three bytes of each word are looked up by their nibbles in 16 positions
 * a step (the "Teddy" idea of Hyperscan); what passes is compared with the words themselves.
 */
import {
  BUCKETS_AT, INPUT_AT, LITERAL_BYTES_MAX, LITERAL_REACH, LITERAL_SLOT, LITERALS_AT, NIBBLES_AT, REASON_LITERAL, REGION_LITERAL_SHIFT,
} from '../layout'; // prettier-ignore
import { addRegion } from './regions';

/** Scratch for one vector. */
const HITS_AT: i32 = BUCKETS_AT + 64;

/** Finds literals that end at or behind `from`; they may begin before it. */
export function scanLiterals(from: i32, length: i32): void {
  const low0 = v128.load(NIBBLES_AT);
  const high0 = v128.load(NIBBLES_AT + 16);
  const low1 = v128.load(NIBBLES_AT + 32);
  const high1 = v128.load(NIBBLES_AT + 48);
  const low2 = v128.load(NIBBLES_AT + 64);
  const high2 = v128.load(NIBBLES_AT + 80);
  const nibble = i8x16.splat(15);
  const end = INPUT_AT + length;
  for (let at = INPUT_AT + max(0, from - LITERAL_BYTES_MAX); at < end; at += 16) {
    const bytes0 = v128.load(at);
    const bytes1 = v128.load(at + 1);
    const bytes2 = v128.load(at + 2);
    const hits0 = v128.and(i8x16.swizzle(low0, v128.and(bytes0, nibble)), i8x16.swizzle(high0, i8x16.shr_u(bytes0, 4)));
    const hits1 = v128.and(i8x16.swizzle(low1, v128.and(bytes1, nibble)), i8x16.swizzle(high1, i8x16.shr_u(bytes1, 4)));
    const hits2 = v128.and(i8x16.swizzle(low2, v128.and(bytes2, nibble)), i8x16.swizzle(high2, i8x16.shr_u(bytes2, 4)));
    const hits = v128.and(v128.and(hits0, hits1), hits2);
    if (v128.any_true(hits)) confirm(at, hits, from, end);
  }
}

function confirm(at: i32, hits: v128, from: i32, end: i32): void {
  v128.store(HITS_AT, hits);
  let mask = ~i8x16.bitmask(i8x16.eq(hits, i8x16.splat(0))) & 0xffff;
  while (mask != 0) {
    const position = <i32>ctz(mask);
    mask &= mask - 1;
    for (let buckets: i32 = load<u8>(HITS_AT + position); buckets != 0; buckets &= buckets - 1) {
      const bucket = BUCKETS_AT + ((<i32>ctz(buckets)) << 2);
      for (let literal = load<i32>(bucket), last = load<i32>(bucket + 4); literal < last; literal++) {
        report(LITERALS_AT + literal * LITERAL_SLOT, at + position, from, end);
      }
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
