/**
 * Every metric of ours in one table: what it counts and where its samples are read from. docs/metrics.md is made from it, and tests hold
 * the dashboard and the alerts in deploy/ against it. Labels are closed sets of our own words and names out of the operator's configuration.
 */
import type { Direction } from '../base/errors.js';
import { METHOD_CLASSES, type RouteCounters, STATUS_CLASSES, type ByDirection } from './counters.js';
import { REASONS } from './coverage.js';
import type { Durations } from './histogram.js';
import { ADDED_BUCKETS_US, UPSTREAM_BUCKETS_US } from './histogram.js';
import type { UpstreamReading } from './vitals.js';
import type { View, WorkerView } from './view.js';

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number];

interface Plain {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (view: View) => readonly Sample[];
}

export interface Histogram {
  readonly type: 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly boundsUs: readonly number[];
  readonly read: (view: View) => readonly (readonly [labels: Labels, durations: Durations])[];
}

export type Metric = Plain | Histogram;

const DIRECTIONS: readonly Direction[] = ['request', 'response'];
const KINDS = ['http', 'websocket'] as const;

function counter(help: string, labels: readonly string[], read: Plain['read']): Plain {
  return { type: 'counter', help, labels, read };
}

function gauge(help: string, labels: readonly string[], read: Plain['read']): Plain {
  return { type: 'gauge', help, labels, read };
}

const one = (value: number): readonly Sample[] => [[{}, value]];
const directed = (count: ByDirection, labels: Labels = {}): Sample[] =>
  DIRECTIONS.map((direction) => [{ ...labels, direction }, count[direction]] as const);

// prettier-ignore
export const METRICS: Readonly<Record<string, Metric>> = {
  // traffic
  sluice_exchanges_total: counter('Finished HTTP exchanges and WebSocket connections, by route, by what the method does and by class of the status answered downstream.', ['kind', 'route', 'method', 'status'], exchanges),
  sluice_open_exchanges: gauge('HTTP exchanges and WebSocket connections now open.', ['kind'], ({ counters }) => KINDS.map((kind) => [{ kind }, counters.open[kind]])),
  sluice_request_bytes_total: counter('Bytes of request bodies and of WebSocket messages from agents, as they came.', ['kind', 'route'], (view) => perRoute(view, ({ requestBytes }) => KINDS.map((kind) => [{ kind }, requestBytes[kind]]))),
  sluice_response_bytes_total: counter('Bytes of response bodies and of WebSocket messages to agents: HTTP as it was sent, messages as they came.', ['kind', 'route'], (view) => perRoute(view, ({ responseBytes }) => KINDS.map((kind) => [{ kind }, responseBytes[kind]]))),
  sluice_websocket_messages_total: counter('WebSocket messages relayed.', ['direction'], ({ counters }) => directed(counters.webSocketMessages)),
  sluice_websocket_bytes_total: counter('Bytes of the WebSocket messages relayed.', ['direction'], ({ counters }) => directed(counters.webSocketBytes)),
  // protection
  sluice_findings_total: counter('Findings by entity, action, direction and route.', ['route', 'entity', 'action', 'direction'], (view) => perRoute(view, findings)),
  sluice_refused_total: counter('Messages refused or aborted, by code, direction and route.', ['route', 'code', 'direction'], (view) => perRoute(view, ({ refused }) => [...refused].flatMap(([code, count]) => directed(count, { code })))),
  sluice_scanned_bytes_total: counter('Bytes scanned, after decoding.', ['route', 'direction'], ({ counters }) => counters.ledger.routes().flatMap(({ route, request, response }) => directed({ request: request.scannedBytes, response: response.scannedBytes }, { route }))),
  sluice_unscanned_bytes_total: counter('Bytes passed on although their content was not seen, after decoding, by reason.', ['route', 'direction', 'reason'], unscanned),
  sluice_holdback_bytes: gauge('Bytes now held back because a finding may still begin in them.', [], ({ counters }) => one(counters.heldBackBytes)),
  // time
  sluice_added_seconds: { type: 'histogram', help: 'Time an HTTP exchange spent inside Sluice itself, as distinct from the upstream.', labels: [], boundsUs: ADDED_BUCKETS_US, read: ({ counters }) => [[{}, counters.added]] },
  sluice_upstream_seconds: { type: 'histogram', help: 'Time from handing a request to the upstream to the head of its answer.', labels: ['route'], boundsUs: UPSTREAM_BUCKETS_US, read: ({ counters }) => counters.routes().map((route) => [{ route: route.name }, route.upstream]) },
  sluice_first_byte_seconds: { type: 'histogram', help: 'Time from the head of a request to the head of its answer downstream.', labels: ['route'], boundsUs: UPSTREAM_BUCKETS_US, read: ({ counters }) => counters.routes().map((route) => [{ route: route.name }, route.firstByte]) },
  // upstreams
  sluice_upstream_connections: gauge('Connections to a server of an upstream, by what they do.', ['upstream', 'server', 'state'], (view) => perServer(view, ({ open, idle }) => [[{ state: 'busy' }, open - idle], [{ state: 'idle' }, idle]])),
  sluice_upstream_queued: gauge('Requests that wait for a connection to a server of an upstream.', ['upstream', 'server'], (view) => perServer(view, ({ queued }) => one(queued))),
  sluice_upstream_active: gauge('Requests under way to a server of an upstream, waiting ones included.', ['upstream', 'server'], (view) => perServer(view, ({ active }) => one(active))),
  sluice_upstream_healthy: gauge('1 when the active checks of all workers find the server healthy.', ['upstream', 'server'], (view) => perServer(view, ({ healthy }) => one(healthy ? 1 : 0))),
  sluice_upstream_breaker_open: gauge('1 when the circuit breaker of a worker keeps requests from the server.', ['upstream', 'server'], (view) => perServer(view, ({ breaker }) => one(breaker === 'closed' ? 0 : 1))),
  // capacity
  sluice_degradation_level: gauge('Step of degradation in force under overload, of the worker that is worst off; 0 is none. See docs/operations.md.', [], ({ workers }) => one(Math.max(0, ...workers.map(({ vitals }) => vitals?.degradation ?? 0)))),
  sluice_degradations_total: counter('Times that a worker entered a step of degradation.', ['level'], degradations),
  sluice_event_loop_delay_seconds: gauge('Delay of the event loop of a worker since the last scrape.', ['worker', 'quantile'], (view) => perWorker(view, ({ loopDelay }) => [[{ quantile: '0.5' }, loopDelay.p50], [{ quantile: '0.99' }, loopDelay.p99], [{ quantile: '1' }, loopDelay.max]])),
  sluice_worker_resident_bytes: gauge('Resident memory of a worker.', ['worker'], (view) => perWorker(view, ({ residentBytes }) => one(residentBytes))),
  sluice_worker_heap_bytes: gauge('Used heap of a worker.', ['worker'], (view) => perWorker(view, ({ heapUsedBytes }) => one(heapUsedBytes))),
  sluice_worker_cpu_seconds_total: counter('Processor time of a worker; it starts again at 0 when the worker is replaced.', ['worker'], (view) => perWorker(view, ({ cpuSeconds }) => one(cpuSeconds))),
  sluice_log_lines_lost_total: counter('Lines of the log that a worker could not write, because nobody reads them or a disk is full.', ['worker'], (view) => perWorker(view, ({ logLinesLost }) => one(logLinesLost))),
  // lifecycle
  sluice_workers: gauge('Workers by state.', ['state'], ({ workers }) => STATES.map((state) => [{ state }, workers.filter((worker) => worker.state === state).length])),
  sluice_worker_restarts_total: counter('Times that a worker was replaced.', ['worker'], ({ workers }) => workers.map(({ slot, restarts }) => [{ worker: String(slot) }, restarts])),
  sluice_reloads_total: counter('Reloads that took effect.', [], ({ reload }) => one(reload.succeeded)),
  sluice_reload_failures_total: counter('Reloads that were refused because what was to be loaded is not valid.', [], ({ reload }) => one(reload.failed)),
  sluice_config_last_reload_successful: gauge('1 when the last reload took effect, or there was none.', [], ({ reload }) => one(reload.lastSucceeded ? 1 : 0)),
  sluice_config_last_reload_success_timestamp_seconds: gauge('When what is in force was loaded.', [], ({ reload }) => one(reload.loadedAt)),
  sluice_info: gauge('Version and snapshot in force; always 1.', ['version', 'snapshot'], ({ version, snapshot }) => [[{ version, snapshot }, 1]]),
};

