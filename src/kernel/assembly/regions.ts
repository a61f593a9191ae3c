/** The list of regions of the scan at hand. */
import { REGIONS_AT, REGIONS_MAX } from '../layout';

let count: i32 = 0;

export function resetRegions(): void {
  count = 0;
}

export function regionCount(): i32 {
  return count;
}

export function addRegion(start: i32, end: i32, flags: i32): void {
  if (count >= REGIONS_MAX) return; // cannot happen: a region takes at least three bytes of 131,072 and literals are fewer
  const at = REGIONS_AT + count * 12;
  store<i32>(at, start);
  store<i32>(at + 4, end);
  store<i32>(at + 8, flags);
  count++;
}
