/**
 * The story: an agent answers in a chat in which a card number has just been given, and names the order, a number of sixteen digits that begins
 * like a card. Masked, the customer gets a number that means nothing, and the CRM stores it.
 */
import { describe, expect, it } from 'vitest';
import { isReference } from '../../../src/channel/conversation/references.js';
import { runsOf } from '../../../src/channel/conversation/runs.js';

function found(text: string): string[] {
  const runs = runsOf(text);
  return runs.filter((_, i) => isReference(text, runs, i)).map(({ from, to }) => text.slice(from, to));
}

describe('long numbers that are no part of a card number', () => {
  it('are those whose check digit is wrong', () => {
    expect(found('Done, order 4000127490522217 leaves today.')).toEqual(['4000127490522217']);
    expect(found('case 9876543210987654321')).toEqual(['9876543210987654321']);
    expect(found('ref 123456789012345678901234')).toEqual(['123456789012345678901234']);
  });

  it.each([
    ['a card', '4111111111111111'],
    ['the beginning of a longer card', '6205500000000000'],
    ['a card with a digit behind it', '41111111111111112'],
    ['a card with a digit before it', '44111111111111111'],
    ['shorter than sixteen digits', '400012749052221'],
    ['in groups', '4000 1274 9052 2217'],
    ['beside other digits', '4000127490522217 4'],
    ['behind other digits', '41 4000127490522217'],
  ])('are not: %s', (_, digits) => expect(found(`number ${digits}.`)).toEqual([]));
});
