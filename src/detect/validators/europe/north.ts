/** Check digits and dates of the identifiers of the Nordic and Baltic countries. All functions are pure: none of them asks what day it is. */
import { digitAt, digitsOf, isDate, isDateOfShortYear, luhn, part, weightedSum } from '../generic.js';
import { compact, type Validator } from '../validator.js';

/** Skatteverket SKV 704 and SKV 707: YYMMDDNNNC or YYYYMMDDNNNC, Luhn over the last ten digits; a samordningsnummer adds 60 to the day. */
function sePersonnummer(value: string): boolean {
  const digits = digitsOf(value, 10, 12);
  if (digits === '') return false;
  const short = digits.slice(-10);
  const month = part(short, 2, 4);
  const day = part(short, 4, 6) % 60;
  if (part(short, 4, 6) === 60 || part(short, 6, 9) === 0) return false;
  const century = digits.length === 12 ? part(digits, 0, 2) : 0;
  if (digits.length === 12 && (century < 18 || century > 20)) return false;
  const isBorn = century > 0 ? isDate(century * 100 + part(short, 0, 2), month, day) : isDateOfShortYear(part(short, 0, 2), month, day);
  return isBorn && luhn(short);
}

/**
 * A personnummer of twelve digits that cannot as well be a point in time, YYYYMMDDhhmm: for numbers without words around them.
 * From 2020 on, a last group that reads as a time of day is taken for one.
 */
function sePersonnummerLong(value: string): boolean {
  const digits = digitsOf(value, 12);
  if (!sePersonnummer(digits)) return false;
  return part(digits, 0, 4) < 2020 || part(digits, 8, 10) > 23 || part(digits, 10, 12) > 59;
}

/** Bolagsverket: NNNNNN-NNNC, Luhn; the third digit is 2 or more, which no month is. With the prefix 16 it has twelve digits. */
function seOrgnr(value: string): boolean {
  const digits = digitsOf(value, 10, 12);
  if (digits.length === 12 && !digits.startsWith('16')) return false;
  const short = digits.slice(-10);
  return short !== '' && digitAt(short, 0) > 0 && digitAt(short, 2) >= 2 && luhn(short);
}

const NO_K1 = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const NO_K2 = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Day and month of a fødselsnummer; a D-number adds 40 to the day, an H-number 40 to the month. */
function hasNorwegianDate(digits: string): boolean {
  const month = part(digits, 2, 4);
  return isDateOfShortYear(part(digits, 4, 6), month > 40 ? month - 40 : month, part(digits, 0, 2) % 40);
}

/** Skatteetaten, Folkeregisteret: DDMMYYNNNCC, two check digits modulo 11. */
function noFodselsnummer(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || !hasNorwegianDate(digits)) return false;
  return weightedSum(digits, NO_K1) % 11 === 0 && weightedSum(digits, NO_K2) % 11 === 0;
}

/**
 * Skatteetaten, "Nytt fødselsnummer fra 2032": the first check digit may leave a remainder of 0 to 3.
 * The numbers of test populations, which add 65 or 80 to the month, count as well.
 */
function noFodselsnummer2032(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || weightedSum(digits, NO_K1) % 11 > 3 || weightedSum(digits, NO_K2) % 11 !== 0) return false;
  const month = part(digits, 2, 4);
  const plain = month > 80 ? month - 80 : month > 65 ? month - 65 : month;
  return hasNorwegianDate(digits.slice(0, 2) + String(plain).padStart(2, '0') + digits.slice(4));
}

