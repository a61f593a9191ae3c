/**
 * International bank account numbers (ISO 13616-1): which countries have them, how long they are, what stands where, and the check digits.
 * The table is that of the IBAN registry (SWIFT) with the partial users beside it; a test compares it with ibantools.
 */
import type { Validator } from './validator.js';

/** What may stand at a place: a digit, a letter, either (n, a and c in the registry's notation). */
export const IBAN_DIGIT = 1;
export const IBAN_LETTER = 2;
export const IBAN_ANY = 3;

/** Longest IBAN that the standard allows, and the shortest and longest in use. */
export const IBAN_CHARACTERS_MAX = 34;

/** Structure of the basic bank account number, and the countries that have it. */
const STRUCTURES: readonly (readonly [structure: string, countries: string])[] = [
  ['n8 c12', 'AD'], ['n19', 'AE IL SO TL'], ['n8 c16', 'AL CY'], ['n21', 'AO CV LY MZ PT ST'], ['n16', 'AT BA EE LT MN XK'],
  ['n14', 'AX DK FI FO GL SD'], ['a4 c20', 'AZ'], ['n12', 'BE'], ['c2 n22', 'BF BJ ML'], ['a4 n6 c8', 'BG'], ['a4 c14', 'BH'],
  ['n23', 'BI CF CG CM DJ GA GQ KM MG MR TD'], ['n10 c11 n2', 'BL FR GF GP MC MF MQ NC PF PM RE TF WF YT'], ['n23 a1 c1', 'BR'],
  ['a4 n4 c16', 'BY'], ['n5 c12', 'CH LI'], ['a1 n23', 'CI'], ['n18', 'CR DE ME RS VA'], ['n20', 'CZ ES SE SK TN'],
  ['a4 n20', 'DO HN NI SV'], ['n22', 'DZ IR IS'], ['n25', 'EG'], ['a2 n12', 'FK'], ['a4 n14', 'GB'], ['c2 n16', 'GE'], ['a4 c15', 'GI'],
  ['n7 c16', 'GR'], ['c24', 'GT'], ['a2 n19', 'GW'], ['n17', 'HR'], ['n24', 'HU MA PL'], ['c4 n14', 'IE'], ['a4 n15', 'IQ'],
  ['a1 n10 c12', 'IT SM'], ['a4 n4 c18', 'JO YE'], ['a4 c22', 'KW'], ['n3 c13', 'KZ LU'], ['n4 c20', 'LB'], ['a4 c24', 'LC'],
  ['a4 c13', 'LV'], ['c20', 'MD'], ['n3 c10 n2', 'MK'], ['a4 n5 c18', 'MT'], ['a4 n19 a3', 'MU'], ['a2 n22', 'NE SN TG'], ['a4 n10', 'NL'],
  ['n11', 'NO'], ['n3 c16', 'OM'], ['c4 n16', 'PK VG'], ['c4 n21', 'PS'], ['a4 c21', 'QA'], ['a4 c16', 'RO'], ['n14 c15', 'RU'],
  ['n2 c18', 'SA'], ['a4 n20 a3', 'SC'], ['n15', 'SI'], ['n5 c17', 'TR'], ['n6 c19', 'UA'],
]; // prettier-ignore

const KINDS: Readonly<Record<string, number>> = { n: IBAN_DIGIT, a: IBAN_LETTER, c: IBAN_ANY };

/** Two letters as one number, A as 0. */
export const countryIndex = (first: number, second: number): number => first * 26 + second;

/** By country index: what stands at each place of the whole IBAN, or undefined where there is none. */
export const IBAN_PLACES: readonly (Uint8Array | undefined)[] = buildPlaces();

function buildPlaces(): (Uint8Array | undefined)[] {
  const places = new Array<Uint8Array | undefined>(26 * 26).fill(undefined);
  for (const [structure, countries] of STRUCTURES) {
    const kinds = [IBAN_LETTER, IBAN_LETTER, IBAN_DIGIT, IBAN_DIGIT];
    for (const part of structure.split(' ')) for (let n = Number(part.slice(1)); n > 0; n--) kinds.push(KINDS[part[0]]);
    for (const country of countries.split(' '))
      places[countryIndex(country.charCodeAt(0) - 65, country.charCodeAt(1) - 65)] = Uint8Array.from(kinds);
  }
  return places;
}

/** Whether a place of this kind takes the character with this value: 0–9 digits, 10–35 letters. */
export const fitsPlace = (kind: number, value: number): boolean => (kind & (value < 10 ? IBAN_DIGIT : IBAN_LETTER)) !== 0;

/** A rest up to here takes two more digits in 31 bits. */
const REST_MAX = 0xff_ffff;

/**
 * Whether the check digits agree (ISO 7064 mod 97-10 over the rearranged characters). `values` holds 0–9 for digits and 10–35 for letters.
 * Check digits are 02 to 98: 00, 01 and 99 would agree as well, but no bank computes them.
 */
export function areIbanDigitsRight(values: ArrayLike<number>, length: number): boolean {
  const check = values[2] * 10 + values[3];
  if (check < 2 || check > 98) return false;
  let rest = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i + 4 < length ? i + 4 : i + 4 - length];
    rest = rest * (value < 10 ? 10 : 100) + value;
    if (rest > REST_MAX) rest %= 97;
  }
  return rest % 97 === 1;
}

const values = new Uint8Array(IBAN_CHARACTERS_MAX);

/** Whether a text without separators, in capitals, is an IBAN: a country that has them, its length and structure, the check digits. */
export const isIbanValid: Validator = (text) => {
  const places = text.length < 4 ? undefined : IBAN_PLACES[countryIndex(text.charCodeAt(0) - 65, text.charCodeAt(1) - 65)];
  if (places?.length !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x41 && code <= 0x5a ? code - 0x37 : -1;
    if (value < 0 || !fitsPlace(places[i], value)) return false;
    values[i] = value;
  }
  return areIbanDigitsRight(values, text.length);
};
