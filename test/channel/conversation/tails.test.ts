/**
 * What a mask leaves in sight of a card. Story: "your card ************1111 was charged" came to the desktop without its last four, by which agent and customer
 * know the card, because where a payment is spoken of four digits could be a code.
 */
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../src/channel/conversation/runs.js';
import { isTail } from '../../../src/channel/conversation/tails.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat, type Line } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const isLastTail = (text: string): boolean => isTail(text, runsOf(text).at(-1)!);
const say = (...lines: readonly (Line | string)[]): string[] => {
  const chat = new Chat(rules, reader);
  return lines.map((line) => chat.say(line));
};

test.each([
  '************1111', '**** **** **** 1111', '****-****-****-1111', '411111******1111', '4111 11** **** 1111', 'Visa ****1111', '●●●●1111',
  'XXXX-XXXX-XXXX-1111', 'xxxxxxxxxxxx1111', '***********0005', '**** ****** *0005', '***************0004', 'the card (****1111)', 'ending in 1111', 'Last four digits are: 1111', 'last 4: 1111', 'die auf Karte endet auf 1111', 'die letzten vier Ziffern sind 1111',
  'se terminant par 1111', 'les 4 derniers chiffres sont 1111', 'terminada en 1111', 'los últimos cuatro dígitos son 1111', 'com final... termina em 1111',
  'che termina con 1111', 'eindigend op 1111', 'slutar på 1111', 'slutter på 1111', 'de sidste fire cifre er 1111', 'päättyy 1111', 'kończąca się na 1111', 'son dört hanesi 1111',
])('%s', (text) => expect(isLastTail(text)).toBe(true)); // prettier-ignore

test.each([
  '1111', '***1111', '**** 111', '****11111', '****1111*', '**** 1111 2222', '****************1111', '**** **** **** **** 1111', '*************** 1234',
  'foxxxx1111', '** * 1111', '****  1111', '****/1111', '++++1111', 'bending in 1111', 'ending in 111', 'ending in 11112', 'ending in the year 1111', 'last 14: 1111', 'ending in:::: 1111',
])('not %s', (text) => expect(isLastTail(text)).toBe(false)); // prettier-ignore

describe('where a payment is spoken of', () => {
  test('the last four of a masked card stay, the code and the date behind them do not', () => {
    expect(say('card ************4444 exp 12/27', 'and 123')).toEqual(['card ************4444 exp **/**', 'and ***']);
  });

  test('they stay as often as they are said, when the card itself came before', () => {
    const card = { text: 'my card is 5555555555554444', hidden: [{ start: 11, end: 27 }] };
    const lines = ['card ************4444 was charged', 'card ****4444?', 'yes, XXXX-XXXX-XXXX-4444', 'ok, the one ending in 4444'];
    expect(say(card, ...lines).slice(1)).toEqual(lines);
  });

  test('they stay when the code of the card was hidden behind it, or another card', () => {
    for (const behind of ['123', '4111111111111111']) {
      const card = { text: `my card is 5555555555554444 ${behind}`, hidden: [{ start: 11, end: 27 }, { start: 28, end: 28 + behind.length }] }; // prettier-ignore
      expect(say(card, '411111', 'ending in 4444').slice(1)).toEqual(['411111', 'ending in 4444']);
    }
  });

  test('other fours of that card do not', () => {
    const card = { text: 'my card is 2223 0031 2200 3222', hidden: [{ start: 11, end: 30 }] };
    expect(say(card, '222300', 'ending in 2200', 'ending in 3222').slice(1)).toEqual(['222300', 'ending in ****', 'ending in 3222']);
  });

  test('what is not masked before them is a code as ever', () => {
    expect(say('my card, it is 1234', 'card **************** 1234')).toEqual(['my card, it is ****', 'card **************** ****']);
  });
});

test('parts of a card in this dress show no more than others', () => {
  const count = (texts: readonly string[]): number => texts.join('').replace(/\D/g, '').length;
  for (const parts of [
    ['4111', '1111', '1111', '1111'],
    ['5555', '5555', '5555', '4444'],
    ['2223', '0031', '2200', '3222'],
  ])
    for (const dressed of [parts, parts.map((part) => `card ${part}`)])
      expect(count(say(...dressed.map((part) => part.replace(/\d{4}/, '****$&'))))).toBeLessThanOrEqual(8);
  expect(count(say('411', '****1111', '****1111', '****1111'))).toBeLessThanOrEqual(8);
});

test('strict mode believes no mask', () => {
  expect(say({ text: 'my card is ************1111', isStrict: true })).toEqual(['my card is ****************']);
});
