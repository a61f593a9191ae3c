/**
 * Check-digit schemes that many identifiers share, for the validators of each region and for rules to name directly.
 * All functions take text of any kind, answer false for what they cannot read, and never throw.
 */
import { compact, type Validator } from './validator.js';

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The digit at a position of a string of digits. */
export const digitAt = (digits: string, at: number): number => digits.charCodeAt(at) - 48;

/** Whether the text is made of ASCII digits alone, at least one. */
export const isDigits = (text: string): boolean => /^\d+$/.test(text);

/** Sum of digit times weight, for as many digits as there are weights; the caller has checked that they are there. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += digitAt(digits, i) * weights[i];
  return sum;
}

/** Whether all characters are the same: `000000000`, `1111111111`. */
export const isRepeated = (text: string): boolean => /^(.)\1*$/.test(text);

/**
 * The digits of a value without its separators when they are as many as asked for, else an empty string.
 * One digit over and over is a placeholder, never an identifier, although it passes many check-digit schemes.
 */
export function digitsOf(value: string, length: number, otherLength = length): string {
  const digits = compact(value);
  if (digits.length !== length && digits.length !== otherLength) return '';
  return isDigits(digits) && !isRepeated(digits) ? digits : '';
}

/** Part of a string of digits as a number; NaN when there are no digits there. */
export const part = (digits: string, from: number, to: number): number => (from < digits.length ? Number(digits.slice(from, to)) : NaN);

/** Days of a month of the Gregorian calendar; 0 when there is no such month. */
export function daysInMonth(year: number, month: number): number {
  if (!(month >= 1 && month <= 12)) return 0;
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether the day exists: 29 February only in leap years. Numbers, not text; NaN is no date. */
export const isDate = (year: number, month: number, day: number): boolean => day >= 1 && day <= daysInMonth(year, month);

/** Whether the day exists in any of the centuries that a year of two digits may mean: 29 February in `00` counts because of 2000. */
export const isDateOfShortYear = (year: number, month: number, day: number): boolean => isDate(2000 + year, month, day);

/** ISO/IEC 7812-1 Annex B (Luhn, modulus 10 double-add-double). */
export function luhn(value: string): boolean {
  const digits = compact(value);
  if (digits.length < 2 || !isDigits(digits)) return false;
  let sum = 0;
  for (let i = digits.length - 1, isDoubled = false; i >= 0; i--, isDoubled = !isDoubled) {
    const digit = digitAt(digits, i);
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

const VERHOEFF_PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Multiplication in the dihedral group D5, in which Verhoeff's scheme counts. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5;
}

/** Verhoeff's dihedral check (J. Verhoeff, Error Detecting Decimal Codes, 1969): Aadhaar, the Luxembourg matricule. */
export function verhoeff(value: string): boolean {
  const digits = compact(value);
  if (digits.length < 2 || !isDigits(digits)) return false;
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    let permuted = digitAt(digits, digits.length - 1 - i);
    for (let times = i % 8; times > 0; times--) permuted = VERHOEFF_PERMUTATION[permuted];
    check = dihedral(check, permuted);
  }
  return check === 0;
}

/** ISO/IEC 7064 pure system with one check character: modulus m, radix r, remainder 1. */
function pure(value: string, modulus: number, radix: number, alphabet: string): boolean {
  let check = 0;
  for (const character of value) {
    const at = alphabet.indexOf(character);
    if (at < 0) return false;
    check = (check * radix + at) % modulus;
  }
  return value.length > 1 && check === 1;
}

/** ISO/IEC 7064 hybrid system: modulus m, m + 1. */
function hybrid(value: string, modulus: number): boolean {
  let check = modulus;
  for (let i = 0; i < value.length; i++) {
    const at = ALPHANUMERIC.indexOf(value[i]);
    if (at < 0 || at >= modulus) return false;
    if (i === value.length - 1) return value.length > 1 && (check + at) % modulus === 1;
    check = (check + at) % modulus || modulus;
    check = (check * 2) % (modulus + 1);
  }
  return false;
}

/** ISO/IEC 7064 MOD 97-10, the remainder of the value as it stands; letters count 10 to 35. NaN for what is no letter or digit. */
export function remainder97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const at = ALPHANUMERIC.indexOf(character);
    if (at < 0) return Number.NaN;
    remainder = (remainder * (at > 9 ? 100 : 10) + at) % 97;
  }
  return remainder;
}

/** ISO/IEC 7064 MOD 97-10 with the check digits at the end. */
export const mod97_10: Validator = (value) => remainder97(compact(value)) === 1;
/** ISO/IEC 7064 MOD 11,10 (digits). */
export const mod11_10: Validator = (value) => hybrid(compact(value), 10);
/** ISO/IEC 7064 MOD 37,36 (letters and digits). */
export const mod37_36: Validator = (value) => hybrid(compact(value), 36);
/** ISO/IEC 7064 MOD 11-2 (digits, X as the check character). */
export const mod11_2: Validator = (value) => pure(compact(value), 11, 2, '0123456789X');
/** ISO/IEC 7064 MOD 37-2 (letters and digits; `*` as a check character is not read). */
export const mod37_2: Validator = (value) => pure(compact(value), 37, 2, ALPHANUMERIC);

export const GENERIC: Readonly<Record<string, Validator>> = {
  luhn,
  verhoeff,
  mod97_10,
  mod97: mod97_10,
  mod11_10,
  mod37_36,
  mod11_2,
  mod37_2,
};
