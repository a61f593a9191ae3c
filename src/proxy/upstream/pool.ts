/**
 * The connections of one server: each carries one exchange at a time, idle ones are kept for a while, their number is bounded,
 * and so is the queue of those who wait for one. Each request is handed to a connection exactly once.
 *
 * Where connections are short, exchanges that their downstream holds up give way to those that wait, the slowest first; a part of the
 * connections is kept free of them in any case, so that nobody who is quick has to wait for somebody who is not.
 *
 * An idle connection that the server is about to close is the one way in which an honest request gets lost: so a connection that
 * ends, or says anything, while idle is dropped at once, and none is used that has been idle for longer than the server said, or
 * than servers usually wait.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { UpstreamCall, UpstreamHandler, UpstreamRequest } from './api.js';
import { type Holding, slowestOf } from '../overload/slowest.js';
import { type Member, Roster } from '../roster.js';
import type { Connection, OpenConnection, Passenger } from './connection.js';

export interface PoolLimits {
  readonly connections: number;
  readonly queueEntries: number;
  readonly queueTimeoutMs: number;
  readonly idleMs: number;
  /** How long an exchange must have been held up before it may have to give way. */
  readonly evictionMs: number;
  /** Of each hundred connections, those that exchanges which are held up may not take. */
  readonly reservePercent: number;
}

/** Told of the fate of exchanges. */
export interface PoolWatch {
  answered(): void;
  /** `answered`: its head had come. */
  failed(code: ErrorCode, answered: boolean): void;
  /** An exchange is over, in whatever way; exactly once for each. */
  released(): void;
}

/** A server says for how long it waits; we stop so much earlier, because its last word may be on its way. */
const IDLE_MARGIN_MS = 1_000;
const SWEEP_MS = 1_000;
/** How often the slowest are looked for while connections are short. */
const RELIEF_MS = 250;

export class Pool {
  readonly #openConnection: OpenConnection;
  readonly #limits: PoolLimits;
  readonly #watch: PoolWatch;
  readonly #all = new Set<Connection>();
  /** The newest is used first, so that those that are not needed grow old. */
  #idle: Connection[] = [];
  readonly #queue = new Set<Exchange>();
  readonly #exchanges = new Roster<Exchange>();
  #sweeper: NodeJS.Timeout | undefined;
  /** Connections that exchanges which are held up may take. */
  readonly #unreserved: number;
  #reliever: NodeJS.Timeout | undefined;
  #closing = false;
  #closed = false;
  readonly #emptied: (() => void)[] = [];

  constructor(openConnection: OpenConnection, limits: PoolLimits, watch: PoolWatch) {
    this.#openConnection = openConnection;
    this.#limits = limits;
    this.#unreserved = limits.connections - Math.floor((limits.connections * limits.reservePercent) / 100);
    this.#watch = watch;
  }

  get open(): number {
    return this.#all.size;
  }

  get idle(): number {
    return this.#idle.length;
  }

