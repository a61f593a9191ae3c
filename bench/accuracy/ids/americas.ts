/** Identifiers of the Americas. */
import { at, birth, BASE36, complement, digitsOf, draw, luhnDigit, split, two, weigh, wrongLast } from './checks.js';
import { identifier as id, type Identifier, type Spoil } from './identifier.js';
import type { Random } from '../../corpus/random.js';

function ssn(random: Random): string {
  const area = draw(random, (r) => {
    const drawn = r.int(1, 899);
    return drawn === 666 ? undefined : String(drawn).padStart(3, '0');
  });
  const [group, serial] = [two(random.int(1, 99)), String(random.int(1, 9999)).padStart(4, '0')];
  return random.pick([`${area}-${group}-${serial}`, `${area}-${group}-${serial}`, `${area} ${group} ${serial}`, area + group + serial]);
}

/** Areas 000 and 666, group 00 and serial 0000 are never issued. */
const wrongSsn: Spoil = (value, random) => random.pick([`000${value.slice(3)}`, `666${value.slice(3)}`, value.replace(/\d{4}$/, '0000')]);

function itin(random: Random): string {
  const group = two(random.pick([random.int(50, 65), random.int(70, 88), random.int(90, 92), random.int(94, 99)]));
  const value = `9${random.digits(2)}${group}${random.digits(4)}`;
  return random.pick([split(value, [3, 2, 4], '-'), split(value, [3, 2, 4], '-'), value]);
}

const wrongItin: Spoil = (value) => value.replace(/^(\d{3}\D?)\d\d/, '$193');

function aba(random: Random): string {
  const body = random.pick([two(random.int(1, 12)), String(random.int(21, 32))]) + random.digits(6);
  return body + String(complement(weigh(body, [3, 7, 1, 3, 7, 1, 3, 7]), 10));
}

function npi(random: Random): string {
  const body = String(random.int(1, 2)) + random.digits(8);
  return body + luhnDigit(`80840${body}`);
}

const MBI_LETTERS = 'ACDEFGHJKMNPQRTUVWXY';

function mbi(random: Random): string {
  const letter = (): string => random.chars(1, MBI_LETTERS);
  const either = (): string => random.chars(1, MBI_LETTERS + '0123456789');
  const value = `${random.int(1, 9)}${letter()}${either()}${random.digits(1)}${letter()}${either()}${random.digits(1)}${letter()}${letter()}${random.digits(2)}`;
  return random.pick([value, split(value, [4, 3, 4], '-')]);
}

/** The letters S, L, O, I, B and Z are never used. */
const wrongMbi: Spoil = (value) => `${value.charAt(0)}S${value.slice(2)}`;

const EIN_PREFIXES = ['10', '12', '20', '26', '27', '30', '32', '45', '46', '47', '61', '71', '81', '82', '85', '95'] as const;
const ein = (random: Random): string => `${random.pick(EIN_PREFIXES)}-${random.digits(7)}`;
const wrongEin: Spoil = (value, random) => random.pick(['00', '07', '89', '97']) + value.slice(2);

function sin(random: Random): string {
  const body = random.pick(['1', '2', '3', '4', '5', '6', '7', '9']) + random.digits(7);
  const value = body + luhnDigit(body);
  return random.pick([split(value, [3, 3, 3], ' '), split(value, [3, 3, 3], '-'), value]);
}

/** Two check digits, each 11 minus the weighted sum, 10 and 11 as 0. Letters count from 17 (ASCII - 48). */
function brazilian(body: string, weights: (length: number) => number[]): string {
  const check = (text: string): string => {
    const sum = [...text].reduce((total, char, i) => total + (char.charCodeAt(0) - 48) * (weights(text.length)[i] ?? 0), 0);
    return sum % 11 < 2 ? '0' : String(11 - (sum % 11));
  };
  const first = body + check(body);
  return first + check(first);
}

function cpf(random: Random): string {
  const value = brazilian(random.digits(9), (length) => Array.from({ length }, (_, i) => length + 1 - i));
  return random.pick([value, `${split(value.slice(0, 9), [3, 3, 3], '.')}-${value.slice(9)}`]);
}

