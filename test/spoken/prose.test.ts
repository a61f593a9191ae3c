/** Prose with numbers in words is left alone: as a whole, sentence by sentence, and in the regions of the kernel. */
import { describe, expect, test } from 'vitest';
import { findInRegions, findSpoken } from '../support/spoken.js';
import { PROSE } from './prose.js';

const sentences = (text: string): string[] => text.split(/(?<=[.?!])\s+/);

describe.each(Object.keys(PROSE))('%s', (code) => {
  test('nothing is found', () => {
    expect(findSpoken(PROSE[code])).toEqual([]);
    expect(findInRegions(PROSE[code])).toEqual([]);
    for (const sentence of sentences(PROSE[code])) expect([sentence, findSpoken(sentence)]).toEqual([sentence, []]);
  });

  test('nothing is found without the ends of sentences, as a recogniser writes', () => {
    expect(findSpoken(PROSE[code].toLowerCase().replace(/[.,?!]/g, ''))).toEqual([]);
  });
});

test.each([
  ['counting near a card word', 'count the cards: one two three four five six seven eight nine ten eleven twelve'],
  ['counting down', 'twenty nineteen eighteen seventeen sixteen fifteen fourteen thirteen twelve eleven ten nine eight'],
  ['ones', 'one one one one one one one one one one one one one one one one'],
  ['zeros', 'zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero'],
  ['an order number as long as a card, Luhn-invalid', 'order four one one one one one one one one one one one one one one two'],
  ['a telephone', 'plus four six seven zero one two three four five six seven'],
  ['two telephones', 'five five five one two three four five six seven or five five five seven six five four three two one'],
  ['a card mentioned, a telephone said', 'my card is blocked, call me at five five five one two three four five six seven'],
  ['years', 'nineteen ninety-nine, two thousand and four, twenty eleven, twenty twenty-six'],
  ['JSON full of null', '{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":null,"h":null,"i":null,"j":null,"k":null,"l":null}'],
  ['numerals only', 'one two three, 4111 1111 1111 1111'],
])('%s', (_, text) => {
  expect(findSpoken(text, text.startsWith('{'))).toEqual([]);
});
