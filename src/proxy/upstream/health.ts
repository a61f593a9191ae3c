/**
 * Active checks of one server: a GET at an interval, on a connection of its own, so that a full pool does not look like a sick
 * server. A server counts as healthy until its checks fail. Nothing of an answer is kept or logged.
 */
import type { UpstreamHandler, UpstreamRequest } from './api.js';
import type { Passenger } from './connection.js';

export interface HealthSpec {
  /** Path and query. */
  readonly path: string;
  readonly intervalMs: number;
  /** For the whole answer, the connection included. */
  readonly timeoutMs: number;
  /** Checks in a row that must succeed before a server is used again. */
  readonly healthyAfter: number;
  /** Checks in a row that must fail before it is left out. */
  readonly unhealthyAfter: number;
  /** Ranges of statuses that mean healthy, both ends included. */
  readonly expect: readonly (readonly [number, number])[];
}

/** Sends a check; returns how to give it up. */
export type Probe = (passenger: Passenger) => () => void;

/** More of an answer is not read. */
const BODY_BYTES = 65_536;

export class HealthCheck {
  readonly #spec: HealthSpec;
  readonly #probe: Probe;
  readonly #changed: (healthy: boolean) => void;
  #timer: NodeJS.Timeout;
  #cancel: (() => void) | undefined;
  /** Results in a row that speak against what we believe. */
  #against = 0;
  healthy = true;

  /** The first check starts at once. */
  constructor(spec: HealthSpec, probe: Probe, changed: (healthy: boolean) => void) {
    this.#spec = spec;
    this.#probe = probe;
    this.#changed = changed;
    this.#timer = setTimeout(() => this.#check(), 0).unref();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#cancel?.();
  }

  #check(): void {
    const { intervalMs, timeoutMs } = this.#spec;
    const startedAt = performance.now();
    let over = false;
    const finish = (good: boolean): void => {
      if (over) return;
      over = true;
      clearTimeout(this.#timer);
      this.#cancel?.();
      this.#cancel = undefined;
      this.#timer = setTimeout(() => this.#check(), Math.max(0, startedAt + intervalMs - performance.now())).unref();
      this.#note(good);
    };
    this.#timer = setTimeout(finish, timeoutMs, false).unref();
    this.#cancel = this.#probe(passengerOf(this.#spec, finish));
  }

  #note(good: boolean): void {
    if (good === this.healthy) {
      this.#against = 0;
      return;
    }
    const needed = good ? this.#spec.healthyAfter : this.#spec.unhealthyAfter;
    if (++this.#against < needed) return;
    this.#against = 0;
    this.healthy = good;
    this.#changed(good);
  }
}

function passengerOf(spec: HealthSpec, finish: (good: boolean) => void): Passenger {
  let good = false;
  let bytes = 0;
  const request: UpstreamRequest = {
    method: 'GET',
    path: spec.path,
    headers: ['Accept', '*/*', 'User-Agent', 'sluice-health'],
    body: null,
    headersTimeoutMs: spec.timeoutMs,
  };
  const handler: UpstreamHandler = {
    head(status) {
      good = spec.expect.some(([from, to]) => from <= status && status <= to);
      if (!good) finish(false);
    },
    data(chunk) {
      bytes += chunk.length;
      if (bytes > BODY_BYTES) finish(good);
      return true;
    },
    end: () => finish(good),
    fail: () => finish(false),
  };
  return { request, handler, answered: ignore, settled: ignore, failed: () => finish(false) };
}

function ignore(): void {
  // the handler hears of it too
}
