/** Cards that are said whole where the policy shows more of them than the last four, among cards in pieces. */
import { describe, expect, test } from 'vitest';
import { LEFT_IN_SIGHT, OF_FINDING, type Utterance } from '../../../src/channel/conversation/api.js';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Said } from '../../../src/channel/said.js';
import { planOf } from '../../../src/channel/spec.js';
import { underPolicy } from '../../../src/engine/engine.js';
import type { Clause } from '../../../src/policy/clause.js';
import { resolvePolicies } from '../../../src/policy/resolve.js';
import { channelOf, through } from '../../support/channel.js';
import { amongOthers, Chat, type Random, randomCard, randomOf, randomSplit } from '../../support/conversations.js';
import { engine } from '../../support/engine.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

/** What is seen of messages of one conversation under a policy for cards; `>`: one that the desktop sends. */
async function seen(clause: Omit<Clause, 'entities'>, ...texts: string[]): Promise<string[]> {
  const policy = resolvePolicies([{ entities: ['card.pan'], ...clause }], rules.actions, 'enforce').policyFor('crm', 'lead');
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  const conversations = { judge: (all: readonly Utterance[]) => ledgers.judge(all, (nowMs += 1_000)) };
  const said = new Said(planOf({}).listening!, { reader, conversations, scope: 'crm', connection: 'one' });
  const channel = channelOf({ current: () => underPolicy(engine, policy), said });
  const left: string[] = [];
  for (const text of texts) {
    const direction = text.startsWith('>') ? 'request' : 'response';
    const message = await through(channel, { conversationId: 'c', author: 'customer', text }, direction);
    left.push((JSON.parse(message) as { text: string }).text);
  }
  return left;
}

const SIX_AND_FOUR: Omit<Clause, 'entities'> = { action: 'mask', show: { first: 6, last: 4 } };

describe('of a card in one message is seen what the policy shows', () => {
  test.each<[clause: Omit<Clause, 'entities'>, text: string, left: string]>([
    [SIX_AND_FOUR, 'my card is 5555555555554444', 'my card is 555555******4444'],
    [SIX_AND_FOUR, 'card: 4111 1111 1111 1111 exp 12/27', 'card: 4111 11** **** 1111 exp **/**'],
    [SIX_AND_FOUR, '3782 822463 10005', '3782 82**** *0005'],
    [SIX_AND_FOUR, '6205500000000000004', '620550*********0004'],
    [{ action: 'mask', show: { first: 8, last: 4 } }, '2223 0031 2200 3222', '2223 0031 **** 3222'],
    [{ action: 'mask', show: { first: 6 } }, '4111-1111-1111-1111', '4111-11**-****-****'],
    [{ action: 'truncate', show: { first: 6, last: 4 } }, 'it is 5555555555554444', 'it is 555555*4444'],
    [{ action: 'truncate', show: { last: 4 } }, '5555-5555-5555-4444 exp 12/27', '*-4444 exp **/**'],
  ])('%j: %s', async (clause, text, left) => {
    expect(await seen(clause, text)).toEqual([left]);
    expect(await seen(clause, 'order 482910', text)).toEqual(['order 482910', left]);
    expect((await seen(clause, 'card', '4111', '1111', text)).at(-1)).toBe(left);
  });

  test('again and again, and its last four by themselves', async () => {
    const card = '5555555555554444';
    expect(await seen(SIX_AND_FOUR, card, `yes, ${card}`, 'the one ending in 4444')).toEqual([
      '555555******4444',
      'yes, 555555******4444',
      'the one ending in 4444',
    ]);
  });
});

test('what is in sight of it may be said again, as it is masked', async () => {
  const lines = ['my card is 2223003122003222', 'card 222300******3222 was charged', 'so it is XXXX-XXXX-XXXX-3222'];
  expect((await seen(SIX_AND_FOUR, ...lines)).slice(1)).toEqual(lines.slice(1));
  expect((await seen(SIX_AND_FOUR, lines[0], '2223003')).at(-1)).toBe('*******');
});

test('it comes back from the CRM as it was sent', async () => {
  const left = await seen(SIX_AND_FOUR, '> 2223003122003222', '222300******3222');
  expect(left).toEqual(['> 222300******3222', '222300******3222']);
});

describe('its first digits are masked', () => {
  test.each<[why: string, before: string[], text: string, left: string]>([
    ['where hidden ones were seen', ['the middle is 003122'], '2223003122003222', '************3222'],
    ['where some of them were seen', ['122'], '2223003122003222', '************3222'],
    ['where they were seen digit by digit', ['0', '0', '3'], '2223003122003222', '************3222'],
    ['where more of the first ones were seen', ['22230031'], '2223003122003222', '************3222'],
    ['where a longer number may go on with them', ['62'], '4111111111111111', '************1111'],
  ])('%s', async (_why, before, text, left) => {
    expect((await seen(SIX_AND_FOUR, ...before, text)).at(-1)).toBe(left);
  });
});

