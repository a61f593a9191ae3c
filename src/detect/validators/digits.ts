/** Reading numbers out of identifiers, for the validators of every region. */
import { digitAt, isDate, isDigits } from './generic.js';
import { compact } from './validator.js';

/** The digits of a value that has exactly so many of them and no letters; undefined for any other. */
export function digitsOf(value: string, count: number): string | undefined {
  const digits = compact(value);
  return digits.length === count && isDigits(digits) ? digits : undefined;
}

/** Two digits as a number from 0 to 99. */
export const pairAt = (digits: string, at: number): number => digitAt(digits, at) * 10 + digitAt(digits, at + 1);

/** Nobody of age to be a customer is born later. A constant, since a validator has no clock: it moves when the rules are next reviewed. */
const BIRTH_YEAR_MAX = 2040;

/** Whether somebody can be born on the day, in a year of four digits. */
export const isBirthDate = (year: number, month: number, day: number): boolean => year <= BIRTH_YEAR_MAX && isDate(year, month, day);

/** Weights 2, 3, 4, … up to `highest` and again, given from the right to all digits before `end`; letters count their code less 48. */
export function risingSum(characters: string, end: number, highest: number): number {
  let sum = 0;
  for (let i = 0; i < end; i++) sum += digitAt(characters, i) * (((end - 1 - i) % (highest - 1)) + 2);
  return sum;
}
