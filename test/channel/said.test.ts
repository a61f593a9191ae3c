/** A card that several messages say: what of it leaves, through real ledgers and the real reader. */
import { describe, expect, test } from 'vitest';
import type { Conversations } from '../../src/channel/conversation/api.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import type { Channel } from '../../src/channel/channel.js';
import { COMETD } from '../../src/channel/framing/cometd.js';
import { Said } from '../../src/channel/said.js';
import { type ChannelSpec, planOf } from '../../src/channel/spec.js';
import { underPolicy } from '../../src/engine/engine.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { channelOf, through } from '../support/channel.js';
import { engine } from '../support/engine.js';
import { rules } from '../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const CARD = '4111111111111111';

/** Channels of one place, which share their ledgers. `isSlow`: another process keeps them. */
function place(isSlow = false): (spec?: ChannelSpec, connection?: string) => Channel {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  const conversations: Conversations = {
    judge(utterances) {
      const verdicts = ledgers.judge(utterances, (nowMs += 1_000));
      return isSlow ? Promise.resolve(verdicts) : verdicts;
    },
  };
  return (spec = {}, connection = 'one') => {
    const { listening } = planOf(spec);
    return channelOf({ said: listening && new Said(listening, { reader, conversations, scope: 'crm', connection }) });
  };
}

const digitsIn = (texts: readonly string[]): number => texts.join('').replaceAll(/\D/g, '').length;

/** The texts of messages that come one by one. */
async function said(channel: Channel, messages: readonly object[]): Promise<string[]> {
  const texts: string[] = [];
  for (const [i, message] of messages.entries()) {
    const left = await through(channel, message, i % 2 === 0 ? 'response' : 'request');
    texts.push((JSON.parse(left) as { text: string }).text);
  }
  return texts;
}

describe.each([false, true])('a card in pieces (ledgers elsewhere: %s)', (isSlow) => {
  test.each<[string, number[]]>([
    ['4x4', [4, 4, 4, 4]],
    ['one by one', Array<number>(16).fill(1)],
    ['8+8', [8, 8]],
    ['12+4', [12, 4]],
    ['15+1', [15, 1]],
  ])('%s, by two people: no more than eight digits are seen', async (_name, sizes) => {
    const channel = place(isSlow)();
    let from = 0;
    const pieces = sizes.map((size, i) => ({
      conversationId: 'c',
      author: i % 2 === 0 ? 'customer' : 'agent',
      text: CARD.slice(from, (from += size)),
    }));
    const texts = await said(channel, pieces);
    expect(texts.map(({ length }) => length)).toEqual(sizes);
    expect(digitsIn(texts)).toBeLessThanOrEqual(8);
  });

  test('in words, in strings within strings, with escapes', async () => {
    const channel = place(isSlow)();
    const left: string[] = [];
    for (const text of ['four one double one', '\\u0031\\u0031\\n11', 'one one one one', '1 1 1 1'])
      left.push(await through(channel, `{"content":${JSON.stringify(`{"Content":"${text}"}`)}}`));
    for (const one of left) expect(() => JSON.parse((JSON.parse(one) as { content: string }).content) as unknown).not.toThrow();
    expect(digitsIn(left.slice(1).map((one) => one.replaceAll(/\\+u00/g, '')))).toBeLessThanOrEqual(8);
  });
});

