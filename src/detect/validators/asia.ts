/** Validators of identifiers of Asia, from the Mediterranean to the Pacific. */
import { validate as isGstin } from 'stdnum/lib/cjs/in/gstin.js';

import { digitsOf, isBirthDate, pairAt } from './digits.js';
import { digitAt, isDateOfShortYear, isDigits, isRepeated, luhn, mod11_2, verhoeff, weightedSum } from './generic.js';
import { compact, type Validator } from './validator.js';

/** Population and Immigration Authority, Israel: nine digits, Luhn; a leading zero is often left out. */
const ilIdnr: Validator = (value) => {
  const digits = compact(value);
  return (digits.length === 9 || digits.length === 8) && isDigits(digits) && !isRepeated(digits) && luhn(digits);
};

/** Federal Authority for Identity and Citizenship: country code 784 (ISO 3166-1), year of birth, serial, Luhn. */
const emiratesId: Validator = (value) => {
  const digits = digitsOf(value, 15);
  return digits !== undefined && /^784(?:19|20)/.test(digits) && luhn(digits);
};

/** Ministry of Interior, Saudi Arabia: 1 for citizens, 2 for residents (iqama), Luhn. */
const saNid: Validator = (value) => {
  const digits = digitsOf(value, 10);
  return digits !== undefined && /^[12]/.test(digits) && !isRepeated(digits) && luhn(digits);
};

/** Public Authority for Civil Information, Kuwait: century (1: 1800s, 2: 1900s, 3: 2000s), YYMMDD, serial, modulo 11. */
const kwCivil: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined || !/^[1-3]/.test(digits)) return false;
  if (!isBirthDate(1700 + digitAt(digits, 0) * 100 + pairAt(digits, 1), pairAt(digits, 3), pairAt(digits, 5))) return false;
  return 11 - (weightedSum(digits, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) === digitAt(digits, 11);
};

/** Unique Identification Authority of India: Verhoeff, first digit 2–9, no palindromes. */
const aadhaar: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined || /^[01]/.test(digits) || !verhoeff(digits)) return false;
  return [...digits].reverse().join('') !== digits;
};

/** Income Tax Department, India, Rule 114: the fourth letter is the kind of holder, the digits are 0001–9999; check letter unpublished. */
const inPan: Validator = (value) => /^[A-Z]{3}[ABCFGHJKLPT][A-Z](?!0000)\d{4}[A-Z]$/.test(compact(value));

/** Goods and Services Tax Network: state, PAN, entity, Z, check character modulo 36. */
const gstin: Validator = (value) => {
  const characters = compact(value);
  return characters.length === 15 && characters[13] === 'Z' && isGstin(characters).isValid;
};

/** GB 11643-1999: province (GB/T 2260), date of birth, serial, ISO/IEC 7064 MOD 11-2. */
const PROVINCES: ReadonlySet<number> = new Set([
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
  83,
]);
const cnRic: Validator = (value) => {
  const characters = compact(value);
  if (!/^[1-8]\d{5}(?:19|20)\d{9}[0-9X]$/.test(characters) || !PROVINCES.has(pairAt(characters, 0))) return false;
  const year = pairAt(characters, 6) * 100 + pairAt(characters, 8);
  return isBirthDate(year, pairAt(characters, 10), pairAt(characters, 12)) && mod11_2(characters);
};

/** Immigration Department, Hong Kong: one or two letters (a missing one counts 36), six digits, modulo 11; 10 is written A. */
const hkid: Validator = (value) => {
  const characters = compact(value);
  if (!/^[A-Z]{1,2}\d{6}[0-9A]$/.test(characters)) return false;
  const letterAt = (at: number): number => characters.charCodeAt(at) - 55;
  const isShort = characters.length === 8;
  const letters = isShort ? 36 * 9 + letterAt(0) * 8 : letterAt(0) * 9 + letterAt(1) * 8;
  const sum = letters + weightedSum(characters.slice(isShort ? 1 : 2), [7, 6, 5, 4, 3, 2]);
  return '0A987654321'[sum % 11] === characters[characters.length - 1];
};

