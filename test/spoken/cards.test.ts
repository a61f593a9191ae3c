/** Any card number that is said in any of the twelve languages, in any manner, is found with its exact span. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInRegions, findSpoken } from '../support/spoken.js';
import { cardNumber, DIGIT_BY_DIGIT, escaped, manner, plain, say, SPEECH, type Choose } from './say.js';

const RUNS = 400;
const first: Choose = () => 0;
const TEST_NUMBERS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005', '6205500000000000004'];

/** A choice that replays: numbers drawn beforehand, one after another. */
function chooser(draws: readonly number[]): Choose {
  let next = 0;
  return (count) => draws[next++ % draws.length] % count;
}
/** 80 80 in French pairs, which also reads as 84 20: see docs/known-limits.md. */
const EIGHTIES = /quatre-vingts(?:,? [a-z]+)?,? quatre-vingts/;
const draws = fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 });

describe.each(Object.keys(SPEECH))('%s', (code) => {
  test.each(TEST_NUMBERS)('the test number %s', (number) => {
    for (const style of ['digits', 'doubles', 'triples', 'pairs'] as const) {
      const text = say(number, code, { ...DIGIT_BY_DIGIT, [style]: true }, first);
      expect(findSpoken(`x ${text} x`)).toEqual([{ entity: 'card.pan', text, score: 90 }]);
    }
  });

  test('any number in any manner', () => {
    fc.assert(
      fc.property(cardNumber, manner, draws, (number, how, choices) => {
        const text = say(number, code, how, chooser(choices));
        fc.pre(!EIGHTIES.test(text));
        expect(findSpoken(`x: ${text}`)).toEqual([{ entity: 'card.pan', text, score: 90 }]);
      }),
      { numRuns: RUNS },
    );
  });

  test('in capitals, without diacritics, and escaped', () => {
    fc.assert(
      fc.property(cardNumber, manner, draws, (number, how, choices) => {
        const text = say(number, code, { ...how, commas: false }, chooser(choices));
        expect(findSpoken(`x ${text.toUpperCase()}`)).toMatchObject([{ text: text.toUpperCase() }]);
        expect(findSpoken(`x ${plain(text)}`)).toMatchObject([{ text: plain(text) }]);
        const inside = escaped(text).slice(1, -1);
        expect(findSpoken(`{"said":"${inside}"}`, true)).toMatchObject([{ text: inside }]);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

describe('in the regions of the kernel', () => {
  test.each(Object.keys(SPEECH))('%s', (code) => {
    fc.assert(
      fc.property(cardNumber, draws, (number, choices) => {
        const text = say(number, code, { ...DIGIT_BY_DIGIT, doubles: true }, chooser(choices));
        const found = findInRegions(`x ${text} x`);
        expect(found).toHaveLength(1);
        expect(found[0].entity).toBe('card.pan');
        expect(found[0].text).toBe(text);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
