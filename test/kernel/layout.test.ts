/** The kernel's map is plain numbers, because AssemblyScript reads it too: what it shares with the table of limits must agree. */
import { expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import * as layout from '../../src/kernel/layout.js';

it('the kernel keeps to the table of limits', () => {
  expect({
    panDigitsMin: layout.PAN_DIGITS_MIN,
    panDigitsMax: layout.PAN_DIGITS_MAX,
    gapSeparators: layout.GAP_SEPARATORS,
    gapZeroWidth: layout.GAP_INVISIBLE,
    unitBytes: layout.UNIT_BYTES,
  }).toEqual({
    panDigitsMin: LIMITS.panDigitsMin,
    panDigitsMax: LIMITS.panDigitsMax,
    gapSeparators: LIMITS.gapSeparators,
    gapZeroWidth: LIMITS.gapZeroWidth,
    unitBytes: LIMITS.unitBytes,
  });
});

it('a window and the most that is held back fit the input, and the input fits the memory of 64 pages', () => {
  expect(layout.INPUT_CAPACITY).toBeGreaterThanOrEqual(2 * LIMITS.windowBytes);
  expect(layout.INPUT_AT + layout.INPUT_CAPACITY + 128).toBeLessThanOrEqual(64 * 65_536);
});
