/** Writes the shapes into the kernel's memory: group sizes lead to a slot, a slot to what makes it count. */
import type { KernelShape, KernelTest } from '../kernel.js';
import {
  HASH_FACTOR, SHAPE_HASH_BITS, SHAPE_HASHES_AT, SHAPE_KEY_FACTOR, SHAPE_ROW, SHAPE_ROWS_AT, SHAPE_ROWS_MAX, SHAPE_SLOT, SHAPE_SLOTS_AT,
  SHAPE_SLOTS_MAX, SHAPE_TESTS_MAX, TEST_DAY, TEST_DIGIT, TEST_MONTH,
} from '../layout.js'; // prettier-ignore

const KINDS = { digit: TEST_DIGIT, month: TEST_MONTH, day: TEST_DAY } as const;

/** All shapes of one sequence of group sizes. */
export interface Slot {
  readonly key: number;
  /** Families that need their context. */
  inContext: bigint;
  /** What needs none, each row once. */
  readonly rows: KernelShape[];
}

export const shapeKey = (groups: readonly number[]): number =>
  groups.reduce((key, size) => (Math.imul(key, SHAPE_KEY_FACTOR) + size) >>> 0, 0);

const hashOf = (key: number): number => Math.imul(key, HASH_FACTOR) >>> (32 - SHAPE_HASH_BITS);

/** Shapes by the key of their group sizes. Rows that ask for the same are one. */
export function slotsOf(shapes: readonly KernelShape[]): Map<number, Slot> {
  const slots = new Map<number, Slot>();
  const places = new Map<string, number>();
  for (const shape of shapes) {
    const key = shapeKey(shape.groups);
    const slot = slots.get(key) ?? { key, inContext: 0n, rows: [] };
    slots.set(key, slot);
    if (shape.needsContext) {
      slot.inContext |= shape.families;
      continue;
    }
    const asked = JSON.stringify([key, shape.before, shape.behind, shape.tests]);
    const place = places.get(asked) ?? slot.rows.length;
    places.set(asked, place);
    const families = place < slot.rows.length ? slot.rows[place].families : 0n;
    slot.rows[place] = { ...shape, families: families | shape.families };
  }
  return slots;
}

export function writeShapes(buffer: ArrayBuffer, shapes: readonly KernelShape[]): void {
  const slots = [...slotsOf(shapes).values()].sort((a, b) => hashOf(a.key) - hashOf(b.key));
  const rows = slots.reduce((sum, slot) => sum + slot.rows.length, 0);
  if (slots.length >= SHAPE_SLOTS_MAX || rows > SHAPE_ROWS_MAX) throw new RangeError('more shapes than the kernel has room for');
  const hashes = new Uint16Array(buffer, SHAPE_HASHES_AT, 1 << SHAPE_HASH_BITS);
  let row = 0;
  slots.forEach((slot, place) => {
    const hash = hashOf(slot.key);
    if (hashes[hash] === 0) hashes[hash] = place + 1;
    const view = new DataView(buffer, SHAPE_SLOTS_AT + place * SHAPE_SLOT, SHAPE_SLOT);
    view.setUint32(0, slot.key, true);
    view.setBigUint64(4, slot.inContext, true);
    view.setUint16(12, row, true);
    view.setUint16(14, slot.rows.length, true);
    for (const shape of slot.rows) writeRow(new DataView(buffer, SHAPE_ROWS_AT + row++ * SHAPE_ROW, SHAPE_ROW), shape);
  });
}

function writeRow(view: DataView, { before, behind, tests, families }: KernelShape): void {
  const told = tests.slice(0, SHAPE_TESTS_MAX); // fewer tests only let more through to the detectors
  view.setUint8(0, before);
  view.setUint8(1, behind);
  view.setUint8(2, told.length);
  view.setBigUint64(4, families, true);
  told.forEach((test, index) => writeTest(view, 12 + index * 4, test));
}

function writeTest(view: DataView, at: number, test: KernelTest): void {
  view.setUint8(at, test.at);
  view.setUint8(at + 1, KINDS[test.kind]);
  view.setUint16(at + 2, test.digits, true);
}
