import { expect, test } from 'vitest';
import { mask, newKey } from '../../src/proxy/websocket-mask.js';

const KEY = 0x8192a3b4;
const plainly = (bytes: Uint8Array): number[] => Array.from(bytes, (byte, at) => byte ^ ((KEY >>> (24 - 8 * (at % 4))) & 0xff));

test('every length and alignment is masked alike, in memory of every length, and nothing beside it', () => {
  const aroundWords = Array.from({ length: 48 }, (_, more) => 120 + more);
  for (const length of [0, 1, 2, 3, 4, 5, 7, 64, ...aroundWords, 200, 1_001]) {
    for (let offset = 0; offset < 5; offset++) {
      for (const behind of [0, 1, 2, 3, 16]) {
        const memory = new Uint8Array(offset + 3 + length + behind).map((_, at) => at * 31);
        const expected = [...memory];
        expected.splice(offset + 3, length, ...plainly(memory.subarray(offset + 3, offset + 3 + length)));
        const bytes = memory.subarray(offset); // not from the beginning of its memory on
        mask(bytes, 3, 3 + length, KEY);
        expect([...memory]).toEqual(expected);
      }
    }
  }
});

test('frames that lie side by side are masked each by its own key', () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at * 17);
  const before = [...bytes];
  const places = [[1, 400], [403, 640], [650, 999]] as const; // prettier-ignore
  places.forEach(([from, end], n) => mask(bytes, from, end, KEY + n));
  expect([...bytes]).not.toEqual(before);
  places.forEach(([from, end], n) => mask(bytes, from, end, KEY + n));
  expect([...bytes]).toEqual(before);
});

test('keys are not repeated', () => {
  expect(new Set(Array.from({ length: 5_000 }, newKey)).size).toBeGreaterThan(4_990);
});
