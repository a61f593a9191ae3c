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

  test.each([
    ['by itself', '④', '4'],
    ['with marks and pictures', '④! 🙂', '4'],
    ['several of one message', '④, ①', '41'],
  ])('count where nothing else is said: %s', (_name, text, digits) => expect(digitsOf(text)).toBe(digits));

  test('stand where their bytes are', () => {
    const bytes = Buffer.from('Å ④①');
    const { from, to } = reader.readUtterance(bytes, 0, bytes.length);
    expect([[...from], [...to]]).toEqual([[3, 6], [6, 9]]); // prettier-ignore
  });
});

describe('superscripts and subscripts', () => {
  test.each([
    ['in a row', '⁴¹¹¹', '4111'],
    ['lowered', 'it goes ₄₁₁₁', '4111'],
    ['with spaces and hyphens', 'it goes ⁴ ¹ ¹ - ¹', '4111'],
    ['raised and in circles', 'it goes ⁴①₁¹', '4111'],
    ['more than a note has, wherever they stand', 'number⁴¹¹¹', '4111'],
    ['alone in their message', '⁴', '4'],
    ['alone with marks', '... ⁴ 🙂', '4'],
  ])('count %s', (_name, text, digits) => expect(digitsOf(text)).toBe(digits));

  test.each([
    ['units', 'it has 20 m² and 3 m³', '203'],
    ['exponents', 'about 10⁶ or 10¹² of 10⁻¹²', '101010'],
    ['footnotes', 'as they say¹² and write.³⁴', ''],
    ['formulas', 'C₆H₁₂O₆ and H₂O', ''],
    ['one by itself', 'see note ⁴ below', ''],
  ])('do not count as %s', (_name, text, digits) => expect(digitsOf(text)).toBe(digits));
});
