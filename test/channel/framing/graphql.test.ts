/**
 * GraphQL over WebSocket through the proxy, with the servers and clients of graphql-ws and of subscriptions-transport-ws, which went before it.
 * Stories: a proxy that answered 1011 where the server had said 4401, so that the client retried for ever; one that took the subprotocol away.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type * as Graphql from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { SubscriptionClient, SubscriptionServer } from 'subscriptions-transport-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { closeLater } from '../../support/cleanup.js';
import { startSluice } from '../../support/sluice.js';
import { connect, listen } from '../../support/websocket.js';
import { cardsFrom, hidden, inGroups } from './cards.js';

/** The very module that the libraries load: one that Vite has resolved would be another. */
const graphql = createRequire(import.meta.url)('graphql') as typeof Graphql;
const { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString, execute, subscribe } = graphql;

const MESSAGES = 200;

/** What the server was told. */
const said: string[] = [];

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { ping: { type: GraphQLString, resolve: () => 'pong' } } }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      say: {
        type: GraphQLString,
        args: { text: { type: new GraphQLNonNull(GraphQLString) } },
        resolve: (_, { text }: { text: string }) => {
          said.push(text);
          return `${text} and 5555555555554444`;
        },
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      notes: {
        type: GraphQLString,
        args: { count: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: (text: unknown) => text,
        subscribe: async function* (_: unknown, { count }: { count: number }) {
          const card = cardsFrom(7);
          for (let i = 0; i < count; i++) yield `${i}: ${noteOf(i, card())}`;
          await Promise.resolve();
        },
      },
    },
  }),
});

/** One in three messages has no number, one has it in groups. */
const noteOf = (i: number, card: string): string => (i % 3 === 0 ? 'hello' : i % 3 === 1 ? `card ${card}` : `card ${inGroups(card)}`);

function expected(count: number): string[] {
  const card = cardsFrom(7);
  return Array.from({ length: count }, (_, i) => `${i}: ${hidden(noteOf(i, card()))}`);
}

/** A sluice in front of a server on which `attach` has put the protocol. */
async function through(attach: (server: ReturnType<typeof createServer>) => void): Promise<string> {
  const server = createServer();
  attach(server);
  const upstream = await listen(server);
  const sluice = await startSluice({ upstream });
  closeLater(async () => {
    await sluice.stop();
    server.closeAllConnections();
    server.close();
  });
  return sluice.url.replace('http', 'ws');
}

async function collect(client: Client, query: string): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data, errors } of client.iterate<{ notes?: string; say?: string }>({ query })) {
    if (errors !== undefined) throw new Error('the server refuses');
    seen.push(data?.notes ?? data?.say ?? '');
  }
  return seen;
}

describe('graphql-transport-ws', () => {
  const serve = (options = {}): Promise<string> =>
    through((server) => void useServer({ schema, ...options }, new WebSocketServer({ server }))); // prettier-ignore

  const clientOf = (url: string, connectionParams = {}): Client => {
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    closeLater(async () => client.dispose());
    return client;
  };

  it('a subscription of many messages: none lost, none out of order, no number seen', async () => {
    const seen = await collect(clientOf(await serve()), `subscription { notes(count: ${MESSAGES}) }`);
    expect(seen).toEqual(expected(MESSAGES));
  });

  it('masks what is sent, and what comes back', async () => {
    said.length = 0;
    const seen = await collect(clientOf(await serve()), 'mutation { say(text: "card 4111 1111 1111 1111") }');
    expect(said).toEqual(['card **** **** **** 1111']);
    expect(seen).toEqual(['card **** **** **** 1111 and ************4444']);
  });

  it('leaves tokens of connection_init as they are', async () => {
    let params: unknown;
    const url = await serve({ onConnect: ({ connectionParams }: { connectionParams: unknown }) => void (params = connectionParams) });
    const token = 'Session 00D5g000004ZpSa!AQ4AQFuWm1n2x0';
    await collect(clientOf(url, { session: token, locale: 'en' }), '{ ping }');
    expect(params).toEqual({ session: token, locale: 'en' });
  });

  it.each([
    ['4403 where the server forbids', 4403, [{ type: 'connection_init' }], { onConnect: () => false }],
    ['4400 for what is no message', 4400, ['hello'], {}],
    ['4401 before the acknowledgement', 4401, [{ id: '1', type: 'subscribe', payload: { query: '{ ping }' } }], {}],
    ['4408 where nothing is said', 4408, [], { connectionInitWaitTimeout: 10 }],
    ['4429 for a second greeting', 4429, [{ type: 'connection_init' }, { type: 'connection_init' }], {}],
  ])('relays %s', async (_, code, messages, options) => {
    const peer = await connect(await serve(options), ['graphql-transport-ws']);
    expect(peer.ws.protocol).toBe('graphql-transport-ws');
    for (const message of messages) peer.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
    expect((await peer.closed).code).toBe(code);
  });
});

describe('graphql-ws, the older protocol', () => {
  it('a session with acknowledgement, data and completion', async () => {
    said.length = 0;
    const url = await through((server) => void SubscriptionServer.create({ schema, execute, subscribe }, { server }));
    const client = new SubscriptionClient(url, {}, WebSocket);
    closeLater(async () => client.close());
    const ask = (query: string): Promise<unknown[]> =>
      new Promise((resolve, reject) => {
        const seen: unknown[] = [];
        client.request({ query }).subscribe({ next: ({ data }) => seen.push(Object.values(data ?? {})[0]), error: reject, complete: () => resolve(seen) });
      }); // prettier-ignore
    expect(await ask(`subscription { notes(count: 200) }`)).toEqual(expected(200));
    expect(await ask('mutation { say(text: "4111111111111111") }')).toEqual(['************1111 and ************4444']);
    expect(said).toEqual(['************1111']);
  });
});
