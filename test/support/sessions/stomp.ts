/** stomp-broker-js and @stomp/stompjs, and sessions of the two: messages with receipts, and subscriptions that are taken up again after a cut. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Client, type StompConfig } from '@stomp/stompjs';
import { WebSocket } from 'ws';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Peers } from './session.js';

interface Sent {
  readonly frame: { readonly body: string; readonly headers: Readonly<Record<string, string>> };
  readonly dest: string;
}
interface Broker {
  on(event: 'send', listener: (sent: Sent) => void): void;
  on(event: 'subscribe', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  send(destination: string, headers: object, body: string): void;
  addMiddleware(command: 'send', handler: (socket: WebSocket, sent: Sent, next: () => unknown) => unknown): void;
}
const StompBroker = createRequire(import.meta.url)('stomp-broker-js') as new (options: object) => Broker;

export interface RunningBroker {
  readonly broker: Broker;
  readonly url: URL;
  cut(): void;
}

export async function startBroker(): Promise<RunningBroker> {
  const server = createServer();
  const broker = new StompBroker({ server, path: '/stomp', heartbeat: [50, 50] });
  // The broker means to send receipts for SEND, and loses them on the way.
  broker.addMiddleware('send', (socket, { frame }, next) => {
    const { receipt } = frame.headers;
    const answer = next();
    if (receipt !== undefined) socket.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`);
    return answer;
  });
  const { url, sockets } = await listen(server);
  return { broker, url: new URL('/stomp', url), cut: () => sockets.forEach((socket) => socket.destroy()) };
}

/** A client that is connected; `onConnect` is called each time it is. */
export async function stompClient(url: URL, options: Partial<StompConfig> = {}, onConnect?: (client: Client) => void): Promise<Client> {
  const address = url.href.replace(/^http/, 'ws');
  const webSocketFactory = (): WebSocket => new WebSocket(address, ['v12.stomp', 'v11.stomp']);
  const client = new Client({ webSocketFactory, reconnectDelay: 0, heartbeatIncoming: 0, heartbeatOutgoing: 0, ...options });
  closeLater(() => client.deactivate({ force: true }));
  await new Promise<void>((resolve, reject) => {
    client.onConnect = () => {
      onConnect?.(client);
      resolve();
    };
    client.onStompError = ({ headers }) => reject(new Error(headers['message']));
    client.activate();
  });
  return client;
}

const RECONNECT_MS = 20;
/** With a parameter: the broker reads and writes what is nothing but application/json. */
const JSON_BODY = { 'content-type': 'application/json;charset=utf-8' };
/** The broker counts characters where bytes are meant. */
const bodyOf = (chat: Chat): string =>
  JSON.stringify(chat).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const STOMP_PEERS: Peers = {
  name: 'STOMP',
  window: 32,
  survivesCuts: false,
  isFollowed: true,

  async serve({ answer, wrong }) {
    const { broker, url, cut } = await startBroker();
    let joins = 0;
    broker.on('subscribe', () => joins++);
    broker.on('error', (error) => wrong(String(error)));
    broker.on('send', ({ dest, frame: { body } }) => {
      if (dest === '/said') broker.send('/told', JSON_BODY, bodyOf(answer(JSON.parse(body) as Chat)));
    });
    return {
      url,
      get joins() {
        return joins;
      },
      cut,
    };
  },

  async join(url, { hear, wrong }) {
    const subscribe = (client: Client): unknown => client.subscribe('/told', ({ body }) => hear(JSON.parse(body) as Chat));
    const client = await stompClient(url, { reconnectDelay: RECONNECT_MS }, subscribe);
    client.onStompError = ({ headers }) => wrong(headers['message']);
    return (chat) =>
      new Promise((resolve) => {
        client.watchForReceipt(chat.id, () => resolve());
        client.publish({ destination: '/said', body: bodyOf(chat), headers: { ...JSON_BODY, receipt: chat.id } });
      });
  },
};