test('what follows goes on with its first digits', async () => {
  const left = await seen(SIX_AND_FOUR, '2223003122003222', '0031', '22', '003222', 'and the middle: 003122');
  expect(left.slice(1).join('')).not.toMatch(/\d/);
});

test('a number goes on over one that is hidden and a word that may be nothing', () => {
  const chat = new Chat(rules, reader);
  const card = { text: 'no, it is 3782 822463 10005', hidden: [{ start: 10, end: 27 }] };
  const left = ['and then three', 'um, 782', '8!', card, '2 and', 'order 246'].map((line) => chat.say(line));
  expect([left[0], left[1], left[2], left[4], left[5]]).toEqual(['and then three', 'um, 782', '8!', '2 and', 'order ***']);
});

/** A message of a random conversation: which digits of the card its last ones are, and what is left in sight of a card said whole. */
interface Message extends Pick<Utterance, 'author' | 'isStrict'> {
  readonly text: string;
  readonly afterMs: number;
  readonly from: number;
  readonly count: number;
  readonly isWhole: boolean;
  /** It is another card, which is nothing to the digits that are seen. */
  readonly isOther?: boolean;
}

const WORDS = ['', '', 'my card is ', 'so: ', 'no, it is '];

function messagesOf(random: Random, card: string, isStrict: boolean): Message[] {
  let from = 0;
  const messages = randomSplit(random, card, { isStrict }).map(({ text, author = '', afterMs = 0, cardDigits }): Message => {
    const part = { text, author, isStrict, afterMs, from, count: cardDigits, isWhole: false };
    from += cardDigits;
    return part;
  });
  const written = random() < 0.5 ? card : card.replaceAll(/(....)(?=.)/g, '$1 ');
  const text = WORDS[Math.floor(random() * WORDS.length)] + written;
  const author = random() < 0.5 ? 'customer' : 'agent';
  const whole = { text, author, isStrict, afterMs: 1_000, from: 0, count: card.length, isWhole: true };
  messages.splice(Math.floor(random() * (messages.length + 1)), 0, whole);
  return messages;
}

const otherOf = (text: string, isStrict: boolean): Message => ({
  text,
  isStrict,
  author: 'customer',
  afterMs: 1_000,
  from: 0,
  count: text.length,
  isWhole: true,
  isOther: true,
});

const LAST = 4;

/** Places of the digits of a card that are seen. */
function seenPlaces(messages: readonly Message[], first: number): Set<number> {
  const ledgers = new Ledgers(rules.card.pan.brands);
  const places = new Set<number>();
  let nowMs = 0;
  for (const { text, author, isStrict, afterMs, from, count, isWhole, isOther } of messages) {
    nowMs += afterMs;
    const bytes = Buffer.from(text);
    const read = reader.readUtterance(bytes, 0, bytes.length);
    const behind = read.digits.length - count;
    const hidden = read.digits.map((_, i) => {
      if (!isWhole || i < behind) return 0;
      return i < behind + first ? LEFT_IN_SIGHT : i < behind + count - LAST ? OF_FINDING : OF_FINDING | LEFT_IN_SIGHT;
    });
    const [{ masks }] = ledgers.judge([{ ...read, rest: read.rest?.digest, hidden, conversation: 'c', author, isStrict }], nowMs);
    if (isOther === true) continue;
    for (let i = behind; i < masks.length; i++) if (masks[i] === 0 && hidden[i] !== OF_FINDING) places.add(from + i - behind);
  }
  return places;
}

test.each([
  [0, 1],
  [6, 2],
  [8, 3],
])(
  'of a card in pieces, and whole before, between and behind them, no more is seen than its issuer and the last four (first %d)',
  (most, seed) => {
    for (let trial = 0; trial < 3_000; trial++) {
      const random = randomOf(seed * 100_000 + trial);
      const card = randomCard(random);
      const issuer = card.length < 16 ? 6 : 8;
      const messages = messagesOf(random, card, trial % 4 === 0);
      const seen = seenPlaces(messages, Math.min(most, issuer)).size;
      expect(seen, JSON.stringify({ trial, card, messages: messages.map(({ text }) => text) })).toBeLessThanOrEqual(issuer + LAST);
    }
  },
);

test.each([
  [0, 4],
  [6, 5],
  [8, 6],
])('nor where other cards are said whole between, as often as one likes (first %d)', (most, seed) => {
  for (let trial = 0; trial < 2_000; trial++) {
    const random = randomOf(seed * 100_000 + trial);
    const card = randomCard(random);
    const issuer = card.length < 16 ? 6 : 8;
    const all = messagesOf(random, card, trial % 4 === 0);
    const isSaidWhole = random() < 0.5;
    const messages = amongOthers(random, isSaidWhole ? all : all.filter(({ isWhole }) => !isWhole), (text) =>
      otherOf(text, trial % 4 === 0),
    );
    const seen = seenPlaces(messages, Math.min(most, issuer)).size;
    const allowed = isSaidWhole ? issuer + LAST : trial % 4 === 0 ? 6 : issuer;
    expect(seen, JSON.stringify({ trial, card, messages: messages.map(({ text }) => text) })).toBeLessThanOrEqual(allowed);
  }
});
