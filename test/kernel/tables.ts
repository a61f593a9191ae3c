/** A small table for kernel tests: Visa, Mastercard, Amex, UnionPay with and without a check digit, and a few words. */
import type { KernelTables } from '../../src/kernel/kernel.js';

const lengths = (...counts: number[]): number => counts.reduce((mask, count) => mask | (1 << count), 0);

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
  return { lengthsLuhn, lengthsAny, literals: ['cvv', 'expiry', 'säkerhetskod'].map((word) => Buffer.from(word)) };
}

export const testTables = tables();
