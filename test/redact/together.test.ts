/** Replacements of values and of single digits, as many as a message holds: each stands where it stood, or gives way to the value. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Splice } from '../../src/redact/splice.js';
import { together } from '../../src/redact/together.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** In order and disjoint, with bytes of their own. */
const splices = (byte: number): fc.Arbitrary<Splice[]> =>
  fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 12 }).map((steps) => {
    let at = 0;
    return steps.map(([gap, length, isEven]) => {
      const start = at + gap;
      at = start + length;
      return { start, end: at, bytes: new Uint8Array(isEven ? length : 1).fill(byte) };
    });
  });

it('of all, values win', () => {
  fc.assert(
    fc.property(splices(1), splices(2), (values, others) => {
      const all = together(values, others);
      expect(all.filter(({ bytes }) => bytes[0] === 1)).toEqual(values);
      for (const [i, { start }] of all.entries()) expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : all[i - 1].end);
      const covers = (some: readonly Splice[]): number[] => [...LETTERS.repeat(5)].map((_, at) => (some.some(({ start, end }) => start <= at && at < end) ? 1 : 0)); // prettier-ignore
      expect(covers(all)).toEqual(covers([...values, ...others]));
    }),
  );
});

it('of a megabyte of them', () => {
  const at = (start: number): Splice => ({ start, end: start + 1, bytes: Uint8Array.of(42) });
  const values = Array.from({ length: 200_000 }, (_, i) => at(4 * i));
  const others = Array.from({ length: 200_000 }, (_, i) => at(4 * i + 2));
  expect(together(values, others)).toHaveLength(400_000);
});
