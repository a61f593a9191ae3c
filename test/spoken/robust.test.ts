/**
 * What attackers and chance put in: long repetitions, digits without meaning, bytes that are no text, views cut at every place.
 * Answers must stay right; that time grows with the bytes alone is seen in the number of findings of long inputs, and in the bench.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashWord } from '../../src/spoken/fold.js';
import { Lexicon, numberWords } from '../../src/spoken/lexicon.js';
import { findIn, findInRegions, findSpoken, spokenRegions } from '../support/spoken.js';
import { DIGIT_BY_DIGIT, say, SPEECH, withCheckDigit } from './say.js';

const MEGABYTE = 1_000_000;

describe('very much of', () => {
  test.each(['one ', 'zero zero zero ', 'double ', 'four one thousand ', 'soixante dix quatre vingt ', 'one um um um um ', 'four1'])('%j', (part) => {
    const size = part === 'one ' ? MEGABYTE : MEGABYTE / 10;
    expect(findInRegions(part.repeat(size / part.length))).toEqual([]);
  }); // prettier-ignore

  test('numbers that can be read in many ways', () => {
    const times = MEGABYTE / 200;
    expect(findInRegions('forty two hundred. '.repeat(times)).length).toBeLessThan(times);
  });

  test('cards', () => {
    const card = `${say('5555555555554444', 'en', DIGIT_BY_DIGIT, () => 0)}. `;
    const count = Math.floor(MEGABYTE / 10 / card.length);
    expect(findInRegions(card.repeat(count))).toHaveLength(count);
  });
});

test('digits said at random are seldom taken for a card', () => {
  let state = 7;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
  let found = 0;
  const numbers = 1000;
  for (let i = 0; i < numbers; i++) {
    const size = [10, 12, 20, 22][i % 4];
    const number = Array.from({ length: size }, () => Math.floor(next() * 10)).join('');
    found += findSpoken(`the parcel is ${say(number, 'en', DIGIT_BY_DIGIT, () => 0)}`).filter(({ entity }) => entity === 'card.pan').length;
  }
  expect(found).toBeLessThanOrEqual(2);
});

test('bytes that are no text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom('four ', 'one ', 'double ', 'å', '\\u00e4', '%C3', '\\', '"', '4', 'null ', 'tre '), fc.nat(255)), { maxLength: 80 }), fc.boolean(), (parts, isJson) => {
      const bytes = Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));
      let end = 0;
      for (const located of findIn(bytes, 0, bytes.length, isJson)) {
        expect(located.start).toBeGreaterThanOrEqual(end);
        expect(located.end).toBeGreaterThan(located.start);
        end = located.end;
      }
      expect(end).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 500 },
  ); // prettier-ignore
});

test('a view that shows more than it must changes nothing', () => {
  const number = withCheckDigit('4123950871265430', 16);
  for (const [code] of Object.entries(SPEECH)) {
    const bytes = Buffer.from(
      `${'one two cards and a word or two '.repeat(8)} ${say(number, code, DIGIT_BY_DIGIT, () => 0)}, ${'and so on, my visa card '.repeat(12)}`,
    );
    const regions = spokenRegions(bytes);
    for (const { start, end } of regions) {
      const narrow = findIn(bytes, start, end, false, Math.max(0, start - 128), Math.min(bytes.length, end + 128));
      for (const more of [1, 7, 64, 1000]) {
        const wide = findIn(bytes, start, end, false, Math.max(0, start - 128 - more), Math.min(bytes.length, end + 128 + more));
        expect(wide).toEqual(narrow);
      }
    }
  }
});

describe('the lexicon', () => {
  test('no two words share a hash', () => {
    const seen = new Map<number, string>();
    for (const word of numberWords()) {
      const folded = word.replace(/ß/g, 'ss').replace(/æ/g, 'ae').replace(/ł/g, 'l').replace(/ø/g, 'o').normalize('NFD').replace(/[\u0300-\u036f]/g, ''); // prettier-ignore
      expect(seen.get(hashWord(word)) ?? folded).toBe(folded);
      seen.set(hashWord(word), folded);
    }
  });

  test('words for the kernel', () => {
    const words = new Set(numberWords());
    for (const word of ['o', 'null', 'for', 'too', 'a', 'die', 'und', 'um eh']) expect(words.has(word)).toBe(false);
    for (const word of ['one', 'double', 'einundvierzig', 'quarantuno', 'førtien', 'fortien', 'foertien', 'een', 'en', 'to', 'meia', 'halvtreds']) expect(words.has(word)).toBe(true); // prettier-ignore
  });

  test('a language that is not known is named', () => {
    expect(() => new Lexicon(['xx'])).toThrow('"xx"');
    expect(new Lexicon(['tr', 'hi']).words.length).toBeGreaterThan(100);
  });
});
