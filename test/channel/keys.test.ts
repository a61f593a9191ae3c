/**
 * Attacks on what a conversation goes by, over real sockets: a card in pieces under keys that are none, over connections that break, under identifiers that
 * never change. And what must not suffer from that: several conversations on one socket, messages that come again.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSluice, type TestSluice } from '../support/sluice.js';
import { keeperOf } from '../support/conversations.js';
import { rules } from '../support/rules.js';
import { connect, startUpstream, type Upstream } from '../support/websocket.js';

let upstream: Upstream;
let sluice: TestSluice;
let address: string;
let count = 0;

beforeAll(async () => {
  upstream = await startUpstream();
  sluice = await startSluice({ upstream: upstream.url, conversations: keeperOf(rules) });
});

afterAll(async () => {
  await sluice.stop();
  await upstream.stop();
});

/** A desktop, and the CRM at the other end. Each test talks of another address, so that none hears of the others. */
async function desk(path = `/desk${String(++count)}`, headers: Record<string, string> = {}) {
  address = path;
  const [downstream, crm] = await Promise.all([connect(`${sluice.url}${path}`, [], headers), upstream.next()]);
  /** What the desktop sees of messages. */
  const pushed = async (messages: readonly unknown[]): Promise<string[]> => {
    const before = downstream.messages.length;
    for (const message of messages) crm.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
    return (await downstream.received(before + messages.length)).slice(before).map(({ text }) => text);
  };
  const leave = async (): Promise<void> => {
    const closed = new Promise((resolve) => crm.ws.once('close', resolve));
    downstream.ws.terminate();
    await closed;
  };
  return { pushed, leave };
}

const QUARTERS = ['4111', '1111', '1111', '1111'];
const FIVES = ['5555', '5555', '5555', '4444'];
/** Digits of the texts of messages: of what goes by `text` or `chat`, or of all. */
const digitsIn = (left: readonly string[]): number =>
  left.map((message) => (/"(?:text|chat)":"([^"]*)"/.exec(message)?.[1] ?? message).replaceAll(/\D/g, '')).join('').length;

const shapes: readonly (readonly [name: string, of: (text: string, i: number) => unknown])[] = [
  ['the number of a call', (text, i) => ({ callId: i, text })],
  ['a thread for each answer', (text, i) => ({ thread: { id: `t${String(i)}` }, author: 'customer', text })],
  ['a thread by its id, with its message', (text, i) => ({ threadId: `t${String(i)}`, messageId: `m${String(i)}`, text })],
  ['a chat that is one message', (text, i) => ({ chat: { id: `m${String(i)}`, text } })],
  ['by turns with none', (text, i) => (i % 2 === 0 ? { callId: i, text } : { text })],
  ['by turns of two authors', (text, i) => ({ callId: i, author: i % 2 === 0 ? 'customer' : 'agent', text })],
  ['a chat that is what somebody says', (text) => ({ chat: text })],
  ['a chat that is what somebody says, by its kind', (text, i) => ({ type: 'chat', from: 'bob', timestamp: i, chat: text })],
  ['an identifier that never changes', (text) => ({ id: 'me', text })],
  ['an identifier and a room that never change', (text) => ({ room: 'r', id: 'me', text })],
];

describe.each(shapes)('a card in pieces: %s', (_, of) => {
  test.each<[string, string[]]>([
    ['four by four', QUARTERS],
    ['the same four, thrice', FIVES],
    ['digit by digit', [...'5555555555554444']],
    ['eight and eight', ['41111111', '11111111']],
    ['in uneven pieces', ['4', '11111', '11111', '11111']],
  ])('%s', async (__, pieces) => {
    const { pushed } = await desk();
    const left = await pushed(pieces.map(of));
    expect(left).toHaveLength(pieces.length);
    expect(digitsIn(left)).toBeLessThanOrEqual(8);
  });

  test('a short number shows six', async () => {
    const { pushed } = await desk();
    expect(digitsIn(await pushed(['3782', '8224', '6310', '005'].map(of)))).toBeLessThanOrEqual(6);
  });
});

describe('fillers under keys that are none', () => {
  test.each<[string, (i: number) => unknown[]]>([
    ['one before', (i) => [{ thread: `t${String(i)}`, text: 'here it is' }]],
    ['two before', (i) => [{ thread: `t${String(i)}`, text: 'ok' }, { thread: `t${String(i)}`, text: 'and now' }]],
  ])('%s', async (_, fillers) => {
    const { pushed } = await desk();
    const left = await pushed(QUARTERS.flatMap((text, i) => [...fillers(i), { thread: `t${String(i)}`, text }]));
    expect(digitsIn(left)).toBeLessThanOrEqual(8);
  }); // prettier-ignore

  test('one behind', async () => {
    const { pushed } = await desk();
    const left = await pushed(
      QUARTERS.flatMap((text, i) => [
        { thread: `t${String(i)}`, text },
        { thread: `t${String(i)}`, text: 'ok' },
      ]),
    );
    expect(digitsIn(left)).toBeLessThanOrEqual(8);
  });
});

test('words of payment under one key count for the next: a code, and digits that only sound like ones', async () => {
  const { pushed } = await desk();
  const left = await pushed(['my card number is', '4111', '123'].map((text, i) => ({ callId: i, text })));
  expect(left[2]).toBe('{"callId":2,"text":"***"}');
});

