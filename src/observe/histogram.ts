/** A histogram of durations as plain integers: an observation costs a short walk and two additions. Formatting happens at scrape. */

/** Upper bounds for what Sluice itself takes, in microseconds. */
export const ADDED_BUCKETS_US: readonly number[] = [
  50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
];

/** Upper bounds for what an upstream takes, in microseconds; long polls are held for minutes. */
export const UPSTREAM_BUCKETS_US: readonly number[] = [
  1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000,
  120_000_000,
];

/** As it travels between processes. */
export interface HistogramDump {
  readonly counts: readonly number[];
  readonly sumUs: number;
}

export class Durations {
  readonly boundsUs: readonly number[];
  /** One more than there are bounds: the last bucket has none. */
  readonly counts: number[];
  sumUs = 0;

  constructor(boundsUs: readonly number[]) {
    this.boundsUs = boundsUs;
    this.counts = new Array<number>(boundsUs.length + 1).fill(0);
  }

  observe(ms: number): void {
    const us = Math.round(ms * 1000);
    this.sumUs += us;
    let bucket = 0;
    while (bucket < this.boundsUs.length && us > (this.boundsUs[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  get count(): number {
    return this.counts.reduce((total, count) => total + count, 0);
  }

  dump(): HistogramDump {
    return { counts: this.counts, sumUs: this.sumUs };
  }

  add({ counts, sumUs }: HistogramDump): void {
    counts.forEach((count, index) => (this.counts[index] = (this.counts[index] ?? 0) + count));
    this.sumUs += sumUs;
  }
}
