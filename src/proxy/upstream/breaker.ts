/**
 * The circuit breaker of one server: after so many failures in a row nothing is sent to it for a while, then one request at a time
 * tries. No library does this here: those at hand wrap each call in a promise, and an answer's head is all that is asked about.
 * A trial may be a long poll, so it does not hold up the next: there is one trial in each interval, until one is answered.
 */
import type { BreakerState } from './api.js';

export interface BreakerSpec {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Time without a request, and between trials. */
  readonly openMs: number;
}

export class Breaker {
  readonly #spec: BreakerSpec | undefined;
  readonly #changed: (state: BreakerState) => void;
  #failures = 0;
  #state: BreakerState = 'closed';
  /** When a trial may be made. */
  #trialAt = 0;

  /** Without a `spec` it never opens. */
  constructor(spec: BreakerSpec | undefined, changed: (state: BreakerState) => void) {
    this.#spec = spec;
    this.#changed = changed;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether a request may be sent at `now` (ms, of any steady clock). */
  permits(now: number): boolean {
    return this.#state === 'closed' || now >= this.#trialAt;
  }

  /** A request is sent. */
  enter(now: number): void {
    if (this.#state === 'closed' || this.#spec === undefined) return;
    this.#trialAt = now + this.#spec.openMs;
    this.#become('half-open');
  }

  success(): void {
    this.#failures = 0;
    this.#become('closed');
  }

  /** A request was not answered at all. */
  failure(now: number): void {
    if (this.#spec === undefined || this.#state === 'open' || ++this.#failures < this.#spec.failures) return;
    this.#trialAt = now + this.#spec.openMs;
    this.#become('open');
  }

  #become(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed(state);
  }
}
