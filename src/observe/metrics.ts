/**
 * Metrics for Prometheus. Labels are closed sets of our own words (entities, actions, codes, directions),
 * so neither a value nor a path nor a host can become a label. The hot path never comes here: see counters.ts.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Direction } from '../base/errors.js';
import { REASONS } from './coverage.js';
import { ADDED_BUCKETS_US, Counters, STATUS_CLASSES, type ByDirection } from './counters.js';

const DIRECTIONS: readonly Direction[] = ['request', 'response'];

export interface Metrics {
  readonly counters: Counters;
  readonly contentType: string;
  /** The Prometheus exposition of this moment. */
  expose(): Promise<string>;
  /** Adds a gauge whose value is asked for at scrape time. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

/** `processMetrics` adds the usual `process_*` and `nodejs_*` metrics; they watch the event loop, so one set a process is enough. */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const counters = new Counters();
  exchangeMetrics(registry, counters);
  findingMetrics(registry, counters);
  streamMetrics(registry, counters);
  coverageMetrics(registry, counters);
  registry.registerMetric(new AddedSeconds(counters));
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  return {
    counters,
    contentType: registry.contentType,
    expose: () => registry.metrics(),
    gauge(name, help, read) {
      registry.registerMetric(
        new Gauge({
          name,
          help,
          registers: [],
          async collect() {
            this.set(await read());
          },
        }),
      );
    },
  };
}

function exchangeMetrics(registry: Registry, counters: Counters): void {
  new Counter({
    name: 'sluice_exchanges_total',
    help: 'Finished HTTP exchanges and WebSocket connections by the class of the status answered downstream.',
    labelNames: ['kind', 'status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const kind of ['http', 'websocket'] as const)
        STATUS_CLASSES.forEach((status, index) => this.inc({ kind, status }, counters.exchanges[kind][index]));
    },
  });
  new Gauge({
    name: 'sluice_open_exchanges',
    help: 'HTTP exchanges and WebSocket connections now open.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.set({ kind: 'http' }, counters.open.http);
      this.set({ kind: 'websocket' }, counters.open.websocket);
    },
  });
}

function findingMetrics(registry: Registry, counters: Counters): void {
  new Counter({
    name: 'sluice_findings_total',
    help: 'Findings by entity, action and direction.',
    labelNames: ['entity', 'action', 'direction'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [entity, actions] of counters.findings)
        for (const [action, count] of actions)
          for (const direction of DIRECTIONS) this.inc({ entity, action, direction }, count[direction]);
    },
  });
  new Counter({
    name: 'sluice_refused_total',
    help: 'Messages refused or aborted, by code and direction.',
    labelNames: ['code', 'direction'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of counters.refused) for (const direction of DIRECTIONS) this.inc({ code, direction }, count[direction]);
    },
  });
}

function streamMetrics(registry: Registry, counters: Counters): void {
  directed(registry, 'sluice_websocket_messages_total', 'WebSocket messages relayed.', counters.webSocketMessages);
  directed(registry, 'sluice_websocket_bytes_total', 'Bytes of the WebSocket messages relayed.', counters.webSocketBytes);
  new Gauge({
    name: 'sluice_holdback_bytes',
    help: 'Bytes now held back because a finding may still begin in them.',
    registers: [registry],
    collect() {
      this.set(counters.heldBackBytes);
    },
  });
}

function coverageMetrics(registry: Registry, counters: Counters): void {
  new Counter({
    name: 'sluice_scanned_bytes_total',
    help: 'Bytes scanned, after decoding.',
    labelNames: ['route', 'direction'],
    registers: [registry],
    collect() {
      this.reset();
      for (const coverage of counters.ledger.routes())
        for (const direction of DIRECTIONS) this.inc({ route: coverage.route, direction }, coverage[direction].scannedBytes);
    },
  });
  new Counter({
    name: 'sluice_unscanned_bytes_total',
    help: 'Bytes passed on although their content was not seen, after decoding, by reason.',
    labelNames: ['route', 'direction', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const coverage of counters.ledger.routes())
        for (const direction of DIRECTIONS)
          for (const reason of REASONS) this.inc({ route: coverage.route, direction, reason }, coverage[direction].unscanned[reason] ?? 0);
    },
  });
}

function directed(registry: Registry, name: string, help: string, count: ByDirection): void {
  new Counter({
    name,
    help,
    labelNames: ['direction'],
    registers: [registry],
    collect() {
      this.reset();
      for (const direction of DIRECTIONS) this.inc({ direction }, count[direction]);
    },
  });
}

const ADDED = 'sluice_added_seconds';
const ADDED_HELP = 'Time an HTTP exchange spent inside Sluice itself, as distinct from the upstream.';

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A histogram that reads its buckets from the counters, so that an exchange costs two additions instead of a label hash. */
class AddedSeconds extends Histogram {
  private readonly counters: Counters;

  constructor(counters: Counters) {
    super({ name: ADDED, help: ADDED_HELP, buckets: ADDED_BUCKETS_US.map((us) => us / 1e6), registers: [] });
    this.counters = counters;
  }

  /** What the registry asks a histogram for when it writes the exposition. */
  getForPromString(): Promise<{ readonly name: string; readonly help: string; readonly type: 'histogram'; readonly values: Sample[] }> {
    const values: Sample[] = [];
    let seen = 0;
    this.counters.addedBuckets.forEach((count, index) => {
      seen += count;
      const le = index < ADDED_BUCKETS_US.length ? ADDED_BUCKETS_US[index] / 1e6 : '+Inf';
      values.push({ metricName: `${ADDED}_bucket`, labels: { le }, value: seen });
    });
    values.push({ metricName: `${ADDED}_sum`, labels: {}, value: this.counters.addedUs / 1e6 });
    values.push({ metricName: `${ADDED}_count`, labels: {}, value: seen });
    return Promise.resolve({ name: ADDED, help: ADDED_HELP, type: 'histogram', values });
  }
}
