/** Telephone numbers without a prefix: whole where nothing but a telephone is spoken of, and no way for a card to come in pieces. */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const first = (text: string): string => new Chat(rules, reader).say(text);

describe('in a first message, stays', () => {
  it.each([
    '(41) 91234-5678', '8 (912) 345-67-89', '415-555-0132', 'call me at 612 34 56 78', 'Handy: 345 123 4567',
    'hi, my number is 512 345 678, please call me back', 'mobile 62345 67890', 'ring mig på 39 12 34 56', 'telefon 3912 3456',
  ])('%s', (text) => {
    expect(first(text)).toBe(text);
  }); // prettier-ignore
});

const CALL = 'What number can we call you on?';

describe('as the first number, once somebody has spoken of telephones, stays', () => {
  it.each(['512 345 678', '612 34 56 78', '512-345-678', '345 123 4567', '353 022 76 22', '41 23 45 67', '62345 67890'])('%s', (text) => {
    const chat = new Chat(rules, reader);
    chat.say({ text: CALL, author: 'agent' });
    expect(chat.say(text)).toBe(text);
  });

  it.each([
    ['Unter welcher Nummer können wir Sie zurückrufen, oder per Handy?', '345 123 4567'],
    ['Vilket mobilnummer har du?', '512 345 678'],
    ['¿Me da su teléfono?', '612 34 56 78'],
    ['Qual è il Suo numero di cellulare?', '345 123 4567'],
    ['Quel est votre numéro de portable ?', '612 34 56 78'],
    ['Op welk nummer kunnen we u bellen?', '612 34 56 78'],
  ])('%s', (question, text) => {
    const chat = new Chat(rules, reader);
    chat.say({ text: question, author: 'agent' });
    chat.say('ok');
    expect(chat.say(text)).toBe(text);
  });

  it('not for long, and not once a card may have begun', () => {
    const late = new Chat(rules, reader);
    late.say({ text: CALL, author: 'agent' });
    for (let i = 0; i < 12; i++) late.say({ text: 'ok', afterMs: 60_000 });
    expect(late.say('353 022 7622')).toBe('353 022 ****');
    const begun = new Chat(rules, reader);
    begun.say({ text: CALL, author: 'agent' });
    begun.say('4111');
    expect(begun.say('353 022 7622')).not.toBe('353 022 7622');
  });
});

describe('in a first message, keeps its budget', () => {
  it('the beginning of a card that falls into the groups of a telephone number by chance', () => {
    // ten digits of a number of sixteen were seen: one of 118,135 random splits
    const seen = new Chat(rules, reader);
    expect(['353 022 76 22', 'sen 982', 'it is zero, eight, two!'].map((text) => seen.say(text))).toEqual([
      '353 022 ** **',
      'sen ***',
      'it is ****, *****, ***!',
    ]);
  });

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
    expect([CALL, '512 345 678', '1234567'].map((text) => on.say(text))).toEqual([CALL, '512 345 678', '*******']);
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
