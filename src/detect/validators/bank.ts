/** Validators of bank identifiers: account numbers with check digits, routing codes. Each cites who defines its check. */
import { digitAt, isDigits, isRepeated, luhn, remainder97, weightedSum } from './generic.js';
import { isIbanValid } from './iban.js';
import { compact, type Validator } from './validator.js';

/** Whether the value is so many digits, not all the same. */
const digitsOf = (value: string, min: number, max = min): string | undefined => {
  const digits = compact(value);
  return digits.length >= min && digits.length <= max && isDigits(digits) && !isRepeated(digits) ? digits : undefined;
};

/** First two digits of routing numbers: Federal Reserve districts, thrift institutions, electronic transactions, travellers' cheques. */
const isAbaPrefix = (prefix: number): boolean =>
  prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;

const ABA_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1];

/** American Bankers Association, Routing Number Policy: nine digits, weights 3 7 1, modulus 10. */
const aba: Validator = (value) => {
  const digits = digitsOf(value, 9);
  return digits !== undefined && isAbaPrefix(Number(digits.slice(0, 2))) && weightedSum(digits, ABA_WEIGHTS) % 10 === 0;
};

const COUNTRIES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW ' +
  'CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO ' +
  'IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ ' +
  'NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY ' +
  'SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW';
const countries: ReadonlySet<string> = new Set(COUNTRIES.split(' '));

/** Whether two capitals are a country code of ISO 3166-1 (or XK, which banks use for Kosovo). */
export const isCountry = (code: string): boolean => countries.has(code);

/** ISO 9362: four letters (letters or digits since 2014), a country, a location, perhaps a branch. */
const bic: Validator = (value) => {
  const code = compact(value);
  return (code.length === 8 || code.length === 11) && isCountry(code.slice(4, 6)) && /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]/.test(code);
};

/** Bankgirot, 10-modulen: seven or eight digits with Luhn. */
const bankgiro: Validator = (value) => digitsOf(value, 7, 8) !== undefined && luhn(value);
/** Plusgirot: two to eight digits with Luhn. */
const plusgiro: Validator = (value) => digitsOf(value, 2, 8) !== undefined && luhn(value);

/** Bankgirot, Bankernas kontonummer: clearing numbers are 1100 to 9999; of five digits only where they begin with 8, then with Luhn. */
const clearing: Validator = (value) => {
  const digits = digitsOf(value, 4, 5);
  if (digits === undefined || digits < '11') return false;
  return digits.length === 4 || (digits.startsWith('8') && luhn(digits));
};

/** A Swedish account: clearing number and six to eleven digits. */
const swedishAccount: Validator = (value) => {
  const digits = digitsOf(value, 10, 16);
  return digits !== undefined && clearing(digits.slice(0, 4));
};

/** Betaalvereniging Nederland, elfproef: nine or ten digits, weights 10 … 1 (9 … 1), modulus 11. */
const elfproef: Validator = (value) => {
  const digits = digitsOf(value, 9, 10);
  if (digits === undefined) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += digitAt(digits, i) * (digits.length - i);
  return sum % 11 === 0;
};

/** Febelfin: twelve digits, the last two are the first ten modulo 97, with 97 for 0. */
const belgianAccount: Validator = (value) => {
  const digits = digitsOf(value, 12);
  return digits !== undefined && (Number(digits.slice(0, 10)) % 97 || 97) === Number(digits.slice(10));
};

const CCC_WEIGHTS = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];

/** Check digit of ten digits: 11 minus the sum, with 1 for 10 and 0 for 11. */
function cccDigit(digits: string): number {
  const rest = 11 - (weightedSum(digits, CCC_WEIGHTS) % 11);
  return rest === 10 ? 1 : rest === 11 ? 0 : rest;
}

/** Consejo Superior Bancario, código cuenta cliente: bank and branch (8), two check digits, account (10). */
const ccc: Validator = (value) => {
  const digits = digitsOf(value, 20);
  if (digits === undefined) return false;
  return cccDigit(`00${digits.slice(0, 8)}`) === digitAt(digits, 8) && cccDigit(digits.slice(10)) === digitAt(digits, 9);
};

/** Letters of a French account number as digits: A–I 1–9, J–R 1–9, S–Z 2–9. */
const ribDigit = (code: number): number => (code < 74 ? code - 64 : code < 83 ? code - 73 : code - 81);

/** Comité français d'organisation et de normalisation bancaires, relevé d'identité bancaire: 5 + 5 + 11 + 2, modulus 97. */
const rib: Validator = (value) => {
  const code = compact(value);
  if (!/^\d{10}[0-9A-Z]{11}\d{2}$/.test(code) || isRepeated(code)) return false;
  return remainder97(code.replace(/[A-Z]/g, (letter) => String(ribDigit(letter.charCodeAt(0))))) === 0;
};

const CLABE_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7];

