/**
 * Sessions of CometD's client: with its server over long polls, where both acknowledge, and over WebSocket, which that server does not speak,
 * with a small server of our own. Messages are shaped as Salesforce shapes its events.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckExtension, CometD, type Message } from 'cometd';
import { adapt } from 'cometd-nodejs-client';
import { WebSocketServer } from 'ws';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Ear, Peers } from './session.js';

interface BayeuxServer {
  handle(request: IncomingMessage, response: ServerResponse): void;
  createServerChannel(name: string): {
    publish(sender: null, data: unknown): void;
    addListener(
      event: 'message',
      fn: (session: unknown, channel: unknown, message: { readonly data: Event }, callback: () => void) => void,
    ): void;
  };
  addExtension(extension: object): void;
  close(): void;
}
const load = createRequire(import.meta.url);
const { createCometDServer } = load('cometd-nodejs-server') as { createCometDServer: (options: object) => BayeuxServer };
const { AcknowledgedMessagesExtension } = load('cometd-nodejs-server/ack-extension') as { AcknowledgedMessagesExtension: new () => object };

/** What one side tells the other. */
interface Event {
  readonly payload: Chat;
  readonly event: { readonly replayId: number };
}

const SAID = '/service/chat';
const TOLD = '/event/Chat__e';
const RETRY_MS = 20;
/** A client that has left still hears that its last question failed: all connections are closed by then, so that is a matter of a few turns. */
const LAST_WORDS_MS = 250;

/**
 * The client is made for browsers. What it is given of one is taken away again behind all else, because tests share a process, and other
 * clients take it for a browser.
 */
function playBrowser(): void {
  const globals = globalThis as { window?: unknown };
  closeLater(async () => {
    await sleep(LAST_WORDS_MS);
    delete globals.window;
  });
  adapt();
}

/** A client that sends again what a cut connection has taken with it. */
async function join(url: URL, transport: 'websocket' | 'long-polling', { hear, wrong }: Ear): Promise<(chat: Chat) => Promise<void>> {
  const client = new CometD();
  for (const type of client.getTransportTypes()) if (type !== transport) client.unregisterTransport(type);
  client.registerExtension('ack', new AckExtension());
  client.configure({ url: new URL('/cometd/58.0', url).href, logLevel: 'warn', backoffIncrement: 20, maxBackoff: 100 });
  closeLater(() => new Promise<void>((resolve) => client.disconnect(() => resolve())));
  client.addListener('/meta/unsuccessful', (reply) => isRefused(reply) && wrong(reply.error ?? 'refused'));
  await new Promise<void>((resolve, reject) =>
    client.handshake((reply) => (reply.successful === true ? resolve() : reject(new Error('no handshake')))),
  );
  await new Promise<void>((resolve) => void client.subscribe(TOLD, ({ data }) => hear((data as Event).payload), () => resolve())); // prettier-ignore
  let count = 0;
  return async (chat) => {
    const event: Event = { payload: chat, event: { replayId: ++count } };
    const publish = (): Promise<Message> => new Promise((resolve) => client.publish(SAID, event, resolve));
    while ((await publish()).successful !== true) await sleep(RETRY_MS);
  };
}

/** The server said no; a `failure` is what the client says of a connection that broke. */
const isRefused = (reply: Message): boolean => !('failure' in reply);

export const COMETD_POLLS: Peers = {
  name: 'CometD over polls',
  window: 1,
  survivesCuts: true,
  isFollowed: true,

  async serve({ answer, wrong }) {
    playBrowser();
    const bayeux = createCometDServer({ timeout: 500 });
    closeLater(async () => bayeux.close());
    bayeux.addExtension(new AcknowledgedMessagesExtension());
    const heard = new Set<string>();
    let joins = 0;
    bayeux.createServerChannel(SAID).addListener('message', (_session, _channel, { data: { payload } }, callback) => {
      // The server forgets channels that nobody listens to for a while, so this one is asked for each time.
      if (!heard.has(payload.id))
        bayeux.createServerChannel(TOLD).publish(null, { payload: answer(payload), event: { replayId: heard.size } });
      heard.add(payload.id);
      callback();
    });
    const { url, sockets } = await listen(
      createServer((request, response) => {
        joins++;
        try {
          bayeux.handle(request, response);
        } catch (error) {
          wrong(String(error));
        }
      }),
    );
    return {
      url: new URL(url),
      get joins() {
        return joins;
      },
      cut: () => sockets.forEach((socket) => socket.destroy()),
    };
  },

  join: (url, ear) => join(url, 'long-polling', ear),
};

/** How long a question for news waits for its answer. */
const CONNECT_MS = 100;

interface Asked {
  readonly channel: string;
  readonly id?: string;
  readonly subscription?: string;
  readonly data?: Event;
}

/** Enough of Bayeux for one client. */
function repliesTo({ channel, id, subscription, data }: Asked, answer: (chat: Chat) => Chat, told: { count: number }): object[] {
  const reply = { channel, id, clientId: '1abc', successful: true };
  if (channel === '/meta/handshake') return [{ ...reply, version: '1.0', supportedConnectionTypes: ['websocket'], ext: { ack: true }, advice: { reconnect: 'retry', timeout: 500 } }]; // prettier-ignore
  if (channel === '/meta/connect') return [{ ...reply, ext: { ack: told.count } }];
  if (data === undefined) return [{ ...reply, subscription }];
  const event: Event = { payload: answer(data.payload), event: { replayId: ++told.count } };
  return [
    { channel: TOLD, data: event },
    { channel, id, successful: true },
  ];
}

export const COMETD_SOCKET: Peers = {
  name: 'CometD over WebSocket',
  window: 32,
  survivesCuts: false,
  isFollowed: true,

  async serve({ answer, wrong }) {
    playBrowser();
    const told = { count: 0 };
    let joins = 0;
    const http = createServer();
    new WebSocketServer({ server: http }).on('connection', (ws) => {
      ws.on('error', (error) => wrong(String(error)));
      ws.on('message', (text: Buffer) => {
        const messages = JSON.parse(text.toString()) as Asked[];
        const isConnect = messages[0].channel === '/meta/connect';
        const replies = JSON.stringify(messages.flatMap((message) => repliesTo(message, answer, told)));
        if (isConnect) joins++;
        if (isConnect) setTimeout(() => ws.send(replies), CONNECT_MS);
        else ws.send(replies);
      });
    });
    const { url, sockets } = await listen(http);
    return {
      url: new URL(url),
      get joins() {
        return joins;
      },
      cut: () => sockets.forEach((socket) => socket.destroy()),
    };
  },

  join: (url, ear) => join(url, 'websocket', ear),
};
