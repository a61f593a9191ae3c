/** An upstream as the configuration describes it. Files are read and addresses vetted by whoever builds it. */
import type { ProxyLimits } from '../options.js';
import type { BreakerState } from './api.js';
import type { BreakerSpec } from './breaker.js';
import type { AddressGuard, UpstreamTls } from './dialer.js';
import type { HealthSpec } from './health.js';

export interface ServerSpec {
  /** `http:` or `https:`, host and port; `https://*` is the host that was asked for (asked.ts). A path is not looked at. */
  readonly url: URL;
  /** Share of the requests beside other servers; default 1. */
  readonly weight?: number | undefined;
}

export interface UpstreamSpec {
  readonly name: string;
  /** At least one. The only hosts that are ever contacted. */
  readonly servers: readonly ServerSpec[];
  /** Default `least-requests`. */
  readonly balance?: 'least-requests' | 'round-robin' | undefined;
  readonly tls?: UpstreamTls | undefined;
  /** Default `http/1.1`. `h2` needs https: and a server that agrees to it; one exchange at a time on each connection. */
  readonly protocol?: 'http/1.1' | 'h2' | undefined;
  /** Without it no active checks. */
  readonly health?: HealthSpec | undefined;
  /** Without it the breaker never opens. */
  readonly breaker?: BreakerSpec | undefined;
  /** Those that follow are of one server each; without them the limits of the table. */
  readonly maxConnections?: number | undefined;
  readonly maxQueued?: number | undefined;
  readonly queueTimeoutMs?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  readonly headersTimeoutMs?: number | undefined;
  readonly idleMs?: number | undefined;
  /** Which addresses its names may resolve to; without it any. */
  readonly permits?: AddressGuard | undefined;
}

/** Told of changes, for the log and the gauges. `server` is an origin of the configuration. */
export interface UpstreamEvents {
  healthChanged?(upstream: string, server: string, healthy: boolean): void;
  breakerChanged?(upstream: string, server: string, state: BreakerState): void;
}

/** Times and numbers with the table's where the specification says nothing. */
export function settle(spec: UpstreamSpec, limits: ProxyLimits) {
  return {
    connections: spec.maxConnections ?? limits.upstreamConnections,
    queueEntries: spec.maxQueued ?? limits.upstreamQueueEntries,
    queueTimeoutMs: spec.queueTimeoutMs ?? limits.upstreamQueueMs,
    connectTimeoutMs: spec.connectTimeoutMs ?? limits.connectTimeoutMs,
    headersTimeoutMs: spec.headersTimeoutMs ?? limits.upstreamHeadersTimeoutMs,
    idleMs: spec.idleMs ?? limits.upstreamIdleMs,
    evictionMs: limits.evictionMs,
    reservePercent: limits.upstreamReservePercent,
    headerLines: limits.http2HeaderLines,
    response: {
      headBytes: limits.headerBytes,
      chunkExtensionBytes: limits.upstreamChunkExtensionBytes,
      interimHeads: limits.upstreamInterimHeads,
    },
  };
}

export type Settings = ReturnType<typeof settle>;
