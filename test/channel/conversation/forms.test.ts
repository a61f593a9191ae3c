/**
 * Numbers that say themselves what they are: a chat about an order has dozens of them, and each that is masked is an agent who cannot help. The
 * first message here begins like a card, so that whatever counts as its continuation is masked.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { loadRules } from '../../../src/ruleset/load.js';
import type { Ruleset } from '../../../src/ruleset/compile.js';
import { Chat } from '../../support/conversations.js';

let rules: Ruleset;
let reader: UtteranceReader;
beforeAll(async () => {
  rules = await loadRules();
  reader = new UtteranceReader(rules.rules);
});

/** What is seen of a message by somebody else, behind eight digits that may begin a card. */
const behind = (text: string, isStrict = false): string => {
  const chat = new Chat(rules, reader);
  chat.say({ text: '41111111', author: 'customer', isStrict });
  return chat.say({ text, author: 'agent', isStrict });
};

const BELIEVED = [
  'one moment', 'One moment please', 'one second', 'for you', 'to pay', "I'll be with you in five minutes", 'two to three days', '2-3 days', 'the twenty-first', 'on the 21st',
  'between 9:00 and 17:30', '9:30, 9:45', '14h30', '20 % off', 'it was 4 May', 'on May 4th, 2026', 'le 4 juillet', 'am 12. März', 'den 4:e maj', 'we sent it on 2026-05-04 to your old address', 'we sent it on 04/05/2026 to your old address',
  'tusen takk', 'Tusen tack!', 'Tusind tak for hjælpen', 'Mille grazie', 'mil gracias por todo', 'tausend Dank', 'Mille mercis', 'a thousand thanks', 'duizend maal dank', 'Tusen hjertelig takk',
  'this one', 'one of my colleagues', 'un problema', 'Ik heb een vraag', 'zwei bis drei Tage', 'twee tot drie dagen', 'två till tre dagar', 'deux à trois jours', 'dos o tres días',
  'null und nichtig', 'o en una tienda', 'et en une seule fois', 'en en gang til', 'Um dos meus colegas', 'nenhum dos pedidos', 'um dos meus colegas vai ligar', 'fifty-six to sixty-two days',
  'two hundred and five days', 'quatre vingt dix sept jours', 'nineteen ninety nine dollars is what you paid for this one', 'three four days', 'tussen 9:00 en 12:00', 'um 14:32', 'SW1A 1AA', 'the total of your order is € 1,249.00 with delivery', 'we will charge 49.00 euros for the delivery tomorrow',
  'Your order 5100427 has left our house today', 'I have opened ticket #771203 for you, please wait', 'Ihre Bestellung 45001234 kommt in zwei Tagen',
]; // prettier-ignore

const COUNTED = [
  ['1111', '****'],
  ['then 1111', 'then ****'],
  ['one one one one', '*** *** *** ***'],
  ['order 1111', 'order ****'],
  ['it is one', 'it is ***'],
  ['one👍', '***👍'],
  ['✅one → one', '✅*** → ***'],
  ['one 👍 👍 👍 👍 👍 👍', '*** 👍 👍 👍 👍 👍 👍'],
  ['og to 👍', 'og ** 👍'],
  ['null 🙂', '**** 🙂'],
  ['tusen to', '***** **'],
  ['one one one thanks', '*** *** *** thanks'],
  ['two oh oh oh oh please', '*** ** ** ** ** please'],
  ['fire en en en her', '**** ** ** ** her'],
  ['um um um, isso mesmo', '** ** **, isso mesmo'],
  ['null null null bitte', '**** **** **** bitte'],
  ['jetzt null null null null jetzt', 'jetzt **** **** **** **** jetzt'],
  ['en en en en nu', '** ** ** ** nu'],
  ['and now oh oh oh oh please', 'and now ** ** ** ** please'],
  ['nu: en, to, en, ti bare', 'nu: **, **, **, ** bare'],
  ['la caja o en una null null null aqui', 'la caja o en una **** **** **** aqui'],
  ['six-two zero five days', '***-*** **** **** days'],
  ['two zero five days', '*** **** **** days'],
  ['six and two and zero and five and one days', '*** and *** and **** and **** and *** days'],
  ['two zero five dollars, thanks for all of your help', '*** **** **** dollars, thanks for all of your help'],
  ['um, null, en, ni', 'um, ****, **, **'],
  ['luego um dos', 'luego um ***'],
  ['são um dois um', 'são ** **** **'],
  ['got one, right?', 'got ***, right?'],
  ['1111 minutes', '**** minutes'],
  ['1111 1 day', '**** * day'],
  ['one one one one minutes', '*** *** *** *** minutes'],
  ['AB411111111CD', 'AB*********CD'],
  ['111 of course', '*** of course'],
  ['€ 1111', '€ ****'],
  ['11/11', '**/**'],
  ['the next are 1976/1/1 and', 'the next are ****/*/* and'],
  ['order 1111 1111 left our house today, is that right', 'order **** **** left our house today, is that right'],
] as const;

