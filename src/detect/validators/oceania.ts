/** Validators of identifiers of Australia and New Zealand. */
import { digitsOf } from './digits.js';
import { digitAt, isDigits, isRepeated, weightedSum } from './generic.js';
import { compact, type Validator } from './validator.js';

const TFN_WEIGHTS = [1, 4, 3, 7, 5, 8, 6, 9, 10];
const SHORT_TFN_WEIGHTS = [10, 7, 8, 4, 6, 3, 5, 1];

/** Australian Taxation Office, TFN algorithm: a weighted sum that 11 divides; the eight digits of old numbers have weights of their own. */
const tfn: Validator = (value) => {
  const digits = compact(value);
  if (!isDigits(digits) || isRepeated(digits)) return false;
  if (digits.length === 9) return weightedSum(digits, TFN_WEIGHTS) % 11 === 0;
  return digits.length === 8 && weightedSum(digits, SHORT_TFN_WEIGHTS) % 11 === 0;
};

/** Services Australia, Medicare card number: 2–6 first, ninth digit checks eight, then the card's issue and perhaps the person's line on it. */
const medicare: Validator = (value) => {
  const digits = compact(value);
  if (!/^[2-6]\d{8}[1-9][1-9]?$/.test(digits)) return false;
  return weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digitAt(digits, 8);
};

/** Australian Business Register, format of the ABN: one less in the first digit, a weighted sum that 89 divides. */
const abn: Validator = (value) => {
  const digits = digitsOf(value, 11);
  if (digits === undefined || digits.startsWith('0')) return false;
  return (weightedSum(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;
};

/** Inland Revenue, Resident withholding tax specification: 10-million to 200-million, modulo 11, a second round of weights for 10. */
const ird: Validator = (value) => {
  const compacted = compact(value);
  if ((compacted.length !== 8 && compacted.length !== 9) || !isDigits(compacted)) return false;
  const digits = compacted.padStart(9, '0');
  if (Number(digits) < 10_000_000 || Number(digits) >= 200_000_000) return false;
  const first = (11 - (weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  if (first !== 10) return first === digitAt(digits, 8);
  return (11 - (weightedSum(digits, [7, 4, 3, 2, 5, 2, 7, 6]) % 11)) % 11 === digitAt(digits, 8);
};

export const OCEANIA: Readonly<Record<string, Validator>> = {
  'au.tfn': tfn,
  'au.medicare': medicare,
  'au.abn': abn,
  'nz.ird': ird,
};
