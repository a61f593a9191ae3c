/**
 * The place where evasions are tried: a whole Sluice – listener, WebSocket half, log, metrics, admin port – between an upstream and
 * clients that say exactly what they are told. It reports what crossed and which refusal stopped it; it judges nothing.
 */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { createApp } from '../../../src/app.js';
import { ask } from '../../support/coded.js';
import { recordedLog } from '../../support/log.js';
import { eventually, speak } from '../../support/proxy.js';
import type { BodyWay, FrameStep, FrameWay, HeaderWay, RawWay, UrlWay, Way } from './evasion.js';

/** What came out on the other side. */
export interface Crossing {
  /** Which of the ways of this carrier. */
  readonly by: string;
  readonly bytes: Buffer;
  /** The code of the refusal, or nothing. */
  readonly code: string;
  /** A finding of a card was counted. */
  readonly isTold: boolean;
  /** What would have crossed without Sluice, where that is known byte for byte. */
  readonly sent: Buffer | undefined;
}

export interface Lab {
  cross(way: Way, card: string): Promise<readonly Crossing[]>;
  /** Everything that Sluice itself said: log lines, bodies and heads of refusals, metrics, coverage, status. */
  sideChannels(): Promise<readonly (readonly [name: string, text: string])[]>;
  stop(): Promise<void>;
}

/** No refusal of ours is longer; what a cut answer had let out before is not ours. */
const OWN_BYTES = 16_384;

type Raw = (socket: Socket) => void;

const KEY = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const ASK = 'GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n';

/** The upstream: remembers every byte it is sent, answers as `answer` says, takes WebSockets. */
class Upstream {
  readonly received: Buffer[] = [];
  readonly sockets = new Set<Socket>();
  readonly server = createServer((request, response) => this.#take(request, response));
  readonly acceptor = new WebSocketServer({ noServer: true });
  opened: ((ws: WebSocket) => void) | undefined;
  answer: (response: ServerResponse) => void = (response) => response.end('ok');
  raw: Raw | undefined;

  constructor() {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => this.received.push(chunk)); // also what the parser below would not understand
    });
    this.server.on('clientError', (_error, socket) => socket.destroy());
    this.server.on('upgrade', (request, socket, head) => {
      if (this.raw !== undefined) return this.raw(socket as Socket);
      this.acceptor.handleUpgrade(request, socket, head, (ws) => this.opened?.(ws));
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      this.bodies.push(Buffer.concat(body));
      this.received.push(Buffer.concat(body), Buffer.from(request.rawTrailers.join(' '), 'latin1'));
      if (this.raw === undefined) this.answer(response);
      else this.raw(request.socket);
    });
  }
  readonly bodies: Buffer[] = [];

  reset(): void {
    this.received.length = 0;
    this.bodies.length = 0;
    this.raw = undefined;
    this.answer = (response) => response.end('ok');
  }
}

/** Tests beside it keep the machine busy: that timers come late is no overload. */
const UNHURRIED = { delayMs: 60_000, memory: 0.85 };

export async function openLab(): Promise<Lab> {
  const upstream = new Upstream();
  await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.server.address() as AddressInfo;
  const { log, lines } = recordedLog();
  const local = { host: '127.0.0.1', port: 0 };
  const app = createApp({
    upstream: new URL(`http://127.0.0.1:${port}`),
    listen: local,
    admin: local,
    log,
    overload: UNHURRIED,
  });
  const { proxy, admin } = await app.start();
  return new Bench(upstream, app.stop.bind(app), Number(new URL(proxy).port), admin ?? '', lines);
}

class Bench implements Lab {
  readonly #refusals: string[] = [];
  #mark = 0;
  #callers = 0;

  constructor(
    readonly upstream: Upstream,
    readonly stopApp: () => Promise<void>,
    readonly port: number,
    readonly admin: string,
    readonly lines: string[],
  ) {}

