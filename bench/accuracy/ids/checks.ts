/**
 * Check digits of national identifiers, computed from the published algorithms. Written for this corpus alone: it shares no code with the
 * validators it judges, so that a mistake in either shows.
 */
import type { Random } from '../../corpus/random.js';
import { luhnDigit } from '../pan/brands.js';

export { luhnDigit };

export const two = (value: number): string => String(value).padStart(2, '0');
export const digitsOf = (text: string): number[] => [...text].map(Number);
export const at = (table: string, index: number): string => table[index] ?? '';

/** Sum of digit times weight, from the left. */
export const weigh = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, i) => sum + digit * (weights[i] ?? 0), 0);

/** `modulus - sum % modulus`, with `modulus` itself as 0. */
export const complement = (sum: number, modulus: number): number => (modulus - (sum % modulus)) % modulus;

/** Draws until `make` gives a value: many schemes skip numbers whose check digit would be 10. */
export function draw(random: Random, make: (random: Random) => string | undefined): string {
  for (;;) {
    const value = make(random);
    if (value !== undefined) return value;
  }
}

/** ISO/IEC 7064 mod 11,10: the check digit. */
export function mod11Mod10(digits: string): string {
  let product = 10;
  for (const digit of digitsOf(digits)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

/** Remainder of a decimal number of any length. */
export function modulo(digits: string, modulus: number): number {
  let rest = 0;
  for (const digit of digitsOf(digits)) rest = (rest * 10 + digit) % modulus;
  return rest;
}

/** Verhoeff's dihedral group D5: the check digit that completes `digits`. */
export function verhoeffDigit(digits: string): string {
  const multiply = (a: number, b: number): number =>
    a < 5 ? (b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5) : b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;
  const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const permute = (digit: number, times: number): number => (times === 0 ? digit : permute(permutation[digit] ?? 0, times - 1));
  let check = 0;
  digitsOf(digits)
    .reverse()
    .forEach((digit, i) => (check = multiply(check, permute(digit, (i + 1) % 8))));
  for (let digit = 0; digit < 10; digit++) if (multiply(check, digit) === 0) return String(digit);
  return '0';
}

/** Luhn in another base (mod N): the character that completes `text`. */
export function luhnIn(alphabet: string, text: string): string {
  let sum = 0;
  [...text].reverse().forEach((char, i) => {
    const addend = alphabet.indexOf(char) * (i % 2 === 0 ? 2 : 1);
    sum += Math.floor(addend / alphabet.length) + (addend % alphabet.length);
  });
  return at(alphabet, (alphabet.length - (sum % alphabet.length)) % alphabet.length);
}

export interface Birth {
  readonly year: number;
  readonly yyyy: string;
  readonly yy: string;
  readonly mm: string;
  readonly dd: string;
  readonly month: number;
  readonly day: number;
}

/** A day of birth; days beyond 28 are left out, so that every month has them. */
export function birth(random: Random, from = 1930, to = 2005): Birth {
  const [year, month, day] = [random.int(from, to), random.int(1, 12), random.int(1, 28)];
  return { year, month, day, yyyy: String(year), yy: two(year % 100), mm: two(month), dd: two(day) };
}

/** The digits split by lengths and joined by separators: `split('123456', [2, 4], '-')`. */
export function split(text: string, lengths: readonly number[], separator: string): string {
  let from = 0;
  return lengths.map((length) => text.slice(from, (from += length))).join(separator);
}

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const BASE36 = `0123456789${LETTERS}`;

/** A digit other than `digit`. */
export const otherDigit = (random: Random, digit: string): string => String((Number(digit) + random.int(1, 9)) % 10);

/** The value with its last digit changed: what a check digit must catch. */
export const wrongLast = (value: string, random: Random): string => {
  const from = /\d\D*$/.exec(value)?.index ?? value.length - 1;
  return value.slice(0, from) + otherDigit(random, value.charAt(from)) + value.slice(from + 1);
};

/** The value with its last letter changed. */
export const wrongLetter = (value: string, random: Random): string => {
  const from = /[A-Z][^A-Z]*$/.exec(value)?.index ?? value.length - 1;
  const letter = at(LETTERS, (LETTERS.indexOf(value.charAt(from)) + random.int(1, 25)) % 26);
  return value.slice(0, from) + letter + value.slice(from + 1);
};
