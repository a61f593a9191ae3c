/** The SIMD kernel and the plain reference give the same answers, whatever the input, the start and the state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernel, OPTION_FINAL, OPTION_QUOTES, REGION_FIELDS, type Kernel } from '../../src/kernel/kernel.js';
import { digitSoup, message } from '../support/arbitrary.js';
import { rules } from '../support/rules.js';
import { testTables } from './tables.js';

const simd = loadKernel(testTables, 'simd');
const reference = loadKernel(testTables, 'reference');

function answers(kernel: Kernel, bytes: Uint8Array, from: number, options: number, state: number): unknown {
  kernel.input.set(bytes);
  const count = kernel.scan(bytes.length, from, options, state);
  const found = Array.from({ length: count }, (_, index) => [
    ...kernel.regions.subarray(index * REGION_FIELDS, (index + 1) * REGION_FIELDS),
  ]);
  const regions = found.sort((a, b) => (a[2] & 31) - (b[2] & 31) || a[0] - b[0] || a[2] - b[2]);
  const open = kernel.openOffset();
  const states = regions.filter(([start]) => start >= from).map(([start]) => kernel.stateAt(start));
  return { regions, open, states, openState: kernel.stateAt(open), endState: kernel.stateAt(bytes.length) };
}

function compare(input: fc.Arbitrary<Uint8Array>): void {
  const property = fc.property(input, fc.nat(200), fc.nat(3), fc.nat(7), (bytes, start, options, state) => {
    const from = Math.min(start, bytes.length);
    expect(answers(simd, bytes, from, options, state)).toEqual(answers(reference, bytes, from, options, state));
  });
  fc.assert(property, { numRuns: 4000 });
}

describe('the SIMD kernel equals the reference', () => {
  it('on text with numbers, escapes and keywords', () => compare(message()));
  it('on digits and separators alone', () => compare(digitSoup()));
  it('on words and tokens with few digits, of which some need their context', () => {
    const word = fc.constantFrom('tax id', 'tax', 'card ', 'phone', 'カード', 'four', 'five ', 'one-', 'cvv', '1ab2cd3ef4g', ' 1ab2cd3ef4g ', 'X9', '3', '٤١١١١١١١١١١١١١١١', '٩٩٩٩٩٩٩٩٩', '&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;&#49;', 'c5c0da65-bc04-45f1-8ad5-b507e0640a21', '-1ab2', '\\n', '%20', '&#52;', '٤', ' ', ', ', 'a@b.c'); // prettier-ignore
    compare(fc.array(word, { maxLength: 24 }).map((words) => Buffer.from(words.join(''))));
  });
  it('on any bytes', () => compare(fc.uint8Array({ maxLength: 400 })));
});

describe('what a kernel reports', () => {
  const scan = (kernel: Kernel, text: string, options: number): number[] => {
    const bytes = Buffer.from(text);
    kernel.input.set(bytes);
    return [...kernel.regions.subarray(0, kernel.scan(bytes.length, 0, options, 0) * REGION_FIELDS)];
  };
  for (const kernel of [simd, reference]) {
    it(`${kernel.kind}: a card, with its span`, () => {
      expect(scan(kernel, 'my card 4111 1111 1111 1111, thanks', OPTION_FINAL).slice(0, 2)).toEqual([8, 27]);
    });
    it(`${kernel.kind}: whether it stands in a JSON string`, () => {
      const flags = (text: string): number => scan(kernel, text, OPTION_FINAL | OPTION_QUOTES)[2] & 256;
      expect(flags('{"a\\"":"4111111111111111"}')).toBe(256);
      expect(flags('{"a\\\\":4111111111111111}')).toBe(0);
    });
    it(`${kernel.kind}: a token of letters and digits, but not the middle of a timestamp`, () => {
      expect(scan(kernel, 'flat 22T14: to the left', OPTION_FINAL).slice(0, 2)).toEqual([5, 10]);
      expect(scan(kernel, '"2026-11-22T14:39:55Z" 2026-11-22T14:39', OPTION_FINAL)).toEqual([]);
      expect(scan(kernel, '26-11-22T14:39', OPTION_FINAL).slice(0, 2)).toEqual([6, 11]);
    });
    it(`${kernel.kind}: nothing in prose, timestamps and identifiers`, () => {
      expect(scan(kernel, 'order 1644306393624 of 2026-11-21 19:41:38.000 for c5c0da65-bc04-45f1-8ad5-b507e0640a21', OPTION_FINAL)).toEqual(
        [],
      );
    });
  }
});

/** A kernel once turned the words round in the tables that it was given: what was made of them behind it did not know them any more. */
it('a kernel leaves the tables as they are, for those that come after it', () => {
  const words = (): string[] => rules.tables.words.map(({ bytes }) => Buffer.from(bytes).toString());
  const before = words();
  loadKernel(rules.tables, 'reference');
  loadKernel(rules.tables, 'simd');
  expect(words()).toEqual(before);
});