  cross(way: Way, card: string): Promise<readonly Crossing[]> {
    switch (way.over) {
      case 'body':
        return this.#body(way, card);
      case 'url':
        return this.#url(way, card);
      case 'header':
        return this.#header(way, card);
      case 'websocket':
        return this.#websocket(way, card);
      default:
        return this.#raw(way, card);
    }
  }

  async #body({ type, coding, only, make }: BodyWay, card: string): Promise<Crossing[]> {
    const body = Buffer.from(make(card));
    const headers = { ...(type !== undefined && { 'content-type': type }), ...(coding !== undefined && { 'content-encoding': coding }) };
    const accept = { 'accept-encoding': 'gzip, deflate, br' };
    const half = body.length >> 1;
    const crossings: Crossing[] = [];
    for (const chunks of [undefined, [body.subarray(0, half), body.subarray(half)]]) {
      const how = chunks === undefined ? 'with its length' : 'in chunks';
      if (only !== 'response') {
        this.#begin();
        const answer = await ask(this.port, '/up', { headers, body: chunks ?? body }).catch(() => undefined);
        crossings.push(this.#crossing(`request ${how}`, Buffer.concat(this.upstream.bodies), answer?.body, body));
      }
      if (only !== 'request') {
        this.#begin();
        this.upstream.answer = (response) => {
          response.writeHead(200, { ...headers, ...(chunks === undefined && { 'content-length': body.length }) });
          for (const chunk of chunks ?? []) response.write(chunk);
          response.end(chunks === undefined ? body : undefined);
        };
        const answer = await ask(this.port, '/down', { headers: accept }).catch(() => undefined);
        crossings.push(this.#crossing(`response ${how}`, answer?.body ?? Buffer.alloc(0), answer?.body, body));
      }
    }
    return crossings;
  }

  async #url({ make }: UrlWay, card: string): Promise<Crossing[]> {
    const target = Buffer.from(make(card)).toString('latin1');
    const head = `GET ${target} HTTP/1.1\r\nHost: desk\r\n`;
    const plain = await this.#request('request', `${head}Connection: close\r\n\r\n`);
    const upgrade = await this.#request('handshake', `${head}${KEY}\r\n`);
    return [plain, upgrade].map((crossing) => ({ ...crossing, sent: undefined }));
  }

