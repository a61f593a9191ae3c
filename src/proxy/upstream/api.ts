/**
 * What the data plane sees of the upstream: one request out, one answer in, each exactly once. Never a retry, never a redirect,
 * never a cache. The clients behind it are lean-connection.ts and http2-connection.ts.
 */
import type { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { ErrorCode } from '../../base/errors.js';

export interface UpstreamRequest {
  readonly method: string;
  /** Path and query, with the upstream's prefix. */
  readonly path: string;
  /** Flat `[name, value, …]` without Host, framing and hop-by-hop headers. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | Readable | null;
  /** Value of Host; without it the authority of the server that is picked. */
  readonly host?: string | undefined;
  /** Time for the answer's head, where the upstream's own is not meant: long polls. */
  readonly headersTimeoutMs?: number | undefined;
}

/** Receives the answer, never before `send` has returned. After `end`, `fail` or `abort` nothing more is called. */
export interface UpstreamHandler {
  /** A final status (200–599) and its header lines, flat, as latin1. */
  head(status: number, rawHeaders: string[]): void;
  /** Bytes of the body, the handler's to keep and to change. False pauses the upstream until `resume`. */
  data(chunk: Uint8Array): boolean;
  /** The answer was complete by its own framing. Trailers are dropped: nothing has looked at them. */
  end(): void;
  fail(code: ErrorCode): void;
  /** For how long its downstream has held up the exchange, in milliseconds (`now`: performance.now); without it never. */
  stalledMs?(now: number): number;
}

/** One request under way. */
export interface UpstreamCall {
  resume(): void;
  /** Gives up at once and destroys the connection. Nothing is called on the handler afterwards. */
  abort(): void;
}

/** A server picked for a connection that somebody else opens: the WebSocket half. */
export interface Lease {
  /** `ws:` or `wss:` and the server's authority, path `/`. */
  readonly target: URL;
  /** For a `wss:` target. */
  readonly tls: ConnectionOptions | undefined;
  /** Resolves names for it: refuses addresses that the upstream may not have. */
  readonly lookup: ConnectionOptions['lookup'];
  /** The attempt to connect succeeded or failed; counted by the circuit breaker. Call it at most once. */
  connected(success: boolean): void;
  /** The connection is over. More calls than one are ignored. */
  release(): void;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** One server as the status page and the gauges show it. Numbers are counts of this moment. */
export interface ServerStatus {
  readonly origin: string;
  /** By active checks; true where there are none. */
  readonly healthy: boolean;
  readonly breaker: BreakerState;
  /** Connections, idle ones included. */
  readonly open: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly queued: number;
  /** Requests under way, queued ones included. */
  readonly active: number;
  /** Leases not yet released. */
  readonly leased: number;
}

export interface UpstreamStatus {
  readonly name: string;
  readonly servers: readonly ServerStatus[];
}

export interface Upstream {
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** Picks a server as `send` would, or says why there is none. `host`: the one that was asked for, for upstreams that go there. */
  lease(host?: string): Lease | ErrorCode;
  status(): UpstreamStatus;
  /** Stops the checks, refuses new requests, and destroys each connection: at once, or with `whenIdle` after its exchange. */
  destroy(whenIdle?: boolean): Promise<void>;
}
