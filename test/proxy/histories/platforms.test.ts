/**
 * Conversations as platforms push and keep them, over real sockets. Story: an agent reloads the desktop in the middle of a chat, and the transcript shows
 * the card number that had been masked as the customer typed it, because the address of the transcript was that of no conversation.
 */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { closeLater } from '../../support/cleanup.js';
import { keeperOf } from '../../support/conversations.js';
import { eventually, startProxy } from '../../support/proxy.js';
import { listen } from '../../support/upstream.js';

const rules = await loadRules();
const SAID = ['Hello', 'it is 4111', '1111', '1111', '1111', 'thanks'];
const UUID = '6433435f-1f2b-4c3d-8e4f-123456789abc';
const LIVE_PATH = '/live';
const timeOf = (i: number): string => new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString();

interface Platform {
  readonly name: string;
  /** What is pushed of a message. */
  live(text: string, i: number): object;
  /** How the history is asked for, and what is answered. */
  readonly method?: 'POST';
  readonly path: string;
  kept(texts: readonly string[]): object;
}

const connectItem = (text: string, i: number): object => ({
  AbsoluteTime: timeOf(i),
  Content: text,
  ContentType: 'text/plain',
  Id: `item-${i}`,
  Type: 'MESSAGE',
  ParticipantId: 'p-1',
  DisplayName: 'Ann',
  ParticipantRole: 'CUSTOMER',
});

const connect = (name: string, more: (i: number) => object): Platform => ({
  name,
  live: (text, i) => ({
    topic: 'aws/chat',
    content: JSON.stringify({ ...connectItem(text, i), InitialContactId: UUID, ContactId: 'contact-1' }),
    contentType: 'application/json',
  }),
  method: 'POST',
  path: '/participant/transcript',
  kept: (texts) => ({ InitialContactId: UUID, Transcript: texts.map((text, i) => ({ ...connectItem(text, i), ...more(i) })) }),
});

const intercomPart = (text: string, i: number): object => ({
  id: `${4410 + i}`,
  created_at: 1_777_636_800 + i,
  body: `<p>${text}</p>`,
  author: { type: 'user', id: '6329b1f2', name: 'Ann' },
});

const sunshineMessage = (text: string, i: number): object => ({
  id: `5f40256af057d0000d64${3300 + i}`,
  received: timeOf(i),
  author: { type: 'user', userId: 'u1', displayName: 'Ann' },
  content: { type: 'text', text },
});

const twilioMessage = (text: string, i: number): object => ({
  sid: `IM${i}`,
  conversation_sid: 'CH1',
  body: text,
  author: 'ann',
  index: i,
  date_created: timeOf(i),
});

const genesysMessage = (text: string, i: number): object => ({
  id: `m-${i}`,
  conversationId: UUID,
  direction: 'inbound',
  timestamp: timeOf(i),
  textBody: text,
});

const salesforceEntry = (text: string, i: number): object => ({
  entryType: 'Message',
  id: `e-${i}`,
  abstractMessage: { id: `e-${i}`, messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text } },
});

const ann = { appType: 'iamessage', role: 'EndUser', subject: 's1' };