const STATES: readonly WorkerView['state'][] = ['starting', 'ready', 'draining', 'gone'];

function perRoute({ counters }: View, read: (route: RouteCounters) => readonly Sample[]): Sample[] {
  return counters.routes().flatMap((route) => read(route).map(([labels, value]) => [{ route: route.name, ...labels }, value] as const));
}

function perServer({ upstreams }: View, read: (server: UpstreamReading['servers'][number]) => readonly Sample[]): Sample[] {
  return upstreams.flatMap(({ name, servers }) =>
    servers.flatMap((server) =>
      read(server).map(([labels, value]) => [{ upstream: name, server: server.origin, ...labels }, value] as const),
    ),
  );
}

function perWorker({ workers }: View, read: (vitals: NonNullable<WorkerView['vitals']>) => readonly Sample[]): Sample[] {
  return workers.flatMap(({ slot, vitals }) =>
    vitals === undefined ? [] : read(vitals).map(([labels, value]) => [{ worker: String(slot), ...labels }, value] as const),
  );
}

/** Only what has occurred: most combinations never do. */
function exchanges({ counters }: View): Sample[] {
  const samples: Sample[] = [];
  for (const route of counters.routes())
    for (const kind of KINDS)
      METHOD_CLASSES.forEach((method, row) =>
        STATUS_CLASSES.forEach((status, column) => {
          const count = route.exchanges[kind][row]?.[column] ?? 0;
          if (count > 0) samples.push([{ kind, route: route.name, method, status }, count]);
        }),
      );
  return samples;
}

function findings({ findings: found }: RouteCounters): Sample[] {
  return [...found].flatMap(([entity, actions]) => [...actions].flatMap(([action, count]) => directed(count, { entity, action })));
}

function unscanned({ counters }: View): Sample[] {
  return counters.ledger
    .routes()
    .flatMap((coverage) =>
      DIRECTIONS.flatMap((direction) =>
        REASONS.map((reason) => [{ route: coverage.route, direction, reason }, coverage[direction].unscanned[reason] ?? 0] as const),
      ),
    );
}

function degradations({ workers }: View): Sample[] {
  const levels = Math.max(0, ...workers.map(({ vitals }) => vitals?.degradations.length ?? 0));
  return Array.from({ length: levels }, (_, index) => [
    { level: String(index + 1) },
    workers.reduce((total, { vitals }) => total + (vitals?.degradations[index] ?? 0), 0),
  ]);
}