describe('conversations', () => {
  test('are the connection where no message names one, and go on over connections where it does', async () => {
    const open = place();
    const [first, second] = [open({}, 'a'), open({}, 'b')];
    await through(first, 'my card is 4111 1111');
    expect(await through(second, '1111 1111')).toBe('1111 1111');
    expect(await through(first, '1111 1111')).toBe('**** ****');
    await through(first, { chatId: 7, text: 'my card is 4111 1111' });
    expect(await through(second, { chatId: 7, text: '1111 1111' })).toBe('{"chatId":7,"text":"**** ****"}');
  });

  test('may be switched off', async () => {
    const channel = place()({ conversation: 'off' });
    for (const text of ['4111', '1111', '1111', '1111']) expect(await through(channel, { text })).toBe(JSON.stringify({ text }));
  });

  test('a replay gets what live got; the copies of one message are said once', async () => {
    const channel = place()();
    const live = [];
    for (const [id, text] of ['my card 4111 11', '11 1111', '1111'].entries()) live.push(await through(channel, { chatId: 1, id, text }));
    const again = [];
    for (const [id, text] of ['my card 4111 11', '11 1111', '1111'].entries()) again.push(await through(channel, { chatId: 1, id, text }));
    expect(again).toEqual(live);
    const copies = { ticket: { id: 9, comment: { body: 'code 123456', html_body: '<p>code 123456</p>', plain_body: 'code 123456' } } };
    expect(await through(channel, copies)).toBe(JSON.stringify(copies));
  });

  test('ordinary numbers stay: a telephone number, a code, an identifier that is none of the text', async () => {
    const channel = place()();
    for (const text of ['hello', 'hi', 'yes']) await through(channel, { text, conversationId: 'a' });
    for (const message of [
      { text: 'call +46 70 123 45 67', conversationId: 'a' },
      { text: 'your code is 123456', conversationId: 'b', id: 4408822124314 },
    ])
      expect(await through(channel, message)).toBe(JSON.stringify(message));
  });

  test('a number of JSON stays a number', async () => {
    const channel = place()();
    const left: string[] = [];
    for (const text of [4111, 1111, 1111, 1111]) left.push(await through(channel, { text }));
    expect(left.map((one) => (JSON.parse(one) as { text: number }).text)).toEqual([4111, 0, 0, 0]);
  });

  test('who may see cards sees them in pieces as well', async () => {
    const policy = resolvePolicies([{ entities: ['card.pan'], action: 'allow' }], rules.actions, 'enforce').policyFor('crm', 'auditor');
    const { listening } = planOf();
    const conversations = new Ledgers(rules.card.pan.brands);
    const keeper = { reader, conversations: { judge: (all: Parameters<Ledgers['judge']>[0]) => conversations.judge(all, 0) } };
    const channel = channelOf({
      current: () => underPolicy(engine, policy),
      said: new Said(listening!, { ...keeper, scope: '', connection: '' }),
    });
    for (const text of ['4111', '1111', '1111', '1111']) expect(await through(channel, { text })).toBe(JSON.stringify({ text }));
  });

  test('are not asked where one text says numbers by the way alone, and are where parts of it may stand elsewhere', async () => {
    const { listening } = planOf();
    const asked: string[] = [];
    const conversations: Conversations = {
      judge: (all) => {
        asked.push(...all.map(({ author }) => author));
        return all.map(({ digits }) => ({ masks: new Uint8Array(digits.length), completes: false }));
      },
    };
    const channel = channelOf({ said: new Said(listening!, { reader, conversations, scope: '', connection: '' }) });
    const text = 'I have moved, so could you tell me which of the two addresses is right?';
    await through(channel, { author: 'alone', text });
    await through(channel, { author: 'counts', text: 'four one one' });
    await through(channel, { author: 'parts', text, blocks: [{ text: 'two' }, { text: 'addresses' }] });
    expect(new Set(asked)).toEqual(new Set(['counts', 'parts']));
  });

  test('that cannot be asked refuse', async () => {
    const { listening } = planOf();
    const conversations: Conversations = { judge: () => Promise.reject(new Error('gone')) };
    const channel = channelOf({ said: new Said(listening!, { reader, conversations, scope: '', connection: '' }) });
    expect(await through(channel, { text: '4111' })).toBe('SLUICE_CONVERSATION_UNAVAILABLE');
  });
});

