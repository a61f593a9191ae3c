/** The list of regions of the scan at hand. */
import { REGION_PENDING, REGIONS_AT, REGIONS_MAX } from '../layout';

let count: i32 = 0;

export function resetRegions(): void {
  count = 0;
}

export function regionCount(): i32 {
  return count;
}

export function addRegion(start: i32, end: i32, flags: i32): void {
  if (count >= REGIONS_MAX) unreachable(); // a region takes at least two bytes of 131,072; if it did, the message would be refused
  const at = REGIONS_AT + count * 12;
  store<i32>(at, start);
  store<i32>(at + 4, end);
  store<i32>(at + 8, flags);
  count++;
}

/** Settles what is pending: regions that `isRegion` denies are taken out, the others are so no longer. */
export function settleRegions(isRegion: (start: i32, end: i32) => bool): void {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const at = REGIONS_AT + i * 12;
    const flags = load<i32>(at + 8);
    if ((flags & REGION_PENDING) != 0 && !isRegion(load<i32>(at), load<i32>(at + 4))) continue;
    const to = REGIONS_AT + kept * 12;
    store<u64>(to, load<u64>(at));
    store<i32>(to + 8, flags & ~REGION_PENDING);
    kept++;
  }
  count = kept;
}
