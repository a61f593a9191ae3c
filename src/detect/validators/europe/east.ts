/** Check digits and dates of the identifiers of Central and Eastern Europe and the Balkans. */
import { digitAt, digitsOf, isDate, isDateOfShortYear, mod11_10, part, weightedSum } from '../generic.js';
import { compact, type Validator } from '../validator.js';

/** What a PESEL or EGN adds to the month tells the century: 0 is 1900. */
const CENTURY_BY_PESEL_MONTH = [1900, 2000, 2100, 2200, 1800];

/** MSWiA, ustawa o ewidencji ludności art. 15: YYMMDDNNNNC, months of the 2000s add 20, of the 1800s 80; weights 1 3 7 9 modulo 10. */
function plPesel(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '') return false;
  const month = part(digits, 2, 4);
  const century = CENTURY_BY_PESEL_MONTH[Math.floor(month / 20)];
  if (century > 2000 || !isDate(century + part(digits, 0, 2), month % 20, part(digits, 4, 6))) return false;
  return weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Ministerstwo Finansów, NIP: ten digits, modulo 11; the first three digits are not 0. */
function plNip(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^PL/, ''), 10);
  return /^[1-9]{2}|^[1-9]0[1-9]/.test(digits) && weightedSum(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(digits, 9);
}

