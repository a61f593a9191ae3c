/**
 * A small but believable CRM backend: customers, cases, notes, a chat, a case ticker and the agent desktop page.
 * It knows nothing of Sluice; it must not redact anything itself.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { WebSocketServer } from 'ws';
import { serveFiles } from '../files.js';
import { Chat } from './chat.js';
import { textField } from './fields.js';
import { writeJson, type Json } from './json.js';
import { orders } from './records.js';
import { Store } from './store.js';
import { Ticker } from './ticker.js';

export interface Crm {
  /** For example `http://127.0.0.1:41234`. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface CrmOptions {
  /** 0 picks a free port. */
  readonly port?: number;
  /** Stretches or shortens every wait of the chat script and the ticker. Default 1. */
  readonly pace?: number;
}

const MAX_TEXT_CHARS = 2_000;
const MAX_TAG_CHARS = 40;
const MAX_MESSAGE_BYTES = 64 * 1024;
const CHANGEABLE = ['name', 'email', 'phone', 'address'] as const;

export async function startCrm(options: CrmOptions = {}): Promise<Crm> {
  const pace = options.pace ?? 1;
  const app = fastify({ forceCloseConnections: true });
  const store = new Store();
  const chat = new Chat(pace);
  const ticker = new Ticker(pace);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

  serveFiles(app, join(dirname(fileURLToPath(import.meta.url)), 'desktop'));
  readRoutes(app, store);
  writeRoutes(app, store, ticker);
  app.get('/api/ticker', (_, reply) => {
    reply.hijack();
    ticker.join(reply.raw);
  });
  app.get('/api/chat', (_, reply) => json(reply, chat.list()));
  app.post('/api/chat/restart', (_, reply) => {
    chat.restart();
    return json(reply, { restarted: true });
  });
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/chat') socket.destroy();
    else sockets.handleUpgrade(request, socket, head, (webSocket) => chat.join(webSocket));
  });

  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  ticker.start();
  return {
    url,
    stop: async () => {
      chat.stop();
      ticker.stop();
      for (const socket of sockets.clients) socket.terminate();
      await app.close();
    },
  };
}

type WithId = { Params: { id: string } };

function readRoutes(app: FastifyInstance, store: Store): void {
  app.get('/api/customers', (_, reply) =>
    json(
      reply,
      store.listCustomers().map(({ id, name }) => ({ id, name })),
    ),
  );
  app.get<WithId>('/api/customers/:id', (request, reply) => found(reply, store.customer(request.params.id)));
  app.get<WithId>('/api/customers/:id/notes', (request, reply) =>
    json(
      reply,
      store.notesOf(request.params.id).map((note) => ({ ...note })),
    ),
  );
  app.get<{ Querystring: { customer?: string } }>('/api/cases', (request, reply) =>
    json(
      reply,
      store.casesOf(request.query.customer).map((item) => ({ ...item })),
    ),
  );
  app.get<WithId>('/api/cases/:id', (request, reply) => {
    const item = store.case(request.params.id);
    return found(reply, item && { ...item });
  });
  app.get('/api/orders', (_, reply) => json(reply, orders()));
}

function writeRoutes(app: FastifyInstance, store: Store, ticker: Ticker): void {
  app.post<WithId>('/api/customers/:id/notes', (request, reply) => {
    const text = textField(request.body, 'text', MAX_TEXT_CHARS);
    if (store.customer(request.params.id) === undefined) return found(reply, undefined);
    if (text === undefined) return json(reply.code(400), { error: 'A note needs a text.' });
    const tag = textField(request.body, 'tag', MAX_TAG_CHARS);
    const note = { ...store.addNote(request.params.id, 'Jonas Ek', text, new Date()), ...(tag === undefined ? {} : { tag }) };
    ticker.announce('note', note);
    return json(reply.code(201), note);
  });
  app.patch<WithId>('/api/customers/:id', (request, reply) => {
    const fields: Record<string, string> = {};
    for (const name of CHANGEABLE) {
      const value = textField(request.body, name, MAX_TEXT_CHARS);
      if (value !== undefined) fields[name] = value;
    }
    const customer = store.changeCustomer(request.params.id, fields);
    if (customer !== undefined) ticker.announce('customer', customer);
    return found(reply, customer);
  });
}

function found(reply: FastifyReply, value: Json | undefined): FastifyReply {
  return value === undefined ? json(reply.code(404), { error: 'There is no such record.' }) : json(reply, value);
}

function json(reply: FastifyReply, value: Json): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').send(writeJson(value));
}
