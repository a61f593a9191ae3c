/** Generators of IBANs of every registry country, e-mail addresses, telephone numbers and secrets. */
import { countrySpecs, electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { getExampleNumber, parsePhoneNumberFromString, type CountryCode, type Examples } from 'libphonenumber-js/max';
import { createRequire } from 'node:module';
import type { Random } from '../corpus/random.js';
import { mark, type Draft, type Generator, type Level } from './case.js';
import { BARE, carry, LABELLED, wrapSentence } from './carriers.js';
import { draw, modulo, two } from './ids/checks.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = LETTERS.toLowerCase();
const WORD = `${LETTERS}${LOWER}0123456789`;

interface Made {
  readonly label: string;
  readonly value: string;
  /** A sentence or a line with the marked value, where a field name would not be natural. */
  readonly sentence?: string;
  /** Whether it must be found without a label too. */
  readonly bare: boolean;
}

function generator(name: string, entities: readonly string[], level: Level, make: (random: Random) => Made): Generator {
  return {
    name: `contact/${name}`,
    group: 'contact',
    category: name,
    level,
    entities,
    kind: 'present',
    letters: true,
    make(random): Draft {
      const { label, value, sentence, bare } = make(random);
      if (sentence !== undefined) return wrapSentence(random, sentence);
      return carry(random, bare && random.chance(0.4) ? BARE : LABELLED, { label, value, numeric: false });
    },
  };
}

/** `^[0-9]{4}[A-Z0-9]{6}$` → a text that matches it. */
function fromPattern(random: Random, pattern: string): string {
  let text = '';
  for (const [, set = '', count = '1'] of pattern.matchAll(/\[([^\]]+)\](?:\{(\d+)\})?/g)) {
    const alphabet = (set.includes('0-9') ? '0123456789' : '') + (set.includes('A-Z') ? LETTERS : '') + (set.includes('a-z') ? LOWER : '');
    text += random.chars(Number(count), alphabet);
  }
  return text;
}

const REGISTRY = Object.entries(countrySpecs).flatMap(([country, spec]) =>
  spec.IBANRegistry === true && typeof spec.bban_regexp === 'string' ? [{ country, pattern: spec.bban_regexp }] : [],
);
const ibanDigits = (text: string): string =>
  [...text].map((char) => (/\d/.test(char) ? char : String(LETTERS.indexOf(char) + 10))).join('');

/** ISO 13616 check digits are computed here; the national ones inside are met by drawing until they hold. */
function iban(random: Random): string {
  const { country, pattern } = REGISTRY[random.int(0, REGISTRY.length - 1)] ?? { country: 'GB', pattern: '' };
  return draw(random, (r) => {
    const bban = fromPattern(r, pattern);
    const value = country + two(98 - modulo(ibanDigits(`${bban}${country}00`), 97)) + bban;
    return isValidIBAN(electronicFormatIBAN(value) ?? '') ? value : undefined;
  });
}

const inFours = (value: string): string => (value.match(/.{1,4}/g) ?? []).join(' ');
const IBAN_LABELS = ['IBAN', 'iban number', 'bank account', 'Kontonummer', 'compte bancaire', 'cuenta'] as const;

function wrongIban(value: string, random: Random): string {
  return value.slice(0, 2) + two(2 + ((Number(value.slice(2, 4)) - 2 + random.int(1, 96)) % 97)) + value.slice(4);
}

const LOCAL: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (r) => `${r.chars(r.int(3, 9), LOWER)}.${r.chars(r.int(3, 9), LOWER)}`,
  (r) => `${r.chars(r.int(1, 10), LOWER)}${r.int(1, 99)}`,
  (r) => `${r.chars(4, LOWER)}_${r.chars(5, LOWER)}+${r.chars(4, LOWER)}`,
  (r) => `${r.chars(1, LETTERS)}${r.chars(6, LOWER)}-${r.chars(6, LOWER)}`,
  (r) => `${r.chars(1, LOWER)}${r.digits(4)}`,
];
const TLDS = [
  'com',
  'org',
  'net',
  'se',
  'de',
  'co.uk',
  'fr',
  'io',
  'eu',
  'com.br',
  'co.jp',
  'info',
  'online',
  'bank',
  'no',
  'dk',
  'technology',
] as const;