/** Each hidden digit of a card in escapes is a replacement by itself; those in sight were once taken for others, and for a code behind "my card". */
describe('a card whose digits are escaped', () => {
  const escaped = (text: string): string => JSON.stringify({ text }).replace(/\d/g, (digit) => `\\u003${digit}`);
  const shown = async (channel: Channel, written: string): Promise<string> => {
    const { bytes } = await channel.pass('response', Buffer.from(written), false);
    return (JSON.parse(Buffer.from(bytes).toString()) as { text: string }).text;
  };

  test.each(['my card 4111 1111 1111 1111.', 'Please forget the old Amex 3782 822463 10005.', '5555-5555-5555-4444'])(
    '%s',
    async (text) => {
      const plain = await shown(place()(), JSON.stringify({ text }));
      expect(plain).toMatch(/\d{4}/);
      expect(await shown(place()(), escaped(text))).toBe(plain);
    },
  );
});

describe('parts of documents, as framings cut them out', () => {
  /** What becomes of a message of CometD behind a card number in pieces. */
  const behindCard = async (message: object): Promise<unknown> => {
    const { listening } = planOf();
    const ledgers = new Ledgers(rules.card.pan.brands);
    const conversations: Conversations = { judge: (utterances) => ledgers.judge(utterances, 0) };
    const handshake = { carrier: 'websocket', path: '/cometd', subprotocol: undefined } as const;
    const channel = channelOf({
      framing: COMETD,
      handshake,
      said: new Said(listening!, { reader, conversations, scope: '', connection: '' }),
    });
    for (const text of ['my card is 4111', '11111111']) await through(channel, [{ channel: '/chat', data: { text } }]);
    return (JSON.parse(await through(channel, [message])) as unknown[])[0];
  };

  test.each<[string, object, object]>([
    ['counts of the protocol are nobody’s words', { channel: '/meta/connect', ext: { ack: 157 } }, { channel: '/meta/connect', ext: { ack: 157 } }],
    ['words in a member that the protocol does not know are', { channel: '/chat', text: '1111' }, { channel: '/chat', text: '****' }],
    ['so are those in an object there', { channel: '/chat', ext: { text: '1111' } }, { channel: '/chat', ext: { text: '****' } }],
    ['data that is a string is said', { channel: '/chat', data: '1111 "ok"' }, { channel: '/chat', data: '**** "ok"' }],
    ['data that is a number stays one', { channel: '/chat', data: 1111 }, { channel: '/chat', data: 0 }],
    ['data that is neither stays', { channel: '/chat', data: true }, { channel: '/chat', data: true }],
  ])('%s', async (_name, message, expected) => {
    expect(await behindCard(message)).toEqual(expected);
  }); // prettier-ignore
});

describe('what is not said yet', () => {
  test('interim transcripts lose their digits, in words too', async () => {
    const message = { isFinal: false, text: 'my card is four one 1 double one' };
    expect(await through(place()(), message)).toBe('{"isFinal":false,"text":"my card is **** *** * ****** ***"}');
    expect(await through(place()({ interim: 'allow' }), message)).toBe(JSON.stringify(message));
  });

  test('is not remembered as said: the message itself is judged as the first', async () => {
    const channel = place()({ typing: 'mask' });
    expect(await through(channel, { sneakPeek: 'your code is 482913' })).toBe('{"sneakPeek":"your code is ******"}');
    expect(await through(channel, { text: 'your code is 482913' })).toBe('{"text":"your code is 482913"}');
  });

  test('what an event about typing holds is a draft: the number that grows there is not said again and again', async () => {
    const channel = place()();
    for (const text of ['order 4', 'order 482', 'order 482910'])
      expect(await through(channel, ['typing', { from: 'ann', text }])).toBe('["typing",{"from":"ann","text":""}]');
    for (const message of [
      ['typing', 'ann'],
      ['typing', { from: 'ann', isOn: true }],
      ['message', { from: 'ann', text: 'order 482910' }],
    ])
      expect(await through(channel, message)).toBe(JSON.stringify(message));
  });

  test('typing previews keep their words where the route says so', async () => {
    expect(await through(place()({ typing: 'mask' }), { sneakPeek: 'card 4111 1' })).toBe('{"sneakPeek":"card **** *"}');
  });
});
