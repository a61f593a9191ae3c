/**
 * Watches over an answer without an end, a stream of events, whose caller has a proof that ends: when it does, the caller is asked for again,
 * and the stream is cut unless it is the same in the same role. Whoever listens to events comes back by itself, with the proof of that day.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Principal } from '../policy/principal.js';
import type { Arrival, DownstreamRequest } from './downstream.js';
import type { Plane } from './plane.js';

/** Whose stream it is. */
export interface Watched {
  readonly plane: Plane;
  readonly request: Pick<DownstreamRequest, 'rawHeaders'>;
  readonly arrival: Arrival;
  readonly principal: Principal | undefined;
}

/** A clock that was set back must not make us ask all the time. */
const SOONEST_MS = 10;
/** What timers can count. */
const LONGEST_MS = 2_147_483_647;

export class Vigil {
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    private readonly watched: Watched,
    private readonly onExpired: (code: ErrorCode) => void,
  ) {
    this.#await(watched.principal);
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #await(principal: Principal | undefined): void {
    if (principal?.untilMs === undefined) return;
    const ms = Math.min(Math.max(principal.untilMs - Date.now(), SOONEST_MS), LONGEST_MS);
    this.#timer = setTimeout(() => this.#ask(), ms).unref();
  }

  #ask(): void {
    const { plane, request, arrival } = this.watched;
    const caller = plane.snapshot.callerOf(request, arrival);
    if (caller instanceof Promise) caller.then((known) => this.#judge(known)).catch(() => this.#expire('SLUICE_ENGINE_FAILED'));
    else this.#judge(caller);
  }

  #judge(caller: Principal): void {
    const { principal } = this.watched;
    const isSame = caller.by !== 'none' && caller.role === principal?.role && caller.tenant === principal.tenant;
    if (!isSame) this.#expire('SLUICE_CALLER_EXPIRED');
    else if (!this.#isOver) this.#await(caller);
  }

  #expire(code: ErrorCode): void {
    if (this.#isOver) return;
    this.stop();
    this.onExpired(code);
  }
}