/** Asociación de Bancos de México, CLABE: bank (3), place (3), account (11), check digit with weights 3 7 1. */
const clabe: Validator = (value) => {
  const digits = digitsOf(value, 18);
  if (digits === undefined) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (digitAt(digits, i) * CLABE_WEIGHTS[i]) % 10;
  return (10 - (sum % 10)) % 10 === digitAt(digits, 17);
};

/** Weights 3 1 7 9 from the right over all but the check digit, modulus 10. */
function isCbuBlock(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length - 1; i++) sum += digitAt(digits, digits.length - 2 - i) * [3, 1, 7, 9][i % 4];
  return (10 - (sum % 10)) % 10 === digitAt(digits, digits.length - 1);
}

/** Banco Central de la República Argentina, clave bancaria uniforme: two blocks of 8 and 14 digits. */
const cbu: Validator = (value) => {
  const digits = digitsOf(value, 22);
  return digits !== undefined && isCbuBlock(digits.slice(0, 8)) && isCbuBlock(digits.slice(8));
};

/** Komunikat NBP, numer rachunku bankowego: an IBAN of Poland without its country. */
const nrb: Validator = (value) => digitsOf(value, 26) !== undefined && isIbanValid(`PL${compact(value)}`);

/** Magyar Nemzeti Bank, bankszámlaszám: eight digits and eight or sixteen more, each block with weights 9 7 3 1. */
const giro: Validator = (value) => {
  const digits = digitsOf(value, 16, 24);
  if (digits === undefined || digits.length % 8 !== 0) return false;
  const check = (block: string): boolean =>
    weightedSum(
      block,
      Array.from(block, (_, i) => [9, 7, 3, 1][i % 4]),
    ) %
      10 ===
    0;
  return check(digits.slice(0, 8)) && check(digits.slice(8));
};

const CZECH_WEIGHTS = [6, 3, 7, 9, 10, 5, 8, 4, 2, 1];

/** Vyhláška ČNB 169/2011: perhaps a prefix of up to six digits, two to ten digits, `/` and a bank code of four; both numbers modulus 11. */
const czechAccount: Validator = (value) => {
  const match = /^(?:(\d{1,6})-)?(\d{2,10})\/(\d{4})$/.exec(value.replace(/ /g, ''));
  if (match === null) return false;
  const isElevenfold = (digits: string): boolean => weightedSum(digits.padStart(10, '0'), CZECH_WEIGHTS) % 11 === 0;
  return isElevenfold(match[1] ?? '0') && isElevenfold(match[2]) && Number(match[2]) > 0;
};

/** Schweizer Postkonto (Esrbetriebsdokumentation): `80-1234-5`, check digit by a table, modulus 10 recursive. */
const POST_CARRY = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
const postkonto: Validator = (value) => {
  const match = /^(\d{2})-?(\d{1,6})-?(\d)$/.exec(value.replace(/ /g, ''));
  if (match === null) return false;
  let carry = 0;
  for (const digit of match[1] + match[2].padStart(6, '0')) carry = POST_CARRY[(carry + Number(digit)) % 10];
  return (10 - carry) % 10 === Number(match[3]);
};

/** Deutsche Bundesbank, Bankleitzahl: eight digits, the first 1 to 8 (9 is for tests and 0 is not used). */
const blz: Validator = (value) => /^[1-8]/.test(digitsOf(value, 8) ?? '');

/** Reserve Bank of India, IFSC: four letters of the bank, 0, six of the branch. */
const ifsc: Validator = (value) => /^[A-Z]{4}0[A-Z0-9]{6}$/.test(compact(value));

/** Payments Canada, routing of electronic payments: 0, institution (001 to 899), transit of five digits. */
const canadianRouting: Validator = (value) => {
  const digits = digitsOf(value, 9);
  return digits?.startsWith('0') === true && digits.slice(1, 4) > '000' && digits.slice(1, 4) < '900';
};

/** A number of the length that rules ask for, not one digit again and again. */
const plain: Validator = (value) => digitsOf(value, 4, 24) !== undefined;

export const BANK: Readonly<Record<string, Validator>> = {
  'bank.iban': (value) => isIbanValid(compact(value)),
  'bank.bic': bic,
  'bank.aba': aba,
  'bank.plain': plain,
  'ar.cbu': cbu,
  'be.account': belgianAccount,
  'ca.routing': canadianRouting,
  'ch.postkonto': postkonto,
  'cz.account': czechAccount,
  'de.blz': blz,
  'es.ccc': ccc,
  'fr.rib': rib,
  'hu.giro': giro,
  'in.ifsc': ifsc,
  'mx.clabe': clabe,
  'nl.elfproef': elfproef,
  'pl.nrb': nrb,
  'se.bankgiro': bankgiro,
  'se.clearing': clearing,
  'se.plusgiro': plusgiro,
  'se.account': swedishAccount,
};
