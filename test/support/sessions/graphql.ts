/** Sessions of graphql-ws, server and client: mutations that are answered, and a subscription that is taken up again after a cut. */
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type * as Graphql from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Peers } from './session.js';

/** The very module that the libraries load: one that Vite has resolved would be another. */
const { buildSchema } = createRequire(import.meta.url)('graphql') as typeof Graphql;

const FIELDS = 'conversationId id author text';
const schema = buildSchema(`
  type Message { conversationId: String! id: String! author: String! text: String! }
  input Said { conversationId: String! id: String! author: String! text: String! }
  type Query { ping: String }
  type Mutation { say(message: Said!): Boolean }
  type Subscription { message: Message }
`);

const RETRY_MS = 20;

export const GRAPHQL: Peers = {
  name: 'graphql-ws',
  window: 32,
  survivesCuts: false,
  isFollowed: true,

  async serve({ answer, wrong }) {
    const told = new EventEmitter().setMaxListeners(0);
    let joins = 0;
    const say = ({ message }: { message: Chat }): boolean => told.emit('message', answer(message));
    const subscribed = (): AsyncGenerator<{ message: Chat }> => {
      joins++;
      return unpacked(on(told, 'message') as AsyncIterable<[Chat]>);
    };
    const http = createServer();
    const acceptor = new WebSocketServer({ server: http });
    useServer({ schema, roots: { query: {}, mutation: { say }, subscription: { message: subscribed } }, onError: (_context, _id, _payload, errors) => wrong(String(errors[0])) }, acceptor); // prettier-ignore
    const { url, sockets } = await listen(http);
    return {
      url: new URL('/graphql', url),
      get joins() {
        return joins;
      },
      cut: () => sockets.forEach((socket) => socket.destroy()),
    };
  },

  async join(url, { hear, wrong }) {
    const retryWait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    const client = createClient({ url: url.href.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 100, retryWait, shouldRetry: () => true }); // prettier-ignore
    closeLater(async () => client.dispose());
    const connected = new Promise<void>((resolve) => client.on('connected', () => resolve()));
    client.subscribe<{ message: Chat }>(
      { query: `subscription { message { ${FIELDS} } }` },
      { next: ({ data }) => data && hear(data.message), error: (error) => wrong(String(error)), complete: () => undefined },
    );
    await connected;
    return (chat) => mutate(client, chat);
  },
};

async function* unpacked(events: AsyncIterable<[Chat]>): AsyncGenerator<{ message: Chat }> {
  for await (const [message] of events) yield { message };
}

function mutate(client: Client, message: Chat): Promise<void> {
  const request = { query: 'mutation ($message: Said!) { say(message: $message) }', variables: { message } };
  return new Promise((resolve, reject) =>
    client.subscribe(request, {
      next: ({ errors }) => errors !== undefined && reject(new Error('the server refuses')),
      error: (error) => reject(error instanceof Error ? error : new Error('the connection is gone')),
      complete: resolve,
    }),
  );
}