/** Ministry of Internal Affairs and Communications, Japan, Order 85 of 2014, article 5: weights 6–2 and 7–2, modulo 11. */
const myNumber: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined || isRepeated(digits)) return false;
  const remainder = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (remainder <= 1 ? 0 : 11 - remainder) === digitAt(digits, 11);
};

/** Year of birth by the seventh digit of a South Korean number: 1, 2, 5, 6 in the 1900s; 3, 4, 7, 8 in the 2000s. */
const rrnYear = (digits: string): number => (/[1256]/.test(digits[6]) ? 1900 : 2000) + pairAt(digits, 0);

/** Ministry of the Interior and Safety, South Korea: YYMMDD, century and sex; what follows is drawn at random since October 2020. */
const rrnRandom: Validator = (value) => {
  const digits = digitsOf(value, 13);
  if (digits === undefined || !/^\d{6}[1-8]/.test(digits)) return false;
  return isBirthDate(rrnYear(digits), pairAt(digits, 2), pairAt(digits, 4));
};

/** The same with the check digit of everybody born before (weights 2 to 9 and 2 to 5, modulo 11; 13 rather than 11 less for foreigners). */
const rrn: Validator = (value) => {
  if (!rrnRandom(value)) return false;
  const digits = compact(value);
  if (rrnYear(digits) * 100 + pairAt(digits, 2) >= 202010) return true;
  const remainder = weightedSum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  const complement = (/[5-8]/.test(digits[6]) ? 13 : 11) - remainder;
  return complement % 10 === digitAt(digits, 12);
};

