/** Identifiers of the British Isles, the Nordic and the Baltic countries. */
import { at, birth, complement, digitsOf, draw, luhnDigit, split, two, weigh, wrongLast } from './checks.js';
import { identifier as id, type Identifier, type Spoil } from './identifier.js';
import type { Random } from '../../corpus/random.js';

/** A prefix that HMRC never issues: D first. */
const wrongNino: Spoil = (value) => `D${value.slice(1)}`;

function nino(random: Random): string {
  const body = draw(random, (r) => {
    const prefix = r.chars(1, 'ABCEGHJKLMNOPRSTWXYZ') + r.chars(1, 'ABCEGHJKLMNPRSTWXYZ');
    return ['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'].includes(prefix) ? undefined : prefix;
  });
  const value = body + random.digits(6) + random.chars(1, 'ABCD');
  return random.pick([value, split(value, [2, 2, 2, 2, 1], ' '), split(value, [2, 2, 2, 2, 1], ' ')]);
}

function nhs(random: Random): string {
  const value = draw(random, (r) => {
    const body = r.pick(['4', '6', '7']) + r.digits(8);
    const check = complement(weigh(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]), 11);
    return check === 10 ? undefined : body + String(check);
  });
  return random.pick([value, split(value, [3, 3, 4], ' '), split(value, [3, 3, 4], '-')]);
}

