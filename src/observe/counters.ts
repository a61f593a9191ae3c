/**
 * The plain integers behind the metrics. The data plane only increments; names and labels are joined at scrape time. Counters of several
 * processes are added up: `dump` is what travels, `add` takes it in.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { Ledger, type UnscannedReason } from './coverage.js';
import { ADDED_BUCKETS_US, Durations, type HistogramDump, UPSTREAM_BUCKETS_US } from './histogram.js';
import type { ExchangeRecord } from './observer.js';

/** A count for each direction. */
export interface ByDirection {
  request: number;
  response: number;
}

/** A count for each kind of exchange. */
export interface ByKind {
  http: number;
  websocket: number;
}

/** Classes of a downstream status; index 0 stands for "aborted before a head was sent". */
export const STATUS_CLASSES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** What a method does, as far as metrics tell methods apart. */
export const METHOD_CLASSES = ['read', 'write', 'other'] as const;

/** Traffic that no route was found for. */
export const NO_ROUTE = '-';
/** Where routes are counted of which there are too many to tell apart. */
const OTHER_ROUTES = 'other';

const KINDS = ['http', 'websocket'] as const;

/** What is counted for each route. */
export class RouteCounters {
  readonly name: string;
  /** kind → class of method → class of status */
  readonly exchanges: Readonly<Record<keyof ByKind, readonly number[][]>> = { http: table(), websocket: table() };
  /** entity → action → count */
  readonly findings = new Map<string, Map<string, ByDirection>>();
  readonly refused = new Map<ErrorCode, ByDirection>();
  readonly requestBytes: ByKind = { http: 0, websocket: 0 };
  readonly responseBytes: ByKind = { http: 0, websocket: 0 };
  /** From handing a request to the upstream to the head of its answer. */
  readonly upstream = new Durations(UPSTREAM_BUCKETS_US);
  /** From the head of a request to the head of its answer downstream. */
  readonly firstByte = new Durations(UPSTREAM_BUCKETS_US);

  constructor(name: string) {
    this.name = name;
  }

  ended(record: ExchangeRecord): void {
    const statusClass = Math.floor(record.status / 100);
    const row = this.exchanges[record.kind][methodClassOf(record.method)];
    const at = statusClass < STATUS_CLASSES.length ? statusClass : 0;
    if (row !== undefined) row[at] = (row[at] ?? 0) + 1;
    this.requestBytes[record.kind] += record.requestBytes;
    this.responseBytes[record.kind] += record.responseBytes;
    if (record.upstreamMs !== undefined) this.upstream.observe(record.upstreamMs);
    if (record.firstByteMs !== undefined) this.firstByte.observe(record.firstByteMs);
  }

  finding(entity: string, action: string, direction: Direction, times = 1): void {
    let actions = this.findings.get(entity);
    if (actions === undefined) this.findings.set(entity, (actions = new Map<string, ByDirection>()));
    let count = actions.get(action);
    if (count === undefined) actions.set(action, (count = { request: 0, response: 0 }));
    count[direction] += times;
  }

  refusal(code: ErrorCode, direction: Direction, times = 1): void {
    let count = this.refused.get(code);
    if (count === undefined) this.refused.set(code, (count = { request: 0, response: 0 }));
    count[direction] += times;
  }
}

/** Counters as plain data, for the way between processes. */
export interface CountersDump {
  readonly routes: readonly RouteDump[];
  readonly scanned: readonly (readonly [route: string, request: number, response: number])[];
  readonly unscanned: readonly (readonly [route: string, reason: UnscannedReason, request: number, response: number])[];
  readonly open: ByKind;
  readonly webSocketMessages: ByDirection;
  readonly webSocketBytes: ByDirection;
  readonly heldBackBytes: number;
  readonly added: HistogramDump;
}

interface RouteDump {
  readonly name: string;
  readonly exchanges: RouteCounters['exchanges'];
  readonly findings: readonly (readonly [entity: string, action: string, request: number, response: number])[];
  readonly refused: readonly (readonly [code: ErrorCode, request: number, response: number])[];
  readonly requestBytes: ByKind;
  readonly responseBytes: ByKind;
  readonly upstream: HistogramDump;
  readonly firstByte: HistogramDump;
}

export class Counters {
  readonly #routes = new Map<string, RouteCounters>();
  readonly open: ByKind = { http: 0, websocket: 0 };
  readonly ledger = new Ledger();
  readonly webSocketMessages: ByDirection = { request: 0, response: 0 };
  readonly webSocketBytes: ByDirection = { request: 0, response: 0 };
  heldBackBytes = 0;
  readonly added = new Durations(ADDED_BUCKETS_US);

