/**
 * One message that says the same in several places, or comes again written in another way: as plain text and as HTML, whole and in blocks, word by word.
 * Story: a customer types a card number on four lines. In the plain text of the message a rule finds it; in its HTML, with each group in a paragraph of its
 * own, none does, and there the whole number was shown, because the conversation took it for a copy of what is hidden already.
 */
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/channel/channel.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { keptHere, Ledgers } from '../../src/channel/conversation/ledgers.js';
import { Said } from '../../src/channel/said.js';
import { planOf } from '../../src/channel/spec.js';
import { channelOf, through } from '../support/channel.js';
import { rules } from '../support/rules.js';

const reader = new UtteranceReader(rules.rules);

function channel(): Channel {
  let nowMs = 0;
  const conversations = keptHere(new Ledgers(rules.card.pan.brands), () => (nowMs += 1_000));
  const { listening } = planOf({});
  return channelOf({ said: listening && new Said(listening, { reader, conversations, scope: 'crm', connection: 'one' }) });
}

/** Most digits of a card that are seen in one place of a message. */
const digitsOf = (text: string): number => text.replaceAll(/\D/g, '').length;

const PLAIN = '5555 5555 5555 4444';
const HTML = '<p>5555</p><p>5555</p><p>5555</p><p>4444</p>';
const LISTED = '5555; 5555; 5555; 4444';
const BOLD = '**5555** **5555** **5555** **4444**';

describe('a card that a rule hides in one place of a message is hidden in all', () => {
  test.each<[string, (other: string) => object]>([
    ['HTML behind plain text', (other) => ({ conversationId: 'c', text: PLAIN, html: other })],
    ['before it', (other) => ({ conversationId: 'c', html: other, text: PLAIN })],
    ['with an identifier', (other) => ({ chatId: 7, id: 'm1', plainBody: PLAIN, htmlBody: other })],
    ['in blocks', (other) => ({ conversationId: 'c', text: PLAIN, blocks: [{ elements: [{ text: other }] }] })],
    ['in the blocks alone', (other) => ({ conversationId: 'c', text: other, blocks: [{ elements: [{ text: PLAIN }] }] })],
  ])('%s', async (_, of) => {
    for (const other of [HTML, LISTED, BOLD]) {
      const left = await through(channel(), of(other));
      const shown = Object.values(JSON.parse(left) as object).map((value) => digitsOf(JSON.stringify(value)));
      expect(Math.max(...shown)).toBeLessThanOrEqual(4);
    }
  });

  test.each([HTML, LISTED, BOLD])('and when it comes again, written in another way: %s', async (other) => {
    const on = channel();
    expect(await through(on, { conversationId: 'c', id: 'm1', text: PLAIN })).toContain('**** **** **** 4444');
    expect(digitsOf(JSON.stringify((JSON.parse(await through(on, { conversationId: 'c', id: 'm1', text: other })) as { text: string }).text))).toBe(0); // prettier-ignore
  });
});

describe('what stands in one list is said one after the other, also where it is the same', () => {
  test.each<[string, (list: readonly string[]) => unknown]>([
    ['texts', (text) => ({ conversationId: 'c', text })],
    ['texts of a message with an identifier', (text) => ({ conversationId: 'c', messageId: 'm', text })],
    ['arguments of an event', (list) => ['chat message', ...list]],
    ['arguments of a call', (list) => ({ target: 'SendMessage', arguments: list })],
    ['blocks beside a text that they are not', (list) => ({ conversationId: 'c', text: '5', blocks: list.map((text) => ({ text })) })],
  ])('%s', async (_, of) => {
    for (const list of [[...'5555555555554444'], ['5555', '5555', '5555', '4444']])
      expect(digitsOf(await through(channel(), JSON.stringify(of(list))))).toBeLessThanOrEqual(8);
  });
});

describe('a text that is said whole and once more in parts is told once', () => {
  const words = (text: string): { text: string }[] => text.split(' ').map((word) => ({ text: word }));
  const shapes: readonly (readonly [string, (text: string, i: number) => object])[] = [
    ['Slack', (text, i) => ({ channel: 'C1', user: 'ann', text, ts: `${String(1763805600 + i)}.000100`, blocks: [{ type: 'rich_text', elements: [{ elements: [{ type: 'text', text }] }] }] })],
    ['Intercom', (text, i) => ({ conversationId: '147', comment: { id: `c${String(i)}`, body: `<p>${text}</p>`, blocks: [{ type: 'paragraph', text }] } })],
    ['a transcript, word by word', (text) => ({ conversationId: 'k', isFinal: true, transcript: text, words: words(text) })],
    ['Amazon Transcribe', (text) => ({ conversationId: 'k', Alternatives: [{ Transcript: text, Items: text.split(' ').map((Content) => ({ Content })) }] })],
    ['parts before the whole', (text, i) => ({ conversationId: 'k', blocks: words(text), text, id: `m${String(i)}` })],
  ]; // prettier-ignore
  const CHAT = [
    'Hi, my order 8812345 has not arrived',
    'What number can we call you on?',
    '07700 900123',
    'It was 54.94 in total, on 05/05/2026',
    'I have to wait 3 to 5 days for it',
  ];

  test.each(shapes)('%s: the numbers of an ordinary chat stay', async (_, of) => {
    const on = channel();
    for (const [i, text] of CHAT.entries()) {
      const message = JSON.stringify(of(text, i));
      expect(await through(on, message)).toBe(message);
    }
  });

  test.each(shapes)('%s: a card in pieces shows no more than its budget, in each place the same', async (_, of) => {
    const on = channel();
    const left: string[] = [];
    for (const [i, text] of ['it is 5555', '5555 then', '5555 and', '4444'].entries()) left.push(await through(on, of(text, i)));
    const texts = left.map((message) => [...message.matchAll(/"(?:text|body|transcript|content)":"([^"]*)"/gi)].map(([, text]) => text));
    for (const which of [0, -1]) expect(digitsOf(texts.map((all) => all.at(which)).join(''))).toBeLessThanOrEqual(8);
  });

  test('parts that are messages of their own are not taken for it', async () => {
    const thread = { conversationId: 'c', id: 1, text: '5555', replies: ['5555', '5555', '4444'].map((text, i) => ({ id: i + 2, text })) };
    expect(digitsOf(JSON.stringify((JSON.parse(await through(channel(), thread)) as { replies: { text: string }[] }).replies.map(({ text }) => text)))).toBeLessThanOrEqual(4); // prettier-ignore
    const quoted = { conversationId: 'c', id: 1, text: '5555', quoted: { id: 0, text: '5555' } };
    const on = channel();
    const left = [await through(on, quoted), await through(on, { conversationId: 'c', id: 2, text: '5555' })];
    expect(left[1]).toContain('****');
  });
});
