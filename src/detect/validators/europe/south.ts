/** Check digits and dates of the identifiers of Spain, Portugal, Italy, Greece and Türkiye. */
import { digitAt, digitsOf, isDateOfShortYear, luhn, part, weightedSum } from '../generic.js';
import { compact, type Validator } from '../validator.js';

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Ministerio del Interior, Real Decreto 1553/2005 art. 11: eight digits, letter modulo 23. */
function esDni(value: string): boolean {
  const text = compact(value);
  return /^\d{8}[A-Z]$/.test(text) && part(text, 0, 8) > 0 && DNI_LETTERS[part(text, 0, 8) % 23] === text[8];
}

/** Ministerio del Interior, NIE: X, Y or Z counts as 0, 1 or 2 before seven digits, letter modulo 23. */
function esNie(value: string): boolean {
  const text = compact(value);
  return /^[XYZ]\d{7}[A-Z]$/.test(text) && DNI_LETTERS[Number(`${'XYZ'.indexOf(text[0])}${text.slice(1, 8)}`) % 23] === text[8];
}

const CIF_LETTERS = 'JABCDEFGHI';

/** Agencia Tributaria, Orden EHA/451/2008: letter of the kind of entity, seven digits, control digit (A B E H) or letter (N P Q R S W) or either. */
function esCif(value: string): boolean {
  const text = compact(value).replace(/^ES(?=[A-Z])/, '');
  if (!/^[A-HJNP-SUVW]\d{7}[0-9A-J]$/.test(text) || text.startsWith('00', 1)) return false;
  let sum = 0;
  for (let i = 1; i < 8; i++) sum += i % 2 === 0 ? digitAt(text, i) : Math.floor(digitAt(text, i) / 5) + ((digitAt(text, i) * 2) % 10);
  const check = (10 - (sum % 10)) % 10;
  if (text[8] === String(check)) return !'NPQRSW'.includes(text[0]);
  return text[8] === CIF_LETTERS[check] && !'ABEH'.includes(text[0]);
}

const CODICE_FISCALE = /^[A-Z]{6}([0-9LMNPQRSTUV]{2})([ABCDEHLMPRST])([0-9LMNPQRSTUV]{2})[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;
/** What a letter, or the digit of the same rank, counts at an odd place. */
const CODICE_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const CODICE_MONTHS = 'ABCDEHLMPRST';

/** Letters that stand for digits where two people would share a code (omocodia). */
const fromOmocodia = (text: string): number => Number(text.replace(/[L-V]/g, (letter) => String('LMNPQRSTUV'.indexOf(letter))));

/** Agenzia delle Entrate, D.M. 23 December 1976: surname, name, year, month letter, day (women add 40), municipality, letter modulo 26. */
function itCodicefiscale(value: string): boolean {
  const text = compact(value);
  const match = CODICE_FISCALE.exec(text);
  if (match === null) return false;
  const day = fromOmocodia(match[3]);
  if (!isDateOfShortYear(fromOmocodia(match[1]), CODICE_MONTHS.indexOf(match[2]) + 1, day > 40 ? day - 40 : day)) return false;
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const code = text.charCodeAt(i);
    const rank = code < 58 ? code - 48 : code - 65;
    sum += i % 2 === 0 ? CODICE_ODD[rank] : rank;
  }
  return text.charCodeAt(15) - 65 === sum % 26;
}

/** Agenzia delle Entrate, D.P.R. 633/1972 art. 35: seven digits, code of the office, Luhn. */
function itIva(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^IT/, ''), 11);
  const office = part(digits, 7, 10);
  const isOffice = (office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office);
  return isOffice && !digits.startsWith('0000000') && luhn(digits);
}

/** Autoridade Tributária, Decreto-Lei 14/2013: nine digits, modulo 11; a remainder of 10 is written 0. Numbers with 4 begin with 45. */
function ptNif(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^PT/, ''), 9);
  if (!/^(?:[1-35-9]|45)/.test(digits)) return false;
  return ((11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === digitAt(digits, 8);
}

/** AMA, "Validação de número de documento do Cartão de Cidadão": eight digits, check digit, two characters, check digit: Luhn with A = 10. */
function ptCc(value: string): boolean {
  const text = compact(value);
  if (!/^\d{9}[0-9A-Z]{2}\d$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    const rank = text.charCodeAt(i) - (text.charCodeAt(i) > 64 ? 55 : 48);
    sum += i % 2 === 1 ? rank : rank > 4 ? rank * 2 - 9 : rank * 2;
  }
  return sum % 10 === 0;
}

/** IDIKA (Greece), AMKA: DDMMYYNNNNC, Luhn. */
function grAmka(value: string): boolean {
  const digits = digitsOf(value, 11);
  return digits !== '' && isDateOfShortYear(part(digits, 4, 6), part(digits, 2, 4), part(digits, 0, 2)) && luhn(digits);
}

/** AADE (Greece), AFM: nine digits, powers of two modulo 11, then modulo 10. */
function grVat(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^(?:EL|GR)/, ''), 9);
  return digits !== '' && (weightedSum(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitAt(digits, 8);
}

/** NVİ (Türkiye), T.C. kimlik numarası: eleven digits, not beginning with 0, two derived digits. */
function trTckimlik(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || digits.startsWith('0')) return false;
  const tenth = weightedSum(digits, [7, 9, 7, 9, 7, 9, 7, 9, 7]) % 10;
  return tenth === digitAt(digits, 9) && weightedSum(digits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10 === digitAt(digits, 10);
}

export const SOUTH: Readonly<Record<string, Validator>> = {
  'es.dni': esDni,
  'es.nie': esNie,
  'es.cif': esCif,
  'it.codicefiscale': itCodicefiscale,
  'it.iva': itIva,
  'pt.nif': ptNif,
  'pt.cc': ptCc,
  'gr.amka': grAmka,
  'gr.vat': grVat,
  'tr.tckimlik': trTckimlik,
};