  get queued(): number {
    return this.#queue.size;
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const exchange = new Exchange(this, request, handler);
    this.#exchanges.add(exchange);
    if (this.#closed) process.nextTick(rejectExchange, exchange, 'SLUICE_DRAINING');
    else {
      const connection = this.#take();
      if (connection !== undefined) exchange.board(connection);
      else if (this.#all.size < this.#limits.connections) exchange.board(this.#open());
      else if (this.#queue.size < this.#limits.queueEntries) this.#enqueue(exchange);
      else process.nextTick(rejectExchange, exchange, 'SLUICE_UPSTREAM_BUSY');
      if (this.#all.size >= this.#unreserved) this.#reliever ??= setInterval(() => this.#relieve(), RELIEF_MS).unref();
    }
    return exchange;
  }

  /** Keeps no connection any more. At once: every exchange fails. When idle: they finish, and late ones are still sent. */
  async destroy(whenIdle: boolean): Promise<void> {
    this.#closing = true;
    clearInterval(this.#sweeper);
    clearInterval(this.#reliever);
    for (const connection of this.#idle.splice(0)) this.#discard(connection);
    if (!whenIdle) {
      this.#closed = true;
      for (const exchange of this.#exchanges.all()) exchange.reject('SLUICE_DRAINING');
    }
    if (this.#exchanges.size > 0) await new Promise<void>((resolve) => this.#emptied.push(resolve));
  }

  /** An exchange got its answer's head. */
  answered(): void {
    this.#watch.answered();
  }

  /** An exchange is over. Its connection, if it had one, is used again, or destroyed. `code`: why it failed. */
  over(exchange: Exchange, reusable: boolean, code?: ErrorCode): void {
    this.#exchanges.remove(exchange);
    if (this.#queue.size > 0) this.#queue.delete(exchange);
    const { connection } = exchange;
    if (connection !== undefined) {
      if (code !== undefined) this.#watch.failed(code, exchange.hasAnswer);
      if (reusable) this.#keep(connection);
      else this.#discard(connection);
    }
    this.#watch.released();
    if (this.#exchanges.size === 0) for (const emptied of this.#emptied.splice(0)) emptied();
  }

  #open(): Connection {
    const connection = this.#openConnection((lost) => {
      this.#idle = this.#idle.filter((other) => other !== lost);
      this.#discard(lost);
    });
    this.#all.add(connection);
    return connection;
  }

  /** An idle connection that may still be used. */
  #take(): Connection | undefined {
    if (this.#idle.length === 0) return undefined;
    const now = performance.now();
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (connection.idleUntil > now) return connection;
      this.#discard(connection);
    }
    return undefined;
  }

  #keep(connection: Connection): void {
    const next = this.#dequeue();
    if (next !== undefined) {
      next.board(connection);
      return;
    }
    const seconds = connection.keepAliveSeconds;
    const idleMs = seconds < 0 ? this.#limits.idleMs : Math.min(this.#limits.idleMs, seconds * 1000 - IDLE_MARGIN_MS);
    if (this.#closing || idleMs <= 0) {
      this.#discard(connection);
      return;
    }
    connection.idleUntil = performance.now() + idleMs;
    this.#idle.push(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  #discard(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    connection.destroy();
    if (this.#closed || this.#all.size >= this.#limits.connections) return;
    const next = this.#dequeue();
    if (next !== undefined) next.board(this.#open());
  }

  #enqueue(exchange: Exchange): void {
    exchange.wait(this.#limits.queueTimeoutMs);
    this.#queue.add(exchange);
  }

  #dequeue(): Exchange | undefined {
    for (const exchange of this.#queue) {
      this.#queue.delete(exchange);
      return exchange;
    }
    return undefined;
  }

  /** As many of the slowest give way as wait for a connection, or as take what is not for them. */
  #relieve(): void {
    if (this.#all.size < this.#unreserved) {
      clearInterval(this.#reliever);
      this.#reliever = undefined;
      return;
    }
    const carried = this.#exchanges.all().filter(({ connection }) => connection !== undefined);
    const held = slowestOf(carried, this.#limits.evictionMs, Infinity, performance.now());
    const leaving = Math.max(this.#queue.size, held.length - this.#unreserved);
    for (const exchange of held.slice(0, Math.max(0, leaving))) exchange.reject('SLUICE_EVICTED');
  }

  #sweep(): void {
    const now = performance.now();
    const expired = this.#idle.filter((connection) => connection.idleUntil <= now);
    if (expired.length > 0) {
      this.#idle = this.#idle.filter((connection) => connection.idleUntil > now);
      for (const connection of expired) this.#discard(connection);
    }
    if (this.#idle.length > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}

/** One request on its way through the pool. */
class Exchange implements UpstreamCall, Passenger, Member, Holding {
  slot = -1;
  readonly request: UpstreamRequest;
  readonly handler: UpstreamHandler;
  connection: Connection | undefined;
  hasAnswer = false;
  readonly #pool: Pool;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(pool: Pool, request: UpstreamRequest, handler: UpstreamHandler) {
    this.#pool = pool;
    this.request = request;
    this.handler = handler;
  }

  wait(ms: number): void {
    this.#timer = setTimeout(rejectExchange, ms, this, 'SLUICE_UPSTREAM_BUSY').unref();
  }

  board(connection: Connection): void {
    clearTimeout(this.#timer);
    this.connection = connection;
    connection.carry(this);
  }

  resume(): void {
    if (!this.#over) this.connection?.resume();
  }

  stalledMs(now: number): number {
    return this.handler.stalledMs?.(now) ?? 0;
  }

  abort(): void {
    this.#finish(false);
  }

  reject(code: ErrorCode): void {
    if (this.#finish(false, code)) this.handler.fail(code);
  }

  answered(): void {
    this.hasAnswer = true;
    this.#pool.answered();
  }

  settled(reusable: boolean): void {
    this.#finish(reusable);
  }

  failed(code: ErrorCode): void {
    this.reject(code);
  }

  /** False when it was over before. */
  #finish(reusable: boolean, code?: ErrorCode): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#pool.over(this, reusable, code);
    return true;
  }
}

function rejectExchange(exchange: Exchange, code: ErrorCode): void {
  exchange.reject(code);
}
