/**
 * The story: an agent writes whole paragraphs, and in each stands a number word or two: "the two addresses". Somewhere in the chat nine of them have been
 * said, which some card may begin with, and from then on the agent's words are asterisks. A card that is dictated word by word is no paragraph.
 */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const chat = (): Chat => new Chat(rules, reader);
const all = (lines: readonly string[], on = chat()): string[] => lines.map((line) => on.say(line));

const SENTENCES = [
  'Could you tell me which of the two addresses is right?',
  'There are only two left of these in our store, I am afraid',
  'I have looked at it, and of the big ones we should have two.',
  'we still have twenty-two of them left in the store',
  'There are 2 parcels for you, and both are on their way',
  'Wir haben in unserem Lager noch zwei Sendungen für Sie gefunden',
  'Nous avons trouvé deux enveloppes pour vous dans notre dépôt',
  'Vi hittade två kuvert till dig i vårt lager idag',
];

describe('number words in running sentences', () => {
  it.each(SENTENCES)('are never masked, however often: %s', (sentence) => {
    const many = Array.from({ length: 12 }, () => sentence);
    expect(all(many)).toEqual(many);
    expect(all([many.join(' ')])).toEqual([many.join(' ')]);
  });

  it('are no digits of the code that somebody gives behind them, where they count something', () => {
    const counted = SENTENCES.filter((text) => !text.endsWith('two.'));
    const lines = [...counted, ...counted, 'my code is 482913'];
    expect(all(lines)).toEqual(lines);
  });

  it('count in strict mode, like all others', () => {
    const on = chat();
    const seen = SENTENCES.map((text) => on.say({ text, isStrict: true }));
    expect(seen).not.toEqual(SENTENCES);
  });
});

describe('a card that is dictated', () => {
  const DIGITS = 'four one one one one one one one one one one one one one one one'.split(' ');
  const seenOf = (seen: readonly string[]): number => seen.join(' ').match(/\b(?:four|one)\b/g)?.length ?? 0;

  it.each([
    ['word by word', (digit: string) => digit],
    ['with a filler', (digit: string) => `${digit}, ok?`],
    ['in a few words', (digit: string) => `then it is ${digit}`],
  ])('%s', (_, write) => {
    expect(seenOf(all(DIGITS.map(write)))).toBeLessThanOrEqual(8);
  });

  it('two words at a time, as one number', () => {
    const seen = all(['it is forty-one', ...Array.from({ length: 7 }, () => 'then it is eleven')]);
    expect(seen.filter((text) => !text.includes('*')).length).toBeLessThanOrEqual(4);
  });

  it('every other digit in a sentence: those count where others have been said', () => {
    const seen = all(
      DIGITS.map((digit, i) => (i % 2 === 0 ? digit : `hold on, as far as I can read this at all it goes on with ${digit}`)),
    );
    expect(seenOf(seen)).toBeLessThanOrEqual(8);
  });

  it('in whole sentences, once a card is spoken of', () => {
    const seen = all(['about my card', ...DIGITS.map((digit) => `hold on, as far as I can read this at all it goes on with ${digit}`)]);
    expect(seenOf(seen)).toBeLessThanOrEqual(8);
  });
});
