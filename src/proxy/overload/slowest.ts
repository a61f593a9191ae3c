/** Who gives way where room is short: exchanges that are held up by their downstream, the slowest first. */

export interface Holding {
  /** For how long its downstream has held it up, in milliseconds; 0: not at all. `now`: performance.now. */
  stalledMs(now: number): number;
}

/** Those that have been held up for at least `leastMs`, the longest first, at most `most` of them. */
export function slowestOf<T extends Holding>(all: readonly T[], leastMs: number, most: number, now: number): readonly T[] {
  const held: { readonly one: T; readonly ms: number }[] = [];
  for (const one of all) {
    const ms = one.stalledMs(now);
    if (ms >= leastMs) held.push({ one, ms });
  }
  held.sort((a, b) => b.ms - a.ms);
  return held.slice(0, most).map(({ one }) => one);
}
