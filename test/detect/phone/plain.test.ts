/** The quick way to a telephone number gives the answer that the careful one gives. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PhoneFinder } from '../../../src/detect/phone/phone.js';

const finder = new PhoneFinder({
  id: 'contact.phone',
  entity: 'contact.phone',
  context: { required: 'never', words: ['phone'], excluding: [] },
});
const group = fc.stringMatching(/^[0-9]{1,6}$/);
const gap = fc.constantFrom(' ', '-', '.', '', '  ', ' (0)', '/', '\u00a0', ', ');
const around = fc.constantFrom(
  '"',
  ' ',
  ' "Phone":"',
  '(',
  'x',
  '\\n',
  '=',
  '>',
  '\n',
  '1 ',
  'é',
  '9',
  ' - ',
  '.',
  '. ',
  '. 9',
  '."',
  '.9',
  '. (9',
  ', 9',
);
const calling = fc.constantFrom('1', '46', '44', '49', '33', '7', '852', '353');

it('whatever stands around and inside', () => {
  const number = fc
    .tuple(calling, fc.array(fc.tuple(gap, group), { minLength: 1, maxLength: 5 }))
    .map(([code, groups]) => `+${code}${groups.flat().join('')}`);
  const property = fc.property(around, number, around, (before, written, behind) => {
    const bytes = Buffer.from(`${before}${written}${behind}`);
    const plus = bytes.indexOf('+');
    // The kernel's region: from the first digit to the last that so many separators join.
    const [joined] = /^[0-9](?:[ .()/-]{0,4}[0-9]+)*/.exec(bytes.toString('latin1').slice(plus + 1)) ?? [''];
    const region = { start: plus + 1, end: plus + 1 + joined.length, inString: false, isJson: false };
    const view = { bytes, start: 0, end: bytes.length };
    // With a trace, only the careful way is taken.
    expect(finder.find(view, region, 0)).toEqual(finder.find(view, region, 0, () => undefined));
  });
  fc.assert(property, { numRuns: 5000 });
});