  /** The counters of one route. There are `metricRoutes` of them; further routes are counted together. */
  route(name: string): RouteCounters {
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    if (this.#routes.size >= LIMITS.metricRoutes && name !== OTHER_ROUTES) return this.route(OTHER_ROUTES);
    const fresh = new RouteCounters(name);
    this.#routes.set(name, fresh);
    return fresh;
  }

  routes(): readonly RouteCounters[] {
    return [...this.#routes.values()];
  }

  /** Over all routes and methods, by class of status. */
  get exchanges(): Readonly<Record<keyof ByKind, readonly number[]>> {
    const total = { http: zeros(STATUS_CLASSES.length), websocket: zeros(STATUS_CLASSES.length) };
    for (const { exchanges } of this.#routes.values())
      for (const kind of KINDS) for (const row of exchanges[kind]) addRow(total[kind], row);
    return total;
  }

  /** Over all routes: entity → action → count. */
  get findings(): ReadonlyMap<string, ReadonlyMap<string, ByDirection>> {
    const total = new RouteCounters('');
    for (const route of this.#routes.values()) addFindings(total, dumpFindings(route));
    return total.findings;
  }

  /** Over all routes. */
  get refused(): ReadonlyMap<ErrorCode, ByDirection> {
    const total = new RouteCounters('');
    for (const route of this.#routes.values()) addRefusals(total, dumpRefusals(route));
    return total.refused;
  }

  ended(record: ExchangeRecord, route: RouteCounters): void {
    this.open[record.kind]--;
    route.ended(record);
    if (record.kind === 'http') this.added.observe(record.addedMs);
  }

  dump(): CountersDump {
    const { scanned, unscanned } = this.ledger.dump();
    const { open, webSocketMessages, webSocketBytes, heldBackBytes } = this;
    const routes = [...this.#routes.values()].map((route) => ({
      name: route.name,
      exchanges: route.exchanges,
      findings: dumpFindings(route),
      refused: dumpRefusals(route),
      requestBytes: route.requestBytes,
      responseBytes: route.responseBytes,
      upstream: route.upstream.dump(),
      firstByte: route.firstByte.dump(),
    }));
    return { routes, scanned, unscanned, open, webSocketMessages, webSocketBytes, heldBackBytes, added: this.added.dump() };
  }

  /** Adds the counters of another process. `isGone`: that process is no more, so nothing is open or held back there. */
  add(dump: CountersDump, isGone = false): void {
    for (const route of dump.routes) addRoute(this.route(route.name), route);
    this.ledger.add(dump);
    addBy(this.webSocketMessages, dump.webSocketMessages);
    addBy(this.webSocketBytes, dump.webSocketBytes);
    this.added.add(dump.added);
    if (isGone) return;
    addKinds(this.open, dump.open);
    this.heldBackBytes += dump.heldBackBytes;
  }
}

function addRoute(route: RouteCounters, dump: RouteDump): void {
  for (const kind of KINDS) dump.exchanges[kind].forEach((row, index) => addRow(route.exchanges[kind][index] ?? [], row));
  addFindings(route, dump.findings);
  addRefusals(route, dump.refused);
  addKinds(route.requestBytes, dump.requestBytes);
  addKinds(route.responseBytes, dump.responseBytes);
  route.upstream.add(dump.upstream);
  route.firstByte.add(dump.firstByte);
}

function dumpFindings({ findings }: RouteCounters): RouteDump['findings'] {
  return [...findings].flatMap(([entity, actions]) =>
    [...actions].map(([action, { request, response }]) => [entity, action, request, response] as const),
  );
}

function addFindings(route: RouteCounters, findings: RouteDump['findings']): void {
  for (const [entity, action, request, response] of findings) {
    route.finding(entity, action, 'request', request);
    route.finding(entity, action, 'response', response);
  }
}

function dumpRefusals({ refused }: RouteCounters): RouteDump['refused'] {
  return [...refused].map(([code, { request, response }]) => [code, request, response] as const);
}

function addRefusals(route: RouteCounters, refused: RouteDump['refused']): void {
  for (const [code, request, response] of refused) {
    route.refusal(code, 'request', request);
    route.refusal(code, 'response', response);
  }
}

function addRow(total: number[], row: readonly number[]): void {
  row.forEach((count, index) => (total[index] = (total[index] ?? 0) + count));
}

function addBy(total: ByDirection, more: ByDirection): void {
  total.request += more.request;
  total.response += more.response;
}

function addKinds(total: ByKind, more: ByKind): void {
  total.http += more.http;
  total.websocket += more.websocket;
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT', 'SEARCH', 'QUERY']);
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'MERGE', 'MKCOL', 'COPY', 'MOVE', 'PROPPATCH']);

/** Index into METHOD_CLASSES. */
function methodClassOf(method: string): number {
  return READS.has(method) ? 0 : WRITES.has(method) ? 1 : 2;
}

function table(): number[][] {
  return METHOD_CLASSES.map(() => zeros(STATUS_CLASSES.length));
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
