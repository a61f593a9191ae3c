/** A text is read where it stands in its message, and what stands around it is none of it. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { type DigitReader, placedFrom } from '../../src/channel/digits.js';
import { loadRules } from '../../src/ruleset/load.js';
import { numberWords } from '../../src/spoken/lexicon.js';

let reader: DigitReader;
beforeAll(async () => {
  reader = new UtteranceReader((await loadRules()).rules);
});

const word = fc.oneof(
  fc.constantFrom('4111', '1111 1111 1111', '12/27', '5555-5555', '07:45', '3782 822463 10005', '\\u0034111', '&#52;111', '%34%31', '４１１１', '①'),
  fc.constantFrom(...numberWords()),
  fc.constantFrom('the', 'of', 'card', 'CVV', 'number', 'call', 'phone', 'order', 'addresses', 'colleagues', 'tomorrow', 'SSN', 'één', 'größe', '東京', '<b>', '</b>', '\u200b'),
  fc.stringMatching(/^[a-zA-Z0-9åäöéß]{1,9}$/),
); // prettier-ignore
const gap = fc.constantFrom(' ', ' ', ' ', '', ', ', '. ', '-', ': ', '\n', '"');
const text = (most: number) => fc.array(fc.tuple(word, gap), { maxLength: most }).map((parts) => parts.flat().join(''));
const prose = fc.constantFrom('', 'I have opened the case and will write as soon as the parcel is found, on Monday or on Tuesday. ');

describe('a stretch of a message', () => {
  it('is read as if nothing stood around it', () => {
    fc.assert(
      fc.property(text(4), prose, text(12), text(4), fc.constantFrom(8, 200), (before, lead, own, behind, most) => {
        const alone = Buffer.from(lead + own);
        const start = Buffer.byteLength(before);
        const end = start + alone.length;
        const message = Buffer.from(before + lead + own + behind);
        for (const read of ['readUtterance', 'listenTo'] as const)
          expect(placedFrom(reader[read](message, start, end, most), start)).toEqual(reader[read](alone, 0, alone.length, most));
      }),
      { numRuns: 3_000 },
    );
  });
});