describe('several conversations on one socket', () => {
  const say = (thread: string, text: string): object => ({ threadId: thread + address, text });

  test('are told apart when their keys have proved to be some', async () => {
    const { pushed } = await desk();
    const talk = ['hello', 'my order is 91', 'yes', 'thanks'].flatMap((text) => ['a', 'b', 'c'].map((thread) => say(thread, text)));
    await pushed(talk);
    const messages = [say('a', 'code 482913'), say('b', 'code 512204'), say('c', 'code 612204')];
    expect(await pushed(messages)).toEqual(messages.map((message) => JSON.stringify(message)));
  });

  test('what the first of them said is no beginning for the next, once its key has proved itself', async () => {
    const { pushed } = await desk();
    await pushed([say('a', '411111'), say('a', 'did you get that?'), say('a', 'hello?')]);
    expect(await pushed([say('b', '482913')])).toEqual([JSON.stringify(say('b', '482913'))]);
    await pushed([say('b', 'what'), say('b', 'is that'), say('a', '1111')]);
    expect(await pushed([say('a', '111111')])).toEqual([JSON.stringify(say('a', '******'))]);
  });

  test('by names that have proved themselves they need no proof', async () => {
    const { pushed } = await desk();
    await pushed(['hello', 'hi', 'yes'].map((text) => ({ conversationId: address, text })));
    const messages = ['482913', '512204', '415-555-0132'].map((text, i) => ({ conversationId: i + address, text }));
    expect(await pushed(messages)).toEqual(messages.map((message) => JSON.stringify(message)));
  });
});

describe('a connection that breaks in the middle of a card', () => {
  const headers = { cookie: 'theme=dark; sid=7f3a' };

  test.each<[string, Record<string, string>]>([
    ['of a session', headers],
    ['of a token', { authorization: 'Bearer abc' }],
    ['of nobody', {}],
  ])('%s', async (_, known) => {
    const first = await desk(undefined, known);
    const before = await first.pushed([{ text: '4111 1111' }]);
    await first.leave();
    const second = await desk(address, known);
    expect(digitsIn([...before, ...(await second.pushed([{ text: '1111' }, { text: '1111' }]))])).toBe(8);
  });

  test('and whose keys change with every message', async () => {
    const first = await desk(undefined, headers);
    const before = await first.pushed([{ callId: `1${address}`, text: '4111 1111' }]);
    await first.leave();
    const second = await desk(address, headers);
    expect(digitsIn([...before, ...(await second.pushed([{ callId: `1${address}`, text: '11' }, { callId: `2${address}`, text: '111111' }]))])).toBe(8); // prettier-ignore
  });

  test('others of the same address, at the same time, are others', async () => {
    const first = await desk();
    await first.pushed([{ text: '4111 1111' }]);
    const other = await desk(address);
    expect(await other.pushed([{ text: 'code 482913' }])).toEqual(['{"text":"code 482913"}']);
  });

  test('so are other sessions', async () => {
    const first = await desk(undefined, headers);
    await first.pushed([{ text: '4111 1111' }]);
    const other = await desk(address, { cookie: 'sid=8' });
    expect(await other.pushed([{ text: 'code 482913' }])).toEqual(['{"text":"code 482913"}']);
  });
});

describe('what comes again', () => {
  test('a message, and that it was delivered and read', async () => {
    const { pushed } = await desk();
    for (const text of ['code 482913', 'room 12']) {
      const message = { chatId: address, id: text, text };
      const states = ['sent', 'delivered', 'read'].map((status) => ({ ...message, status }));
      expect(await pushed(states)).toEqual(states.map((state) => JSON.stringify(state)));
    }
  });

  test('all that was said, when the chat is opened again', async () => {
    const { pushed } = await desk();
    const messages = ['order 482913', 'my card is 4111', '1111', '1111', 'thanks'].map((text, id) => ({ chatId: address, id, text }));
    const live = await pushed(messages);
    expect(await pushed(messages)).toEqual(live);
    expect(digitsIn(live.slice(1))).toBeLessThanOrEqual(8);
  });

  test('a message that several desktops hear of', async () => {
    const path = `/desk${String(++count)}`;
    const desks = [await desk(path), await desk(path), await desk(path)];
    const message = { chatId: `fan ${path}`, id: 'm1', text: '4111' };
    for (const { pushed } of desks) expect(await pushed([message])).toEqual([JSON.stringify(message)]);
    const changed = { ...message, text: '4112' };
    const [first] = await desks[0].pushed([changed]);
    for (const { pushed } of desks.slice(1)) expect(await pushed([changed])).toEqual([first]);
  });

  test('in a list, under an identifier that all have: no more than of one number', async () => {
    const { pushed } = await desk();
    const [left] = await pushed([{ messages: FIVES.map((text) => ({ id: 'me', text })) }]);
    expect(left.replaceAll(/[^\d]/g, '').length).toBeLessThanOrEqual(8);
  });
});

test('identifiers that go by the name of a conversation stay as they are', async () => {
  const { pushed } = await desk();
  const messages = [
    { type: 'join', chat: '4539' },
    { type: 'join', chat: '4612' },
    { op: 'open', chat: '4711' },
    { op: 'open', chat: '4811' },
    { chat: 'c4539' },
    { chat: '4539148803' },
    { room: '4539', text: 'hi' },
    { room: '4612' },
    { room: '4711' },
  ];
  expect(await pushed(messages)).toEqual(messages.map((message) => JSON.stringify(message)));
});
