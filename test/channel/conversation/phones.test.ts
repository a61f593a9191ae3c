/** Telephone numbers without a prefix: whole where nothing but a telephone is spoken of, and no way for a card to come in pieces. */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const first = (text: string): string => new Chat(rules, reader).say(text);

describe('in a first message, stays', () => {
  it.each([
    '512 345 678', '612 34 56 78', '512-345-678', '345 123 4567', '(41) 91234-5678', '8 (912) 345-67-89', 'call me at 612 34 56 78', 'Handy: 345 123 4567',
    'hi, my number is 512 345 678, please call me back', 'mobile 62345 67890', 'ring mig på 39 12 34 56', 'telefon 3912 3456',
  ])('%s', (text) => {
    expect(first(text)).toBe(text);
  }); // prettier-ignore
});

describe('in a first message, keeps its budget', () => {
  it.each([
    ['with words of something else: the parts of a card may fall like that', 'it is 512 345 678', 'it is 512 345 ***'],
    ['unbroken, whatever it is called', 'call me at 4155550132', 'call me at 415555****'],
    ['in the groups of a card', 'call me at 4111 1111 111', 'call me at 4111 11** ***'],
    ['where a card is spoken of', 'call me about my card: 512 345 678', 'call me about my card: *** *** ***'],
    ['with other digits beside it', '512 345 678 1', '512 345 *** *'],
  ])('%s', (_, text, seen) => {
    expect(first(text)).toBe(seen);
  });

  it('what is said behind it is masked', () => {
    const on = new Chat(rules, reader);
    expect(['512 345 678', '1234567'].map((text) => on.say(text))).toEqual(['512 345 678', '*******']);
  });
});

describe('numbers that are said again', () => {
  it('an order that the agent repeats stays as the customer wrote it', () => {
    const on = new Chat(rules, reader);
    on.say('482910');
    expect(on.say({ text: 'you mean 482910?', author: 'agent' })).toBe('you mean 482910?');
    expect(on.say({ text: 'or 482911', author: 'agent' })).toBe('or ******');
  });

  it('what was masked stays masked, and groups of four are parts of a card', () => {
    const on = new Chat(rules, reader);
    const seen = ['4111', '1111', '1111', '411111111', '411111111'].map((text) => on.say(text));
    expect(seen.slice(1)).toEqual(['****', '****', '*********', '*********']);
  });
});
