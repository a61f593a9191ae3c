/** Identifiers of central, eastern and south-eastern Europe. */
import { birth, complement, draw, luhnDigit, mod11Mod10, split, two, weigh, wrongLast } from './checks.js';
import { identifier as id, type Identifier, type Spoil } from './identifier.js';
import type { Random } from '../../corpus/random.js';

function pesel(random: Random): string {
  const { yy, month, dd, year } = birth(random);
  const body = `${yy}${two(year < 2000 ? month : month + 20)}${dd}${random.digits(4)}`;
  return body + String(complement(weigh(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]), 10));
}

function nip(random: Random): string {
  const value = draw(random, (r) => {
    const body = `${r.int(1, 9)}${r.int(1, 9)}${r.int(1, 9)}${r.digits(6)}`;
    const check = weigh(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
    return check > 9 ? undefined : body + String(check);
  });
  return random.pick([value, split(value, [3, 3, 2, 2], '-'), split(value, [3, 2, 2, 3], '-')]);
}

function regon(random: Random): string {
  const body = random.digits(8);
  const nine = body + String((weigh(body, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10);
  if (random.chance(0.7)) return nine;
  const thirteen = nine + random.digits(4);
  return thirteen + String((weigh(thirteen, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10);
}

/** Ten digits (since 1954), divisible by eleven; women have 50 added to the month. */
function rodneCislo(random: Random): string {
  const value = draw(random, (r) => {
    const { yy, month, dd } = birth(r, 1955, 2005);
    const nine = `${yy}${two(month + (r.chance(0.5) ? 50 : 0))}${dd}${r.digits(3)}`;
    const check = Number(nine) % 11;
    return check > 9 ? undefined : nine + String(check);
  });
  return random.pick([split(value, [6, 4], '/'), split(value, [6, 4], '/'), value]);
}

function cnp(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  const county = random.pick([two(random.int(1, 46)), two(random.int(51, 52))]);
  const body = `${random.int(year < 2000 ? 1 : 5, year < 2000 ? 2 : 6)}${yy}${mm}${dd}${county}${String(random.int(1, 999)).padStart(3, '0')}`;
  const check = weigh(body, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return body + String(check === 10 ? 1 : check);
}

function amka(random: Random): string {
  const { dd, mm, yy } = birth(random);
  const body = dd + mm + yy + random.digits(4);
  return body + luhnDigit(body);
}

function afm(random: Random): string {
  const body = random.pick(['0', '1', '9']) + random.digits(7);
  return random.pick(['', '', 'EL']) + body + String((weigh(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10);
}

function tckimlik(random: Random): string {
  const body = String(random.int(1, 9)) + random.digits(8);
  const odd = weigh(body, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weigh(body, [0, 1, 0, 1, 0, 1, 0, 1, 0]);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return `${body}${tenth}${(odd + even + tenth) % 10}`;
}

function adoszam(random: Random): string {
  const body = String(random.int(1, 3)) + random.digits(6);
  const eight = body + String(complement(weigh(body, [9, 7, 3, 1, 9, 7, 3]), 10));
  return `${eight}-${random.int(1, 3)}-${two(random.int(2, 44))}`;
}

/** The check digit stands before the two codes. */
const wrongAdoszam: Spoil = (value, random) => wrongLast(value.slice(0, 8), random) + value.slice(8);

function taj(random: Random): string {
  const body = String(random.int(0, 1)) + random.digits(7);
  const nine = body + String(weigh(body, [3, 7, 3, 7, 3, 7, 3, 7]) % 10);
  return random.pick([nine, split(nine, [3, 3, 3], ' ')]);
}

function adoazonosito(random: Random): string {
  return draw(random, (r) => {
    const body = `8${r.int(20_000, 49_000)}${r.digits(3)}`;
    const check = weigh(body, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    return check > 9 ? undefined : body + String(check);
  });
}

function egn(random: Random): string {
  const { yy, month, dd, year } = birth(random);
  const body = `${yy}${two(year < 2000 ? month : month + 40)}${dd}${random.digits(3)}`;
  return body + String((weigh(body, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10);
}

function oib(random: Random): string {
  const body = String(random.int(1, 9)) + random.digits(9);
  return body + mod11Mod10(body);
}

/** EMŠO and JMBG: one scheme, told apart by the region. */
const jmbg =
  (regions: readonly [number, number]) =>
  (random: Random): string =>
    draw(random, (r) => {
      const { dd, mm, yyyy } = birth(r);
      const body = dd + mm + yyyy.slice(1) + String(r.int(...regions)) + r.digits(3);
      const check = complement(weigh(body, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
      return check > 9 ? undefined : body + String(check);
    });

function inn(random: Random): string {
  const region = two(random.int(1, 79));
  if (random.chance(0.5)) {
    const body = region + random.digits(7);
    return body + String((weigh(body, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10);
  }
  const body = region + random.digits(8);
  const eleven = body + String((weigh(body, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10);
  return eleven + String((weigh(eleven, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10);
}

function snils(random: Random): string {
  const body = `${random.int(2, 9)}${random.digits(8)}`;
  const rest = weigh(body, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return `${split(body, [3, 3, 3], '-')}${random.pick([' ', '-'])}${two(rest === 100 ? 0 : rest)}`;
}

function rntrc(random: Random): string {
  const body = String(random.int(1, 3)) + random.digits(8);
  const sum = weigh(body, [-1, 5, 7, 9, 4, 6, 10, 5, 7]);
  return body + String((((sum % 11) + 11) % 11) % 10);
}

export const EAST: readonly Identifier[] = [
  id('id.pl.pesel', 1, 'pl', 'PESEL; PESEL number; numer PESEL', pesel, wrongLast),
  id('id.pl.nip', 2, 'pl', 'Polish tax number; NIP; numer NIP; numer identyfikacji podatkowej', nip, wrongLast),
  id('id.pl.regon', 3, 'pl', 'REGON; REGON number; numer REGON', regon, wrongLast),
  id('id.cz.rc id.sk.rc', 1, 'cs', 'Czech birth number; rodné číslo; birth number', rodneCislo, wrongLast),
  id('id.sk.rc id.cz.rc', 2, 'sk', 'Slovak birth number; rodné číslo', rodneCislo, wrongLast),
  id('id.ro.cnp', 1, 'ro', 'Romanian personal code; cod numeric personal; CNP', cnp, wrongLast),
  id('id.gr.amka', 1, 'el', 'AMKA; ΑΜΚΑ; AMKA number', amka, wrongLast),
  id('id.gr.vat', 2, 'el', 'Greek tax number; ΑΦΜ; AFM', afm, wrongLast),
  id('id.tr.tckimlik', 1, 'tr', 'Turkish ID number; TC kimlik no; kimlik numarası; TCKN', tckimlik, wrongLast),
  id('id.hu.anum', 2, 'hu', 'Hungarian tax number; adószám', adoszam, wrongAdoszam),
  id('id.hu.taj id.hu.anum', 2, 'hu', 'TAJ number; TAJ szám; TAJ', taj, wrongLast),
  id('id.hu.adoazonosito id.hu.anum', 2, 'hu', 'Hungarian tax identification; adóazonosító jel; adóazonosító', adoazonosito, wrongLast),
  id('id.bg.egn', 2, 'bg', 'Bulgarian personal number; ЕГН; EGN; единен граждански номер', egn, wrongLast),
  id('id.hr.oib', 2, 'hr', 'Croatian personal number; OIB; osobni identifikacijski broj', oib, wrongLast),
  id('id.si.emso', 2, 'sl', 'EMŠO; EMSO; enotna matična številka občana', jmbg([50, 59]), wrongLast),
  id('id.rs.jmbg', 2, 'sr', 'JMBG; jedinstveni matični broj; matični broj građana', jmbg([71, 79]), wrongLast),
  id('id.ru.inn', 2, 'ru', 'Russian taxpayer number; ИНН; INN; идентификационный номер налогоплательщика', inn, wrongLast),
  id('id.ru.snils', 2, 'ru', 'SNILS; СНИЛС; номер СНИЛС', snils, wrongLast),
  id('id.ua.rntrc', 2, 'uk', 'Ukrainian taxpayer number; РНОКПП; RNOKPP; ідентифікаційний код', rntrc, wrongLast),
];
