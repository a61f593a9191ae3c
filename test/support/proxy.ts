/** A real upstream, a real proxy and raw sockets: what the tests of the HTTP data plane stand on. */
import { type RequestListener, createServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, connect, createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../src/base/errors.js';
import type { Engine, Step } from '../../src/engine/api.js';
import type { ExchangeRecord, Observer } from '../../src/observe/observer.js';
import { type ProxyLimits, type ProxyOptions, createProxy, toOneUpstream } from '../../src/proxy/proxy.js';
import { closeLater, keepForFile } from './cleanup.js';
import { engine } from './engine.js';

export const PAN = '4111111111111111';
export const MASKED = '************1111';

/** A refusal without the identifier of its exchange, which may hold any digits. */
export const withoutExchange = (refusal: string): string => refusal.replace(/"exchange":"[^"]*"/, '');

/** An observer that remembers what it was told, for tests to ask. */
export class Recorder implements Observer {
  readonly ended: ExchangeRecord[] = [];
  readonly refusals: ErrorCode[] = [];
  readonly findings: string[] = [];
  started = 0;
  scannedBytes = 0;
  readonly unscannedBytes: Record<string, number> = {};
  heldBytes = 0;
  onRoute(): this {
    return this;
  }
  exchangeStarted(): void {
    this.started++;
  }
  exchangeEnded(record: ExchangeRecord): void {
    this.ended.push(record);
  }
  finding(entity: string, action: string, direction: string): void {
    this.findings.push(`${direction} ${entity} ${action}`);
  }
  refused(code: ErrorCode): void {
    this.refusals.push(code);
  }
  scanned(bytes: number): void {
    this.scannedBytes += bytes;
  }
  unscanned(bytes: number, _direction: string, reason: string): void {
    this.unscannedBytes[reason] = (this.unscannedBytes[reason] ?? 0) + bytes;
  }
  heldBack(deltaBytes: number): void {
    this.heldBytes += deltaBytes;
  }
  webSocketMessage(): void {
    // not of interest here
  }
}

export interface Backend {
  readonly url: string;
  readonly port: number;
  readonly sockets: Set<Socket>;
}

export interface Running {
  readonly url: string;
  readonly port: number;
  readonly observer: Recorder;
  drain(graceMs: number): Promise<void>;
}

/** Listens on a free port of the loopback for the length of one test. */
export async function listen(server: Server): Promise<Backend> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, sockets };
}

/** A backend that speaks HTTP. */
export async function backend(handler: RequestListener): Promise<Backend> {
  return listen(createServer(handler));
}

/** A backend that says exactly what it is told, byte for byte; `speak` is called once per connection with the request's first bytes. */
export async function rawBackend(speak: (socket: Socket, request: Buffer) => void): Promise<Backend> {
  return listen(
    createTcpServer((socket) => {
      socket.once('data', (request) => {
        speak(socket, request);
      });
    }),
  );
}

/** What a test changes of the proxy. */
export interface ProxyChanges extends Partial<Pick<ProxyOptions, 'upgrade'>>, Partial<Parameters<typeof toOneUpstream>[1]> {
  readonly engine?: Engine;
  readonly limits?: Partial<ProxyLimits>;
}

export async function startProxy(upstream: string, { upgrade, ...changes }: ProxyChanges = {}): Promise<Running> {
  const observer = new Recorder();
  const proxy = await createProxy({
    snapshot: toOneUpstream(new URL(upstream), { engine, ...changes }),
    observer,
    ...(upgrade === undefined ? {} : { upgrade }),
  });
  const { url } = await proxy.listen('127.0.0.1', 0);
  closeLater(() => proxy.drain(0));
  return { url, port: Number(new URL(url).port), observer, drain: (graceMs) => proxy.drain(graceMs) };
}

/** A proxy in front of a backend that answers as `handler` does. */
export async function proxied(handler: RequestListener, options: ProxyChanges = {}): Promise<Running & { readonly backend: Backend }> {
  const upstream = await backend(handler);
  return { ...(await startProxy(upstream.url, options)), backend: upstream };
}

/**
 * One proxy for all that a file sends up: its thread that reads documents takes longer to start than most documents to read. To be asked for in
 * `beforeAll`; `arrived` is the last body that came to the backend.
 */
export async function uploads(): Promise<{ readonly url: string; arrived: Buffer | undefined }> {
  const known = { url: '', arrived: undefined as Buffer | undefined };
  const { url } = await keepForFile(() =>
    proxied((request, response) =>
      void readBytes(request).then((bytes) => {
        known.arrived = bytes;
        response.end('fine');
      }, () => response.destroy()),
    ),
  ); // prettier-ignore
  return Object.assign(known, { url });
}

/** A proxy in front of a backend that sends `answer` verbatim and then hangs up if `close` says so. */
export async function proxiedRaw(answer: string | Buffer, close = false): Promise<Running & { readonly backend: Backend }> {
  const upstream = await rawBackend((socket) => {
    socket.write(answer);
    if (close) socket.end();
  });
  return { ...(await startProxy(upstream.url)), backend: upstream };
}

export interface RawAnswer {
  readonly text: string;
  readonly bytes: Buffer;
  /** How the connection came to its end; `open` when it was still open when `until` was satisfied. */
  readonly end: 'open' | 'closed' | 'reset';
}

/** Sends bytes as they are, in pieces of `cut` bytes each in a packet of its own, and reads until `until` or the end. */
export async function speak(
  port: number,
  request: string | Buffer,
  options: { readonly cut?: number; readonly until?: (text: string) => boolean } = {},
): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const chunks: Buffer[] = [];
  let end: RawAnswer['end'] = 'open';
  const finished = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (options.until?.(Buffer.concat(chunks).toString('latin1')) === true) resolve();
    });
    socket.on('error', () => (end = 'reset'));
    socket.on('end', () => {
      if (end === 'open') end = 'closed';
    });
    socket.on('close', () => {
      resolve();
    });
  });
  const bytes = Buffer.from(request);
  const cut = options.cut ?? bytes.length;
  for (let at = 0; at < bytes.length && !socket.destroyed; at += cut) {
    await new Promise<void>((resolve) => socket.write(bytes.subarray(at, at + cut), () => setImmediate(resolve)));
  }
  await finished;
  socket.destroy();
  const all = Buffer.concat(chunks);
  return { text: all.toString('latin1'), bytes: all, end };
}

/** Waits until `condition` holds; the caller's test time-out is the only clock. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** The body of a request as its handler received it. */
export async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** All bytes of a message. */
export async function readBytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.from(await read(stream), 'latin1');
}

/** An engine that does as `behave` says, for faults that a sound engine does not have. */
export function failingEngine(behave: 'throws' | 'throws on end' | 'refuses'): Engine {
  const step = (bytes: Uint8Array): Step => {
    if (behave === 'throws') throw new Error('broken');
    return { bytes, effects: behave === 'refuses' ? [{ kind: 'refuse', code: 'SLUICE_MESSAGE_TOO_LARGE' }] : [] };
  };
  return {
    ...engine,
    open: () => ({
      held: 0,
      write: step,
      end: (chunk = new Uint8Array()) => {
        if (behave === 'throws on end') throw new Error('broken');
        return step(chunk);
      },
    }),
    inspect: () => {
      if (behave !== 'refuses') throw new Error('broken');
      return { effects: [{ kind: 'refuse', code: 'SLUICE_MESSAGE_TOO_LARGE' }], splices: [], refused: 'SLUICE_MESSAGE_TOO_LARGE' };
    },
  };
}
