/** WebSockets through a channel: what upstream and downstream say passes the framing that the handshake has, and the engine. */
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { ERRORS, type Direction, type ErrorCode } from '../../src/base/errors.js';
import { AUTO, framingOf } from '../../src/channel/framing/registry.js';
import { channelOf } from './channel.js';
import { listen } from './upstream.js';

export interface Framed {
  readonly url: URL;
  /** Why messages were refused. */
  readonly refusals: ErrorCode[];
}

/** Listens for the length of one test. */
export async function framed(upstream: URL): Promise<Framed> {
  const refusals: ErrorCode[] = [];
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket, head) => join(upstream, request, socket, head, refusals));
  const { url } = await listen(server);
  return { url, refusals };
}

function join(upstream: URL, request: IncomingMessage, socket: Duplex, head: Buffer, refusals: ErrorCode[]): void {
  const protocols = request.headers['sec-websocket-protocol']?.split(/\s*,\s*/) ?? [];
  const target = new WebSocket(new URL(request.url ?? '/', upstream.href.replace(/^http/, 'ws')), protocols, { perMessageDeflate: false });
  target.on('error', () => socket.destroy());
  target.once('open', () => {
    const acceptor = new WebSocketServer({ noServer: true, handleProtocols: () => target.protocol });
    acceptor.handleUpgrade(request, socket, head, (source) => {
      const handshake = { carrier: 'websocket', path: request.url ?? '/', subprotocol: target.protocol || undefined } as const;
      const channel = channelOf({ framing: framingOf(AUTO, handshake), handshake });
      const relay = (from: WebSocket, to: WebSocket, direction: Direction): void => {
        from.on('error', () => undefined);
        from.on('close', (code) => (code >= 3000 || code === 1000 ? to.close(code) : to.close()));
        from.on('message', (data: Buffer, isBinary) => {
          const passed = channel.pass(direction, data, isBinary, 0);
          if (passed instanceof Promise) throw new Error('the ledgers are here');
          if (passed.refused !== undefined) {
            refusals.push(passed.refused);
            for (const leg of [from, to]) leg.close(ERRORS[passed.refused].close, passed.refused);
          } else if (passed.sends) to.send(passed.bytes, { binary: isBinary });
        });
      };
      relay(source, target, 'request');
      relay(target, source, 'response');
    });
  });
}

/** The same sentence about an order, every third with a card in it, told apart by its number. */
export function sentence(number: number): string {
  const cards = ['4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005'];
  return `no. ${number} ${number % 3 === 0 ? `card ${cards[(number / 3) % cards.length]} please` : 'order please'}`;
}

/** What is left of a sentence: its number and whether it is whole. */
export function numberIn(text: string): number {
  const number = Number(/^no\. (\d+) /.exec(text)?.[1] ?? Number.NaN);
  return text.endsWith(' please') ? number : Number.NaN;
}
