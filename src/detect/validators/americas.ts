/**
 * Validators of identifiers of the Americas. Weighted sums are computed here, since the library of standard numbers takes a hundred times
 * as long over a number that fails; what needs its tables comes from there.
 */
import { validate as isCurp } from 'stdnum/lib/cjs/mx/curp.js';
import { validate as isRfc } from 'stdnum/lib/cjs/mx/rfc.js';

import { digitsOf, isBirthDate, pairAt, risingSum } from './digits.js';
import { digitAt, isDate, isDateOfShortYear, isDigits, isRepeated, luhn, weightedSum } from './generic.js';
import { compact, type Validator } from './validator.js';

/** Social Security Administration, POMS RM 10201: areas 000, 666 and 900–999, group 00 and serial 0000 are not assigned; no check digit. */
const ssn: Validator = (value) => {
  const digits = digitsOf(value, 9);
  if (digits === undefined || digits.startsWith('000') || digits.startsWith('666') || digits.startsWith('9')) return false;
  return pairAt(digits, 3) !== 0 && !digits.endsWith('0000');
};

/** Internal Revenue Service, IRM 3.21.263: first digit 9; fourth and fifth 50–65, 70–88, 90–92 or 94–99. */
const itin: Validator = (value) => {
  const digits = digitsOf(value, 9);
  if (digits?.startsWith('9') !== true) return false;
  const group = pairAt(digits, 3);
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93);
};

/** Internal Revenue Service, "How EINs are assigned and valid EIN prefixes": those of no campus. */
const EIN_UNASSIGNED: ReadonlySet<number> = new Set([0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97]);
const ein: Validator = (value) => {
  const digits = digitsOf(value, 9);
  return digits !== undefined && !EIN_UNASSIGNED.has(pairAt(digits, 0));
};

/** 45 CFR 162.406: ten digits that begin with 1 or 2, Luhn with the ISO issuer prefix 80840 before them. */
const npi: Validator = (value) => {
  const digits = digitsOf(value, 10);
  return digits !== undefined && (digits.startsWith('1') || digits.startsWith('2')) && luhn(`80840${digits}`);
};

/** Centers for Medicare & Medicaid Services, "Understanding the MBI": a fixed order of kinds, letters without S, L, O, I, B and Z. */
const MBI = /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}$/;
const mbi: Validator = (value) => MBI.test(compact(value));

/** Canada Revenue Agency: Luhn; no number begins with 8; 0 begins the individual tax numbers of people who have no SIN. */
const sin: Validator = (value) => {
  const digits = digitsOf(value, 9);
  return digits !== undefined && !digits.startsWith('8') && !isRepeated(digits) && luhn(digits);
};

/** What must be added to a sum to make it a multiple of 11; 10 is written 0, as Brazil does. */
const complementOf11 = (sum: number): number => ((sum * 10) % 11) % 10;

/** Receita Federal, IN RFB 2.172/2024: two check digits modulo 11, weights 2, 3, 4, … from the right. */
const cpf: Validator = (value) => {
  const digits = digitsOf(value, 11);
  if (digits === undefined || isRepeated(digits)) return false;
  return [9, 10].every((end) => complementOf11(risingSum(digits, end, 11)) === digitAt(digits, end));
};

/** A stamp such as 20291126064452. Of the company numbers that begin alike the head offices are told apart by their branch, 0001. */
function isTimestamp(digits: string): boolean {
  if (!/^(?:19|20)\d{12}$/.test(digits) || digits.startsWith('0001', 8)) return false;
  const isDay = isDate(pairAt(digits, 0) * 100 + pairAt(digits, 2), pairAt(digits, 4), pairAt(digits, 6));
  return isDay && pairAt(digits, 8) < 24 && pairAt(digits, 10) < 60 && pairAt(digits, 12) < 60;
}