  async #header({ header, only, make }: HeaderWay, card: string): Promise<Crossing[]> {
    const line = `${header}: ${Buffer.from(make(card)).toString('latin1')}\r\n`;
    const crossings: Crossing[] = [];
    if (only !== 'response') {
      crossings.push(await this.#request('request', `${ASK}${line}\r\n`));
      crossings.push(await this.#request('handshake', `GET /ws HTTP/1.1\r\nHost: desk\r\n${KEY}${line}\r\n`));
    }
    if (only !== 'request') {
      const answer = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${line}\r\nok`;
      crossings.push(await this.#answer('response', Buffer.from(answer, 'latin1'), false));
      crossings.push(
        await this.#answer('answer to a handshake', Buffer.from(`HTTP/1.1 403 No\r\nContent-Length: 0\r\n${line}\r\n`, 'latin1'), true),
      );
    }
    return crossings;
  }

  async #raw({ over, make }: RawWay, card: string): Promise<Crossing[]> {
    const bytes = Buffer.from(make(card));
    if (over === 'request') return [await this.#request('request', bytes)];
    return [await this.#answer('response', bytes, over === 'upgrade answer')];
  }

  async #request(by: string, bytes: string | Buffer): Promise<Crossing> {
    this.#begin();
    const sent = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    const { bytes: answer } = await speak(this.port, sent, { until: (text) => /^HTTP\/1\.1 101[^]*\r\n\r\n/.test(text) });
    return this.#crossing(by, Buffer.concat(this.upstream.received), answer, undefined);
  }

  async #answer(by: string, bytes: Buffer, isUpgrade: boolean): Promise<Crossing> {
    this.#begin();
    this.upstream.raw = (socket) => socket.end(bytes);
    const { bytes: answer } = await speak(this.port, isUpgrade ? `GET /ws HTTP/1.1\r\nHost: desk\r\n${KEY}\r\n` : `${ASK}\r\n`);
    return this.#crossing(by, answer, answer, undefined);
  }

  async #websocket({ only, frames }: FrameWay, card: string): Promise<Crossing[]> {
    const steps = frames(card);
    const crossings: Crossing[] = [];
    for (const direction of ['request', 'response'] as const) {
      if (only !== undefined && only !== direction) continue;
      this.#begin();
      const opened = new Promise<WebSocket>((resolve) => (this.upstream.opened = resolve));
      // Each is somebody else's: digits that an earlier evasion said must not count.
      const headers = { cookie: `session=${++this.#callers}` };
      const downstream = new WebSocket(`ws://127.0.0.1:${this.port}/ws`, { perMessageDeflate: false, headers });
      downstream.on('error', () => undefined);
      const far = await opened;
      if (downstream.readyState !== WebSocket.OPEN) await new Promise((resolve) => downstream.once('open', resolve));
      const [from, to] = direction === 'request' ? [downstream, far] : [far, downstream];
      const seen = await relay(from, to, steps);
      const sent = Buffer.concat(
        steps.flatMap((step) => ('data' in step ? [Buffer.from(step.data)] : 'close' in step ? [Buffer.from(step.close)] : [])),
      );
      crossings.push(this.#crossing(direction, seen, seen, sent));
    }
    return crossings;
  }

  #begin(): void {
    this.upstream.reset();
    this.#mark = this.lines.length;
  }

  /** The first refusal since `#begin`; what Sluice answered with it is kept for the search of the side channels. */
  #crossing(by: string, bytes: Buffer, answer: Buffer | undefined, sent: Buffer | undefined): Crossing {
    const lines = this.lines.slice(this.#mark);
    const refused = lines.find((line) => line.includes('"msg":"refused"'));
    const isTold = lines.some((line) => line.includes('"msg":"finding"') && line.includes('"card.'));
    const code = refused === undefined ? '' : (JSON.parse(refused) as { code: string }).code;
    if (code !== '' && answer !== undefined) this.#refusals.push(answer.toString('latin1', 0, OWN_BYTES));
    return { by, bytes, code, sent, isTold };
  }

  async sideChannels(): Promise<readonly (readonly [string, string])[]> {
    const pages = ['/metrics', '/api/coverage', '/api/status'];
    const told = await Promise.all(pages.map(async (page) => [page, await (await fetch(this.admin + page)).text()] as const));
    const lines = new Set(this.lines.map((line) => line.replace(/"time":"[\d:.TZ-]{24}"/, ''))); // most are alike
    return [['log', [...lines].join('')] as const, ['refusals', this.#refusals.join('\n')] as const, ...told];
  }

  async stop(): Promise<void> {
    for (const socket of this.upstream.sockets) socket.destroy();
    await this.stopApp();
    await new Promise((resolve) => this.upstream.server.close(resolve));
  }
}

/** Sends the steps, then closes; resolves with every payload that reached the other peer, in order. */
async function relay(from: WebSocket, to: WebSocket, steps: readonly FrameStep[]): Promise<Buffer> {
  const seen: Buffer[] = [];
  let isClosed = false;
  to.on('message', (data) => seen.push(data as Buffer));
  to.on('ping', (data) => seen.push(data));
  to.on('pong', (data) => seen.push(data));
  to.on('close', (_code, reason) => {
    seen.push(reason);
    isClosed = true;
  });
  from.on('error', () => undefined);
  to.on('error', () => undefined);
  let reason: string | undefined;
  for (const step of steps) {
    if ('data' in step) from.send(step.data, { fin: step.fin ?? true, binary: step.binary ?? false, compress: false });
    else if ('ping' in step) from.ping(step.ping);
    else if ('pong' in step) from.pong(step.pong);
    else reason = step.close;
  }
  from.close(1000, reason);
  await eventually(() => isClosed);
  return Buffer.concat(seen);
}