describe('behind digits that may begin a card', () => {
  it.each(BELIEVED)('stays: %s', (text) => {
    expect(behind(text)).toBe(text);
  });

  it.each(COUNTED)('is masked: %s', (text, seen) => {
    expect(behind(text)).toBe(seen);
  });

  it.each(['in 5 minutes', '9:30', 'the order 5100427 has left our house today'])('is masked in strict mode: %s', (text) => {
    expect(behind(text, true)).not.toBe(text);
  });
});

describe('what was masked under an identifier', () => {
  it('stays so when the message goes on and says what it counts', () => {
    const chat = new Chat(rules, reader);
    chat.say({ text: '41111111', author: 'customer' });
    expect(chat.say({ text: 'it is one', author: 'agent', id: 'm' })).toBe('it is ***');
    expect(chat.say({ text: 'it is one moment', author: 'agent', id: 'm' })).toBe('it is *** moment');
    expect(chat.say({ text: 'it is one moment', author: 'agent', id: 'n' })).toBe('it is one moment');
  });
});

describe('digits under the name of something else', () => {
  const seenOf = (lines: readonly string[]): number => {
    const chat = new Chat(rules, reader);
    return lines.map((line) => chat.say(line)).join('').replace(/\D/g, '').length; // prettier-ignore
  };

  it('an order, a ticket and an invoice, four digits each: no more than eight are seen', () => {
    expect(seenOf(['order 4111', 'ticket 1111', 'invoice 1111', 'booking 1111'])).toBeLessThanOrEqual(8);
  });

  it('an order of twelve digits, then the rest', () => {
    expect(seenOf(['order 411111111111', '1111'])).toBeLessThanOrEqual(8);
  });

  it('sums of money', () => {
    expect(seenOf(['€ 41.11', '€ 11.11', '€ 11.11', '€ 11.11'])).toBeLessThanOrEqual(8);
  });

  it('a sentence names the first part, and the rest comes bare: what it named counts', () => {
    expect(seenOf(['Your order 411111 has left our house today', '111111', '1111'])).toBeLessThanOrEqual(8);
  });

  it('the rest of a card of nineteen digits is no long number of its own', () => {
    expect(seenOf(['62', '05500000000000004'])).toBeLessThanOrEqual(8);
  });
});

describe('numbers that an agent writes when the card is paid with', () => {
  it('order, sum, time and days stay', () => {
    const chat = new Chat(rules, reader);
    chat.say({ text: 'your card number please', author: 'agent' });
    for (const text of ['4111', '1111', '1111', '1111']) expect(chat.say({ text, author: 'customer' })).toMatch(/^(4111|\*{4})$/);
    const answer = 'Thanks! Your order 4500012345 over € 49.00 is paid, it arrives in two to three days between 9:00 and 12:00.';
    expect(chat.say({ text: answer, author: 'agent' })).toBe(answer);
  });
});

describe('abbreviations of identifiers that are words', () => {
  it.each(['Ich habe ein Ticket 27972 angelegt', 'Ik heb nummer 27972'])('%s', (text) => {
    expect(new Chat(rules, reader).say(text)).toBe(text);
  });
});
