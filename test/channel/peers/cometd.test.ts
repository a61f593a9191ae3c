/** CometD's client against its server over long polls, and against a small server of our own over WebSocket, which that server does not speak. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckExtension, CometD } from 'cometd';
import { adapt } from 'cometd-nodejs-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { framed, numberIn, sentence } from '../../support/framed.js';
import { leaksIn } from '../../support/leaks.js';
import { startProxy } from '../../support/proxy.js';
import { atEnd, listen } from '../../support/upstream.js';

interface BayeuxServer {
  handle(request: IncomingMessage, response: ServerResponse): void;
  createServerChannel(name: string): {
    publish(sender: null, data: unknown): void;
    addListener(
      event: 'message',
      fn: (session: unknown, channel: unknown, message: { readonly data: unknown }, callback: () => void) => void,
    ): void;
  };
  addListener(
    event: 'sessionAdded',
    fn: (session: { addExtension(extension: object): void }, message: { ext?: { ack?: boolean } }) => void,
  ): void;
  addExtension(extension: object): void;
  close(): void;
}
const load = createRequire(import.meta.url);
const { createCometDServer } = load('cometd-nodejs-server') as { createCometDServer: (options: object) => BayeuxServer };
const { AcknowledgedMessagesExtension } = load('cometd-nodejs-server/ack-extension') as { AcknowledgedMessagesExtension: new () => object };

// The client is made for browsers. What it is given of one is taken away again, because tests share a process, and other clients take it for a
// browser. A client that has left still hears that its last question failed: all connections are closed by then, so that is a matter of a few turns.
const globals = globalThis as { window?: unknown };
beforeAll(() => adapt());
afterAll(async () => {
  await sleep(250);
  delete globals.window;
});

async function served(
  handle?: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: URL; readonly server: Server }> {
  const server = createServer(handle);
  const { url } = await listen(server);
  return { url, server };
}

async function client(url: string, transport: 'websocket' | 'long-polling'): Promise<CometD> {
  const known = new CometD();
  for (const type of known.getTransportTypes()) if (type !== transport) known.unregisterTransport(type);
  known.registerExtension('ack', new AckExtension());
  known.configure({ url, logLevel: 'warn', backoffIncrement: 50 });
  atEnd(() => new Promise<void>((resolve) => known.disconnect(() => resolve())));
  await new Promise<void>((resolve, reject) =>
    known.handshake((reply) => (reply.successful ? resolve() : reject(new Error('no handshake')))),
  );
  return known;
}

const COUNT = 60;
const numbers = Array.from({ length: COUNT }, (_, i) => i);

/** Publishes numbered sentences as Salesforce shapes its events, and waits until they have come back on another channel. */
async function exchange(known: CometD, told: () => readonly string[]): Promise<void> {
  const seen: string[] = [];
  await new Promise<void>((resolve) => void known.subscribe('/event/Chat__e', ({ data }) => seen.push((data as Sent).payload.Text__c), () => resolve())); // prettier-ignore
  for (const i of numbers)
    known.publish('/service/chat', { schema: 's', payload: { Text__c: sentence(i), Number__c: i }, event: { replayId: i } });
  await expect.poll(() => [told().length, seen.length], { timeout: 10_000 }).toEqual([COUNT, COUNT]);
  expect(told().map(numberIn)).toEqual(numbers);
  expect(seen.map(numberIn)).toEqual(numbers);
  expect(leaksIn([...seen, ...told()].join('\n'))).toEqual([]);
}

interface Sent {
  readonly payload: { readonly Text__c: string };
}

it('polls, acknowledges and publishes through the proxy', async () => {
  const bayeux = createCometDServer({ timeout: 500 });
  atEnd(async () => bayeux.close());
  bayeux.addExtension(new AcknowledgedMessagesExtension());
  const told: string[] = [];
  bayeux.createServerChannel('/service/chat').addListener('message', (_session, _channel, { data }, callback) => {
    told.push((data as Sent).payload.Text__c);
    // What the server says by itself has cards again.
    // The server forgets channels that nobody listens to for a while, so this one is asked for each time.
    bayeux
      .createServerChannel('/event/Chat__e')
      .publish(null, { payload: { Text__c: sentence(told.length - 1) }, event: { replayId: told.length } });
    callback();
  });
  const { url } = await served((request, response) => bayeux.handle(request, response));
  const proxy = await startProxy(url.href.replace(/\/$/, ''));
  const known = await client(`${proxy.url}/cometd/58.0`, 'long-polling');
  await exchange(known, () => told);
});

/** Enough of Bayeux for one client. */
function answer(message: { channel: string; id?: string; subscription?: string; data?: Sent }, told: string[]): object[] {
  const { channel, id, subscription, data } = message;
  const reply = { channel, id, clientId: '1abc', successful: true };
  if (channel === '/meta/handshake') return [{ ...reply, version: '1.0', supportedConnectionTypes: ['websocket'], ext: { ack: true }, advice: { reconnect: 'retry', timeout: 500 } }]; // prettier-ignore
  if (channel === '/meta/connect') return [{ ...reply, ext: { ack: told.length } }];
  if (data === undefined) return [{ ...reply, subscription }];
  told.push(data.payload.Text__c);
  return [
    { channel: '/event/Chat__e', data: { payload: { Text__c: sentence(told.length - 1) } } },
    { channel, id, successful: true },
  ];
}

it('speaks over WebSocket through a channel, and comes back after its connection was cut', async () => {
  const told: string[] = [];
  const { url, server } = await served();
  const acceptor = new WebSocketServer({ server });
  let connects = 0;
  acceptor.on('connection', (ws) => {
    ws.on('message', (text: Buffer) => {
      const messages = JSON.parse(text.toString()) as Parameters<typeof answer>[0][];
      if (messages.some(({ channel }) => channel === '/meta/connect')) connects++;
      const wait = messages[0].channel === '/meta/connect' ? 100 : 0;
      setTimeout(() => ws.send(JSON.stringify(messages.flatMap((message) => answer(message, told)))), wait);
    });
  });
  const through = await framed(url);
  const known = await client(new URL('/cometd/58.0', through.url).href, 'websocket');
  await exchange(known, () => told);
  const seenBefore = connects;
  for (const ws of acceptor.clients) ws.terminate();
  await expect.poll(() => connects, { timeout: 5_000 }).toBeGreaterThan(seenBefore + 1);
  told.length = 0;
  await exchange(known, () => told);
  expect(through.refusals).toEqual([]);
});
