/** Properties: a value in context is found at its exact span in any carrier, and what lies beyond the reach changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeFinder } from '../../src/detect/shape/find.js';
import { withoutOverlaps } from '../../src/detect/overlap.js';
import type { Located } from '../../src/detect/view.js';
import { message } from '../support/arbitrary.js';
import { RULES, SAMPLES, type Sample } from '../support/identifiers.js';
import { scanAllShapes } from '../support/shapes.js';

const sample = fc.constantFrom(...SAMPLES).chain((one) => fc.record({ sample: fc.constant(one), value: fc.constantFrom(...one.values) }));

const parts = (word: string): string[] => word.split(' ');
const capital = (word: string): string => word[0].toUpperCase() + word.slice(1);
/** Ways to write the name of a field. */
const STYLES: readonly ((word: string) => string)[] = [
  (word) => parts(word).map((part, i) => (i === 0 ? part : capital(part))).join(''),
  (word) => parts(word).map(capital).join(''),
  (word) => parts(word).join('_'),
  (word) => parts(word).join('-').toUpperCase(),
  (word) => parts(word).join(''),
  (word) => `customer_${parts(word).join('_')}`,
  (word) => `${parts(word).join('_')}_1`,
]; // prettier-ignore

/** Carriers: the value stands where `§` does. */
const CARRIERS: readonly ((key: string, word: string) => string)[] = [
  (key) => `{"${key}":"§"}`,
  (key) => `{"id":7,"${key}" : "§","next":true}`,
  (key) => `{"${key}":["§"]}`,
  (key) => `{"name":"${key}","value":"§"}`,
  (key) => `{"body":"{\\"${key}\\":\\"§\\"}"}`,
  (key) => `a=1&${key}=§&b=2`,
  (key) => `<doc><${key}>§</${key}></doc>`,
  (key) => `<row a="1" ${key}="§" b="2"/>`,
  (key) => `<field name="${key}" value="§"/>`,
  (_, word) => `The ${word} is §, please`,
  (_, word) => `${capital(word)}: §\nThanks`,
  (_, word) => `§ is my ${word}.`,
  (_, word) => `{"text":"my ${word} is §"}`,
  (_, word) => `<p>${word}</p><p>§</p>`,
]; // prettier-ignore

const carried = fc.record({ one: sample, style: fc.nat(STYLES.length - 1), carrier: fc.nat(CARRIERS.length - 1) });

function place(one: { sample: Sample; value: string }, style: number, carrier: number): { text: string; start: number; end: number } {
  const { word } = one.sample;
  const [before, behind] = CARRIERS[carrier](STYLES[style](word), word).split('§');
  const start = Buffer.byteLength(before);
  return { text: before + one.value + behind, start, end: start + Buffer.byteLength(one.value) };
}

describe('a value in context', () => {
  it('is found at its exact span in any carrier', () => {
    fc.assert(
      fc.property(carried, ({ one, style, carrier }) => {
        const { text, start, end } = place(one, style, carrier);
        const found = scanAllShapes(text, RULES).map((located) => [located.entity, located.start, located.end]);
        expect(found, text).toEqual([[one.sample.entity, start, end]]);
      }),
      { numRuns: 500 },
    );
  });

  it('is found with digits of another script, or escaped', () => {
    const disguises: readonly ((digit: number) => string)[] = [
      (digit) => String.fromCodePoint(0xff10 + digit),
      (digit) => String.fromCodePoint(0x660 + digit),
      (digit) => `\\u003${digit}`,
      (digit) => `%3${digit}`,
      (digit) => `&#${48 + digit};`,
      (digit) => `${digit}\u200b`,
    ];
    fc.assert(
      fc.property(sample, fc.nat(disguises.length - 1), ({ sample: { entity, word }, value }, disguise) => {
        const hidden = value.replace(/\d/g, (digit) => disguises[disguise](Number(digit)));
        const found = scanAllShapes(`${word} ${hidden} `, RULES);
        expect(
          found.map((located) => located.entity),
          hidden,
        ).toEqual([entity]);
        const start = Buffer.byteLength(word) + 1;
        expect(found[0].start).toBe(start);
        expect(found[0].end).toBeGreaterThanOrEqual(start + Buffer.byteLength(hidden.replace(/\u200b$/, '')));
      }),
    );
  });
});

describe('bytes beyond the reach', () => {
  const finder = new ShapeFinder(RULES);

  function find(bytes: Uint8Array, from: number, to: number, viewStart: number, viewEnd: number): readonly Located[] {
    const view = { bytes, start: viewStart, end: viewEnd };
    return withoutOverlaps(finder.find(view, { start: from, end: to, inString: false, isJson: false }, 0));
  }

  it('change nothing', () => {
    fc.assert(
      fc.property(message(60), carried, message(60), (before, { one, style, carrier }, behind) => {
        const { text, start, end } = place(one, style, carrier);
        const bytes = Buffer.concat([before, Buffer.from(text), behind]);
        const [from, to] = [before.length + start, before.length + end];
        const narrow = find(bytes, from, to, Math.max(0, from - 128), Math.min(bytes.length, to + 128));
        expect(narrow).toEqual(find(bytes, from, to, 0, bytes.length));
      }),
      { numRuns: 1000 },
    );
  });
});

it('never fails, whatever the bytes', () => {
  fc.assert(
    fc.property(message(80), (bytes) => {
      for (const { start, end } of scanAllShapes(bytes, RULES)) expect(start >= 0 && end > start && end <= bytes.length).toBe(true);
    }),
    { numRuns: 300 },
  );
});
