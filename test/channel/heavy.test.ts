/**
 * The story: a customer pastes something long into the chat – a page of numbers, a list of test cards, "four to for four to for". Each text is
 * read in one go: where the work grew with the square of the digits, one message of 50 KB held up all agents for twenty seconds, and one of
 * a few hundred thousand digits ended its connection with a fault of ours.
 */
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { ChannelOptions } from '../../src/channel/channel.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { hiddenBy } from '../../src/channel/digits.js';
import { XMPP } from '../../src/channel/framing/xmpp.js';
import { Said } from '../../src/channel/said.js';
import { type ChannelSpec, planOf } from '../../src/channel/spec.js';
import { keeperOf } from '../../src/compose.js';
import { loadRules } from '../../src/ruleset/load.js';
import { channelOf, through } from '../support/channel.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const ledgers = new Ledgers(rules.card.pan.brands);
const conversations = { judge: (utterances: Parameters<Ledgers['judge']>[0]) => ledgers.judge(utterances, 0) };

let connections = 0;

/** What a chat of one message leaves. */
function chat(message: string, options: Partial<ChannelOptions> = {}, spec: ChannelSpec = {}): Promise<string> {
  const { listening } = planOf(spec);
  const connection = `connection ${connections++}`;
  const said = listening && new Said(listening, { reader, conversations, scope: 'crm', connection });
  return through(channelOf({ ...options, said }), message);
}

/** Digits that a text of more of them shows at most: those that are read with care. */
const CAREFUL = LIMITS.conversationTextDigits;
const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

describe('a long message', () => {
  test.each([
    ['words that sound like digits', 'four to for ', 5_000, /^(?:\*{4} (?:to|\*{2}) (?:for|\*{3}) )+$/],
    ['card numbers', '4111111111111111 ', 6_000, /^(?:\*{12}1111 )+$/],
    ['single digits', '4 ', 150_000, /^(?:\* )+$/],
  ])('of %s passes', async (_name, words, times, behind) => {
    const left = await chat(words.repeat(times));
    expect(left).toHaveLength(words.length * times);
    expect(left.slice(-3 * words.length)).toMatch(behind);
  });

  test('of white space is no slower to be told what it is', async () => {
    expect(await chat(' '.repeat(900_000) + '{"card":"4111 1111 1111 1111"}')).toContain('{"card":"**** **** **** 1111"}');
  });
});

describe('of a message with more digits than are read with care', () => {
  const TIMES = 3 * CAREFUL;

  test('what stands behind is masked where it stands: the document stays one, byte for byte elsewhere', async () => {
    const words = String.raw`line 70 \n two \u0034 \"é\" `;
    const left = await chat(`{"text":"${words.repeat(TIMES)}","id":"a 7"}`);
    const behind = String.raw`line ** \n *** ****** \"é\" `;
    expect(left.startsWith(`{"text":"${words}`)).toBe(true);
    expect(left.endsWith(`${behind.repeat(TIMES - CAREFUL)}","id":"a 7"}`)).toBe(true);
    expect((JSON.parse(left) as { text: string }).text).toContain('line ** \n ***');
  });

  test('findings of their own stay among them as they are', async () => {
    const words = '4111111111111111 and 12 ';
    const left = await chat(words.repeat(TIMES));
    expect(left.endsWith('************1111 and ** '.repeat(TIMES - CAREFUL))).toBe(true);
  });

  test('in JSON within a stanza, what is masked is written as the stanza escapes it', async () => {
    const text = '70 &lt;b&gt; \\n '.repeat(TIMES);
    const stanza = (json: string): string => `<message to='a'><json>${json}</json></message>`;
    const left = await chat(stanza(`{&quot;text&quot;:&quot;${text}&quot;}`), { framing: XMPP });
    const json = /^<message to='a'><json>([^<>]*)<\/json><\/message>$/.exec(left)?.[1] ?? '';
    const said = JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')) as { text: string };
    expect(said.text.startsWith('70 <b> \n 70')).toBe(true);
    expect(digitsIn(said.text)).toBeLessThanOrEqual(CAREFUL);
    expect(digitsIn(said.text.slice(-1_000))).toBe(0);
  });

  test('a number stays one', async () => {
    expect(JSON.parse(await chat(`{"text":${'7'.repeat(TIMES)},"id":1}`))).toEqual({ text: 0, id: 1 });
  });

  test('an interim transcript loses all of them', async () => {
    const left = await chat(`{"text":"${'one 7 '.repeat(TIMES)}","isFinal":false}`, {}, { interim: 'mask' });
    expect(left).toBe(`{"text":"${'*** * '.repeat(TIMES)}","isFinal":false}`);
  });

  test('words that are none stay', async () => {
    const left = await chat(`${'7 '.repeat(CAREFUL)}${'we go to the shop for Anna '.repeat(1_000)}`);
    expect(left.endsWith('we go to the shop for Anna '.repeat(999))).toBe(true);
  });

  test('of many texts, those behind them are masked, and told apart when they come again', async () => {
    const texts = Array.from({ length: 600 }, (_, i) => ({
      id: `m${i}`,
      author: 'a',
      text: i % 2 === 0 ? `${'7 '.repeat(99)}${i}` : 'hello',
    }));
    const list = JSON.stringify({ conversationId: `many ${connections}`, messages: texts });
    const seen = async (): Promise<string[]> => (JSON.parse(await chat(list)) as { messages: { text: string }[] }).messages.map(({ text }) => text); // prettier-ignore
    const left = await seen();
    expect(left.filter((_, i) => i % 2 === 1)).toEqual(Array<string>(300).fill('hello'));
    expect(left.slice((2 * LIMITS.conversationMessageDigits) / 99).join('')).not.toMatch(/\d/);
    expect(left.slice(0, 20).join('')).toMatch(/\d/);
    expect(await seen()).toEqual(left);
  });

  test('the one reader of a process reads no more of a text than it is asked to', () => {
    const { digits, rest } = keeperOf(rules, conversations).reader.readUtterance(Buffer.from('1 2 3 4'), 0, 7, 2);
    expect([...digits]).toEqual([1, 2]);
    expect(rest?.places).toEqual(Int32Array.of(4, 5, 6, 7));
  });
});

test('digits are hidden by the replacement that stands on them, and by no other', () => {
  const text = { start: 10, offsets: undefined } as Parameters<typeof hiddenBy>[1];
  const bytes = new Uint8Array(0);
  const digits = { from: Int32Array.of(0, 2, 4, 6, 9), to: Int32Array.of(1, 3, 5, 9, 10) } as Parameters<typeof hiddenBy>[2];
  const splices = [
    { start: 0, end: 10, bytes },
    { start: 12, end: 14, bytes },
    { start: 15, end: 16, bytes },
    { start: 17, end: 18, bytes },
    { start: 18, end: 18, bytes },
  ];
  expect([...hiddenBy(splices, text, digits)]).toEqual([0, 1, 0, 1, 0]);
  expect([...hiddenBy([], text, digits)]).toEqual([0, 0, 0, 0, 0]);
  const of = { start: 10, end: 19 };
  const [first, second] = [{ start: 12, end: 13, bytes, of }, { start: 14, end: 15, bytes, of }]; // prettier-ignore
  expect([...hiddenBy([first, second], text, digits)]).toEqual([2, 1, 1, 3, 0]);
  expect([...hiddenBy([{ ...first, of: undefined }, second], text, digits)]).toEqual([0, 1, 1, 3, 0]);
});