/** Bits (Bankenes standardiseringskontor): NNNN.NN.NNNNC, modulo 11. */
function noKontonr(value: string): boolean {
  const digits = digitsOf(value, 11);
  return digits !== '' && !digits.startsWith('0000') && weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/**
 * CPR-kontoret, "Personnummeret i CPR": DDMMYY-NNNN; the seventh digit and the year tell the century.
 * Modulus 11 is not asked for: numbers without it have been assigned since 2007.
 */
function dkCpr(value: string): boolean {
  const digits = digitsOf(value, 10);
  if (digits === '') return false;
  const short = part(digits, 4, 6);
  const seventh = digitAt(digits, 6);
  const is1900 = seventh < 4 || ((seventh === 4 || seventh === 9) && short >= 37);
  const century = is1900 ? 1900 : seventh >= 5 && seventh <= 8 && short >= 58 ? 1800 : 2000;
  return isDate(century + short, part(digits, 2, 4), part(digits, 0, 2));
}

/** A CPR number with modulus 11, which all but a few have: for numbers without words around them. */
const dkCprChecked: Validator = (value) => dkCpr(value) && weightedSum(digitsOf(value, 10), [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;

const FI_HETU = /^(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-Y])$/;
const FI_CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** DVV (valtioneuvoston asetus 128/2010 and its change of 2023): DDMMYYcNNNX; c is + (1800s), - U V W X Y (1900s), A-F (2000s); modulo 31. */
function fiHetu(value: string): boolean {
  const match = FI_HETU.exec(value);
  if (match === null) return false;
  const [, day, month, year, sign, serial, check] = match;
  const century = sign === '+' ? 1800 : sign >= 'A' && sign <= 'F' ? 2000 : 1900;
  if (!isDate(century + Number(year), Number(month), Number(day))) return false;
  return FI_CHECK[Number(day + month + year + serial) % 31] === check;
}

/** Day (a company adds 40), month and century digit (8, 9 or 0) of a kennitala. */
function hasIcelandicDate(digits: string): boolean {
  const century = [2000, 0, 0, 0, 0, 0, 0, 0, 1800, 1900][digitAt(digits, 9)];
  return century > 0 && isDate(century + part(digits, 4, 6), part(digits, 2, 4), part(digits, 0, 2) % 40);
}

/** Þjóðskrá: DDMMYY-NNCR; modulo 11 over nine digits, R tells the century. */
function isKennitala(value: string): boolean {
  const digits = digitsOf(value, 10);
  return digits !== '' && hasIcelandicDate(digits) && weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** Þjóðskrá: numbers assigned from 2026 on carry no check digit. */
function isKennitala2026(value: string): boolean {
  const digits = digitsOf(value, 10);
  return digits !== '' && hasIcelandicDate(digits);
}

/** The two-stage modulo 11 that Estonia and Lithuania share: GYYMMDDSSSC, G tells sex and century. */
function balticCode(value: string): boolean {
  const digits = digitsOf(value, 11);
  const first = digits === '' ? 0 : digitAt(digits, 0);
  if (first < 1 || first > 6) return false;
  const century = 1800 + Math.floor((first - 1) / 2) * 100;
  if (!isDate(century + part(digits, 1, 3), part(digits, 3, 5), part(digits, 5, 7))) return false;
  let rest = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (rest === 10) rest = weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return rest % 10 === digitAt(digits, 10);
}

/** PMLP, old personas kods: DDMMYY-CNNNK, C tells the century (0-2), weighted modulo 11. */
function lvPersonasKods(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || digitAt(digits, 6) > 2) return false;
  const year = 1800 + digitAt(digits, 6) * 100 + part(digits, 4, 6);
  if (!isDate(year, part(digits, 2, 4), part(digits, 0, 2))) return false;
  return ((1 + weightedSum(digits, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === digitAt(digits, 10);
}

/** PMLP, personas kods without a date, assigned since July 2017: it begins with 32 to 39 and its check digit is not public. */
const lvPersonasKods2017: Validator = (value) => /^3[2-9]/.test(digitsOf(value, 11));

/** VID: number of a taxpayer that is a company, eleven digits from 4 on, weighted modulo 11 with remainder 3. */
function lvPvn(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^LV/, ''), 11);
  return digits !== '' && digitAt(digits, 0) > 3 && weightedSum(digits, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
}

export const NORTH: Readonly<Record<string, Validator>> = {
  'se.personnummer': sePersonnummer,
  'se.personnummer_long': sePersonnummerLong,
  'se.orgnr': seOrgnr,
  'no.fodselsnummer': noFodselsnummer,
  'no.fodselsnummer_2032': noFodselsnummer2032,
  'no.kontonr': noKontonr,
  'dk.cpr': dkCpr,
  'dk.cpr_checked': dkCprChecked,
  'fi.hetu': fiHetu,
  'is.kennitala': isKennitala,
  'is.kennitala_2026': isKennitala2026,
  'ee.ik': balticCode,
  'lt.asmens': balticCode,
  'lv.personas_kods': lvPersonasKods,
  'lv.personas_kods_2017': lvPersonasKods2017,
  'lv.pvn': lvPvn,
};
