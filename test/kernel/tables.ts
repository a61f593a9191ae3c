/** Small tables for kernel tests: some PANs with and without a check digit, a few shapes, tokens and words of every kind. */
import { FAMILY_CARD, FAMILY_PHONE, type KernelShape, type KernelTables, type KernelWord } from '../../src/kernel/kernel.js';

const lengths = (...counts: number[]): number => counts.reduce((mask, count) => mask | (1 << count), 0);

const literal = (text: string, number: number, whole = false): KernelWord => ({
  bytes: Buffer.from(text),
  whole,
  use: { kind: 'literal', number },
});
const context = (text: string, families: bigint, whole = false): KernelWord => ({
  bytes: Buffer.from(text),
  whole,
  use: { kind: 'context', families },
});
const number = (text: string): KernelWord => ({ bytes: Buffer.from(text), whole: true, use: { kind: 'number' } });

const CARD = 1n << BigInt(FAMILY_CARD);
const PHONE = 1n << BigInt(FAMILY_PHONE);
const TAX = 8n;
const OTHER = 16n;
const ORDER = 32n;

const shape = (groups: number[], more: Partial<KernelShape> = {}): KernelShape => ({
  groups,
  before: 0,
  behind: 0,
  tests: [],
  families: OTHER,
  needsContext: false,
  ...more,
});

const SHAPES: readonly KernelShape[] = [
  shape([3, 2, 4]),
  shape([9], { families: TAX, needsContext: true }),
  shape([9], { families: ORDER, tests: [{ at: 0, kind: 'digit', digits: 0b100 }] }),
  shape([5, 5], { families: ORDER }),
  shape([3, 2, 4], { families: TAX, needsContext: true }),
  shape([6, 4], { tests: [{ at: 2, kind: 'month', digits: 0 }, { at: 4, kind: 'day', digits: 0 }] }), // prettier-ignore
  shape([11], { tests: [{ at: 0, kind: 'digit', digits: 0b110 }] }),
  shape([8], { behind: 1 }),
  shape([7], { before: 16 + 1, behind: 16 + 2 }),
  shape([2, 2, 2], { before: 2, behind: 1 }),
];

const WORDS: readonly KernelWord[] = [
  literal('cvv', 0),
  literal('expiry', 1),
  literal('säkerhetskod', 2),
  { ...literal('AKIA', 3), exact: true },
  literal('4-xy', 4),
  literal('pin\x01code', 6),
  literal('cc\x01no', 7, true),
  context('tax\x01id', TAX),
  literal('\\u043a\\u0430', 5),
  context('card', CARD),
  context('phone', PHONE),
  context('tax', TAX, true),
  context('カード', CARD),
  ...['one', 'two', 'three', 'four', 'fourteen', 'två'].map(number),
];

function tables(): KernelTables {
  const lengthsLuhn = new Uint32Array(1000);
  const lengthsAny = new Uint32Array(1000);
  lengthsLuhn.fill(lengths(13, 16, 18, 19), 400, 500);
  lengthsLuhn.fill(lengths(16), 510, 560);
  lengthsLuhn.fill(lengths(16), 222, 273);
  lengthsLuhn.fill(lengths(15), 340, 350);
  lengthsLuhn.fill(lengths(15), 370, 380);
  lengthsLuhn.fill(lengths(16, 17, 18, 19), 620, 630);
  lengthsAny.fill(lengths(16, 19), 620, 630);
  return {
    lengthsLuhn,
    lengthsAny,
    shapes: SHAPES,
    tokens: [
      { length: 11, digits: 0b01001001001, letters: 0b00010010010, families: OTHER, needsContext: false },
      { length: 11, digits: 0b01001001001, letters: 0b00010010010, families: TAX, needsContext: true },
      { length: 8, digits: 0b11111110, letters: 1, families: ORDER, needsContext: false },
      { length: 7, digits: 0b1111110, letters: 1, families: TAX, needsContext: true },
      { length: 5, digits: 0b11011, letters: 0b100, families: OTHER, needsContext: false },
    ],
    words: WORDS,
    phones: true,
    lookAlikes: ORDER,
    ibanCountries: ['SE', 'GB', 'DE'],
    addresses: true,
  };
}

export const testTables = tables();
