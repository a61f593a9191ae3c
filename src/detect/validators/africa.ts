/** Validators of identifiers of Africa and its islands. */
import { digitsOf, isBirthDate, pairAt } from './digits.js';
import { daysInMonth, digitAt, isDateOfShortYear, isRepeated, luhn, weightedSum } from './generic.js';
import { compact, type Validator } from './validator.js';

/** Department of Home Affairs: YYMMDD, serial, 0 citizen or 1 permanent resident, Luhn (Identification Act 68 of 1997). */
const zaIdnr: Validator = (value) => {
  const digits = digitsOf(value, 13);
  if (digits === undefined || digitAt(digits, 10) > 1) return false;
  return isDateOfShortYear(pairAt(digits, 0), pairAt(digits, 2), pairAt(digits, 4)) && luhn(digits);
};

/** Egypt's Civil Status Organization: century (2: 1900s, 3: 2000s), YYMMDD, governorate of birth (88 abroad). */
const GOVERNORATES: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 31, 32, 33, 34, 35, 88,
]);
const nidForm: Validator = (value) => {
  const digits = digitsOf(value, 14);
  if (digits === undefined || !/^[23]/.test(digits) || !GOVERNORATES.has(pairAt(digits, 7))) return false;
  return isBirthDate(1700 + digitAt(digits, 0) * 100 + pairAt(digits, 1), pairAt(digits, 3), pairAt(digits, 5));
};

/** The same with its check digit as commonly computed (weights 2, 7, 6, 5, 4, 3, modulo 11): the authority has not published it. */
const egNid: Validator = (value) => {
  if (!nidForm(value)) return false;
  const digits = compact(value);
  return (11 - (weightedSum(digits, [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digitAt(digits, 13);
};

/** Kenya Revenue Authority: A for persons or P for others, nine digits, a letter. */
const kePin: Validator = (value) => {
  const characters = compact(value);
  return /^[AP]\d{9}[A-Z]$/.test(characters) && !isRepeated(characters.slice(1, 10));
};

/** Mauritius Revenue Authority: surname's initial, DDMMYY, serial, check character modulo 17, weights 14 down to 2. */
const MU_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const muNid: Validator = (value) => {
  const characters = compact(value);
  if (!/^[A-Z]\d{6}[0-9A-Z]{6}[0-9A-G]$/.test(characters)) return false;
  const [day, month] = [pairAt(characters, 1), pairAt(characters, 3)];
  if (day < 1 || day > daysInMonth(2000 + pairAt(characters, 5), month)) return false;
  let sum = 0;
  for (let i = 0; i < 13; i++) sum += MU_ALPHABET.indexOf(characters[i]) * (14 - i);
  return MU_ALPHABET[(17 - (sum % 17)) % 17] === characters[13];
};

/** National Identity Management Commission, Nigeria: eleven digits drawn at random, none of them all alike. */
const ngNin: Validator = (value) => {
  const digits = digitsOf(value, 11);
  return digits !== undefined && !isRepeated(digits);
};

export const AFRICA: Readonly<Record<string, Validator>> = {
  'za.idnr': zaIdnr,
  'eg.nid': egNid,
  'eg.nid_form': nidForm,
  'ke.pin': kePin,
  'mu.nid': muNid,
  'ng.nin': ngNin,
};
