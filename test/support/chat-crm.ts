/** A CRM that keeps chats: messages are posted, edited, listed page by page, and pushed over WebSockets to every desktop. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './upstream.js';

export interface Message {
  readonly id: string;
  readonly author: string;
  text: string;
  readonly createdAt: string;
}

export interface ChatCrm {
  readonly url: URL;
  /** What it keeps, by the conversation. */
  readonly kept: Map<string, Message[]>;
  /** The customer writes. */
  say(conversation: string, text: string): Message;
  /** Answers of other addresses, by the path. */
  readonly others: Map<string, { readonly type: string; readonly body: string }>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const MESSAGES = /^\/conversations\/([^/?]+)\/messages(?:\/([^/?]+))?(\?.*)?$/;
const NOON_MS = Date.UTC(2026, 4, 1, 12);

/** Listens for the length of one test. */
export async function chatCrm(): Promise<ChatCrm> {
  const kept: ChatCrm['kept'] = new Map();
  const others: ChatCrm['others'] = new Map();
  const sockets = new Set<WebSocket>();
  let count = 0;
  const keep = (conversation: string, author: string, text: string): Message => {
    const message = { id: `m${++count}`, author, text, createdAt: new Date(NOON_MS + count * 1000).toISOString() };
    kept.set(conversation, [...(kept.get(conversation) ?? []), message]);
    for (const socket of sockets) socket.send(JSON.stringify({ event: 'message', conversationId: conversation, ...message }));
    return message;
  };
  const answer: RequestListener = (request, response) => {
    const { url = '', method } = request;
    const [, conversation, id, query] = MESSAGES.exec(url) ?? [];
    const other = others.get(url);
    if (other !== undefined) response.writeHead(200, { 'content-type': other.type }).end(other.body);
    else if (conversation === undefined) response.writeHead(404, JSON_TYPE).end('{"error":"no such thing"}');
    else if (method === 'GET') response.writeHead(200, JSON_TYPE).end(JSON.stringify(pageOf(kept.get(conversation) ?? [], query)));
    else
      void textOf(request).then((text) => {
        const known = kept.get(conversation)?.find((message) => message.id === id);
        if (known !== undefined) known.text = text;
        response.writeHead(known === undefined ? 201 : 200, JSON_TYPE);
        response.end(JSON.stringify(known ?? keep(conversation, 'agent', text)));
      });
  };
  const server = createServer(answer);
  new WebSocketServer({ server }).on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  const { url } = await listen(server);
  return { url, kept, others, say: (conversation, text) => keep(conversation, 'customer', text) };
}

/** `?from=2&count=3&newest=first&bare`: some of the messages, the newest first, without identifiers and times. */
function pageOf(all: readonly Message[], query = ''): object {
  const wanted = new URLSearchParams(query);
  const from = Number(wanted.get('from') ?? 0);
  const page = all.slice(from, from + Number(wanted.get('count') ?? all.length));
  if (wanted.get('newest') === 'first') page.reverse();
  return { messages: wanted.has('bare') ? page.map(({ author, text }) => ({ author, text })) : page, total: all.length };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return (JSON.parse(Buffer.concat(chunks).toString()) as { text: string }).text;
}