function email(random: Random): Made {
  const host = `${random.chance(0.3) ? `${random.chars(4, LOWER)}.` : ''}${random.chars(random.int(2, 12), LOWER)}${random.chance(0.2) ? `-${random.chars(3, LOWER)}` : ''}`;
  const value = `${random.pick(LOCAL)(random)}@${host}.${random.pick(TLDS)}`;
  const sentences = [
    `write to ${mark(value)}.`,
    `mailto:${mark(value)}`,
    `Anna Dahl <${mark(value)}>`,
    `(${mark(value)}), or call`,
    `From: ${mark(value)}`,
  ] as const;
  return random.chance(0.4)
    ? { label: '', value, sentence: random.pick(sentences), bare: true }
    : { label: random.pick(['email', 'e-mail address', 'contact']), value, bare: true };
}

const EXAMPLES = createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json') as Examples;
const COUNTRIES = Object.keys(EXAMPLES) as CountryCode[];
const PHONE_LABELS = [
  'phone',
  'phone number',
  'mobile',
  'telephone',
  'Telefon',
  'téléphone',
  'teléfono',
  'telefono',
  'mobilnummer',
] as const;

/** A country's example with its last digits drawn anew, as long as it stays a valid number. */
export function phone(random: Random, write: 'international' | 'e164' | 'national'): string {
  return draw(random, (r) => {
    const country = COUNTRIES[r.int(0, COUNTRIES.length - 1)] ?? 'SE';
    const example = getExampleNumber(country, EXAMPLES)?.number ?? '';
    const number = parsePhoneNumberFromString(example.slice(0, -4) + r.digits(4));
    if (number?.isValid() !== true) return undefined;
    if (write === 'e164') return number.number;
    return write === 'international' ? number.formatInternational() : number.formatNational();
  });
}

const SECRETS: readonly [string, string, (random: Random) => Made][] = [
  ['jwt', 'secret.', (r) => ({ label: 'token', value: `eyJhbGciOiJIUzI1NiJ9.eyJ${r.chars(60, WORD)}.${r.chars(43, WORD)}`, bare: true })],
  [
    'bearer',
    'secret.',
    (r) => ({
      label: '',
      value: '',
      bare: true,
      sentence: `Authorization: Bearer ${mark(`eyJhbGciOiJSUzI1NiJ9.eyJ${r.chars(80, WORD)}.${r.chars(86, WORD)}`)}`,
    }),
  ],
  [
    'private-key',
    'secret.',
    (r) => ({
      label: '',
      value: '',
      bare: true,
      sentence: `-----BEGIN PRIVATE KEY-----\n${mark(`${r.chars(64, WORD)}\n${r.chars(64, WORD)}\n${r.chars(20, WORD)}=`)}\n-----END PRIVATE KEY-----`,
    }),
  ],
  ['aws-key', 'secret.', (r) => ({ label: 'key', value: `AKIA${r.chars(16, `${LETTERS}234567`)}`, bare: true })],
  ['github', 'secret.', (r) => ({ label: 'token', value: `ghp_${r.chars(36, WORD)}`, bare: true })],
  ['stripe', 'secret.', (r) => ({ label: 'key', value: `sk_live_${r.chars(24, WORD)}`, bare: true })],
  ['slack', 'secret.', (r) => ({ label: 'token', value: `xoxb-${r.digits(12)}-${r.digits(12)}-${r.chars(24, WORD)}`, bare: true })],
  ['google', 'secret.', (r) => ({ label: 'key', value: `AIza${r.chars(35, WORD)}`, bare: true })],
  ['password', 'secret.', (r) => ({ label: 'password', value: `${r.chars(6, WORD)}-${r.chars(5, WORD)}`, bare: false })],
];

export const CONTACT: readonly Generator[] = [
  generator('iban', ['bank.iban'], 'must', (r) => ({ label: r.pick(IBAN_LABELS), value: iban(r), bare: true })),
  generator('iban-spaced', ['bank.iban'], 'must', (r) => ({ label: r.pick(IBAN_LABELS), value: inFours(iban(r)), bare: true })),
  {
    ...generator('iban, invalid', ['bank.iban'], 'must', (r) => ({
      label: 'IBAN',
      value: r.pick([inFours, String])(wrongIban(iban(r), r)),
      bare: false,
    })),
    kind: 'absent',
  },
  generator('email', ['contact.email'], 'must', email),
  generator('phone-international', ['contact.phone'], 'must', (r) => ({
    label: r.pick(PHONE_LABELS),
    value: phone(r, 'international'),
    bare: true,
  })),
  generator('phone-e164', ['contact.phone'], 'must', (r) => ({ label: r.pick(PHONE_LABELS), value: phone(r, 'e164'), bare: true })),
  generator('phone-national', ['contact.phone'], 'info', (r) => ({
    label: r.pick(PHONE_LABELS),
    value: phone(r, 'national'),
    bare: false,
  })),
  ...SECRETS.map(([name, entity, make]) => generator(`secret-${name}`, [entity], 'info', make)),
];
