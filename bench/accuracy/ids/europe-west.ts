/** Identifiers of western and southern Europe. */
import { at, birth, BASE36, complement, draw, LETTERS, luhnDigit, mod11Mod10, modulo, otherDigit, split, two, verhoeffDigit, weigh, wrongLast, wrongLetter } from './checks.js'; // prettier-ignore
import { identifier as id, type Identifier, type Spoil } from './identifier.js';
import type { Random } from '../../corpus/random.js';

/** Of the first ten digits exactly one is repeated: twice, or (since 2016) three times but not in a row. */
function idnr(random: Random): string {
  const ten = draw(random, (r) => {
    const times = r.chance(0.5) ? 2 : 3;
    const pool = [...'0123456789'];
    for (let i = pool.length - 1; i > 0; i--) {
      const j = r.int(0, i);
      [pool[i], pool[j]] = [pool[j] ?? '', pool[i] ?? ''];
    }
    const chosen = pool.slice(0, 11 - times);
    const repeated = chosen[0] ?? '0';
    for (let i = 1; i < times; i++) chosen.splice(r.int(0, chosen.length), 0, repeated);
    const value = chosen.join('');
    return value.startsWith('0') || /(\d)\1\1/.test(value) ? undefined : value;
  });
  const value = ten + mod11Mod10(ten);
  return random.pick([value, split(value, [2, 3, 3, 3], ' ')]);
}

