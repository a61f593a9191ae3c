/**
 * HTTP/1.1 to an upstream by way of undici: the reference that the lean client is held against. undici's own callbacks (its raw-header
 * interface: arrays of bytes, no header objects) are turned into ours.
 */
import { Client, buildConnector } from 'undici';
import type { ErrorCode } from '../../src/base/errors.js';
import type { Connection, Passenger } from '../../src/proxy/upstream/connection.js';
import type { TransportFactory } from '../../src/proxy/upstream/upstream.js';

type ClientOptions = NonNullable<ConstructorParameters<typeof Client>[1]>;

export const undiciTransport: TransportFactory = (origin, dialer, settings) => {
  const connector = buildConnector({
    timeout: settings.connectTimeoutMs,
    ...dialer.tls,
    ...(dialer.lookup && { lookup: dialer.lookup }),
  });
  // the name is the configured one, whatever Host a request names
  const connect: buildConnector.connector = (options, callback) =>
    connector({ ...options, servername: dialer.tls?.servername ?? '' }, callback);
  const options: ClientOptions = {
    connect,
    headersTimeout: settings.headersTimeoutMs,
    bodyTimeout: 0, // idle bodies are judged by the exchange, which knows event streams
    maxHeaderSize: settings.response.headBytes,
    strictContentLength: true,
  };
  return { open: (lost) => new UndiciConnection(origin, options, lost), tls: dialer.tls, lookup: dialer.lookup };
};

/** An exchange in undici's terms. */
class Dispatch {
  readonly #passenger: Passenger;
  #resume: (() => void) | undefined;
  #abort: (() => void) | undefined;
  #isBodiless = false;
  over = false;

  constructor(passenger: Passenger) {
    this.#passenger = passenger;
  }

  resume(): void {
    if (!this.over) this.#resume?.();
  }

  /** Nothing is called back from now on. */
  abort(): void {
    this.over = true;
    this.#abort?.();
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    if (this.over) abort();
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (this.over || status < 200) return true; // 1xx: hints and progress are not passed on
    if (status > 599) {
      this.#fail('SLUICE_UPSTREAM_FAILED');
      return true;
    }
    this.#resume = resume;
    this.#isBodiless = status === 204 || status === 304;
    const headers = new Array<string>(rawHeaders.length);
    for (let i = 0; i < rawHeaders.length; i++) headers[i] = rawHeaders[i].toString('latin1');
    this.#passenger.answered();
    this.#passenger.handler.head(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.over || this.#passenger.handler.data(chunk);
  }

  onComplete(): void {
    if (this.over) return;
    this.over = true;
    this.#passenger.settled(true);
    this.#passenger.handler.end();
  }

  onError(error: Error): void {
    if (this.over) return;
    if (this.#isBodiless && lengthDiffers(error)) {
      this.over = true;
      this.#passenger.settled(false);
      this.#passenger.handler.end();
    } else this.#fail(codeOf(error));
  }

  #fail(code: ErrorCode): void {
    this.over = true;
    this.#passenger.failed(code);
  }
}

class UndiciConnection implements Connection {
  readonly #client: Client;
  readonly #serverName: string;
  readonly keepAliveSeconds = -1;
  idleUntil = 0;
  #dispatch: Dispatch | undefined;

  constructor(origin: URL, options: ClientOptions, lost: (connection: Connection) => void) {
    this.#serverName = origin.hostname;
    this.#client = new Client(origin.origin, { ...options, pipelining: 1 });
    // under way, the exchange hears of it by itself
    this.#client.on('disconnect', () => {
      if (this.#dispatch?.over !== false) lost(this);
    });
  }

  carry(passenger: Passenger): void {
    const { request } = passenger;
    const { method, path, body } = request;
    this.#dispatch = new Dispatch(passenger);
    this.#client.dispatch(
      {
        method,
        path,
        headers: request.host === undefined ? [...request.headers] : ['Host', request.host, ...request.headers],
        body,
        blocking: false,
        idempotent: false,
        // the same for all, or undici opens another connection when Host changes; not in its types
        ...{ servername: this.#serverName },
        ...(request.headersTimeoutMs !== undefined && { headersTimeout: request.headersTimeoutMs }),
      },
      this.#dispatch,
    );
  }

  resume(): void {
    this.#dispatch?.resume();
  }

  destroy(): void {
    this.#dispatch?.abort();
    this.#client.destroy(ignore);
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
  EACCES: 'SLUICE_UPSTREAM_UNREACHABLE',
};

/** Names a client error by the table; its own text may quote the upstream and is never used. */
function codeOf(error: Error): ErrorCode {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^ERR_(?:TLS|SSL)|CERT|^UNABLE_TO_|^EPROTO/.test(code)) return 'SLUICE_UPSTREAM_TLS_FAILED';
  return CODES[code] ?? 'SLUICE_UPSTREAM_FAILED';
}