const PLATFORMS: readonly Platform[] = [
  connect('Amazon Connect', () => ({})),
  connect('Amazon Connect, where items name their contact', () => ({ ContactId: 'contact-1' })),
  connect('Amazon Connect, where a chat goes on under another contact', (i) => ({ ContactId: `contact-${i}` })),
  {
    name: 'Intercom',
    live: (text, i) => ({ eventName: 'NewComment', eventData: { conversationId: '147', entity: intercomPart(text, i) } }),
    path: '/conversations/147?display_as=html',
    kept: ([first, ...others]) => ({
      type: 'conversation',
      id: '147',
      created_at: 1_777_636_800,
      source: { type: 'conversation', delivered_as: 'customer_initiated', ...intercomPart(first, 0) },
      conversation_parts: {
        type: 'conversation_part.list',
        conversation_parts: others.map((text, i) => ({ type: 'conversation_part', part_type: 'comment', ...intercomPart(text, i + 1) })),
        total_count: others.length,
      },
    }),
  },
  {
    name: 'Sunshine Conversations',
    live: (text, i) => ({
      events: [{ id: `ev-${i}`, type: 'conversation:message', payload: { conversation: { id: 'c1' }, message: sunshineMessage(text, i) } }],
    }),
    path: '/v2/apps/a1/conversations/c1/messages',
    kept: (texts) => ({ messages: texts.map(sunshineMessage), meta: { hasMore: false } }),
  },
  {
    name: 'Twilio Conversations',
    live: (text, i) => ({ event_type: 'messageAdded', event: twilioMessage(text, i) }),
    path: '/v1/Conversations/CH1/Messages?PageSize=50',
    kept: (texts) => ({ messages: texts.map(twilioMessage), meta: { page: 0 } }),
  },
  {
    name: 'Genesys messages',
    live: (text, i) => ({ topicName: `v2.conversations.messages.${UUID}`, eventBody: genesysMessage(text, i) }),
    method: 'POST',
    path: `/api/v2/conversations/messages/${UUID}/messages/bulk`,
    kept: (texts) => ({ entities: texts.map(genesysMessage) }),
  },
  {
    name: 'Salesforce Messaging',
    live: (text, i) => ({
      conversationId: UUID,
      conversationEntry: {
        identifier: `e-${i}`,
        entryType: 'Message',
        entryPayload: JSON.stringify(salesforceEntry(text, i)),
        sender: ann,
        transcriptedTimestamp: 1_777_636_800_000 + i,
      },
    }),
    path: `/iamessage/api/v2/conversation/${UUID}/entries`,
    kept: (texts) => ({
      conversationEntries: texts.map((text, i) => ({
        identifier: `e-${i}`,
        entryType: 'Message',
        entryPayload: salesforceEntry(text, i),
        sender: ann,
        transcriptedTimestamp: 1_777_636_800_000 + i,
      })),
    }),
  },
  {
    name: 'Dynamics (Azure Communication Services)',
    live: (text, i) => ({ groupId: '19:x@thread.v2', messageId: `${1_777_636_800_000 + i}`, messageBody: text, senderId: '8:acs:1' }),
    path: '/chat/threads/19%3Ax%40thread.v2/messages?api-version=2021-09-07',
    kept: (texts) => ({
      value: texts.map((text, i) => ({
        id: `${1_777_636_800_000 + i}`,
        type: 'text',
        sequenceId: `${i}`,
        content: { message: text },
        senderDisplayName: 'Ann',
        createdOn: timeOf(i),
      })),
    }),
  },
  {
    name: 'ServiceNow',
    live: (text, i) => ({
      channel: '/cs/messages/c1',
      data: { operation: 'insert', record: { sys_id: `m${i}`, conversation: 'c1', message: { value: text, display_value: text } } },
    }),
    path: '/api/sn_cs/conversations/c1/messages',
    kept: (texts) => ({ result: texts.map((text, i) => ({ sys_id: `m${i}`, conversation: 'c1', message: text })) }),
  },
];

interface Desk {
  readonly live: string[];
  readonly reload: () => Promise<string>;
}

/** A platform that pushes each message and answers with all of them, a proxy before it, and a desktop. */
async function deskOf(platform: Platform, texts: readonly string[]): Promise<Desk> {
  const server = createServer((request, response) => {
    const isHistory = request.url === platform.path && request.method === (platform.method ?? 'GET');
    response.writeHead(isHistory ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(platform.kept(texts)));
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    texts.forEach((text, i) => socket.send(JSON.stringify(platform.live(text, i))));
  });
  const { url } = await listen(server);
  const proxy = await startProxy(url.href, { upgrade: createWebSocketHalf(), conversations: keeperOf(rules) });
  const socket = new WebSocket(proxy.url + LIVE_PATH);
  closeLater(async () => socket.terminate());
  const live: string[] = [];
  socket.on('message', (data: Buffer) => live.push(data.toString()));
  await eventually(() => live.length === texts.length);
  const init = platform.method === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  const reload = async (): Promise<string> => {
    const answer = await fetch(proxy.url + platform.path, init);
    expect(answer.status).toBe(200);
    return answer.text();
  };
  return { live, reload };
}

/** What is seen of each message: its own words, with asterisks where something is hidden. */
function shownIn(document: string): string[] {
  const strings = document.replaceAll('\\"', '"').match(/(?:<p>|")(?:Hello|it is [\d*]{4}|[1*]{4}|thanks)(?=<|")/g) ?? [];
  return strings.map((text) => text.replace(/^(?:<p>|")/, ''));
}

describe('a reload shows what live showed', () => {
  it.each(PLATFORMS.map((platform) => [platform.name, platform] as const))('%s', async (_, platform) => {
    const { live, reload } = await deskOf(platform, SAID);
    const shown = live.map((message) => shownIn(message)[0]);
    expect(shown).toEqual(['Hello', 'it is 4111', '****', '****', '****', 'thanks']);
    for (let times = 0; times < 2; times++) expect(shownIn(await reload())).toEqual(shown);
  });
});
