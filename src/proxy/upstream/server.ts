/** One server of an upstream: its connections, whether it may be used, and how much it has to do. */
import type { ConnectionOptions } from 'node:tls';
import type { ErrorCode } from '../../base/errors.js';
import type { Lease, ServerStatus, UpstreamCall, UpstreamHandler, UpstreamRequest } from './api.js';
import type { Candidate } from './balance.js';
import { Breaker } from './breaker.js';
import type { Transport } from './transport.js';
import { HealthCheck } from './health.js';
import { Pool, type PoolWatch } from './pool.js';
import type { Settings, UpstreamEvents, UpstreamSpec } from './spec.js';

export interface ServerOptions {
  readonly spec: UpstreamSpec;
  readonly url: URL;
  readonly weight: number;
  readonly settings: Settings;
  readonly transport: Transport;
  readonly events: UpstreamEvents;
}

export class Server implements Candidate, PoolWatch {
  readonly weight: number;
  readonly #url: URL;
  readonly #connections: number;
  readonly #transport: Transport;
  readonly #pool: Pool;
  readonly #breaker: Breaker;
  readonly #health: HealthCheck | undefined;
  #active = 0;
  #leased = 0;

  constructor({ spec, url, weight, settings, transport, events }: ServerOptions) {
    this.weight = weight;
    this.#url = url;
    this.#transport = transport;
    this.#connections = settings.connections;
    this.#pool = new Pool(transport.open, settings, this);
    this.#breaker = new Breaker(spec.breaker, (state) => events.breakerChanged?.(spec.name, url.origin, state));
    this.#health =
      spec.health &&
      new HealthCheck(
        spec.health,
        (passenger) => {
          const connection = transport.open(ignore);
          connection.carry(passenger);
          return () => connection.destroy();
        },
        (healthy) => events.healthChanged?.(spec.name, url.origin, healthy),
      );
  }

  get load(): number {
    return this.#active + this.#leased;
  }

  /** `now`: performance.now. */
  isUsable(now: number): boolean {
    return this.#breaker.permits(now) && this.#health?.healthy !== false;
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    this.#active++;
    if (this.#breaker.state !== 'closed') this.#breaker.enter(performance.now());
    return this.#pool.send(request, handler);
  }

  lease(): Lease | ErrorCode {
    if (this.#pool.open + this.#leased >= this.#connections) return 'SLUICE_UPSTREAM_BUSY';
    this.#breaker.enter(performance.now());
    this.#leased++;
    let released = false;
    const secure = this.#url.protocol === 'https:';
    const tls: ConnectionOptions | undefined = this.#transport.tls;
    return {
      target: new URL(`${secure ? 'wss:' : 'ws:'}//${this.#url.host}/`),
      tls,
      lookup: this.#transport.lookup,
      connected: (success) => (success ? this.#breaker.success() : this.#breaker.failure(performance.now())),
      release: () => {
        if (released) return;
        released = true;
        this.#leased--;
      },
    };
  }

  status(): ServerStatus {
    return {
      origin: this.#url.origin,
      healthy: this.#health?.healthy !== false,
      breaker: this.#breaker.state,
      open: this.#pool.open,
      idle: this.#pool.idle,
      queued: this.#pool.queued,
      active: this.#active,
      leased: this.#leased,
    };
  }

  async destroy(whenIdle: boolean): Promise<void> {
    this.#health?.destroy();
    await this.#pool.destroy(whenIdle);
  }

  answered(): void {
    this.#breaker.success();
  }

  failed(code: ErrorCode, answered: boolean): void {
    if (!answered && SPEAKS_AGAINST.has(code)) this.#breaker.failure(performance.now());
  }

  released(): void {
    this.#active--;
  }
}

/** What the server is to blame for. */
const SPEAKS_AGAINST = new Set<ErrorCode>([
  'SLUICE_UPSTREAM_UNREACHABLE',
  'SLUICE_UPSTREAM_TLS_FAILED',
  'SLUICE_UPSTREAM_TIMEOUT',
  'SLUICE_UPSTREAM_FAILED',
  'SLUICE_TRANSFER_CODING',
]);

function ignore(): void {
  // a check hears of the end of its connection as its own failure
}
