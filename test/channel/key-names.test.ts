/**
 * Names of conversations have to prove themselves once for a route. Story: an application put a fresh `conversationId` on every message, each piece of a card
 * began a conversation of its own, and all sixteen digits passed. An earlier cure watched every key by itself, and masked numbers of two ordinary chats on
 * one socket for each other.
 */
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/channel/channel.js';
import type { Conversations } from '../../src/channel/conversation/api.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { Said } from '../../src/channel/said.js';
import { type ChannelSpec, planOf } from '../../src/channel/spec.js';
import { channelOf, through } from '../support/channel.js';
import { rules } from '../support/rules.js';

const reader = new UtteranceReader(rules.rules);

/** Connections of a route on which nobody has said anything yet. */
function freshRoute(spec: ChannelSpec = {}): (connection?: string, scope?: string) => Channel {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  const conversations: Conversations = { judge: (all) => ledgers.judge(all, (nowMs += 1_000)) };
  return (connection = 'one', scope = 'crm') => {
    const { listening } = planOf(spec);
    return channelOf({ said: listening && new Said(listening, { reader, conversations, scope, connection }) });
  };
}

async function said(channel: Channel, messages: readonly object[]): Promise<string[]> {
  const left: string[] = [];
  for (const message of messages) left.push(await through(channel, message, 'response'));
  return left;
}

const asTheyCame = (messages: readonly object[]): string[] => messages.map((message) => JSON.stringify(message));

/** Digits of what goes by `text`. */
const digitsIn = (left: readonly string[]): number =>
  left.flatMap((one) => [...one.matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text.replaceAll(/\D/g, ''))).join('').length;

const QUARTERS = ['4111', '1111', '1111', '1111'];

const shapes: readonly (readonly [string, (text: string, i: number) => object])[] = [
  ['an identifier for each message', (text, i) => ({ conversationId: `m${String(i)}`, text })],
  [
    'an identifier for each message, which is its own as well',
    (text, i) => ({ conversationId: `m${String(i)}`, id: `m${String(i)}`, text }),
  ],
  ['an identifier and messages with theirs', (text, i) => ({ chatId: i, messageId: `x${String(i)}`, text })],
  ['a ticket for each', (text, i) => ({ ticket: { id: i, comment: { body: '' } }, text })],
  ['authors by turns', (text, i) => ({ chatId: i, author: i % 2 === 0 ? 'customer' : 'agent', text })],
  ['names by turns', (text, i) => (i % 2 === 0 ? { chatId: i, text } : { roomId: i, text })],
  ['by turns with none', (text, i) => (i % 2 === 0 ? { caseId: i, text } : { text })],
];

describe.each(shapes)('a key that changes with every message: %s', (_, of) => {
  test.each<[string, string[], number]>([
    ['four by four', QUARTERS, 8],
    ['eight and eight', ['41111111', '11111111'], 8],
    ['digit by digit', [...'4111111111111111'], 8],
    ['a short number', ['3782', '8224', '6310', '005'], 6],
    ['with words between', ['my card', '4111', 'wait', '1111', 'there', '1111', 'and', '1111', 'thanks'], 8],
  ])('%s', async (__, pieces, most) => {
    const left = await said(freshRoute()(), pieces.map(of));
    expect(left).toHaveLength(pieces.length);
    expect(digitsIn(left)).toBeLessThanOrEqual(most);
  });

  test('told again when it was delivered and read', async () => {
    const messages = ['hello', ...QUARTERS, 'thanks'].map(of);
    const left = await said(freshRoute()(), [...messages.slice(0, 2), ...messages.slice(0, 2), ...messages.slice(0, 3), ...messages]);
    expect(digitsIn(left.slice(-messages.length))).toBeLessThanOrEqual(8);
  });

  test('over connections that break, and asked for again', async () => {
    const route = freshRoute();
    const left: string[] = [];
    const messages = QUARTERS.map(of);
    for (const message of messages) left.push(...(await said(route(), [message])));
    expect(digitsIn(left)).toBeLessThanOrEqual(8);
    const [again] = await said(route(), [{ messages }]);
    expect(digitsIn([again])).toBeLessThanOrEqual(8);
  });
});