/** Receita Federal, IN RFB 2.229/2024: twelve letters or digits and two check digits modulo 11, weights 2 to 9 from the right. */
const cnpj: Validator = (value) => {
  const characters = compact(value);
  if (characters.length !== 14 || !isDigits(characters.slice(12)) || isRepeated(characters.slice(0, 12))) return false;
  if (characters === value && isTimestamp(characters)) return false;
  return [12, 13].every((end) => complementOf11(risingSum(characters, end, 9)) === digitAt(characters, end));
};

/** Renapo, Instructivo normativo para la asignación de la CURP (DOF 18-10-2021): date, sex, state, check digit. */
const curp: Validator = (value) => {
  const characters = compact(value);
  return characters.length === 18 && isCurp(characters).isValid;
};

/** Initials, a date, two characters that tell namesakes apart and a check digit or A. */
function hasRfcForm(characters: string): boolean {
  if (!/^[A-Z]{3,4}\d{6}[0-9A-Z]{2}[0-9A]$/.test(characters)) return false;
  const at = characters.length - 9;
  return isDateOfShortYear(pairAt(characters, at), pairAt(characters, at + 2), pairAt(characters, at + 4));
}

/** Servicio de Administración Tributaria, Anexo 1-A, ficha 39/CFF: check digit modulo 11. */
const rfc: Validator = (value) => {
  const characters = compact(value);
  return hasRfcForm(characters) && isRfc(characters).isValid;
};

/** The form alone: records often hold numbers without the homoclave that the authority gave in the end. */
const rfcForm: Validator = (value) => hasRfcForm(compact(value));

/** Servicio de Registro Civil e Identificación: modulo 11, weights 2 to 7 from the right; 10 is written K. */
const clRut: Validator = (value) => {
  const characters = compact(value);
  if (!/^\d{7,8}[0-9K]$/.test(characters) || isRepeated(characters)) return false;
  const last = characters.length - 1;
  return '0K987654321'[risingSum(characters, last, 7) % 11] === characters[last];
};

/** Agencia de Recaudación y Control Aduanero: kind of holder, number, modulo 11 (10 is written 9). */
const CUIT_KINDS: ReadonlySet<number> = new Set([20, 23, 24, 25, 26, 27, 30, 33, 34, 50, 51, 55]);
const cuit: Validator = (value) => {
  const digits = digitsOf(value, 11);
  return digits !== undefined && CUIT_KINDS.has(pairAt(digits, 0)) && '09987654321'[risingSum(digits, 10, 7) % 11] === digits[10];
};

/** Registro Nacional de las Personas: seven or eight digits in order of registration. */
const arDni: Validator = (value) => {
  const digits = compact(value);
  return (digits.length === 7 || digits.length === 8) && isDigits(digits) && Number(digits) >= 1_000_000 && !isRepeated(digits);
};

/** Dirección de Impuestos y Aduanas Nacionales, Orden Administrativa 4 de 1989: prime weights from the right, modulo 11. */
const NIT_WEIGHTS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
const coNit: Validator = (value) => {
  const digits = compact(value);
  if (digits.length < 9 || digits.length > 16 || !isDigits(digits) || isRepeated(digits)) return false;
  let sum = 0;
  for (let i = digits.length - 2, weight = 0; i >= 0; i--, weight++) sum += digitAt(digits, i) * NIT_WEIGHTS[weight];
  return '01987654321'[sum % 11] === digits[digits.length - 1];
};

/** Registraduría Nacional del Estado Civil: six to ten digits without a check digit, and so only those that are no cédula of Ecuador. */
const coCedulaUnnamed: Validator = (value) => /^\d{6,10}$/.test(compact(value)) && !ecCi(value);

