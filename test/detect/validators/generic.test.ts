/** Check-digit schemes against the examples of their standards, and against every single wrong digit and most transpositions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysInMonth, digitsOf, GENERIC, isDate, isDateOfShortYear, part, weightedSum } from '../../../src/detect/validators/generic.js';

const EXAMPLES: Readonly<Record<string, { readonly valid: readonly string[]; readonly invalid: readonly string[] }>> = {
  luhn: { valid: ['4111 1111 1111 1111', '18'], invalid: ['4111 1111 1111 1112', '0', '', '4111X'] },
  verhoeff: { valid: ['2363', '1234567890120'], invalid: ['2364', '1234567890121', '3', ''] },
  mod97_10: { valid: ['9999123456789012141490', '5493001KJTIIGC8Y1R12'], invalid: ['9999123456789012141491', '5493001KJTIIGC8Y1R13', ''] },
  mod97: { valid: ['9999123456789012141490'], invalid: ['9999123456789012141480'] },
  mod11_10: { valid: ['794623', '33392005961'], invalid: ['794624', '33392005962', '7', '79462A'] },
  mod37_36: { valid: ['A12425GABC1234002M'], invalid: ['A12425GABC1234002N', 'M'] },
  mod11_2: { valid: ['0000000218250097', '079X', '07940'], invalid: ['0000000218250098', '07941', 'A'] },
  mod37_2: { valid: ['G123489654321Y'], invalid: ['G123489654321Z'] },
};

/** Schemes that find every transposition of neighbours; Luhn misses 09 and 90, and the hybrid systems a few. */
const TRANSPOSITION_PROOF = ['verhoeff', 'mod97_10', 'mod11_2', 'mod37_2'];

describe('check-digit schemes', () => {
  it.each(Object.entries(EXAMPLES))('%s knows the examples of its standard', (name, { valid, invalid }) => {
    expect(valid.filter((value) => !GENERIC[name](value))).toEqual([]);
    expect(invalid.filter((value) => GENERIC[name](value))).toEqual([]);
  });

  it('has examples for every scheme', () => {
    expect(Object.keys(GENERIC).sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(Object.entries(EXAMPLES))('%s notices any single wrong digit', (name, { valid }) => {
    for (const value of valid) {
      for (let at = 0; at < value.length; at++) {
        for (const digit of '0123456789') {
          if (!/\d/.test(value[at]) || value[at] === digit) continue;
          expect(GENERIC[name](value.slice(0, at) + digit + value.slice(at + 1))).toBe(false);
        }
      }
    }
  });

  it.each(TRANSPOSITION_PROOF)('%s notices two neighbours that changed places', (name) => {
    for (const value of EXAMPLES[name].valid) {
      for (let at = 1; at < value.length; at++) {
        if (value[at] === value[at - 1]) continue;
        expect(GENERIC[name](value.slice(0, at - 1) + value[at] + value[at - 1] + value.slice(at + 1))).toBe(false);
      }
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (value) => Object.values(GENERIC).every((scheme) => typeof scheme(value) === 'boolean')),
      { numRuns: 300 },
    );
  });
});

describe('parts of identifiers', () => {
  it('knows the calendar', () => {
    expect([2023, 2024, 1900, 2000].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
    expect([0, 13, NaN].map((month) => daysInMonth(2024, month))).toEqual([0, 0, 0]);
    expect(isDate(2024, 4, 31)).toBe(false);
    expect(isDate(2024, NaN, 1)).toBe(false);
    expect(isDateOfShortYear(0, 2, 29)).toBe(true);
    expect(isDateOfShortYear(1, 2, 29)).toBe(false);
  });

  it('takes digits of the right number and refuses placeholders', () => {
    expect(digitsOf('123-45', 5)).toBe('12345');
    expect(digitsOf('123-45', 4)).toBe('');
    expect(digitsOf('123-45', 4, 5)).toBe('12345');
    expect(digitsOf('111-11', 5)).toBe('');
    expect(digitsOf('12A45', 5)).toBe('');
    expect(part('12345', 1, 3)).toBe(23);
    expect(part('', 0, 2)).toBeNaN();
    expect(weightedSum('123', [3, 2, 1])).toBe(10);
  });
});
