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

it('a window and the most that is held back fit the input, and nothing overlaps', () => {
  expect(layout.INPUT_CAPACITY).toBeGreaterThanOrEqual(2 * LIMITS.windowBytes);
  const digits = layout.INPUT_CAPACITY;
  const areas: [number, number][] = [
    [layout.BMP_AT, 65_536], [layout.ASTRAL_AT, 0x400], [layout.ENTITIES_AT, 0xc00], [layout.LENGTHS_LUHN_AT, 4 * layout.PREFIXES],
    [layout.LENGTHS_ANY_AT, 4 * layout.PREFIXES], [layout.SHAPE_HASHES_AT, 2 << layout.SHAPE_HASH_BITS],
    [layout.SHAPE_SLOTS_AT, layout.SHAPE_SLOT * layout.SHAPE_SLOTS_MAX], [layout.SHAPE_ROWS_AT, layout.SHAPE_ROW * layout.SHAPE_ROWS_MAX],
    [layout.TOKEN_LENGTHS_AT, 4 * (layout.TOKEN_BYTES_MAX + 1)], [layout.TOKEN_ROWS_AT, layout.TOKEN_ROW * layout.TOKEN_ROWS_MAX],
    [layout.COUNTRIES_AT, 85], [layout.SHAPES_END, 0], [layout.PARITY_AT, digits / 8 + 8], [layout.ESCAPED_AT, digits / 8 + 8],
    [layout.CONTEXTS_AT, 12 * layout.CONTEXTS_MAX], [layout.NUMBERS_AT, 8 * layout.NUMBERS_MAX],
    [layout.RUN_MARKS_AT, 256], [layout.RUN_MASKS_AT, 32], [layout.CANDIDATES_AT, 4 * layout.CANDIDATES_MAX], [layout.LUHN_EVEN_AT, 4 * digits + 4],
    [layout.LUHN_ODD_AT, 4 * digits + 4], [layout.DIGIT_START_AT, 4 * digits], [layout.DIGIT_END_AT, 4 * digits], [layout.GROUP_AT, 4 * digits],
    [layout.DIGIT_AT, digits], [layout.INPUT_AT, digits + 128], [layout.MEMO_AT, layout.MEMO_SLOT << layout.MEMO_BITS],
    [layout.REGIONS_AT, layout.REGION_BYTES * layout.REGIONS_MAX], [layout.WORD_FILTER_AT, 1 << (layout.WORD_FILTER_BITS - 3)],
    [layout.WORD_HASHES_AT, 4 << layout.WORD_HASH_BITS], [layout.WORD_KEYS_AT, 1 << (layout.WORD_KEY_BITS - 3)],
    [layout.KNOWN_AT, layout.KNOWN_SLOT << layout.KNOWN_BITS], [layout.WORDS_AT, 0],
  ]; // prettier-ignore
  const ends = areas.map(([at, size]) => at + size);
  expect(areas.slice(1).filter(([at], index) => at < ends[index])).toEqual([]);
  expect(layout.WORDS_AT).toBeLessThanOrEqual(97 * 65_536);
});