/** Immigration & Checkpoints Authority, Singapore: weights 2, 7, 6, 5, 4, 3, 2, series T and G plus 4, M plus 3, a letter modulo 11. */
const NRIC_LETTERS: Readonly<Record<string, string>> = { S: 'JZIHGFEDCBA', F: 'XWUTRQPNMLK', M: 'XWUTRQPNJLK' };
const nric: Validator = (value) => {
  const characters = compact(value);
  if (!/^[STFGM]\d{7}[A-Z]$/.test(characters)) return false;
  const series = characters[0];
  const offset = series === 'T' || series === 'G' ? 4 : series === 'M' ? 3 : 0;
  const letters = NRIC_LETTERS[series === 'T' ? 'S' : series === 'G' ? 'F' : series];
  return letters[(weightedSum(characters.slice(1), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11] === characters[8];
};

/** National Database and Registration Authority, Pakistan: province 1–8, last digit (sex) not 0; no check digit. */
const cnic: Validator = (value) => {
  const digits = digitsOf(value, 13);
  return digits !== undefined && /^[1-8]/.test(digits) && !digits.endsWith('0') && !isRepeated(digits);
};

/** Ministry of the Interior, Taiwan: the letter stands for 10–35; 1 and 2 for citizens, 8 and 9 (before 2021 A to D) for residents. */
const TW_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';
const twUi: Validator = (value) => {
  const characters = compact(value);
  if (!/^[A-Z][1289A-D]\d{8}$/.test(characters)) return false;
  const region = TW_LETTERS.indexOf(characters[0]) + 10;
  const kind = 'ABCD'.indexOf(characters[1]);
  const sum = Math.floor(region / 10) + (region % 10) * 9 + (kind < 0 ? digitAt(characters, 1) : kind) * 8;
  return (sum + weightedSum(characters.slice(2), [7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0;
};

/** Jabatan Pendaftaran Negara, Malaysia: YYMMDD, place of birth, serial; no check digit. */
const MY_UNASSIGNED: ReadonlySet<number> = new Set([0, 17, 18, 19, 20, 65, 69, 70, 73, 80, 81, 94, 95, 96, 97]);
const myNric: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined || MY_UNASSIGNED.has(pairAt(digits, 6))) return false;
  return isDateOfShortYear(pairAt(digits, 0), pairAt(digits, 2), pairAt(digits, 4));
};

/** Department of Provincial Administration, Thailand: kind of person 1–8, weights 13 down to 2, modulo 11. */
const thPin: Validator = (value) => {
  const digits = digitsOf(value, 13);
  if (digits === undefined || !/^[1-8]/.test(digits) || isRepeated(digits)) return false;
  return (11 - (weightedSum(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digitAt(digits, 12);
};

/** Direktorat Jenderal Dukcapil, Indonesia: province, regency, district, DDMMYY (women add 40 to the day), serial; no check digit. */
const ID_PROVINCES = /^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])/;
const nik: Validator = (value) => {
  const digits = digitsOf(value, 16);
  if (digits === undefined || !ID_PROVINCES.test(digits) || pairAt(digits, 2) === 0 || digits.endsWith('0000')) return false;
  const day = pairAt(digits, 6);
  return isDateOfShortYear(pairAt(digits, 10), pairAt(digits, 8), day > 40 ? day - 40 : day);
};

/** Bureau of Internal Revenue, Philippines: nine digits and a branch of three or five; not all alike. */
const phTin: Validator = (value) => {
  const digits = compact(value);
  return isDigits(digits) && [9, 12, 14].includes(digits.length) && !isRepeated(digits.slice(0, 9));
};

/** Philippine Statistics Authority: a PhilSys number of twelve or a card number of sixteen digits, drawn at random. */
const philsys: Validator = (value) => {
  const digits = compact(value);
  return isDigits(digits) && (digits.length === 12 || digits.length === 16) && !isRepeated(digits);
};

/** Day of the year as Sri Lanka's cards write it: women add 500. */
const isDayOfYear = (day: number): boolean => (day >= 1 && day <= 366) || (day >= 501 && day <= 866);

/** Department for Registration of Persons, Sri Lanka: year, day of the year, serial; V or X after the nine digits of cards before 2016. */
const lkNic: Validator = (value) => {
  const characters = compact(value);
  if (/^\d{9}[VX]$/.test(characters)) return isDayOfYear(Number(characters.slice(2, 5)));
  return /^(?:19|20)\d{10}$/.test(characters) && isDayOfYear(Number(characters.slice(4, 7)));
};

/** Election Commission of Bangladesh: 10 digits, 13, or 13 behind the year of birth. */
const bdNid: Validator = (value) => {
  const digits = compact(value);
  if (!isDigits(digits) || isRepeated(digits)) return false;
  return digits.length === 10 || digits.length === 13 || (digits.length === 17 && /^(?:19|20)/.test(digits));
};

/** Ministry of Public Security, Vietnam, Circular 59/2021: province 001–096, century and sex, year of birth, serial; no check digit. */
const cccd: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined) return false;
  const province = Number(digits.slice(0, 3));
  return province >= 1 && province <= 96 && digitAt(digits, 3) <= 3 && !digits.endsWith('000000');
};

export const ASIA: Readonly<Record<string, Validator>> = {
  'il.idnr': ilIdnr,
  'ae.emirates_id': emiratesId,
  'sa.nid': saNid,
  'kw.civil': kwCivil,
  'in.aadhaar': aadhaar,
  'in.pan': inPan,
  'in.gstin': gstin,
  'cn.ric': cnRic,
  'hk.hkid': hkid,
  'jp.mynumber': myNumber,
  'kr.rrn': rrn,
  'kr.rrn_random': rrnRandom,
  'sg.nric': nric,
  'pk.cnic': cnic,
  'tw.ui': twUi,
  'my.nric': myNric,
  'th.pin': thPin,
  'id.nik': nik,
  'ph.tin': phTin,
  'ph.philsys': philsys,
  'lk.nic': lkNic,
  'bd.nid': bdNid,
  'vn.cccd': cccd,
};
