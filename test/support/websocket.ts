/** Real WebSocket peers for tests: a CRM that listens, and an agent desktop that connects. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';

export interface Upstream {
  readonly url: URL;
  readonly server: Server;
  /** TCP connections now open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves with the next WebSocket that is opened. */
  next(): Promise<Peer>;
  stop(): Promise<void>;
}

export interface Peer {
  readonly ws: WebSocket;
  readonly request: IncomingMessage;
  readonly messages: Message[];
  readonly closed: Promise<Closed>;
  /** Resolves when that many messages have come. */
  received(count: number): Promise<Message[]>;
}

export interface Message {
  readonly text: string;
  readonly binary: boolean;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Starts an upstream; `onOpen` runs in the turn in which a connection opens, before the 101 has left. */
export async function startUpstream(options: ServerOptions = {}, onOpen: (peer: Peer) => void = () => undefined): Promise<Upstream> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const acceptor = new WebSocketServer({ noServer: true, ...options });
  const sockets = new Set<Socket>();
  const opened: Peer[] = [];
  const waiting: ((peer: Peer) => void)[] = [];
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    acceptor.handleUpgrade(request, socket, head, (ws) => {
      const peer = peerOf(ws, request);
      onOpen(peer);
      const resolve = waiting.shift();
      if (resolve === undefined) opened.push(peer);
      else resolve(peer);
    });
  });
  const url = await listen(server);
  return {
    url,
    server,
    sockets,
    next: () => {
      const peer = opened.shift();
      return peer === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(peer);
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function listen(server: Server): Promise<URL> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

export interface Downstream extends Peer {
  /** Headers of the 101. */
  readonly answer: IncomingMessage;
}

/** Connects and waits for the 101; rejects with the status when there is none. */
export async function connect(url: string, protocols: string[] = [], headers: Record<string, string> = {}): Promise<Downstream> {
  const ws = new WebSocket(url.replace(/^http/, 'ws'), protocols, { headers });
  let answer: IncomingMessage | undefined;
  ws.once('upgrade', (response) => (answer = response));
  const peer = peerOf(ws, undefined);
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
    ws.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => reject(new Refused(response, Buffer.concat(chunks).toString())));
    });
  });
  return Object.assign(peer, { answer: answer! });
}

/** The handshake was answered with something other than 101. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;

  constructor(response: IncomingMessage, body: string) {
    super(`refused with ${response.statusCode}`);
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    this.body = body;
  }
}

function peerOf(ws: WebSocket, request: IncomingMessage | undefined): Peer {
  const messages: Message[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  ws.on('message', (data, binary) => {
    messages.push({ text: (data as Buffer).toString('latin1'), binary });
    for (const one of waiting) if (messages.length >= one.count) one.resolve();
  });
  ws.on('error', () => undefined);
  const closed = new Promise<Closed>((resolve) => ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
  return {
    ws,
    request: request!,
    messages,
    closed,
    async received(count) {
      if (messages.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return messages;
    },
  };
}

/** Waits until `condition` holds; fails after `timeoutMs`, a while before the test would. For states that no event announces. */
export async function until(condition: () => boolean, what: string, timeoutMs = 45_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
