/**
 * The upstream leg behind one small interface, so that another HTTP client can take undici's place and pass the same tests.
 * It sends each request exactly once: never a retry, never a redirect, never a cache.
 */
import type { Readable } from 'node:stream';
import { Client, buildConnector } from 'undici';
import type { ErrorCode } from '../base/errors.js';
import type { UpstreamReading } from '../observe/vitals.js';
import type { ProxyLimits } from './options.js';

export interface UpstreamRequest {
  readonly method: string;
  /** Path and query, with the upstream's prefix. */
  readonly path: string;
  /** Flat `[name, value, …]` without Host, framing and hop-by-hop headers. */
  readonly headers: string[];
  readonly body: Uint8Array | Readable | null;
  /** Host to ask for instead of the upstream's own. */
  readonly host?: string | undefined;
}

/** Receives the answer. After `end`, `fail` or `abort` nothing more is called. */
export interface UpstreamHandler {
  /** A final status (200–599) and its header lines, flat, as latin1. */
  head(status: number, rawHeaders: string[]): void;
  /** False pauses the upstream until `resume`. */
  data(chunk: Uint8Array): boolean;
  /** The answer was complete by its own framing. Trailers are dropped: nothing has looked at them. */
  end(): void;
  fail(code: ErrorCode): void;
}

/** One request under way. */
export interface UpstreamCall {
  resume(): void;
  /** Gives up at once and destroys the connection. Nothing is called on the handler afterwards. */
  abort(): void;
}

export interface Upstream {
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** Its pools and its health, for the metrics. */
  status?(): UpstreamReading;
  /** Destroys every connection. */
  destroy(): Promise<void>;
}

/** Takes a connection back: for the next exchange when its answer was complete, to be destroyed otherwise. */
type Settle = (connection: Client, reusable: boolean) => void;

/** undici's own callbacks (its raw-header interface: arrays of bytes, no header objects), turned into ours. */
class Dispatch implements UpstreamCall {
  readonly #connection: Client;
  readonly #handler: UpstreamHandler;
  readonly #settle: Settle;
  #resume: (() => void) | undefined;
  #isBodiless = false;
  #over = false;

  constructor(connection: Client, handler: UpstreamHandler, settle: Settle) {
    this.#connection = connection;
    this.#handler = handler;
    this.#settle = settle;
  }

  resume(): void {
    if (!this.#over) this.#resume?.();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle(this.#connection, false);
  }

  onConnect(abort: (error?: Error) => void): void {
    if (this.#over) abort();
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (this.#over || status < 200) return true; // 1xx: hints and progress are not passed on
    this.#resume = resume;
    this.#isBodiless = status === 204 || status === 304;
    const headers = new Array<string>(rawHeaders.length);
    for (let i = 0; i < rawHeaders.length; i++) headers[i] = rawHeaders[i].toString('latin1');
    this.#handler.head(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#over || this.#handler.data(chunk);
  }

  onComplete(): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle(this.#connection, true);
    this.#handler.end();
  }

  onError(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle(this.#connection, false);
    if (this.#isBodiless && lengthDiffers(error)) this.#handler.end();
    else this.#handler.fail(codeOf(error));
  }
}

/** undici misses the body that the length of a 304 speaks of, though it is complete without one (RFC 9110 section 8.6). */
function lengthDiffers(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
}

function ignore(): void {
  // the connection is given up whatever its last words are
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  UND_ERR_CONNECT_TIMEOUT: 'SLUICE_UPSTREAM_UNREACHABLE',
  UND_ERR_HEADERS_TIMEOUT: 'SLUICE_UPSTREAM_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'SLUICE_UPSTREAM_TIMEOUT',
  UND_ERR_DESTROYED: 'SLUICE_DRAINING',
  UND_ERR_CLOSED: 'SLUICE_DRAINING',
  UND_ERR_INVALID_ARG: 'SLUICE_BAD_REQUEST',
  ECONNREFUSED: 'SLUICE_UPSTREAM_UNREACHABLE',
  EHOSTUNREACH: 'SLUICE_UPSTREAM_UNREACHABLE',
  ENETUNREACH: 'SLUICE_UPSTREAM_UNREACHABLE',
  EADDRNOTAVAIL: 'SLUICE_UPSTREAM_UNREACHABLE',
  ETIMEDOUT: 'SLUICE_UPSTREAM_UNREACHABLE',
  ENOTFOUND: 'SLUICE_UPSTREAM_UNREACHABLE',
  EAI_AGAIN: 'SLUICE_UPSTREAM_UNREACHABLE',
};

/** Names a client error by the table; its own text may quote the upstream and is never used. */
function codeOf(error: Error): ErrorCode {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('ERR_TLS') || code.includes('CERT')) return 'SLUICE_UPSTREAM_UNREACHABLE';
  return CODES[code] ?? 'SLUICE_UPSTREAM_FAILED';
}

/**
 * Connections to one origin, one exchange on each at a time. We keep the idle ones ourselves because undici's pool opens a new
 * connection after every abort; here a connection whose answer was not complete is destroyed for good.
 */
export function createUpstream(origin: URL, limits: ProxyLimits): Upstream {
  const connect = buildConnector({ timeout: limits.connectTimeoutMs });
  const all = new Set<Client>();
  const idle: Client[] = [];

  const open = (): Client => {
    const connection = new Client(origin.origin, {
      connect, // shared, so that TLS sessions are resumed
      pipelining: 1,
      headersTimeout: limits.upstreamHeadersTimeoutMs,
      bodyTimeout: 0, // idle bodies are judged by the exchange, which knows event streams
      maxHeaderSize: limits.headerBytes,
      strictContentLength: true,
    });
    all.add(connection);
    connection.on('disconnect', () => {
      const at = idle.indexOf(connection);
      if (at < 0) return;
      idle.splice(at, 1);
      settle(connection, false);
    });
    return connection;
  };
  const settle: Settle = (connection, reusable) => {
    if (reusable) {
      idle.push(connection);
      return;
    }
    all.delete(connection);
    connection.destroy(ignore);
  };

  return {
    send({ method, path, headers, body, host }, handler) {
      if (host !== undefined) headers.push('Host', host);
      const connection = idle.pop() ?? open();
      const dispatch = new Dispatch(connection, handler, settle);
      connection.dispatch({ method, path, headers, body, blocking: false, idempotent: false }, dispatch);
      return dispatch;
    },
    async destroy() {
      await Promise.all([...all].map((connection) => connection.destroy()));
    },
  };
}
