/** Check digits and dates of the identifiers of the British Isles, Germany, Austria, Switzerland, the Benelux countries and France. */
import { digitAt, digitsOf, isDate, isDateOfShortYear, luhn, mod11_10, part, verhoeff, weightedSum } from '../generic.js';
import { compact, type Validator } from '../validator.js';

const NINO = /^([A-CEGHJ-PR-TW-Z])([A-CEGHJ-NPR-TW-Z])\d{6}[A-D]?$/;
const NINO_UNUSED = ['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'];

/** HMRC National Insurance Manual NIM39110: two letters (not all), six digits, suffix A to D, which may be left out. */
function gbNino(value: string): boolean {
  const match = NINO.exec(compact(value));
  return match !== null && !NINO_UNUSED.includes(match[1] + match[2]);
}

/** NHS Data Dictionary, NHS NUMBER: ten digits, modulo 11 with weights 10 to 2. */
function gbNhs(value: string): boolean {
  const digits = digitsOf(value, 10);
  return digits !== '' && weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** HMRC, Unique Taxpayer Reference: the first of ten digits checks the others, modulo 11; a K may follow. */
function gbUtr(value: string): boolean {
  const digits = digitsOf(value.replace(/K$/, ''), 10);
  return digits !== '' && '21987654321'[weightedSum(digits, [0, 6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === digits[0];
}

/** HMRC VATREG3700: nine digits (and three of a branch), modulo 97, since 2010 also modulo 97 less 55; GD and HA for public bodies. */
function gbVat(value: string): boolean {
  const text = compact(value).replace(/^(?:GB|XI)/, '');
  const body = /^(GD|HA)(\d{3})$/.exec(text);
  if (body !== null) return body[1] === 'GD' ? Number(body[2]) < 500 : Number(body[2]) >= 500;
  const digits = digitsOf(text, 9, 12);
  if (digits === '') return false;
  const rest = weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
  return rest === 0 || (part(digits, 0, 3) >= 100 && (rest === 42 || rest === 55));
}

const PPS = /^(\d{7})([A-W])([A-IWTX]?)$/;

/** Revenue (Ireland), PPS number: seven digits, check letter modulo 23; a second letter from A on counts nine times, W, T and X do not. */
function iePps(value: string): boolean {
  const match = PPS.exec(compact(value));
  if (match === null) return false;
  const [, digits, check, second] = match;
  const extra = second === '' ? 0 : Math.max(0, 'ABCDEFGHI'.indexOf(second) + 1) * 9;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) + extra) % 23] === check;
}

/**
 * Bundeszentralamt für Steuern, Steuer-Identifikationsnummer: eleven digits, ISO/IEC 7064 MOD 11,10. Of the first ten digits
 * one occurs twice or thrice, the others once at most; three equal digits do not stand side by side.
 */
function deIdnr(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || digits.startsWith('0')) return false;
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10; i++) counts[digitAt(digits, i)]++;
  const repeated = counts.filter((count) => count > 1);
  if (repeated.length !== 1 || repeated[0] > 3 || /(\d)\1\1/.test(digits.slice(0, 10))) return false;
  return mod11_10(digits);
}

const SVNR = /^(\d{2})(\d{2})(\d{2})\d{2}([A-Z])\d{3}$/;

/** Whether a German pension insurance area (Bereichsnummer) is in use. */
const isPensionArea = (area: number): boolean =>
  (area >= 2 && area <= 4) || (area >= 8 && area <= 21) || [23, 24, 25, 26, 28, 29].includes(area) || (area >= 38 && area <= 40) || (area >= 42 && area <= 82) || area === 89; // prettier-ignore

/** VKVV § 2 (Deutsche Rentenversicherung): area, DDMMYY, letter, serial, check digit: weighted digit sums modulo 10, the letter as two digits. */
function deSvnr(value: string): boolean {
  const text = compact(value);
  const match = SVNR.exec(text);
  if (match === null) return false;
  const [, area, day, month, letter] = match;
  if (!isPensionArea(Number(area)) || Number(day) > 31 || Number(month) < 1 || Number(month) > 12) return false;
  const digits = text.slice(0, 8) + String(letter.charCodeAt(0) - 64).padStart(2, '0') + text.slice(9, 11);
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
  const sum = weights.reduce((total, weight, i) => total + digitSum(digitAt(digits, i) * weight), 0);
  return sum % 10 === digitAt(text, 11);
}

const digitSum = (number: number): number => Math.floor(number / 10) + (number % 10);

/** The unified form begins with the number of the Land, its tax office follows, then a 0. */
const STNR_UNIFIED = /^(?:1[01]\d\d|2[1-46-8]\d\d|3[0-2]\d\d|4[01]\d\d|5\d{3}|9\d{3})0\d{8}$/;