/** Registro Nacional de Identificación y Estado Civil: eight digits and a check digit or letter, modulo 11. */
const peCui: Validator = (value) => {
  const characters = compact(value);
  if (!/^\d{8}[0-9A-K]$/.test(characters) || isRepeated(characters)) return false;
  const sum = weightedSum(characters, [3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return '65432110987'[sum] === characters[8] || 'KJIHGFEDCBA'[sum] === characters[8];
};

/** Dirección General de Registro Civil: province 01–24 (30 and 50 abroad), third digit at most 6, Luhn. */
const ecCi: Validator = (value) => {
  const digits = digitsOf(value, 10);
  if (digits === undefined) return false;
  const province = pairAt(digits, 0);
  const isProvince = (province >= 1 && province <= 24) || province === 30 || province === 50;
  return isProvince && digitAt(digits, 2) <= 6 && luhn(digits);
};

/** Junta Central Electoral: Luhn. */
const doCedula: Validator = (value) => {
  const digits = digitsOf(value, 11);
  return digits !== undefined && !isRepeated(digits) && luhn(digits);
};

/** Dirección General Impositiva: 01–21, six digits, 001, modulo 11. */
const uyRut: Validator = (value) => {
  const digits = digitsOf(value, 12);
  if (digits === undefined || pairAt(digits, 0) < 1 || pairAt(digits, 0) > 21) return false;
  if (digits.startsWith('000000', 2) || !digits.startsWith('001', 8)) return false;
  return (11 - (weightedSum(digits, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digitAt(digits, 11);
};

/** Dirección Nacional de Identificación Civil: weights 2, 9, 8, 7, 6, 3, 4, modulo 10. */
const uyCi: Validator = (value) => {
  const digits = digitsOf(value, 8);
  if (digits === undefined || isRepeated(digits)) return false;
  return (10 - (weightedSum(digits, [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === digitAt(digits, 7);
};

/** Superintendencia de Administración Tributaria: weights 2, 3, 4, … from the right, modulo 11; 10 is written K. */
const gtNit: Validator = (value) => {
  const characters = compact(value);
  if (!/^\d{1,11}[0-9K]$/.test(characters) || isRepeated(characters)) return false;
  const last = characters.length - 1;
  return '0K987654321'[risingSum(characters, last, 14) % 11] === characters[last];
};

/** Servicio Nacional Integrado de Administración Aduanera y Tributaria: the letter counts 1 to 5 with weight 4, modulo 11. */
const rif: Validator = (value) => {
  const characters = compact(value);
  if (!/^[VEJPG]\d{9}$/.test(characters)) return false;
  const sum = ('VEJPG'.indexOf(characters[0]) + 1) * 4 + weightedSum(characters.slice(1), [3, 2, 7, 6, 5, 4, 3, 2]);
  return '00987654321'[sum % 11] === characters[9];
};

/** Carné de identidad, Ministerio del Interior: YYMMDD, century (9: 1800s, 0–5: 1900s, 6–8: 2000s), serial; no check digit. */
const cuNi: Validator = (value) => {
  const digits = digitsOf(value, 11);
  if (digits === undefined) return false;
  const century = digitAt(digits, 6);
  return isBirthDate((century === 9 ? 1800 : century <= 5 ? 1900 : 2000) + pairAt(digits, 0), pairAt(digits, 2), pairAt(digits, 4));
};

export const AMERICAS: Readonly<Record<string, Validator>> = {
  'us.ssn': ssn,
  'us.itin': itin,
  'us.ein': ein,
  'us.npi': npi,
  'us.mbi': mbi,
  'ca.sin': sin,
  'br.cpf': cpf,
  'br.cnpj': cnpj,
  'mx.curp': curp,
  'mx.rfc': rfc,
  'mx.rfc_form': rfcForm,
  'cl.rut': clRut,
  'ar.cuit': cuit,
  'ar.dni': arDni,
  'co.nit': coNit,
  'co.cedula_unnamed': coCedulaUnnamed,
  'pe.cui': peCui,
  'ec.ci': ecCi,
  'do.cedula': doCedula,
  'uy.rut': uyRut,
  'uy.ci': uyCi,
  'gt.nit': gtNit,
  've.rif': rif,
  'cu.ni': cuNi,
};
