/**
 * Digits in circles. Story: behind "my card number" one message showed ④⑤③⑨ masked, as the rules read such digits near a card word; spread over four
 * messages all sixteen passed, because the conversation did not know them.
 */
import { describe, expect, test } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

function digitsOf(text: string): string {
  const bytes = Buffer.from(text);
  return reader.readUtterance(bytes, 0, bytes.length).digits.join('');
}

describe('digits in circles', () => {
  test.each([
    ['in a row', '④①①①', '4111'],
    ['with spaces', 'it goes ④ ① ① ①', '4111'],
    ['with zero', '④⓪⓪⓪', '4000'],
    ['of several kinds', '❹①⒈⑴➀➊', '411111'],
    ['beside plain ones', '41 ①①', '4111'],
  ])('count %s', (_name, text, digits) => expect(digitsOf(text)).toBe(digits));

  test.each([
    ['bullets of a list', '① open the app ② sign in ③ press order'],
    ['one by itself', 'see ④ below'],
    ['numbers beyond nine', '⑩ ⑪'],
  ])('do not count as %s', (_name, text) => expect(digitsOf(text)).toBe(''));

  test('stand where their bytes are', () => {
    const bytes = Buffer.from('Å ④①');
    const { from, to } = reader.readUtterance(bytes, 0, bytes.length);
    expect([[...from], [...to]]).toEqual([[3, 6], [6, 9]]); // prettier-ignore
  });
});
