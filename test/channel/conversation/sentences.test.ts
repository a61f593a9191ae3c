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

/** Strict mode believes nothing, so what is said by the way counted as digits of the card: between its own ones they made another number of it, and more was seen than without. */
describe('in strict mode, numbers that are said by the way', () => {
  const CARDS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005', '6205500000000000004'];
  const say = (lines: readonly string[]): string[] => {
    const on = chat();
    return lines.map((text) => on.say({ text, isStrict: true }));
  };
  const digitsIn = (seen: readonly string[]): number => seen.filter((text) => /^\d$/.test(text)).length;

  it.each([
    '21st',
    'it is 9:30',
    'one moment please',
    'un momento',
    'give me 5 minutes',
    '2-3 days',
    'it was 4 May',
    'order #4829106183945 of last week has left the store today',
  ])('hide no card between whose digits they stand: %s', (aside) => {
    for (const card of CARDS) expect(digitsIn(say([...card].flatMap((digit) => [digit, aside])))).toBeLessThanOrEqual(6);
  });

  it('hide no rest of a card behind a filler that is a number in another language', () => {
    const seen = say(['and then seks', 'um, 266446202767252708 bitte']).join(' ');
    expect(seen.match(/\d|seks/g)?.length).toBeLessThanOrEqual(6);
  });

  it('push no card out, however many', () => {
    const asides = Array.from({ length: 45 }, (_, i) => ['77 days', 'at 7:07', '78 %'][i % 3]);
    for (const card of CARDS) {
      const seen = say([card.slice(0, 6), ...asides, ...card.slice(6)]);
      expect(digitsIn(seen)).toBe(0);
    }
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