/** Deutsche Rentenversicherung: the letter counts as its two-digit place; digits of the products are added. */
function svnr(random: Random): string {
  const { dd, mm, yy } = birth(random);
  const letter = random.chars(1, LETTERS);
  const area = random.pick(['10', '12', '15', '23', '52', '65']);
  const serial = random.digits(2);
  const numbers = area + dd + mm + yy + two(LETTERS.indexOf(letter) + 1) + serial;
  const sum = [...numbers].reduce((total, digit, i) => {
    const product = Number(digit) * ([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1][i] ?? 0);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return random.pick([`${area}${dd}${mm}${yy}${letter}${serial}${sum % 10}`, `${area} ${dd}${mm}${yy} ${letter} ${serial}${sum % 10}`]);
}

const steuernummer = (random: Random): string =>
  random.pick([
    `${random.int(10, 99)}/${random.digits(3)}/${random.digits(5)}`,
    `${random.int(100, 399)}/${random.int(100, 999)}/${random.digits(5)}`,
    `9${random.int(101, 299)}0${random.digits(8)}`,
  ]);

function nir(random: Random): string {
  const { yy, mm } = birth(random);
  const department = random.chance(0.05) ? random.pick(['2A', '2B']) : two(random.int(1, 19) + random.int(0, 1) * 41);
  const body = `${random.int(1, 2)}${yy}${mm}${department}${String(random.int(1, 500)).padStart(3, '0')}${String(random.int(1, 999)).padStart(3, '0')}`;
  const value = body + two(97 - modulo(body.replace('2A', '19').replace('2B', '18'), 97));
  return random.pick([value, split(value, [1, 2, 2, 2, 3, 3, 2], ' ')]);
}

function spi(random: Random): string {
  const body = String(random.int(0, 3)) + random.digits(9);
  const value = body + String(modulo(body, 511)).padStart(3, '0');
  return random.pick([value, split(value, [2, 2, 3, 3, 3], ' ')]);
}

function siren(random: Random): string {
  const body = String(random.int(3, 8)) + random.digits(7);
  return body + luhnDigit(body);
}

function siret(random: Random): string {
  const body = siren(random) + `000${random.int(10, 99)}`.slice(0, 4);
  const value = body + luhnDigit(body);
  return random.pick([value, split(value, [3, 3, 3, 5], ' ')]);
}

const DNI = 'TRWAGMYFPDXBNJZSQVHLCKE';
const wrongDni: Spoil = (value, random) => value.slice(0, -1) + at(DNI, (DNI.indexOf(value.slice(-1)) + random.int(1, 22)) % 23);

function dni(random: Random): string {
  const body = random.digits(8);
  return random.pick([body, `${body}-`]) + at(DNI, Number(body) % 23);
}

function nie(random: Random): string {
  const [first, body] = [random.int(0, 2), random.digits(7)];
  return random.pick([`${at('XYZ', first)}${body}`, `${at('XYZ', first)}-${body}-`]) + at(DNI, Number(`${first}${body}`) % 23);
}

function cif(random: Random): string {
  const letter = random.chars(1, 'ABCDEFGHJNPQRSUVW');
  const body = two(random.int(1, 50)) + random.digits(5);
  const check = Number(luhnDigit(body));
  const letters = 'KPQRSNW'.includes(letter);
  return letter + body + (letters ? at('JABCDEFGHI', check) : String(check));
}

const wrongCif: Spoil = (value, random) =>
  /\d$/.test(value)
    ? wrongLast(value, random)
    : value.slice(0, -1) + at('JABCDEFGHI', ('JABCDEFGHI'.indexOf(value.slice(-1)) + random.int(1, 9)) % 10);

/** Agenzia delle Entrate: values of characters at odd places. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const place = (char: string): number => (/\d/.test(char) ? Number(char) : LETTERS.indexOf(char));

function codiceFiscale(random: Random): string {
  const { yy, month, day } = birth(random);
  const consonants = 'BCDFGLMNPRSTVZ';
  const body =
    random.chars(6, consonants) +
    yy +
    at('ABCDEHLMPRST', month - 1) +
    two(day + (random.chance(0.5) ? 40 : 0)) +
    random.chars(1, 'ABCDEFGHL') +
    String(random.int(100, 899));
  const sum = [...body].reduce((total, char, i) => total + (i % 2 === 0 ? (ODD[place(char)] ?? 0) : place(char)), 0);
  return body + at(LETTERS, sum % 26);
}

function partitaIva(random: Random): string {
  const body = `0${random.digits(6)}${String(random.int(1, 99)).padStart(3, '0')}`;
  return random.pick(['', 'IT']) + body + luhnDigit(body);
}

function bsn(random: Random): string {
  return draw(random, (r) => {
    const body = String(r.int(1, 9)) + r.digits(7);
    const check = weigh(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return check > 9 ? undefined : body + String(check);
  });
}

function rijksregister(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  const body = yy + mm + dd + String(random.int(1, 997)).padStart(3, '0');
  const check = two(97 - (Number(year < 2000 ? body : `2${body}`) % 97));
  return random.pick([`${yy}.${mm}.${dd}-${body.slice(6)}.${check}`, body + check]);
}

function ahv(random: Random): string {
  const body = `756${random.digits(9)}`;
  const value = body + String(complement(weigh(body, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]), 10));
  return random.pick([split(value, [3, 4, 4, 2], '.'), split(value, [3, 4, 4, 2], '.'), value]);
}

function ptNif(random: Random): string {
  const body = random.pick(['1', '2', '5']) + random.digits(7);
  const check = 11 - (weigh(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  const value = body + String(check > 9 ? 0 : check);
  return random.pick([value, split(value, [3, 3, 3], ' ')]);
}

function cartaoCidadao(random: Random): string {
  const body = String(random.int(1, 2)) + random.digits(7);
  const first = 11 - (weigh(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  const eleven = body + String(first > 9 ? 0 : first) + random.pick(['ZZ', 'ZY', 'ZX', 'AB']);
  const sum = [...eleven].reverse().reduce((total, char, i) => {
    const value = BASE36.indexOf(char) * (i % 2 === 0 ? 2 : 1);
    return total + (i % 2 === 0 && value > 9 ? value - 9 : value);
  }, 0);
  const value = eleven + String(complement(sum, 10));
  return random.pick([value, `${value.slice(0, 8)} ${value.charAt(8)} ${value.slice(9)}`]);
}

function atVnr(random: Random): string {
  const { dd, mm, yy } = birth(random);
  const value = draw(random, (r) => {
    const serial = String(r.int(100, 999));
    const check = (weigh(serial, [3, 7, 9]) + weigh(dd + mm + yy, [5, 8, 4, 2, 1, 6])) % 11;
    return check > 9 ? undefined : serial + String(check) + dd + mm + yy;
  });
  return random.pick([value, split(value, [4, 6], ' ')]);
}

/** The check digit is the fourth. */
const wrongAtVnr: Spoil = (value, random) => value.slice(0, 3) + otherDigit(random, value.charAt(3)) + value.slice(4);

function luNin(random: Random): string {
  const { yyyy, mm, dd } = birth(random);
  const body = yyyy + mm + dd + random.digits(3);
  return body + luhnDigit(body) + verhoeffDigit(body);
}

export const WEST: readonly Identifier[] = [
  id(
    'id.de.idnr',
    1,
    'de',
    'German tax ID; Steuer-Identifikationsnummer; Steuer-ID; IdNr; steuerliche Identifikationsnummer',
    idnr,
    wrongLast,
  ),
  id('id.de.svnr', 2, 'de', 'German social insurance number; Sozialversicherungsnummer; Rentenversicherungsnummer', svnr, wrongLast),
  id('id.de.stnr', 2, 'de', 'German tax number; Steuernummer; Steuer-Nr', steuernummer),
  id('id.fr.nir', 1, 'fr', 'French social security number; numéro de sécurité sociale; NIR; numéro de sécu', nir, wrongLast),
  id('id.fr.nif', 2, 'fr', 'French tax number; numéro fiscal; numéro SPI', spi, wrongLast),
  id('id.fr.siren', 3, 'fr', 'SIREN number; SIREN; numéro SIREN', siren, wrongLast),
  id('id.fr.siret', 3, 'fr', 'SIRET number; SIRET; numéro SIRET', siret, wrongLast),
  id('id.es.dni', 1, 'es', 'Spanish ID card; DNI; documento nacional de identidad; NIF', dni, wrongDni),
  id('id.es.nie', 1, 'es', 'NIE number; NIE; número de identidad de extranjero', nie, wrongDni),
  id('id.es.cif', 3, 'es', 'Spanish company tax code; CIF; CIF de la empresa', cif, wrongCif),
  id('id.it.codicefiscale', 1, 'it', 'Italian tax code; codice fiscale; CF', codiceFiscale, wrongLetter),
  id('id.it.iva', 3, 'it', 'Italian VAT number; partita IVA; P IVA', partitaIva, wrongLast),
  id('id.nl.bsn', 1, 'nl', 'BSN; BSN number; burgerservicenummer; BSN-nummer', bsn, wrongLast),
  id('id.be.nn', 1, 'nl', 'Belgian national number; rijksregisternummer; numéro de registre national', rijksregister, wrongLast),
  id('id.ch.ssn', 1, 'de', 'AHV number; AHV-Nummer; AHV-Nr; numéro AVS; Sozialversicherungsnummer', ahv, wrongLast),
  id('id.pt.nif', 2, 'pt', 'Portuguese tax number; NIF; número de contribuinte; número de identificação fiscal', ptNif, wrongLast),
  id('id.pt.cc', 3, 'pt', 'citizen card; cartão de cidadão; número do cartão de cidadão', cartaoCidadao, wrongLast),
  id('id.at.vnr', 2, 'de', 'Austrian social insurance number; Sozialversicherungsnummer; SVNR; Versicherungsnummer', atVnr, wrongAtVnr),
  id('id.lu.nin', 3, 'fr', 'Luxembourg national identification number; matricule; numéro matricule', luNin, wrongLast),
];
