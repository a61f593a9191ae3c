/** The list of regions of the scan at hand. */
import { REGION_BYTES, REGION_PENDING, REGIONS_AT, REGIONS_MAX } from '../layout';

let count: i32 = 0;

export function resetRegions(): void {
  count = 0;
}

export function regionCount(): i32 {
  return count;
}

/** `families` are those of rules that may find something in it, where rules are divided into families. */
export function addRegion(start: i32, end: i32, flags: i32, families: u64 = 0): void {
  if (count >= REGIONS_MAX) unreachable(); // a region takes at least two bytes of 131,072; if it did, the message would be refused
  const at = REGIONS_AT + count * REGION_BYTES;
  store<i32>(at, start);
  store<i32>(at + 4, end);
  store<i32>(at + 8, flags);
  store<u64>(at + 12, families);
  count++;
}

/** Settles what is pending: `settle` answers the families of a region, for which 0 takes it out. */
export function settleRegions(settle: (start: i32, end: i32, families: u64) => u64): void {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const at = REGIONS_AT + i * REGION_BYTES;
    const flags = load<i32>(at + 8);
    let families = load<u64>(at + 12);
    if ((flags & REGION_PENDING) != 0) {
      families = settle(load<i32>(at), load<i32>(at + 4), families);
      if (families == 0) continue;
    }
    const to = REGIONS_AT + kept * REGION_BYTES;
    store<u64>(to, load<u64>(at));
    store<i32>(to + 8, flags & ~REGION_PENDING);
    store<u64>(to + 12, families);
    kept++;
  }
  count = kept;
}
