/**
 * Messages that are posted, listed and loaded again, over real sockets: what live messages hid, no other way to the same words shows. Stories: an
 * agent reloads the page and reads the card number that had been masked as it was dictated; a card that is posted in three messages is stored
 * whole, because each request was looked at by itself.
 */
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Conversations } from '../../../src/channel/conversation/api.js';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import type { Keeper } from '../../../src/channel/said.js';
import type { ChannelSpec } from '../../../src/channel/spec.js';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { chatCrm, type ChatCrm, type Message } from '../../support/chat-crm.js';
import { closeLater } from '../../support/cleanup.js';
import { eventually, startProxy } from '../../support/proxy.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const QUARTERS = ['4111', '1111', '1111', '1111'];

/** `isShared`: another process keeps the ledgers. */
function keeper(ledgers = new Ledgers(rules.card.pan.brands), isShared = false): Keeper {
  const judge: Conversations['judge'] = (all) => ledgers.judge(all, performance.now());
  return { reader, conversations: { judge: (all) => (isShared ? Promise.resolve(judge(all)) : judge(all)) } };
}

interface Desk {
  /** What it was pushed, by the identifier. */
  readonly seen: Map<string, string>;
  post(conversation: string, text: string): Promise<Message>;
  patch(conversation: string, id: string, text: string): Promise<Message>;
  list(conversation: string, query?: string): Promise<Message[]>;
  get(path: string): Promise<string>;
}

async function desk(url: string): Promise<Desk> {
  const seen = new Map<string, string>();
  const socket = new WebSocket(`${url}/live`);
  socket.on('message', (data: Buffer) => {
    const { id, text } = JSON.parse(data.toString()) as Message;
    seen.set(id, text);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  closeLater(async () => socket.terminate());
  const send = async (method: string, path: string, text: string): Promise<Message> => {
    const body = JSON.stringify({ text });
    const answer = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, body });
    return (await answer.json()) as Message;
  };
  const get = async (path: string): Promise<string> => (await fetch(url + path)).text();
  return {
    seen,
    get,
    post: (conversation, text) => send('POST', `/conversations/${conversation}/messages`, text),
    patch: (conversation, id, text) => send('PATCH', `/conversations/${conversation}/messages/${id}`, text),
    list: async (conversation, query = '') =>
      (JSON.parse(await get(`/conversations/${conversation}/messages${query}`)) as { messages: Message[] }).messages,
  };
}

interface Setup extends ChannelSpec {
  readonly isShared?: boolean;
}

async function setUp({ isShared = false, ...channel }: Setup = {}): Promise<{ crm: ChatCrm; one: Desk; other: Desk }> {
  const crm = await chatCrm();
  const proxy = await startProxy(crm.url.href, { upgrade: createWebSocketHalf(), conversations: keeper(undefined, isShared), channel });
  return { crm, one: await desk(proxy.url), other: await desk(proxy.url) };
}

const digitsIn = (texts: Iterable<string>): number => [...texts].join('').replaceAll(/\D/g, '').length;
const textsOf = (messages: readonly Message[]): string[] => messages.map(({ text }) => text);

/** Whether a text shows no digit that another does not show at the same place. */
const isNoMoreThan = (text: string, other: string): boolean =>
  [...text].every((character, i) => character === '*' || character === other[i]);

/** The customer dictates, and both desktops have seen all of it. */
async function dictate({ crm, one, other }: Awaited<ReturnType<typeof setUp>>, texts: readonly string[]): Promise<void> {
  texts.forEach((text) => crm.say('c1', text));
  await eventually(() => one.seen.size === texts.length && other.seen.size === texts.length);
}

it.each([false, true])('a reload during the conversation shows what live showed (ledgers elsewhere: %s)', async (isShared) => {
  const place = await setUp({ isShared });
  await dictate(place, QUARTERS);
  const live = [...place.one.seen.values()];
  expect(digitsIn(live)).toBeLessThanOrEqual(8);
  for (const query of ['', '?newest=first', '?from=1&count=2', '?from=0&count=1'])
    for (const { id, text } of await place.other.list('c1', query)) expect(text).toBe(place.one.seen.get(id));
});

