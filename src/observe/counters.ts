/**
 * The plain integers behind the metrics. The data plane only increments; names and labels are joined at scrape time.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import { Ledger } from './coverage.js';
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

/** Upper bounds of the buckets of `sluice_added_seconds`, in microseconds. */
export const ADDED_BUCKETS_US = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000] as const;

/** Classes of a downstream status; index 0 stands for "aborted before a head was sent". */
export const STATUS_CLASSES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

export class Counters {
  readonly exchanges: { readonly [K in ExchangeRecord['kind']]: number[] } = {
    http: zeros(STATUS_CLASSES.length),
    websocket: zeros(STATUS_CLASSES.length),
  };
  readonly open: ByKind = { http: 0, websocket: 0 };
  /** entity → action → count */
  readonly findings = new Map<string, Map<string, ByDirection>>();
  readonly refused = new Map<ErrorCode, ByDirection>();
  readonly ledger = new Ledger();
  readonly webSocketMessages: ByDirection = { request: 0, response: 0 };
  readonly webSocketBytes: ByDirection = { request: 0, response: 0 };
  heldBackBytes = 0;
  /** One more than there are bounds: the last bucket has none. */
  readonly addedBuckets = zeros(ADDED_BUCKETS_US.length + 1);
  addedUs = 0;

  ended(record: ExchangeRecord): void {
    this.open[record.kind]--;
    const statusClass = Math.floor(record.status / 100);
    this.exchanges[record.kind][statusClass < STATUS_CLASSES.length ? statusClass : 0]++;
    if (record.kind === 'http') this.added(Math.round(record.addedMs * 1000));
  }

  finding(entity: string, action: string, direction: Direction): void {
    let actions = this.findings.get(entity);
    if (actions === undefined) this.findings.set(entity, (actions = new Map<string, ByDirection>()));
    let count = actions.get(action);
    if (count === undefined) actions.set(action, (count = { request: 0, response: 0 }));
    count[direction]++;
  }

  refusal(code: ErrorCode, direction: Direction): void {
    let count = this.refused.get(code);
    if (count === undefined) this.refused.set(code, (count = { request: 0, response: 0 }));
    count[direction]++;
  }

  private added(us: number): void {
    this.addedUs += us;
    let bucket = 0;
    while (bucket < ADDED_BUCKETS_US.length && us > ADDED_BUCKETS_US[bucket]) bucket++;
    this.addedBuckets[bucket]++;
  }
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
