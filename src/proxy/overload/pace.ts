/**
 * How fast a downstream moves the bytes of a message, judged only by the time in which we wait for it: whoever is silent because we have
 * nothing for it, or because we take nothing, is not slow. Waiting makes a debt, bytes pay it off at the lowest rate that is accepted
 * (as in Apache's mod_reqtimeout), and nothing is saved up: a quick beginning does not pay for a pause.
 */

export interface PaceLimits {
  /** 0: any rate is accepted. */
  readonly slowBytesPerSecond: number;
  readonly slowGraceMs: number;
}

const SECOND_MS = 1000;

export class Pace {
  readonly #limits: PaceLimits;
  #debtMs = 0;
  /** Since when we wait (performance.now); undefined: we do not. */
  #since: number | undefined;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** From `now` on we wait for the downstream. All times are of performance.now. */
  wait(now: number): void {
    this.#since ??= now;
  }

  /** It has moved so many bytes; we go on waiting if we did. */
  moved(bytes: number, now: number): void {
    const debt = this.#owed(now) - timeFor(bytes, this.#limits);
    this.#debtMs = debt > 0 ? debt : 0;
    if (this.#since !== undefined) this.#since = now;
  }

  /** From `now` on it is not the downstream that we wait for. */
  rest(now: number): void {
    this.#debtMs = this.#owed(now);
    this.#since = undefined;
  }

  /** Time that we have waited, and still do, beyond what the bytes that it moved are worth; 0 where we do not wait. */
  stalledMs(now: number): number {
    return this.#since === undefined ? 0 : this.#owed(now);
  }

  /** Whether that is too long. `pendingBytes`: handed over and not taken, which may take its time as well. */
  isTooSlow(now: number, pendingBytes = 0): boolean {
    return this.stalledMs(now) > readingTimeMs(pendingBytes, this.#limits);
  }

  #owed(now: number): number {
    return this.#since === undefined ? this.#debtMs : this.#debtMs + (now - this.#since);
  }
}

/** What somebody who is given so many bytes gets at least to take them: the grace, and their time at the lowest rate. */
export function readingTimeMs(bytes: number, limits: PaceLimits): number {
  return limits.slowBytesPerSecond === 0 ? Infinity : limits.slowGraceMs + timeFor(bytes, limits);
}

/** Time of so many bytes at the lowest rate; without one a single byte pays for everything. */
function timeFor(bytes: number, { slowBytesPerSecond }: PaceLimits): number {
  if (slowBytesPerSecond === 0) return bytes === 0 ? 0 : Infinity;
  return (bytes * SECOND_MS) / slowBytesPerSecond;
}
