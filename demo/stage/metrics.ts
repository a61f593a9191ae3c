/** Reads what the demo page shows out of Sluice's Prometheus metrics: the same page an operator scrapes. */

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface SluiceFigures {
  /** Findings that were redacted, by entity, most frequent first. */
  readonly findings: readonly { readonly entity: string; readonly count: number }[];
  /** Seconds an exchange spent inside Sluice, interpolated from the buckets of `sluice_added_seconds`; null before the first. */
  readonly added: { readonly p50: number | null; readonly p99: number | null; readonly count: number };
  readonly scannedBytes: number;
  readonly refused: number;
}

export interface Bucket {
  /** Upper bound; the counts are cumulative. */
  readonly upTo: number;
  readonly count: number;
}

/** Actions that leave the value in place. */
const PASSING = new Set(['allow', 'observe']);

/** `recent` narrows the buckets of the added time down to a span of time; by default they count since the start. */
export function figuresOf(exposition: string, recent = (buckets: readonly Bucket[]): readonly Bucket[] => buckets): SluiceFigures {
  const samples = parseSamples(exposition);
  const named = (name: string): readonly Sample[] => samples.filter((sample) => sample.name === name);
  const buckets = recent(
    named('sluice_added_seconds_bucket').map(({ labels, value }) => ({
      upTo: Number(labels['le']?.replace('+Inf', 'Infinity')),
      count: value,
    })),
  );
  return {
    findings: byEntity(named('sluice_findings_total').filter(({ labels }) => !PASSING.has(labels['action'] ?? ''))),
    added: { p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99), count: buckets.at(-1)?.count ?? 0 },
    scannedBytes: sum(named('sluice_scanned_bytes_total')),
    refused: sum(named('sluice_refused_total')),
  };
}

const MINUTE_MS = 60_000;

/** What was added to a histogram within the last minute, as `rate(…[1m])` would see it. */
export class MinuteOfBuckets {
  private seen: readonly { readonly atMs: number; readonly buckets: readonly Bucket[] }[] = [];

  /** Takes the buckets of this moment and gives their growth since a minute ago, or since the start. */
  last(buckets: readonly Bucket[], nowMs: number): readonly Bucket[] {
    const old = this.seen.filter(({ atMs }) => atMs <= nowMs - MINUTE_MS);
    const base = old.at(-1);
    this.seen = [...(base === undefined ? [] : [base]), ...this.seen.slice(old.length), { atMs: nowMs, buckets }];
    return buckets.map(({ upTo, count }, index) => ({ upTo, count: count - (base?.buckets[index]?.count ?? 0) }));
  }
}

function parseSamples(exposition: string): readonly Sample[] {
  return exposition.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)/i.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text] as const);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** As Prometheus' `histogram_quantile`: linear within a bucket, and the last finite bound for what lies beyond it. */
export function quantile(buckets: readonly Bucket[], share: number): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const wanted = total * share;
  const index = buckets.findIndex(({ count }) => count >= wanted);
  const bucket = buckets[index];
  const below = buckets[index - 1] ?? { upTo: 0, count: 0 };
  if (bucket === undefined || bucket.upTo === Infinity) return below.upTo;
  return below.upTo + ((bucket.upTo - below.upTo) * (wanted - below.count)) / (bucket.count - below.count);
}

function byEntity(samples: readonly Sample[]): SluiceFigures['findings'] {
  const counts = new Map<string, number>();
  for (const { labels, value } of samples) {
    const entity = labels['entity'] ?? 'unknown';
    counts.set(entity, (counts.get(entity) ?? 0) + value);
  }
  return [...counts]
    .map(([entity, count]) => ({ entity, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