function cnpj(random: Random): string {
  const body = random.chance(0.3) ? random.chars(8, BASE36) + '0001' : random.digits(8) + '0001';
  const value = brazilian(body, (length) => Array.from({ length }, (_, i) => ((length - 1 - i) % 8) + 2));
  return random.pick([value, `${split(value.slice(0, 8), [2, 3, 3], '.')}/${value.slice(8, 12)}-${value.slice(12)}`]);
}

const CURP = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
const STATES = ['AS', 'BC', 'CL', 'DF', 'JC', 'NL', 'OC', 'PL', 'VZ', 'YN'] as const;
const person = (random: Random): string => random.chars(1, 'BCDFGLMR') + random.pick(['A', 'E', 'U']) + random.chars(2, 'BDFGLNRST');

function curp(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  const body =
    person(random) +
    yy +
    mm +
    dd +
    random.pick(['H', 'M']) +
    random.pick(STATES) +
    random.chars(3, 'BCDFGLMNRST') +
    (year < 2000 ? random.digits(1) : random.chars(1, 'AB'));
  const sum = [...body].reduce((total, char, i) => total + CURP.indexOf(char) * (18 - i), 0);
  return body + String(complement(sum, 10));
}

const RFC = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ';

function rfc(random: Random): string {
  const { yy, mm, dd } = birth(random);
  const body = person(random) + yy + mm + dd + random.chars(2, `123456789ABCDEFGH`);
  const sum = [...body].reduce((total, char, i) => total + RFC.indexOf(char) * (13 - i), 0);
  return body + at('0123456789A', (11 - (sum % 11)) % 11);
}

/** Impossible month: the check digit of an RFC is optional. */
const wrongRfc: Spoil = (value) => `${value.slice(0, 6)}13${value.slice(8)}`;

function rut(random: Random): string {
  const body = String(random.int(5_000_000, 24_999_999));
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, i) => total + digit * ((i % 6) + 2), 0);
  const check = at('0123456789K', complement(sum, 11));
  return random.pick([`${body}-${check}`, `${body.replace(/\B(?=(\d{3})+$)/g, '.')}-${check}`]);
}

const wrongAfterDash: Spoil = (value, random) =>
  value.slice(0, -1) + (/\d$/.test(value) ? String((Number(value.slice(-1)) + random.int(1, 9)) % 10) : String(random.int(0, 9)));

function cuit(random: Random): string {
  const value = draw(random, (r) => {
    const body = r.pick(['20', '23', '27', '30', '33']) + r.digits(8);
    const check = complement(weigh(body, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11);
    return check > 9 ? undefined : body + String(check);
  });
  return random.pick([value, split(value, [2, 8, 1], '-')]);
}

function arDni(random: Random): string {
  const value = String(random.int(7_000_000, 48_999_999));
  return random.pick([value, value.replace(/\B(?=(\d{3})+$)/g, '.')]);
}

function nit(random: Random): string {
  const body = String(random.int(800_000_000, 901_999_999));
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, i) => total + digit * ([3, 7, 13, 17, 19, 23, 29, 37, 41][i] ?? 0), 0);
  const check = at('01987654321', sum % 11);
  return random.pick([`${body}-${check}`, `${body.replace(/\B(?=(\d{3})+$)/g, '.')}-${check}`]);
}

function cui(random: Random): string {
  const body = String(random.int(10_000_000, 78_999_999));
  if (random.chance(0.5)) return body;
  return random.pick([body, `${body}-`]) + at('65432110987', weigh(body, [3, 2, 7, 6, 5, 4, 3, 2]) % 11);
}

function ecCedula(random: Random): string {
  const body = two(random.int(1, 24)) + String(random.int(0, 5)) + random.digits(6);
  const value = body + luhnDigit(body);
  return random.pick([value, split(value, [9, 1], '-')]);
}

function doCedula(random: Random): string {
  const body = random.pick(['001', '031', '402']) + random.digits(7);
  const value = body + luhnDigit(body);
  return random.pick([split(value, [3, 7, 1], '-'), split(value, [3, 7, 1], '-'), value]);
}

function uyRut(random: Random): string {
  return draw(random, (r) => {
    const body = `21${String(r.int(1, 999_999)).padStart(6, '0')}001`;
    const check = complement(weigh(body, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), 11);
    return check > 9 ? undefined : body + String(check);
  });
}

function uyCedula(random: Random): string {
  const body = String(random.int(1, 5)) + random.digits(6);
  const check = complement(weigh(body, [2, 9, 8, 7, 6, 3, 4]), 10);
  return random.pick([`${body}${check}`, `${split(body, [1, 3, 3], '.')}-${check}`]);
}

