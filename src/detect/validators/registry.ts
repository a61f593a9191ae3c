/**
 * Validators of look-alikes: numbers of parcels, devices, goods and securities that compete with card numbers and national identifiers.
 * Each cites who defines its check. A number that one of these accepts under its own label is no card.
 */
import { isCountry } from './bank.js';
import { digitAt, isDate, isDigits, isRepeated, luhn, weightedSum } from './generic.js';
import { compact, type Validator } from './validator.js';

const digitsOf = (value: string, ...lengths: readonly number[]): string | undefined => {
  const digits = compact(value);
  return lengths.includes(digits.length) && isDigits(digits) && !isRepeated(digits) ? digits : undefined;
};

/** UPS, 1Z numbers: letters count (code − 63) mod 10; even places double; modulus 10. */
const ups: Validator = (value) => {
  const code = compact(value);
  if (!/^1Z[0-9A-Z]{15}\d$/.test(code)) return false;
  let sum = 0;
  for (let i = 2; i < 17; i++) {
    const byte = code.charCodeAt(i);
    const digit = byte < 65 ? byte - 48 : (byte - 63) % 10;
    sum += i % 2 === 1 ? digit * 2 : digit;
  }
  return (10 - (sum % 10)) % 10 === digitAt(code, 17);
};

/** GS1 General Specifications section 7.9: weights 3 and 1 from the right, modulus 10. */
function isGs1(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += digitAt(digits, digits.length - 1 - i) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

const gs1 =
  (...lengths: readonly number[]): Validator =>
  (value) => {
    const digits = digitsOf(value, ...lengths);
    return digits !== undefined && isGs1(digits);
  };

/** USPS Publication 199: 20 or 22 digits (service codes 91 to 95, or 7x and 03 behind a label), modulus 10. */
const usps: Validator = (value) => {
  const digits = digitsOf(value, 20, 22);
  return digits !== undefined && isGs1(digits);
};

const FEDEX_EXPRESS_WEIGHTS = [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1];

/** FedEx Express, twelve digits: weights 3 1 7, modulus 11, with 0 for 10. FedEx Ground, fifteen: modulus 10 as GS1. */
const fedex: Validator = (value) => {
  const digits = digitsOf(value, 12, 15);
  if (digits === undefined) return false;
  if (digits.length === 15) return isGs1(digits);
  return (weightedSum(digits, FEDEX_EXPRESS_WEIGHTS) % 11) % 10 === digitAt(digits, 11);
};

/** DHL Express waybill, ten digits: the first nine modulo 7. */
const dhl: Validator = (value) => {
  const digits = digitsOf(value, 10);
  return digits !== undefined && Number(digits.slice(0, 9)) % 7 === digitAt(digits, 9);
};

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];

/** Universal Postal Union S10: two letters, eight digits, check digit modulus 11, country. */
const s10: Validator = (value) => {
  const code = compact(value);
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(code) || !isCountry(code.slice(11))) return false;
  const rest = 11 - (weightedSum(code.slice(2), S10_WEIGHTS) % 11);
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === digitAt(code, 10);
};

/** ITU-T E.118: 89, nineteen digits with Luhn, or twenty as printed by those who count the check digit apart. */
const iccid: Validator = (value) => {
  const digits = digitsOf(value, 18, 19, 20);
  return digits?.startsWith('89') === true && (luhn(digits) || digits.length === 20);
};

/** 3GPP TS 23.003 section 6.2.1: fifteen digits with Luhn. */
const imei: Validator = (value) => digitsOf(value, 15) !== undefined && luhn(value);

/** ITU-T E.212: mobile country code 2xx to 7xx, fifteen digits at most. */
const imsi: Validator = (value) => /^[2-79]/.test(digitsOf(value, 14, 15) ?? '');

/** Acquirer reference number of the card schemes: 23 digits with Luhn. */
const arn: Validator = (value) => digitsOf(value, 23) !== undefined && luhn(value);

const ISBN10_WEIGHTS = [10, 9, 8, 7, 6, 5, 4, 3, 2];

/** ISO 2108: thirteen digits from 978 or 979, or ten with modulus 11. */
const isbn: Validator = (value) => {
  const code = compact(value);
  if (/^97[89]\d{10}$/.test(code)) return isGs1(code);
  if (!/^\d{9}[0-9X]$/.test(code)) return false;
  const check = code[9] === 'X' ? 10 : digitAt(code, 9);
  return (weightedSum(code, ISBN10_WEIGHTS) + check) % 11 === 0;
};

const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** ISO 3779: seventeen letters and digits without I, O and Q, the last four digits. */
const vin: Validator = (value) => /^(?=.*[A-Z])[0-9A-HJ-NPR-Z]{13}\d{4}$/.test(compact(value));

/** 49 CFR 565.15: the check digit that North American vehicle numbers have at the ninth place. */
const vinNorthAmerica: Validator = (value) => {
  const code = compact(value);
  if (!vin(code)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (VIN_VALUES.indexOf(code[i]) % 10) * VIN_WEIGHTS[i];
  return '0123456789X'[sum % 11] === code[8];
};

/** ISO 6166: country, nine letters or digits, Luhn over the digits that letters (10 to 35) expand to. */
const isin: Validator = (value) => {
  const code = compact(value);
  if (!/^[A-Z]{2}[0-9A-Z]{9}\d$/.test(code) || !(isCountry(code.slice(0, 2)) || /^(?:XS|EU|EZ)/.test(code))) return false;
  return luhn(code.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55)));
};

/** ISO 27729: sixteen digits, the last may be X, ISO 7064 mod 11-2 (also ORCID). */
const isni: Validator = (value) => {
  const code = compact(value);
  if (!/^\d{15}[0-9X]$/.test(code)) return false;
  let total = 0;
  for (let i = 0; i < 15; i++) total = (total + digitAt(code, i)) * 2;
  return '0123456789X'[(12 - (total % 11)) % 11] === code[15];
};

const between = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/** A time of the years 2001 to 2033 in seconds, milliseconds, microseconds or nanoseconds since 1970, or written out as YYYYMMDDhhmmss. */
const timestamp: Validator = (value) => {
  const digits = digitsOf(value, 10, 13, 14, 16, 17, 19);
  if (digits === undefined) return false;
  if (digits.length === 14 || digits.length === 17) {
    const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
    return (
      between(year, 1900, 2099) &&
      isDate(year, month, day) &&
      digits.slice(8, 10) < '24' &&
      digits.slice(10, 12) < '60' &&
      digits.slice(12, 14) < '61'
    );
  }
  return digits.startsWith('1');
};

export const REGISTRY: Readonly<Record<string, Validator>> = {
  'registry.arn': arn,
  'registry.dhl': dhl,
  'registry.fedex': fedex,
  'registry.gtin': gs1(8, 12, 13, 14),
  'registry.iccid': iccid,
  'registry.imei': imei,
  'registry.imsi': imsi,
  'registry.isbn': isbn,
  'registry.isin': isin,
  'registry.isni': isni,
  'registry.s10': s10,
  'registry.sscc': gs1(18),
  'registry.timestamp': timestamp,
  'registry.ups': ups,
  'registry.usps': usps,
  'registry.vin': vin,
  'registry.vin_north_america': vinNorthAmerica,
};