it('a card that is posted in three messages, and the transcript', async () => {
  const { crm, one, other } = await setUp();
  for (const text of ['my card is 4111 11', '11 1111', '1111']) await one.post('c1', text);
  const stored = textsOf(crm.kept.get('c1') ?? []);
  expect(digitsIn(stored)).toBeLessThanOrEqual(8);
  for (const shown of [textsOf(await one.list('c1')), textsOf(await other.list('c1', '?newest=first')).reverse()])
    shown.forEach((text, i) => expect(isNoMoreThan(text, stored[i])).toBe(true));
});

it('what an agent posts comes back as it left: in the answer, live and in the list', async () => {
  const { crm, one, other } = await setUp();
  for (const text of ['your code is 482913', 'call 415-555-0132', 'order 20231145']) {
    const { id, text: answered } = await one.post('c1', text);
    await eventually(() => one.seen.has(id) && other.seen.has(id));
    const stored = crm.kept.get('c1')?.find((message) => message.id === id)?.text;
    expect([answered, one.seen.get(id), other.seen.get(id)]).toEqual([stored, stored, stored]);
  }
  expect(textsOf(await other.list('c1'))).toEqual(textsOf(crm.kept.get('c1') ?? []));
  expect(crm.kept.get('c1')?.[0].text).toBe('your code is 482913');
});

it('pages with overlaps, in both orders, show no more than live did', async () => {
  const place = await setUp();
  await dictate(place, ['hello', 'my card: 4111', '1111', 'wait', '11 11', '1111', 'thanks']);
  for (const size of [1, 2, 3, 5])
    for (const newest of ['', '&newest=first'])
      for (let from = 6; from >= 0; from--)
        for (const { id, text } of await place.one.list('c1', `?from=${from}&count=${size}${newest}`))
          expect(text).toBe(place.one.seen.get(id));
});

it.each([
  ['with times, the oldest page first', [0, 1, 2, 3], ''],
  ['with times, the newest page first', [3, 2, 1, 0], ''],
  ['with times, the newest message first', [2, 0], '&newest=first'],
  ['bare, pages of two', [2, 0], '&bare'],
  ['bare, the newest message first', [0, 2], '&bare&newest=first'],
])('a history that was never live: %s', async (_, pages, query) => {
  const { crm, one } = await setUp();
  crm.kept.set(
    'c1',
    QUARTERS.map((text, i) => ({ id: `old${i}`, author: 'customer', text, createdAt: `2026-05-01T11:0${i}:00Z` })),
  );
  const size = pages.length === 4 ? 1 : 2;
  const seen: string[] = [];
  for (const from of pages) seen.push(...textsOf(await one.list('c1', `?from=${from}&count=${size}${query}`)));
  expect(seen).toHaveLength(4);
  expect(digitsIn(seen)).toBeLessThanOrEqual(8);
  const live = crm.say('c1', '1111 1111');
  await eventually(() => one.seen.has(live.id));
  expect(digitsIn([...seen, one.seen.get(live.id) ?? ''])).toBeLessThanOrEqual(8);
});

it('an edit makes a message the next part of the number, and the next', async () => {
  const { crm, one, other } = await setUp();
  const { id } = await one.post('c1', '4111');
  const stored = [];
  for (const text of QUARTERS.slice(1)) {
    await one.patch('c1', id, text);
    stored.push(crm.kept.get('c1')?.[0].text ?? '');
    stored.push(...textsOf(await other.list('c1')));
  }
  expect(digitsIn(['4111', ...stored])).toBeLessThanOrEqual(8);
});

it('live and history of two routes in one group', async () => {
  const crm = await chatCrm();
  const shared = keeper();
  const proxies = await Promise.all(
    [1, 2].map(() => startProxy(crm.url.href, { upgrade: createWebSocketHalf(), conversations: shared, channel: { group: 'chat' } })),
  );
  const [one, other] = await Promise.all(proxies.map(({ url }) => desk(url)));
  QUARTERS.forEach((text) => crm.say('c1', text));
  await eventually(() => one.seen.size === 4 && other.seen.size === 4);
  expect(textsOf(await other.list('c1'))).toEqual([...one.seen.values()]);
});

it('messages of one conversation say nothing of another', async () => {
  const { one } = await setUp();
  await one.post('c1', 'my card is 4111 1111');
  expect((await one.post('c2', 'order 1111 1111')).text).toBe('order 1111 1111');
});
