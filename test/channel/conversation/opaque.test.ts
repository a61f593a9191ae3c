/**
 * The story: somebody has begun to give a card number, and then a picture, a link or a formatted message follows. Its digits are nothing that anybody
 * says, and without them the picture does not open and the link leads nowhere.
 */
import { describe, expect, it } from 'vitest';
import { opaqueIn } from '../../../src/channel/conversation/opaque.js';
import { runsOf } from '../../../src/channel/conversation/runs.js';

const left = (text: string): string => {
  const marks = opaqueIn(text, runsOf(text));
  return [...text].filter((_, at) => marks?.[at] !== 1).join('');
};

describe('what is nothing that anybody says', () => {
  it('are UUIDs', () => {
    expect(left('see /cases/550e8400-e29b-41d4-a716-446655440000.')).toBe('see /cases/.');
    expect(left('{0F3C2B1A-9D8E-4C7B-A6F5-0123456789AB}')).toBe('{}');
  });

  it('are packed data and tokens', () => {
    const picture = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 37) % 256)).toString('base64');
    expect(left(`data: ${picture}`)).not.toMatch(/\d/);
    expect(left('Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9')).toBe('Bearer ');
  });

  it('is how a tag is drawn and where it leads', () => {
    expect(left('<p style="width:411px;color:#333444">Hi 4</p>')).toBe('<p >Hi 4</p>');
    expect(left(`<a href='/o/4000123456' title="4111">4111</a>`)).toBe('<a  title="4111">4111</a>');
  });

  it.each([
    'Reply 1 for tracking, 2 for returns, 3 for opening hours, 4 to talk to an agent.',
    'Tapez 1 pour un suivi de colis, 2 pour un remboursement, 3 pour un conseiller.',
    'Bitte wählen Sie: 1 Sendung verfolgen, 2 Rechnung, 3 Retoure',
    'Is the light 1) green 2) amber 3) blinking?',
  ])('are the numbers of a menu: %s', (menu) => expect(left(menu)).toBe(menu.replaceAll(/\d/g, '')));

  it.each([
    ['digits that are dictated in a row', '1 then 2 then 3'],
    ['digits between fillers', 'it is 1 um 2 um 3 um'],
    ['a menu with a number that counts nothing', 'press 1 for orders, 2 for returns, 3 for card 4111'],
    ['a menu that begins later', '4 for orders, 5 for returns, 6 for agents'],
    ['two items', '1 for orders, 2 for returns'],
    ['a UUID of digits alone', '41111111-1111-1111-1234-123412341234'],
    ['digits around a UUID', '1-550e8400-e29b-41d4-a716-446655440000'],
    ['a long word of digits and few letters', 'aB41111111111111114111111111111111'],
    ['a token of one case', 'abcdefghijklmnopqrstuvwxyz4111111'],
    ['a short one', 'aB4cD1eF1gH1'],
    ['an attribute without a tag', 'style="4111" id="1111"'],
    ['an attribute that is read out', '<img alt="4111">'],
    ['a sign before digits', 'if 4 <4111 and >1111'],
  ])('is not %s', (_, text) => expect(left(text)).toBe(text));

  it('is told of a megabyte of beginnings in good time', () => {
    for (const piece of ['<a id=', '<a id="', "id=' ", '<', 'aB4', '550e8400-', 'x '.repeat(8)]) {
      const text = piece.repeat(1_000_000 / piece.length);
      expect(opaqueIn(text, runsOf(text))?.length ?? 0).toBeGreaterThanOrEqual(0);
    }
  });
});