/** ELSTER: ten or eleven digits in the form of the Land, thirteen in the unified form with a 0 at the fifth place. Check digits differ by Land. */
function deStnr(value: string): boolean {
  const digits = digitsOf(value, 10, 11);
  if (digits !== '') return true;
  return STNR_UNIFIED.test(digitsOf(value, 13));
}

/** Dachverband der Sozialversicherungsträger: NNNC DDMMYY, the fourth digit is a weighted sum modulo 11; months 13 to 15 when dates run out. */
function atVnr(value: string): boolean {
  const digits = digitsOf(value, 10);
  if (digits === '' || digits.startsWith('0')) return false;
  const month = part(digits, 6, 8);
  if (!isDateOfShortYear(part(digits, 8, 10), month > 12 && month <= 15 ? 1 : month, part(digits, 4, 6))) return false;
  return weightedSum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digitAt(digits, 3);
}

/** ZAS/CdC, AHV number (AHVN13): 756 and ten digits, check digit of EAN-13 (GS1). */
function chSsn(value: string): boolean {
  const digits = digitsOf(value, 13);
  return digits.startsWith('756') && weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

/** RvIG, Burgerservicenummer: nine digits, the "elfproef" with -1 for the last. */
function nlBsn(value: string): boolean {
  const digits = digitsOf(value, 9);
  return digits !== '' && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/**
 * Rijksregister, koninklijk besluit 3 April 1984: YYMMDD-NNN.CC, 97 less the remainder of the first nine digits, with a 2 in front for
 * births from 2000 on (years 00 to 53). A BIS number adds 20 or 40 to the month; month 0 is an unknown date.
 */
function beNn(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '') return false;
  const month = part(digits, 2, 4) % 20;
  const day = part(digits, 4, 6);
  if (part(digits, 2, 4) > 52 || !(month === 0 ? day <= 31 : isDateOfShortYear(part(digits, 0, 2), month, day))) return false;
  const base = part(digits, 0, 9);
  const check = part(digits, 9, 11);
  return check === 97 - (base % 97) || (part(digits, 0, 2) < 54 && check === 97 - ((2e9 + base) % 97));
}

/** CTIE (Luxembourg), numéro d'identification: YYYYMMDDNNN, then Luhn and Verhoeff check digits, both over the first eleven digits. */
function luNin(value: string): boolean {
  const digits = digitsOf(value, 13);
  if (!/^(?:18|19|20)/.test(digits) || !isDate(part(digits, 0, 4), part(digits, 4, 6), part(digits, 6, 8))) return false;
  return luhn(digits.slice(0, 12)) && verhoeff(digits.slice(0, 11) + digits[12]);
}

const NIR = /^[1-478]\d\d(\d\d)(\d\d|2[AB])\d{8}$/;

/** INSEE, NIR: sex, year, month, département, commune, serial, key 97 less the remainder; 2A counts as 19 and 2B as 18. */
function frNir(value: string): boolean {
  const text = compact(value);
  const match = NIR.exec(text);
  if (match === null) return false;
  const month = Number(match[1]);
  const isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  if (!isMonth || match[2] === '00') return false;
  const number = Number(text.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return part(text, 13, 15) === 97 - (number % 97);
}

/** DGFiP, numéro fiscal (SPI): thirteen digits, the first is 0 to 3, the last three are the remainder modulo 511. */
function frNif(value: string): boolean {
  const digits = digitsOf(value, 13);
  return /^[0-3]/.test(digits) && part(digits, 0, 10) > 0 && part(digits, 0, 10) % 511 === part(digits, 10, 13);
}

/** INSEE, SIREN: nine digits, Luhn. */
function frSiren(value: string): boolean {
  const digits = digitsOf(value, 9);
  return digits !== '' && luhn(digits);
}

/** INSEE, SIRET: fourteen digits, Luhn; establishments of La Poste (SIREN 356000000) have a digit sum divisible by five instead. */
function frSiret(value: string): boolean {
  const digits = digitsOf(value, 14);
  if (digits === '') return false;
  if (luhn(digits)) return true;
  return digits.startsWith('356000000') && weightedSum(digits, new Array<number>(14).fill(1)) % 5 === 0;
}

export const WEST: Readonly<Record<string, Validator>> = {
  'gb.nino': gbNino,
  'gb.nhs': gbNhs,
  'gb.utr': gbUtr,
  'gb.vat': gbVat,
  'ie.pps': iePps,
  'de.idnr': deIdnr,
  'de.svnr': deSvnr,
  'de.stnr': deStnr,
  'at.vnr': atVnr,
  'ch.ssn': chSsn,
  'nl.bsn': nlBsn,
  'be.nn': beNn,
  'lu.nin': luNin,
  'fr.nir': frNir,
  'fr.nif': frNif,
  'fr.siren': frSiren,
  'fr.siret': frSiret,
};
