/** A card that is said over several chat messages, by two people, over real sockets. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { rules } from '../support/rules.js';
import { startSluice, type TestSluice } from '../support/sluice.js';
import { connect, startUpstream, type Upstream } from '../support/websocket.js';

let upstream: Upstream;
let sluice: TestSluice;

beforeAll(async () => {
  upstream = await startUpstream();
  const ledgers = new Ledgers(rules.card.pan.brands);
  // as if another process kept them
  const conversations = { judge: (all: Parameters<Ledgers['judge']>[0]) => Promise.resolve(ledgers.judge(all, performance.now())) };
  sluice = await startSluice({ upstream: upstream.url, conversations: { reader: new UtteranceReader(rules.rules), conversations } });
});

afterAll(async () => {
  await sluice.stop();
  await upstream.stop();
});

async function pair() {
  const [downstream, crm] = await Promise.all([connect(`${sluice.url}/chat`), upstream.next()]);
  return { downstream, crm };
}

const digitsOf = (messages: readonly { text: string }[]): string =>
  messages.map(({ text }) => (JSON.parse(text) as { text: string }).text.replaceAll(/\D/g, '')).join('');

test('customer and agent say it in turns: no more than eight digits are seen, and order and number of messages stay', async () => {
  const { downstream, crm } = await pair();
  const say = (author: string, text: string): string => JSON.stringify({ chatId: 'c1', author, text });
  crm.ws.send(say('customer', '4111'));
  await downstream.received(1);
  downstream.ws.send(say('agent', '11 11'));
  await crm.received(1);
  crm.ws.send(say('customer', 'and 1111'));
  crm.ws.send(say('customer', 'then 1111'));
  crm.ws.send(say('customer', 'thank you'));
  const seen = await downstream.received(4);
  expect(seen.map(({ text }) => (JSON.parse(text) as { text: string }).text)).toEqual(['4111', 'and ****', 'then ****', 'thank you']);
  expect((digitsOf(seen) + digitsOf(crm.messages)).length).toBeLessThanOrEqual(8);
});

test('another agent on another connection sees no more of the same conversation', async () => {
  const { downstream, crm } = await pair();
  crm.ws.send(JSON.stringify({ chatId: 'c1', author: 'customer', text: 'again 1111 1111' }));
  expect(digitsOf(await downstream.received(1))).toBe('');
});

test('typing previews lose their text', async () => {
  const { downstream, crm } = await pair();
  crm.ws.send('{"event":"typing","text":"4111 1"}');
  expect((await downstream.received(1))[0].text).toBe('{"event":"typing","text":""}');
});
