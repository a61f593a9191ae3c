import { expect, test } from 'vitest';
import { maskInto, newKey } from '../../src/proxy/websocket-mask.js';

const KEY = 0x8192a3b4;
const plainly = (bytes: Uint8Array): number[] => Array.from(bytes, (byte, at) => byte ^ ((KEY >>> (24 - 8 * (at % 4))) & 0xff));

test('every length and alignment is masked alike, in place and elsewhere, and nothing beside it', () => {
  const aroundWords = Array.from({ length: 48 }, (_, more) => 120 + more);
  for (const length of [0, 1, 2, 3, 4, 5, 7, 64, ...aroundWords, 200, 1_001]) {
    for (let offset = 0; offset < 5; offset++) {
      const memory = new Uint8Array(length + 16).map((_, at) => at * 31);
      const source = memory.subarray(offset, offset + length);
      const expected = plainly(source);
      const target = new Uint8Array(length + 16).fill(0xee);
      maskInto(source, KEY, target, 3 + offset);
      expect([...target]).toEqual([...Array<number>(3 + offset).fill(0xee), ...expected, ...Array<number>(13 - offset).fill(0xee)]);
      const before = [...memory];
      maskInto(source, KEY, source, 0);
      expect([...memory]).toEqual([...before.slice(0, offset), ...expected, ...before.slice(offset + length)]);
    }
  }
});

test('keys are not repeated', () => {
  expect(new Set(Array.from({ length: 5_000 }, newKey)).size).toBeGreaterThan(4_990);
});