/** GUS, REGON: nine digits, or fourteen of a local unit, each with a sum modulo 11 where 10 is written 0. */
function plRegon(value: string): boolean {
  const digits = digitsOf(value, 9, 14);
  if (digits === '' || (weightedSum(digits, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10 !== digitAt(digits, 8)) return false;
  return digits.length === 9 || (weightedSum(digits, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10 === digitAt(digits, 13);
}

/** Months of a rodné číslo: women add 50; from 2004 on 20 more where numbers run out. */
const czechMonth = (month: number): number => {
  const plain = month > 50 ? month - 50 : month;
  return plain > 20 ? plain - 20 : plain;
};

/** Zákon 133/2000 Sb. § 13 (Czechia), zákon 301/1995 Z. z. (Slovakia): YYMMDD/NNNC, divisible by 11; until 1985 a remainder of 10 was written 0. */
function rodneCislo(value: string): boolean {
  const digits = digitsOf(value, 10);
  if (digits === '') return false;
  const short = part(digits, 0, 2);
  const year = short < 54 ? 2000 + short : 1900 + short;
  if (!isDate(year, czechMonth(part(digits, 2, 4)), part(digits, 4, 6))) return false;
  return Number(digits) % 11 === 0 || (year < 1986 && part(digits, 0, 9) % 11 === 10 && digitAt(digits, 9) === 0);
}

/** A rodné číslo assigned before 1954 has nine digits and no check digit. */
function rodneCislo1953(value: string): boolean {
  const digits = digitsOf(value, 9);
  const month = part(digits, 2, 4);
  return digits !== '' && part(digits, 6, 9) > 0 && part(digits, 0, 2) < 54 && isDate(1900 + part(digits, 0, 2), month > 50 ? month - 50 : month, part(digits, 4, 6)); // prettier-ignore
}

/** Județe 01-48, 51 and 52; 70 and 80-83 are given by offices that serve the whole country. */
const isRomanianCounty = (county: number): boolean =>
  (county >= 1 && county <= 48) || county === 51 || county === 52 || county === 70 || (county >= 80 && county <= 83);

/** DEPABD (Romania), OUG 97/2005, CNP: SYYMMDDJJNNNC, weights 279146358279 modulo 11, 10 is written 1. */
function roCnp(value: string): boolean {
  const digits = digitsOf(value, 13);
  const first = digits === '' ? 0 : digitAt(digits, 0);
  if (first === 0 || !isRomanianCounty(part(digits, 7, 9))) return false;
  const century = [0, 1900, 1900, 1800, 1800, 2000, 2000, 0, 0, 0][first];
  const [year, month, day] = [part(digits, 1, 3), part(digits, 3, 5), part(digits, 5, 7)];
  if (!(century > 0 ? isDate(century + year, month, day) : isDateOfShortYear(year, month, day))) return false;
  const rest = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === digitAt(digits, 12);
}

/** NAV (Hungary), adószám: eight digits, weights 9731 modulo 10; then the kind of taxation and the county. */
function huAnum(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^HU/, ''), 8, 11);
  if (digits === '' || weightedSum(digits, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 !== 0) return false;
  const county = part(digits, 9, 11);
  return digits.length === 8 || (/[1-5]/.test(digits[8]) && ((county >= 2 && county <= 44) || county === 51));
}

/** 1996. évi XX. törvény (Hungary), TAJ: nine digits, weights 3 and 7 in turn, modulo 10. */
function huTaj(value: string): boolean {
  const digits = digitsOf(value, 9);
  return digits !== '' && weightedSum(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digitAt(digits, 8);
}

/** 1996. évi XX. törvény (Hungary), adóazonosító jel: 8, days since 1867-01-01, serial, modulo 11 with weights 1 to 9. */
function huAdoazonosito(value: string): boolean {
  const digits = digitsOf(value, 10);
  return digits.startsWith('8') && weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === digitAt(digits, 9);
}

/** GRAO (Bulgaria), EGN: YYMMDDNNNC, months of the 1800s add 20, of the 2000s 40; modulo 11, 10 is written 0. */
function bgEgn(value: string): boolean {
  const digits = digitsOf(value, 10);
  if (digits === '') return false;
  const month = part(digits, 2, 4);
  const century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
  if (!isDate(century + part(digits, 0, 2), month % 20, part(digits, 4, 6)) || month > 52) return false;
  return (weightedSum(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digitAt(digits, 9);
}

/** Porezna uprava (Croatia), Pravilnik o OIB-u: eleven digits, ISO/IEC 7064 MOD 11,10. */
function hrOib(value: string): boolean {
  const digits = digitsOf(compact(value).replace(/^HR/, ''), 11);
  return digits !== '' && mod11_10(digits);
}

/** Zakon o jedinstvenom matičnom broju građana (Yugoslavia 1976 and successors): DDMMYYYRRSSSC, modulo 11. */
function jmbg(value: string): boolean {
  const digits = digitsOf(value, 13);
  if (digits === '') return false;
  const year = part(digits, 4, 7);
  if (year > 99 && year < 900) return false;
  if (!isDate(year + (year < 900 ? 2000 : 1000), part(digits, 2, 4), part(digits, 0, 2))) return false;
  const check = 11 - (weightedSum(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === digitAt(digits, 12);
}

/** FNS (Russia), приказ ММВ-7-6/435: ten digits of a company with one check digit, twelve of a person with two, modulo 11 then 10. */
function ruInn(value: string): boolean {
  const digits = digitsOf(value, 10, 12);
  if (digits === '' || digits.startsWith('00')) return false;
  if (digits.length === 10) return (weightedSum(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(digits, 9);
  if ((weightedSum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 !== digitAt(digits, 10)) return false;
  return (weightedSum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digitAt(digits, 11);
}

/** SFR (Russia), СНИЛС: nine digits weighted 9 to 1, modulo 101 where 100 is written 00; not checked up to 001-001-998. */
function ruSnils(value: string): boolean {
  const digits = digitsOf(value, 11);
  if (digits === '' || part(digits, 0, 9) <= 1_001_998) return false;
  return (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === part(digits, 9, 11);
}

/** ДПС (Ukraine), РНОКПП: ten digits, modulo 11 then 10; the first five are days since 1899-12-31. */
function uaRntrc(value: string): boolean {
  const digits = digitsOf(value, 10);
  if (digits === '') return false;
  const rest = weightedSum(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11;
  return ((rest + 11) % 11) % 10 === digitAt(digits, 9);
}

export const EAST: Readonly<Record<string, Validator>> = {
  'pl.pesel': plPesel,
  'pl.nip': plNip,
  'pl.regon': plRegon,
  'cz.rc': rodneCislo,
  'cz.rc_1953': rodneCislo1953,
  'sk.rc': rodneCislo,
  'sk.rc_1953': rodneCislo1953,
  'ro.cnp': roCnp,
  'hu.anum': huAnum,
  'hu.taj': huTaj,
  'hu.adoazonosito': huAdoazonosito,
  'bg.egn': bgEgn,
  'hr.oib': hrOib,
  'si.emso': jmbg,
  'rs.jmbg': jmbg,
  'ru.inn': ruInn,
  'ru.snils': ruSnils,
  'ua.rntrc': uaRntrc,
};
