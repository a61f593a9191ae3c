/**
 * Metrics for Prometheus: the table, written out by prom-client. Neither a value nor a path nor a host of a message can become a label.
 * The hot path never comes here: see counters.ts.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { VERSION } from '../base/version.js';
import { Counters } from './counters.js';
import { type Histogram as HistogramMetric, type Labels, METRICS } from './table.js';
import { NEVER_RELOADED, type View } from './view.js';

export interface Metrics {
  /** What this process counts. */
  readonly counters: Counters;
  readonly contentType: string;
  /** What is told, of all workers. */
  view(): Promise<View>;
  /** The Prometheus exposition of this moment. */
  expose(): Promise<string>;
}

export interface MetricsOptions {
  /** Adds the usual `process_*` and `nodejs_*` metrics of this process; they watch the event loop, so one set a process is enough. */
  readonly processMetrics?: boolean;
  /** Where what is told comes from; by default the counters alone. */
  readonly view?: (counters: Counters) => View | Promise<View>;
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const counters = new Counters();
  const view = async (): Promise<View> => (await options.view?.(counters)) ?? bareView(counters);
  const registry = new Registry();
  // All metrics of one scrape are read from one view.
  let current: Promise<View> | undefined;
  const read = (): Promise<View> => (current ??= view());
  register(registry, read);
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  return {
    counters,
    contentType: registry.contentType,
    view,
    async expose() {
      current = undefined;
      return registry.metrics();
    },
  };
}

function bareView(counters: Counters): View {
  return { counters, workers: [], upstreams: [], reload: NEVER_RELOADED, snapshot: '', version: VERSION };
}

function register(registry: Registry, view: () => Promise<View>): void {
  for (const [name, metric] of Object.entries(METRICS)) {
    const { help, labels } = metric;
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (metric.type === 'histogram') registry.registerMetric(new ReadHistogram(name, metric, view));
    else if (metric.type === 'counter')
      new Counter({
        ...common,
        async collect() {
          this.reset();
          for (const [sample, value] of metric.read(await view())) this.inc(sample, value);
        },
      });
    else
      new Gauge({
        ...common,
        async collect() {
          this.reset();
          for (const [sample, value] of metric.read(await view())) this.set(sample, value);
        },
      });
  }
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A histogram whose buckets were filled elsewhere, so that an exchange costs two additions instead of a label hash. */
class ReadHistogram extends Histogram {
  readonly #name: string;
  readonly #metric: HistogramMetric;
  readonly #view: () => Promise<View>;

  constructor(name: string, metric: HistogramMetric, view: () => Promise<View>) {
    super({ name, help: metric.help, labelNames: [...metric.labels], buckets: metric.boundsUs.map((us) => us / 1e6), registers: [] });
    this.#name = name;
    this.#metric = metric;
    this.#view = view;
  }

  /** What the registry asks a histogram for when it writes the exposition. */
  async getForPromString(): Promise<{
    readonly name: string;
    readonly help: string;
    readonly type: 'histogram';
    readonly values: Sample[];
  }> {
    const name = this.#name;
    const values: Sample[] = [];
    for (const [labels, { boundsUs, counts, sumUs }] of this.#metric.read(await this.#view()))
      values.push(...samplesOf(name, labels, boundsUs, counts, sumUs));
    return { name, help: this.#metric.help, type: 'histogram', values };
  }
}

function samplesOf(name: string, labels: Labels, boundsUs: readonly number[], counts: readonly number[], sumUs: number): Sample[] {
  const samples: Sample[] = [];
  let seen = 0;
  counts.forEach((count, index) => {
    seen += count;
    const bound = boundsUs[index];
    samples.push({ metricName: `${name}_bucket`, labels: { ...labels, le: bound === undefined ? '+Inf' : bound / 1e6 }, value: seen });
  });
  samples.push({ metricName: `${name}_sum`, labels, value: sumUs / 1e6 });
  samples.push({ metricName: `${name}_count`, labels, value: seen });
  return samples;
}
