/** Twilio's Twilsock client against a small server of our own, through the proxy: REST calls and notifications. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { withBrowserSocket } from '../../support/browser-socket.js';
import { closeLater } from '../../support/cleanup.js';
import { leaksIn } from '../../support/leaks.js';
import { listen } from '../../support/proxy.js';
import { numberIn, sentence } from '../../support/sentences.js';
import { sluiceTo } from '../../support/sluice.js';

interface Reply {
  readonly status: { readonly code: number };
  readonly body: unknown;
}
interface TwilsockClient {
  on(event: string, listener: (...args: unknown[]) => void): void;
  connect(): void;
  disconnect(): Promise<void>;
  post(url: string, headers: object, body: unknown, grant: string): Promise<Reply>;
}
const { TwilsockClient } = createRequire(import.meta.url)('twilsock') as {
  TwilsockClient: new (token: string, product: string, options: object) => TwilsockClient;
};

withBrowserSocket();

interface Header {
  readonly method: string;
  readonly id: string;
  readonly payload_size: number;
  readonly http_request?: { readonly path: string; readonly headers: Readonly<Record<string, string>> };
}

/** As Twilio's service reads and writes. */
function read(packet: Buffer): { header: Header; payload: string } {
  const [line] = packet.toString('latin1').split('\r\n', 1);
  const start = line.length + 2;
  const end = start + Number(line.split(' ')[2]);
  const header = JSON.parse(packet.toString('utf8', start, end)) as Header;
  if (packet.length !== end + 2 + header.payload_size) throw new Error('a length is wrong');
  return { header, payload: packet.toString('utf8', end + 2) };
}

function written(header: object, payload: string): Buffer {
  const head = JSON.stringify({ ...header, payload_size: Buffer.byteLength(payload), payload_type: 'application/json' });
  return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(head)}\r\n${head}\r\n${payload}`);
}

it('carries calls and notifications, and shows no card in URL, headers or bodies', async () => {
  const server = createServer();
  const acceptor = new WebSocketServer({ server });
  const asked: string[] = [];
  const calls: Header['http_request'][] = [];
  acceptor.on('connection', (ws) => {
    ws.on('message', (data: Buffer) => {
      const { header, payload } = read(data);
      if (header.method !== 'init' && header.method !== 'message') return;
      if (header.method === 'message') {
        const { body } = JSON.parse(payload) as { body: string };
        calls.push(header.http_request);
        asked.push(body);
        ws.send(written({ method: 'notification', id: `N${asked.length}`, message_type: 'twilio.chat' }, JSON.stringify({ body: sentence(asked.length - 1) }))); // prettier-ignore
      }
      ws.send(written({ method: 'reply', id: header.id, status: { code: 200, status: 'OK' }, http_status: { code: 200, status: 'OK' }, continuation_token: 'c', capabilities: [] }, JSON.stringify({ ok: 'é' }))); // prettier-ignore
    });
  });
  const { url } = await listen(server);
  const sluice = await sluiceTo(new URL(url));
  const known = new TwilsockClient('token', 'chat', { twilsock: { uri: `${sluice.url.replace(/^http/, 'ws')}/v3/wsconnect` } });
  closeLater(() => known.disconnect());
  const seen: string[] = [];
  known.on('message', (_type, payload) => seen.push((payload as { body: string }).body));
  await new Promise<void>((resolve) => {
    known.on('initialized', () => resolve());
    known.connect();
  });
  const count = 50;
  for (let i = 0; i < count; i++) {
    const headers = { 'Content-Type': 'application/json', 'X-Note': 'é 4111 1111 1111 1111' };
    const reply = await known.post(`https://chat.example/v1/cards/4111%201111%201111%201111`, headers, { body: sentence(i) }, 'chat');
    expect(reply.body).toEqual({ ok: 'é' });
  }
  await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(count);
  const numbers = Array.from({ length: count }, (_, i) => i);
  expect(seen.map(numberIn)).toEqual(numbers);
  expect(asked.map(numberIn)).toEqual(numbers);
  expect(calls[3]).toMatchObject({ path: '/v1/cards/****%20****%20****%201111', headers: { 'X-Note': 'é **** **** **** 1111' } });
  expect(leaksIn([...seen, ...asked, JSON.stringify(calls)].join('\n'))).toEqual([]);
  expect(sluice.refusals).toEqual([]);
});
