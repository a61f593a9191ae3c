/** @stomp/stompjs and stomp-broker-js, with a channel in between: several subscriptions, receipts, heart-beats, large frames. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Client, type StompConfig } from '@stomp/stompjs';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { closeLater } from '../../support/cleanup.js';
import { framed, numberIn, sentence, SESSION_MESSAGES } from '../../support/framed.js';
import { leaksIn } from '../../support/leaks.js';
import { listen } from '../../support/upstream.js';

interface Sent {
  readonly frame: { readonly body: string; readonly headers: Readonly<Record<string, string>> };
}
interface StompBroker {
  on(event: 'send', listener: (sent: Sent) => void): void;
  addMiddleware(command: 'send', handler: (socket: WebSocket, sent: Sent, next: () => unknown) => unknown): void;
}
const Broker = createRequire(import.meta.url)('stomp-broker-js') as new (options: object) => StompBroker;

async function broker(): Promise<{ readonly url: URL; readonly bodies: string[] }> {
  const server = createServer();
  const bodies: string[] = [];
  const stomp = new Broker({ server, path: '/stomp', heartbeat: [50, 50] });
  stomp.on('send', ({ frame }) => bodies.push(String(frame.body)));
  // The broker means to send receipts for SEND, and loses them on the way.
  stomp.addMiddleware('send', (socket, { frame }, next) => {
    const { receipt } = frame.headers;
    const answer = next();
    if (receipt !== undefined) socket.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`);
    return answer;
  });
  const { url } = await listen(server);
  return { url: new URL('/stomp', url), bodies };
}

async function client(url: URL, options: Partial<StompConfig> = {}): Promise<Client> {
  const address = url.href.replace(/^http/, 'ws');
  const known = new Client({ webSocketFactory: () => new WebSocket(address, ['v12.stomp', 'v11.stomp']), reconnectDelay: 0, heartbeatIncoming: 0, heartbeatOutgoing: 0, ...options }); // prettier-ignore
  closeLater(() => known.deactivate({ force: true }));
  await new Promise<void>((resolve, reject) => {
    known.onConnect = () => resolve();
    known.onStompError = ({ headers }) => reject(new Error(headers['message']));
    known.activate();
  });
  return known;
}

it('loses nothing, in order, on several subscriptions, and shows no card', async () => {
  const { url, bodies } = await broker();
  const through = await framed(url);
  const address = new URL('/stomp', through.url);
  const [desk, agent] = [await client(address), await client(address)];
  const seen: Record<string, string[]> = { 'chat.a': [], 'chat.b': [] };
  for (const [queue, texts] of Object.entries(seen)) agent.subscribe(`/${queue}`, ({ body }) => texts.push(body));
  const receipts: string[] = [];
  const count = SESSION_MESSAGES;
  for (let i = 0; i < count; i++) {
    desk.watchForReceipt(`r${i}`, ({ headers }) => receipts.push(headers['receipt-id']));
    const destination = `/chat.${i % 2 === 0 ? 'a' : 'b'}`;
    desk.publish({ destination, body: sentence(i), headers: { receipt: `r${i}` }, skipContentLengthHeader: i % 5 === 0 });
  }
  await expect
    .poll(() => receipts.length + seen['chat.a'].length + seen['chat.b'].length, { timeout: 10_000 + 20 * count })
    .toBe(2 * count);
  expect(receipts).toEqual(Array.from({ length: count }, (_, i) => `r${i}`));
  const numbers = Array.from({ length: count }, (_, i) => i);
  expect(seen['chat.a'].map(numberIn)).toEqual(numbers.filter((i) => i % 2 === 0));
  expect(seen['chat.b'].map(numberIn)).toEqual(numbers.filter((i) => i % 2 === 1));
  expect(leaksIn([...bodies, ...Object.values(seen).flat()].join('\n'))).toEqual([]);
  expect(through.refusals).toEqual([]);
});

it('lets heart-beats through at once', async () => {
  const { url } = await broker();
  const through = await framed(url);
  let beats = 0;
  const desk = await client(new URL('/stomp', through.url), { heartbeatOutgoing: 50, heartbeatIncoming: 50, debug: (line) => void (beats += line === '>>> PING' ? 1 : 0) }); // prettier-ignore
  await expect.poll(() => beats, { timeout: 5_000 }).toBeGreaterThan(2);
  expect(desk.connected).toBe(true);
  expect(through.refusals).toEqual([]);
});

it('puts frames together that the client sends in several messages', async () => {
  const { url, bodies } = await broker();
  const through = await framed(url);
  const desk = await client(new URL('/stomp', through.url), { splitLargeFrames: true, maxWebSocketChunkSize: 64 });
  const body = `${'a'.repeat(300)} 4111 1111 1111 1111 ${'b'.repeat(300)}`;
  desk.publish({ destination: '/large', body });
  await expect.poll(() => bodies.length, { timeout: 5_000 }).toBe(1);
  expect(bodies[0]).toBe(body.replace('4111 1111 1111', '**** **** ****'));
});

it('sends binary frames', async () => {
  const { url } = await broker();
  const through = await framed(url);
  const desk = await client(new URL('/stomp', through.url), { forceBinaryWSFrames: true });
  const agent = await client(new URL('/stomp', through.url));
  const seen: string[] = [];
  agent.subscribe('/binary', ({ body }) => seen.push(body));
  desk.publish({ destination: '/binary', binaryBody: Buffer.from('4111111111111111') });
  await expect.poll(() => seen, { timeout: 5_000 }).toEqual(['************1111']);
});
