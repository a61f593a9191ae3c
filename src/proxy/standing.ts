/**
 * Whether the caller of a live channel may still go on, and under which policy: asked with each message, because a channel outlives tokens,
 * roles and configurations. An answer is kept until the configuration changes or the token has to be verified again.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Principal } from '../policy/principal.js';
import type { Arrival, DownstreamRequest } from './downstream.js';
import type { Plane } from './plane.js';
import type { PlaneSnapshot } from './snapshot.js';

/** How the channel was asked for. */
export interface Asked {
  readonly request: Pick<DownstreamRequest, 'rawHeaders'>;
  readonly arrival: Arrival;
  readonly host: string | undefined;
  /** Path and query as they came. */
  readonly path: string;
  readonly principal: Principal;
  readonly snapshot: PlaneSnapshot;
  /** The engine when the channel opened. */
  readonly engine: Engine;
}

export class Standing {
  #answer: Engine | ErrorCode;
  #snapshot: PlaneSnapshot;
  #untilMs: number;

  constructor(
    private readonly plane: Plane,
    private readonly asked: Asked,
    private readonly now: () => number = Date.now,
  ) {
    this.#answer = asked.engine;
    this.#snapshot = asked.snapshot;
    this.#untilMs = asked.principal.untilMs ?? Infinity;
  }

  /** The engine for the next message, or why there is none. */
  current(): Engine | ErrorCode | Promise<Engine | ErrorCode> {
    const { snapshot } = this.plane;
    const isKnown = snapshot === this.#snapshot && (this.#untilMs === Infinity || this.now() < this.#untilMs);
    if (isKnown) return this.#answer;
    const caller = snapshot.callerOf(this.asked.request, this.asked.arrival);
    return caller instanceof Promise ? caller.then((known) => this.#judge(snapshot, known)) : this.#judge(snapshot, caller);
  }

  #judge(snapshot: PlaneSnapshot, principal: Principal): Engine | ErrorCode {
    this.#snapshot = snapshot;
    this.#untilMs = principal.untilMs ?? Infinity;
    this.#answer = this.#isStill(principal) ? this.#engineFor(snapshot, principal) : 'SLUICE_CALLER_EXPIRED';
    return this.#answer;
  }

  /** Whoever opened the channel with a proof must still have one. */
  #isStill(principal: Principal): boolean {
    return principal.by !== 'none' || this.asked.principal.by === 'none';
  }

  #engineFor(snapshot: PlaneSnapshot, principal: Principal): Engine | ErrorCode {
    const { arrival, host, path } = this.asked;
    const route = snapshot.routeFor(arrival.listener, host, path);
    return typeof route === 'string' || !route.webSocket ? 'SLUICE_CALLER_EXPIRED' : snapshot.engineFor(route, principal.role);
  }
}
