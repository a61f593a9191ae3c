/**
 * Parts of a card that are said again. Story: who repeated each part, or had it confirmed, pushed the first digits out of reach with the part's own copies, and up to
 * all of the card was seen; a part that was hidden was shown when it was said a third time.
 */
import { describe, expect, test } from 'vitest';
import { LEFT } from '../../../src/channel/conversation/digits.js';
import { isFrom, markOf } from '../../../src/channel/conversation/sources.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat, randomCard, randomOf } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

/** How many digits of a card are seen whose parts are said so many times each. */
function seenOf(parts: readonly string[], times: (i: number) => number, idOf: (i: number) => string | undefined): number {
  const chat = new Chat(rules, reader);
  let seen = 0;
  parts.forEach((text, i) => {
    const shown = new Set<number>();
    for (let time = 0; time < times(i); time++)
      [...chat.say({ text, id: idOf(i), author: '' })].forEach((character, at) => /\d/.test(character) && shown.add(at));
    seen += shown.size;
  });
  return seen;
}

describe('parts that are repeated', () => {
  test.each<[string, string[], number]>([
    ['four by four', ['4111', '1111', '1111', '1111'], 8],
    ['five by five', ['41111', '11111', '11111', '1'], 8],
    ['a short number', ['3782', '8224', '6310', '005'], 6],
    ['two by two', ['55', '55', '55', '55', '55', '55', '44', '44'], 8],
    ['six by six, a card that goes on as it begins', ['555555', '555555', '4444'], 8],
    ['eight by eight', ['42424242', '42424242'], 8],
    ['one by one, the last at once', ['2', '2', '2', '3', '0', '0', '31', '22003222'], 8],
  ])('%s', (_name, parts, most) => {
    for (const times of [2, 3, 4, 15]) expect(seenOf(parts, () => times, () => undefined)).toBeLessThanOrEqual(most); // prettier-ignore
  });

  test('random cards in random parts, each with its identifier', () => {
    const random = randomOf(11);
    for (let n = 0; n < 100; n++) {
      const card = randomCard(random);
      const cuts = [0, ...Array.from({ length: 5 }, () => 1 + Math.floor(random() * (card.length - 1)))].sort((a, b) => a - b);
      const parts = cuts.map((from, i) => card.slice(from, cuts.at(i + 1) ?? card.length)).filter((part) => part !== '');
      const seen = seenOf(parts, () => 1 + Math.floor(random() * 3), (i) => `m${String(i)}`); // prettier-ignore
      expect(seen).toBeLessThanOrEqual(card.length < 16 ? 6 : 8);
    }
  });

  test('so often that their copies fill all that is remembered', () => {
    const random = randomOf(12);
    for (let n = 0; n < 150; n++) {
      const card = randomCard(random);
      const cuts = [0, ...Array.from({ length: 3 }, () => 1 + Math.floor(random() * (card.length - 1)))].sort((a, b) => a - b);
      const parts = cuts.map((from, i) => card.slice(from, cuts.at(i + 1) ?? card.length)).filter((part) => part !== '');
      const seen = seenOf(parts, () => 1 + Math.floor(random() * 20), () => undefined); // prettier-ignore
      expect(seen).toBeLessThanOrEqual(card.length < 16 ? 6 : 8);
    }
  });

  test('a long number that was hidden as the rest of one', () => {
    const chat = new Chat(rules, reader);
    const seen = ['625', '4668684750523046', '4668684750523046', '4668684750523046'].map((text) => chat.say(text));
    for (const text of seen) expect(text).not.toMatch(/\d{4}/);
  });

  test('an order that is confirmed stays', () => {
    const chat = new Chat(rules, reader);
    for (const text of ['918273', '918273', '482913', '482913']) expect(chat.say(text)).toBe(text);
  });
});

test('the number of a source is none of the marks of a digit', () => {
  const marks = LEFT | (LEFT - 1);
  for (const source of [1, 2, 511]) {
    expect(markOf(source) & marks).toBe(0);
    expect(isFrom(markOf(source) | marks, source)).toBe(true);
  }
});