function utr(random: Random): string {
  const body = random.digits(9);
  return at('21987654321', weigh(body, [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11) + body;
}

function gbVat(random: Random): string {
  const body = `${random.int(1, 9)}${random.digits(6)}`;
  const check = 97 - (weigh(body, [8, 7, 6, 5, 4, 3, 2]) % 97);
  return random.pick([`GB${body}${two(check)}`, `GB ${split(body + two(check), [3, 4, 2], ' ')}`]);
}

function pps(random: Random): string {
  const body = random.digits(7);
  const second = random.pick(['', '', 'A', 'H']);
  const extra = second === '' ? 0 : 9 * ('ABCDEFGHI'.indexOf(second) + 1);
  return body + at('WABCDEFGHIJKLMNOPQRSTUV', (weigh(body, [8, 7, 6, 5, 4, 3, 2]) + extra) % 23) + second;
}

/** The check letter stands after the seven digits, a second letter behind it. */
const wrongPps: Spoil = (value, random) => {
  const table = 'WABCDEFGHIJKLMNOPQRSTUV';
  return value.slice(0, 7) + at(table, (table.indexOf(value.charAt(7)) + random.int(1, 22)) % 23) + value.slice(8);
};

/** Also a samordningsnummer (day + 60), twelve digits, and + after the hundredth birthday. */
function personnummer(random: Random): string {
  const { yyyy, mm, day, yy } = birth(random);
  const dd = two(random.chance(0.15) ? day + 60 : day);
  const ten = `${yy}${mm}${dd}${random.digits(3)}`;
  const last = ten.slice(6) + luhnDigit(ten);
  return random.pick([
    `${ten.slice(0, 6)}-${last}`,
    `${yyyy}${ten.slice(2, 6)}-${last}`,
    `${yyyy}${ten.slice(2, 6)}${last}`,
    `${ten.slice(0, 6)}${last}`,
  ]);
}

function orgnr(random: Random): string {
  const body = random.pick(['5', '8', '9']) + random.digits(1) + random.int(2, 9) + random.digits(6);
  const value = body + luhnDigit(body);
  return random.pick([value, split(value, [6, 4], '-')]);
}

function fodselsnummer(random: Random): string {
  const { yy, mm, day } = birth(random, 1940, 1999);
  const dd = two(random.chance(0.15) ? day + 40 : day);
  const value = draw(random, (r) => {
    const nine = dd + mm + yy + String(r.int(0, 499)).padStart(3, '0');
    const first = complement(weigh(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]), 11);
    const second = complement(weigh(nine + String(first), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return first > 9 || second > 9 ? undefined : `${nine}${first}${second}`;
  });
  return random.pick([value, split(value, [6, 5], ' ')]);
}

function kontonr(random: Random): string {
  const value = draw(random, (r) => {
    const body = `${r.int(1, 9)}${r.digits(9)}`;
    const check = complement(weigh(body, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return check > 9 ? undefined : body + String(check);
  });
  return random.pick([value, split(value, [4, 2, 5], '.'), split(value, [4, 2, 5], ' ')]);
}

function cpr(random: Random): string {
  const value = draw(random, (r) => {
    const { dd, mm, yy } = birth(r, 1930, 1999);
    const nine = dd + mm + yy + String(r.int(0, 3)) + r.digits(2);
    const check = complement(weigh(nine, [4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return check > 9 ? undefined : nine + String(check);
  });
  return random.pick([value, split(value, [6, 4], '-'), split(value, [6, 4], '-')]);
}

const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY';

function hetu(random: Random): string {
  const { dd, mm, yy, year } = birth(random);
  const serial = String(random.int(2, 899)).padStart(3, '0');
  const sign = year < 2000 ? random.pick(['-', '-', '-', 'Y', 'X', 'W', 'V', 'U']) : random.pick(['A', 'A', 'B', 'C', 'D', 'E', 'F']);
  return dd + mm + yy + sign + serial + at(HETU, Number(dd + mm + yy + serial) % 31);
}

const wrongHetu: Spoil = (value, random) => value.slice(0, -1) + at(HETU, (HETU.indexOf(value.slice(-1)) + random.int(1, 30)) % 31);

function kennitala(random: Random): string {
  const value = draw(random, (r) => {
    const { dd, mm, yy, year } = birth(r);
    const eight = dd + mm + yy + String(r.int(20, 99));
    const check = complement(weigh(eight, [3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return check > 9 ? undefined : `${eight}${check}${year < 2000 ? 9 : 0}`;
  });
  return random.pick([value, split(value, [6, 4], '-'), split(value, [6, 4], '-')]);
}

/** Estonia and Lithuania share the number and its two rounds of weights. */
function isikukood(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  const ten = `${random.int(year < 2000 ? 3 : 5, year < 2000 ? 4 : 6)}${yy}${mm}${dd}${random.digits(3)}`;
  const first = weigh(ten, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const check = first < 10 ? first : (weigh(ten, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return ten + String(check);
}

function personasKods(random: Random): string {
  if (random.chance(0.3)) {
    const value = `32${random.digits(9)}`;
    return random.pick([value, split(value, [6, 5], '-')]);
  }
  const { dd, mm, yy, year } = birth(random);
  const ten = `${dd}${mm}${yy}${year < 2000 ? 1 : 2}${random.digits(3)}`;
  const check = ((1 + weigh(ten, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10;
  return random.pick([`${ten}${check}`, split(`${ten}${check}`, [6, 5], '-')]);
}

/** Month 13 or day 00: wrong in the old form; the new form (32…) has nothing to check, so it becomes an old one. */
const wrongPersonasKods: Spoil = (value) => (value.startsWith('32') ? `40${value.slice(2)}` : value.slice(0, 2) + '13' + value.slice(4));

/** Old numbers of the Danish CPR and the Icelandic registry guarantee no check digit: a wrong date is wrong for certain. */
const wrongMonth: Spoil = (value) => `${value.slice(0, 2)}${13 + (digitsOf(value)[4] ?? 0)}${value.slice(4)}`;

export const NORTH: readonly Identifier[] = [
  id('id.gb.nino', 1, 'en', 'national insurance number; NI number; NINO; national insurance no', nino, wrongNino),
  id('id.gb.nhs', 1, 'en', 'NHS number; NHS no', nhs, wrongLast),
  id(
    'id.gb.utr',
    2,
    'en',
    'unique taxpayer reference; UTR; UTR number',
    utr,
    (value, random) => String((Number(value.charAt(0)) + random.int(1, 9)) % 10) + value.slice(1),
  ),
  id('id.gb.vat', 2, 'en', 'VAT number; VAT registration number; VAT no', gbVat, wrongLast),
  id('id.ie.pps', 2, 'en', 'PPS number; PPSN; personal public service number', pps, wrongPps),
  id('id.se.personnummer', 1, 'sv', 'personal identity number; personnummer; personnr; samordningsnummer', personnummer, wrongLast),
  id('id.se.orgnr', 2, 'sv', 'organisation number; organisationsnummer; orgnr; org nr', orgnr, wrongLast),
  id('id.no.fodselsnummer', 1, 'no', 'national identity number; fødselsnummer; personnummer; fødselsnr', fodselsnummer, wrongLast),
  id('id.no.kontonr bank.account', 2, 'no', 'Norwegian account number; kontonummer; bankkonto', kontonr, wrongLast),
  id('id.dk.cpr', 1, 'da', 'CPR number; CPR-nummer; personnummer; CPR nr', cpr, wrongMonth),
  id('id.fi.hetu', 1, 'fi', 'Finnish personal identity code; henkilötunnus; hetu', hetu, wrongHetu),
  id('id.is.kennitala', 2, 'is', 'Icelandic ID number; kennitala', kennitala, wrongMonth),
  id('id.ee.ik', 2, 'et', 'Estonian personal code; isikukood', isikukood, wrongLast),
  id('id.lt.asmens', 2, 'lt', 'Lithuanian personal code; asmens kodas', isikukood, wrongLast),
  id('id.lv.pvn', 2, 'lv', 'Latvian personal code; personas kods', personasKods, wrongPersonasKods),
];
