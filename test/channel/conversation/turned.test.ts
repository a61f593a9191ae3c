/**
 * A card whose first digits come last. Story: a customer sends two messages at once, and the second arrives first: "1111 1111 1111", which no card begins
 * with, and then "4111". Both were shown, and with them the whole card.
 */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat, randomCard, randomOf } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const digitsIn = (texts: readonly string[]): number => texts.join('').replaceAll(/\D/g, '').length;
const seen = (texts: readonly string[], isStrict = false): string[] => {
  const chat = new Chat(rules, reader);
  return texts.map((text) => chat.say({ text, isStrict }));
};

describe('the first digits of a card behind the others', () => {
  it.each([
    [['1111 1111 1111', '4111']],
    [['the last ones are 1111 1111', 'it begins with 4111 1111']],
    [['111111111111', 'ok', 'and four one one one at the start']],
    [['1111', '1111', '1111', '4111']],
    [['1111 1111', 'order 482910', '4111 1111']],
    [['1111 1111', '4111', '1111']],
    [['1111 1111', '41', '11 11', '11']],
    [['111 1111 1111 1111', '4']],
    [['1 0005 has to stand behind', '3782 8224 63']],
  ])('%j', (texts) => {
    expect(seen(texts).at(-1)).not.toMatch(/\d/);
  });

  it('by two people', () => {
    const chat = new Chat(rules, reader);
    chat.say({ text: '1111 1111', author: 'customer' });
    expect(chat.say({ text: 'so 4111 1111', author: 'agent' })).toBe('so **** ****');
  });

  it('random cards, wherever they are cut: what was shown already is all that is', () => {
    const random = randomOf(7);
    for (let i = 0; i < 400; i++) {
      const card = randomCard(random);
      const rest = 1 + Math.floor(random() * Math.min(15, card.length - 1)); // longer ones are numbers of their own
      const [last, first] = seen([card.slice(-rest), card.slice(0, -rest)]);
      expect(digitsIn([first])).toBeLessThanOrEqual(Math.max(0, 8 - digitsIn([last])));
    }
  });

  it('random cards, with others between that are hidden', () => {
    const random = randomOf(8);
    for (let i = 0; i < 400; i++) {
      const card = randomCard(random);
      const rest = 1 + Math.floor(random() * Math.min(15, card.length - 1));
      const chat = new Chat(rules, reader);
      const last = chat.say(card.slice(-rest));
      for (let others = 1 + Math.floor(random() * 4); others > 0; others--) {
        const text = randomCard(random);
        chat.say({ text, hidden: [{ start: 0, end: text.length }] });
      }
      expect(digitsIn([chat.say(card.slice(0, -rest))])).toBeLessThanOrEqual(Math.max(0, 8 - digitsIn([last])));
    }
  });

  it.each([
    [['1111 1112', '4111 1111']],
    [['182910', '4111 1111']],
    [['1111 1111', 'order 41111111 is what I mean, please look that one up']],
    [['1111', '4111']],
  ])('numbers that are no card together stay: %j', (texts) => expect(seen(texts)).toEqual(texts));
});