describe('what proves nothing', () => {
  test.each<[string, (text: string, i: number) => object[]]>([
    ['an answer with the key of its question', (text, i) => [{ interactionId: i, text }, { interactionId: i, author: 'bot', text: 'ok' }]],
    ['a message that grows', (text, i) => [...text].map((_, end) => ({ interactionId: i, text: text.slice(0, end + 1) }))],
    ['answers of a bot, however many', (text, i) => [
      { interactionId: i, author: 'customer', text },
      ...['ok', 'got that', 'go on', 'I am listening'].map((answer) => ({ interactionId: i, author: 'bot', text: answer })),
    ]],
  ])('%s', async (_, of) => {
    const left = await said(freshRoute()(), ['hello', ...QUARTERS].flatMap(of));
    const longest = left.filter((one) => /"text":"[\d*]{4}"/.test(one));
    expect(digitsIn(longest)).toBeLessThanOrEqual(8);
  }); // prettier-ignore

  test('another route', async () => {
    const route = freshRoute();
    await said(route('one', 'here'), ['hello', 'hi', 'yes'].map((text) => ({ chatId: 1, text })));
    expect(digitsIn(await said(route('one', 'there'), QUARTERS.map((text, chatId) => ({ chatId, text }))))).toBeLessThanOrEqual(8);
  });

  test('another name', async () => {
    const route = freshRoute();
    await said(route(), ['hello', 'hi', 'yes'].map((text) => ({ chatId: 1, text })));
    expect(digitsIn(await said(route(), QUARTERS.map((text, roomId) => ({ roomId, text }))))).toBeLessThanOrEqual(8);
  });
}); // prettier-ignore

const NUMBERS = ['482913', '512204', '415-555-0132', '4539148', '5100427', '61220'];
const chat = (i: number, text: string): object => ({ conversationId: `c${String(i)}`, text });

describe('ordinary chats side by side, on a route on which nobody has said anything', () => {
  test.each([2, 5, 20])('%i of them, which begin as chats do', async (count) => {
    const greetings = Array.from({ length: count }, (_, i) => chat(i, 'hello'));
    const numbers = Array.from({ length: count }, (_, i) => chat(i, NUMBERS[i % NUMBERS.length]));
    const messages = [...greetings, chat(0, 'who is there?'), ...numbers];
    expect(await said(freshRoute()(), messages)).toEqual(asTheyCame(messages));
  });

  test.each([2, 5, 20])('%i of them: what comes back proves the name before anything is hidden', async (count) => {
    const messages = ['hello', 'my order'].flatMap((text) => Array.from({ length: count }, (_, i) => chat(i, text)));
    const numbers = Array.from({ length: count }, (_, i) => chat(i, NUMBERS[i % NUMBERS.length]));
    expect(await said(freshRoute()(), [...messages, ...numbers])).toEqual(asTheyCame([...messages, ...numbers]));
  });

  test.each([2, 5, 20])('a list of the last messages of %i', async (count) => {
    const list = [{ chats: Array.from({ length: count }, (_, i) => chat(i, NUMBERS[i % NUMBERS.length])) }];
    expect(await said(freshRoute()(), list)).toEqual(asTheyCame(list));
  });

  test('behind such a list, a chat that goes on proves the name', async () => {
    const channel = freshRoute()();
    const messages = [
      { chats: [0, 1, 2].map((i) => chat(i, NUMBERS[i])) },
      chat(1, 'is my order'),
      chat(2, 'hello'),
      chat(8, '5100427'),
      chat(7, '482913'),
    ];
    expect(await said(channel, messages)).toEqual(asTheyCame(messages));
  });

  test('several messages of one, each with its identifier, prove it at once', async () => {
    const history = { messages: ['hello', 'hi', 'yes'].map((text, i) => ({ ...chat(1, text), id: `m${String(i)}` })) };
    const messages = [history, ...NUMBERS.map((text, i) => chat(i, text))];
    expect(await said(freshRoute()(), messages)).toEqual(asTheyCame(messages));
  });

  test('a first message that is a number takes nothing from the next when its chat has gone on', async () => {
    const messages = [chat(1, '482913'), chat(1, 'is my order'), chat(1, 'hello?'), ...NUMBERS.map((text, i) => chat(i + 2, text))];
    expect(await said(freshRoute()(), messages)).toEqual(asTheyCame(messages));
  });
});

describe('a name that has proved itself', () => {
  const talk = ['hello', 'I have a question', 'it is about my order'].map((text) => chat(1, text));

  test('is known on all connections: first messages that are numbers stay', async () => {
    const route = freshRoute();
    await said(route('one'), talk);
    for (const [i, connection] of ['one', 'two'].entries()) {
      const messages = NUMBERS.map((text, at) => chat(10 * (i + 1) + at, text));
      expect(await said(route(connection), messages)).toEqual(asTheyCame(messages));
    }
  });

  test('takes back what other connections have heard', async () => {
    const route = freshRoute();
    await said(route('two'), [chat(8, '41111111')]);
    await said(route('one'), talk);
    const messages = [chat(9, '482913'), { text: '512204' }];
    expect(await said(route('two'), messages)).toEqual(asTheyCame(messages));
  });

  test('still has a budget for each of its conversations', async () => {
    const route = freshRoute();
    await said(route(), talk);
    expect(digitsIn(await said(route(), QUARTERS.map((text) => chat(3, text))))).toBeLessThanOrEqual(8);
  });
}); // prettier-ignore

test('a place that the route names needs no proof', async () => {
  const messages = NUMBERS.map((text, i) => ({ talk: `c${String(i)}`, text }));
  expect(await said(freshRoute({ conversation: { key: ['talk'] } })(), messages)).toEqual(asTheyCame(messages));
});
