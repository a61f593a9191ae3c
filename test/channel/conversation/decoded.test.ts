/** A text as it is decoded, against one that reads it unit by unit. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decode, decodeLetters } from '../../../src/channel/conversation/decoded.js';
import { INVISIBLE, OTHER } from '../../../src/text/characters.js';
import { markedDigit } from '../../../src/text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../../src/text/unit.js';

const piece = fc.oneof(
  fc.constantFrom('a', 'Z', ' ', '4', '-', '\\u0034', '%34', '&#52;', '=', '\\', '%', '&', 'é', 'ß', '×', '٣', '\u00a0', '\u00ad', '—', '\u200b', '漢', '😀', '\t', '\u0007'), // prettier-ignore
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const bytes = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => new Uint8Array(Buffer.from(pieces.join('')))),
  fc.uint8Array({ maxLength: 30 }),
);

it('says of each character where it stands, and shows letters as they are', () => {
  fc.assert(
    fc.property(bytes, (raw) => {
      const { text, from, to } = decode(raw, 0, raw.length);
      let count = 0;
      for (let at = 0; at < raw.length;) {
        const unit = readUnit(raw, at, raw.length, true);
        const next = at + unitLength(unit);
        if (unitKind(unit) !== INVISIBLE) {
          expect([from(count), to(count)]).toEqual([at, next]);
          if (unitKind(unit) < 10) expect(text[count]).toBe(String(unitKind(unit)));
          if (unitKind(unit) === OTHER && unitCodePoint(unit) <= 0xffff && markedDigit(unitCodePoint(unit)) < 0)
            expect(text.charCodeAt(count)).toBe(unitCodePoint(unit));
          count++;
        }
        at = next;
      }
      expect(text.length).toBe(count);
    }),
    { numRuns: 2_000 },
  );
});

it('says the same of letters that the runtime reads', () => {
  const letters = fc.array(fc.constantFrom(...'aZ 4-,.éßæńжя漢'), { maxLength: 30 }).map((all) => Buffer.from(all.join('')));
  fc.assert(
    fc.property(letters, (raw) => {
      const [quick, slow] = [decodeLetters(raw, 0, raw.length), decode(raw, 0, raw.length)];
      expect(quick.text).toBe(slow.text);
      const places = Array.from(slow.text, (_, at) => at);
      expect(places.map((at) => [quick.from(at), quick.to(at)])).toEqual(places.map((at) => [slow.from(at), slow.to(at)]));
      const offsets = Array.from(raw, (_, at) => at);
      expect(offsets.map(quick.find)).toEqual(offsets.map(slow.find));
    }),
    { numRuns: 2_000 },
  );
});
