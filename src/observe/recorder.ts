/** The observer that runs in production: counts first, then tells the log, which decides by level whether to format at all. */
import { countIn } from '../base/by-direction.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import { type ByDirection, type Counters, NO_ROUTE, type RouteCounters } from './counters.js';
import { DEFAULT_ROUTE, type UnscannedReason } from './coverage.js';
import type { Log } from './log.js';
import type { ExchangeRecord, Observer } from './observer.js';

export function createObserver(counters: Counters, log: Log): Observer {
  return new Recorder(counters, log, new Map(), NO_ROUTE);
}

class Recorder implements Observer {
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #routes: Map<string, Recorder>;
  readonly #own: RouteCounters;
  /** What the ledger counts for, which knows no traffic without a route: only bodies come there. */
  readonly #ledgerRoute: string;
  /** What the ledger has of it, once there is something. */
  #scanned: ByDirection | undefined;

  constructor(counters: Counters, log: Log, routes: Map<string, Recorder>, route: string) {
    this.#counters = counters;
    this.#log = log;
    this.#routes = routes;
    this.#own = counters.route(route);
    this.#ledgerRoute = route === NO_ROUTE ? DEFAULT_ROUTE : this.#own.name;
  }

  onRoute(route: string): Observer {
    let scoped = this.#routes.get(route);
    if (scoped === undefined) this.#routes.set(route, (scoped = new Recorder(this.#counters, this.#log, this.#routes, route)));
    return scoped;
  }

  exchangeStarted(kind: ExchangeRecord['kind']): void {
    this.#counters.open[kind]++;
  }

  exchangeEnded(record: ExchangeRecord): void {
    this.#counters.ended(record, this.#own);
    this.#log.exchange(record);
  }

  finding(entity: string, action: string, direction: Direction): void {
    this.#own.finding(entity, action, direction);
    this.#log.finding(entity, action, direction);
  }

  refused(code: ErrorCode, direction: Direction): void {
    this.#own.refusal(code, direction);
    this.#log.refused(code, direction);
  }

  scanned(bytes: number, direction: Direction): void {
    this.#scanned ??= this.#counters.ledger.scannedOf(this.#ledgerRoute);
    countIn(this.#scanned, direction, bytes);
  }

  unscanned(bytes: number, direction: Direction, reason: UnscannedReason): void {
    this.#counters.ledger.unscanned(bytes, direction, reason, this.#ledgerRoute);
  }

  heldBack(deltaBytes: number): void {
    this.#counters.heldBackBytes += deltaBytes;
  }

  webSocketMessage(direction: Direction, bytes: number): void {
    countIn(this.#counters.webSocketMessages, direction, 1);
    countIn(this.#counters.webSocketBytes, direction, bytes);
  }
}