function gtNit(random: Random): string {
  const body = String(random.int(100_000, 99_999_999));
  const sum = digitsOf(body)
    .reverse()
    .reduce((total, digit, i) => total + digit * (i + 2), 0);
  return random.pick([body, `${body}-`]) + at('0123456789K', complement(sum, 11));
}

function rif(random: Random): string {
  const letter = random.pick(['V', 'E', 'J', 'P', 'G']);
  const body = random.digits(8);
  const start = { V: 4, E: 8, J: 12, P: 16, G: 20 }[letter] ?? 0;
  const check = at('00987654321', (start + weigh(body, [3, 2, 7, 6, 5, 4, 3, 2])) % 11);
  return random.pick([`${letter}-${body}-${check}`, `${letter}${body}${check}`]);
}

function carne(random: Random): string {
  const { yy, mm, dd, year } = birth(random);
  return `${yy}${mm}${dd}${year < 2000 ? random.int(0, 5) : random.int(6, 8)}${random.digits(4)}`;
}

const wrongCarne: Spoil = (value) => `${value.slice(0, 2)}13${value.slice(4)}`;

export const AMERICAS: readonly Identifier[] = [
  id('id.us.ssn', 1, 'en', 'social security number; SSN; social security no', ssn, wrongSsn),
  id('id.us.itin', 2, 'en', 'ITIN; individual taxpayer identification number', itin, wrongItin),
  id('bank.routing id.us.aba', 2, 'en', 'routing number; ABA number; ABA routing number; routing transit number', aba, wrongLast),
  id('id.us.npi', 2, 'en', 'NPI; national provider identifier; NPI number', npi, wrongLast),
  id('id.us.mbi', 2, 'en', 'Medicare beneficiary identifier; MBI; Medicare number', mbi, wrongMbi),
  id('id.us.ein', 3, 'en', 'EIN; employer identification number; federal tax ID', ein, wrongEin),
  id('id.ca.sin', 1, 'fr', 'social insurance number; SIN; SIN number; numéro d\u2019assurance sociale', sin, wrongLast),
  id('id.br.cpf', 1, 'pt', 'CPF number; CPF; cadastro de pessoas físicas', cpf, wrongLast),
  id('id.br.cnpj', 2, 'pt', 'CNPJ number; CNPJ; CNPJ da empresa', cnpj, wrongLast),
  id('id.mx.curp', 1, 'es', 'CURP; clave única de registro de población', curp, wrongLast),
  id('id.mx.rfc', 2, 'es', 'RFC; registro federal de contribuyentes', rfc, wrongRfc),
  id('id.cl.rut', 1, 'es', 'RUT number; RUT; RUN; rol único tributario', rut, wrongAfterDash),
  id('id.ar.cuit', 2, 'es', 'CUIT; CUIL; CUIT number', cuit, wrongLast),
  id('id.ar.dni id.pe.cui id.pe.dni', 2, 'es', 'Argentine ID; DNI; documento nacional de identidad', arDni),
  id('id.co.nit', 2, 'es', 'NIT number; NIT; número de identificación tributaria', nit, wrongLast),
  id('id.pe.cui id.pe.dni id.ar.dni', 2, 'es', 'Peruvian DNI; DNI; CUI; documento nacional de identidad', cui),
  id('id.ec.ci', 2, 'es', 'Ecuadorian ID; cédula; cédula de identidad; cédula de ciudadanía', ecCedula, wrongLast),
  id('id.do.cedula', 2, 'es', 'Dominican ID; cédula; cédula de identidad', doCedula, wrongLast),
  id('id.uy.rut', 3, 'es', 'Uruguayan tax number; RUT; RUT de la empresa', uyRut, wrongLast),
  id('id.uy.ci id.uy.rut', 3, 'es', 'Uruguayan ID; cédula de identidad; CI', uyCedula, wrongLast),
  id('id.gt.nit', 3, 'es', 'Guatemalan tax number; NIT; número de NIT', gtNit, wrongAfterDash),
  id('id.ve.rif', 3, 'es', 'RIF; RIF number; registro de información fiscal', rif, wrongLast),
  id('id.cu.ni', 3, 'es', 'Cuban identity card; carné de identidad; carnet de identidad', carne, wrongCarne),
];
