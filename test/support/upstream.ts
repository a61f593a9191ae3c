/** Servers that say what they are told, and callers that write down what became of a request: for tests of the upstream leg. */
import { type RequestListener, createServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { type TlsOptions, createServer as createTlsServer } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../src/base/errors.js';
import { LIMITS } from '../../src/base/limits.js';
import type { ProxyLimits } from '../../src/proxy/options.js';
import type { Upstream, UpstreamCall, UpstreamHandler, UpstreamRequest } from '../../src/proxy/upstream/api.js';
import type { UpstreamEvents, UpstreamSpec } from '../../src/proxy/upstream/spec.js';
import { type TransportFactory, buildUpstream } from '../../src/proxy/upstream/upstream.js';
import { closeLater } from './cleanup.js';

export interface Listening {
  readonly url: URL;
  readonly port: number;
  readonly sockets: Set<Socket>;
  /** Connections so far. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

/** Listens on the loopback for the length of one test. */
export async function listen(server: Server, scheme = 'http', port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  closeLater(close);
  return { url: new URL(`${scheme}://127.0.0.1:${address.port}`), port: address.port, sockets, accepted: () => count, close };
}

export const httpServer = (handler: RequestListener, port = 0): Promise<Listening> => listen(createServer(handler), 'http', port);

/** Speaks raw bytes: `talk` is called for each piece that comes in. */
export const rawServer = (talk: (socket: Socket, piece: Buffer) => void): Promise<Listening> =>
  listen(createTcpServer((socket) => socket.on('data', (piece) => talk(socket, piece))));

/** As `rawServer`, under TLS. */
export function tlsServer(options: TlsOptions, talk: (socket: Socket, piece: Buffer) => void): Promise<Listening> {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece: Buffer) => talk(socket, piece));
  });
  server.on('tlsClientError', () => undefined);
  return listen(server, 'https');
}

/** Builds an upstream for the length of one test. */
export function upstreamOf(
  spec: Partial<Omit<UpstreamSpec, 'servers'>> & { readonly servers: readonly (URL | UpstreamSpec['servers'][number])[] },
  options: { limits?: Partial<ProxyLimits>; events?: UpstreamEvents; transport?: TransportFactory | undefined } = {},
): Upstream {
  const servers = spec.servers.map((server) => (server instanceof URL ? { url: server } : server));
  const upstream = buildUpstream({ name: 'crm', ...spec, servers }, { ...LIMITS, ...options.limits }, options.events, options.transport);
  closeLater(() => upstream.destroy());
  return upstream;
}

/** A handler that writes down what it is told. */
export class Teller implements UpstreamHandler {
  status = 0;
  headers: string[] = [];
  readonly chunks: Uint8Array[] = [];
  outcome: 'end' | ErrorCode | undefined;
  /** Calls after the last one allowed. */
  late = 0;
  room = true;
  readonly over: Promise<void>;
  #finish!: () => void;

  constructor() {
    this.over = new Promise((resolve) => (this.#finish = resolve));
  }

  get body(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  head(status: number, rawHeaders: string[]): void {
    if (this.outcome !== undefined) this.late++;
    this.status = status;
    this.headers = rawHeaders;
  }

  data(chunk: Uint8Array): boolean {
    if (this.outcome !== undefined) this.late++;
    this.chunks.push(chunk);
    return this.room;
  }

  end(): void {
    this.#close('end');
  }

  fail(code: ErrorCode): void {
    this.#close(code);
  }

  #close(outcome: 'end' | ErrorCode): void {
    if (this.outcome !== undefined) this.late++;
    this.outcome = outcome;
    this.#finish();
  }
}

export type Asked = Teller & { readonly call: UpstreamCall };

/** Sends a request; the teller has what becomes of it. */
export function begin(upstream: Upstream, request: Partial<UpstreamRequest> = {}): Asked {
  const teller = new Teller();
  const call = upstream.send({ method: 'GET', path: '/', headers: [], body: null, ...request }, teller);
  return Object.assign(teller, { call });
}

/** Sends a request and waits until it is over. */
export async function ask(upstream: Upstream, request: Partial<UpstreamRequest> = {}): Promise<Asked> {
  const asked = begin(upstream, request);
  await asked.over;
  return asked;
}

/** Waits until `condition` holds; fails a while before the test would, to say which it was. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 45_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${condition.toString()}`);
    await sleep(5);
  }
}
