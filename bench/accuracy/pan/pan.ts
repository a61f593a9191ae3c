/** Generators of card numbers: every brand and length in many carriers, every hard form, and what stands beside a card. */
import type { Generator, Level } from '../case.js';
import { mark, plain } from '../case.js';
import { BARE, LABELLED, carry } from '../carriers.js';
import type { Random } from '../../corpus/random.js';
import { BRANDS, draw16, drawPan, type Brand } from './brands.js';
import { FORMS } from './forms.js';
import { fours } from './write.js';

const CARD_LABELS = [
  'card number',
  'card no',
  'credit card',
  'credit card number',
  'cardholder card',
  'payment card',
  'PAN',
  'debit card number',
  'kortnummer',
  'Kreditkarte',
  'numéro de carte',
  'número de tarjeta',
  'kaartnummer',
] as const;

/** Unbroken or in printed groups. */
function written(random: Random, pan: string): string {
  const grouped = fours(pan);
  return random.pick([pan, pan, grouped.join(' '), grouped.join('-')]);
}

function inContext(brand: Brand, length: number): Generator {
  return {
    name: `pan/brand/${brand.name}-${length}`,
    group: 'pan',
    category: `brand ${brand.name}`,
    level: brand.level,
    entities: ['card.'],
    kind: 'present',
    letters: false,
    make(random) {
      const value = written(random, drawPan(random, brand, length));
      return carry(random, LABELLED, { label: random.pick(CARD_LABELS), value, numeric: /^\d+$/.test(value) });
    },
  };
}

function withoutContext(brand: Brand, length: number): Generator {
  return {
    ...inContext(brand, length),
    name: `pan/bare/${brand.name}-${length}`,
    category: `brand ${brand.name}, no card word`,
    make(random) {
      const value = written(random, drawPan(random, brand, length));
      return carry(random, BARE, { label: '', value, numeric: /^\d+$/.test(value) });
    },
  };
}

const needsContext = ({ inContext: gated }: Brand, length: number): boolean => gated === 'all' || gated?.includes(length) === true;

const brands: Generator[] = BRANDS.flatMap((brand) =>
  brand.lengths.flatMap((length) => [inContext(brand, length), ...(needsContext(brand, length) ? [] : [withoutContext(brand, length)])]),
);

const forms: Generator[] = FORMS.map(({ category, name, level, make }) => ({
  name: `pan/${category}/${name}`,
  group: 'pan',
  category,
  level,
  entities: ['card.'],
  kind: 'present',
  letters: category === 'base64' || category === 'ocr' || category === 'hex' || name === 'rfc2047',
  make,
}));

interface Beside {
  readonly category: string;
  readonly entity: string;
  readonly name: string;
  readonly level: Level;
  readonly write: (pan: string, random: Random) => string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const month = (random: Random): string => two(random.int(1, 12));
const CODES: readonly [string, string][] = [
  ['en-cvv', 'CVV {}'],
  ['en-cvc2', 'CVC2: {}'],
  ['en-security-code', 'security code is {}'],
  ['en-back', 'three on the back {}'],
  ['sv', 'säkerhetskod {}'],
  ['de', 'Prüfnummer {}'],
  ['fr', 'cryptogramme {}'],
  ['es', 'código de seguridad {}'],
  ['it', 'codice di sicurezza {}'],
  ['nl', 'beveiligingscode {}'],
  ['ja', 'セキュリティコード{}'],
  ['json', '{"cvc":"{}"}'],
];
const DATES: readonly [string, (random: Random) => string][] = [
  ['slash', (random) => `${month(random)}/${random.int(26, 33)}`],
  ['slash-year', (random) => `${month(random)}/20${random.int(26, 33)}`],
  ['spaces', (random) => `${month(random)} / ${random.int(26, 33)}`],
  ['dash', (random) => `${month(random)}-${random.int(26, 33)}`],
  ['german-month', (random) => `${random.pick(['Jan.', 'Dez.', 'Okt.'])} 20${random.int(26, 33)}`],
  ['english-month', (random) => `${random.pick(['Dec', 'March', 'Sep'])} 20${random.int(26, 33)}`],
];

const beside: Beside[] = [
  ...CODES.map(([name, text]) => ({
    category: 'cvv',
    entity: 'card.cvc',
    name,
    level: 'should' as const,
    write: (_: string, random: Random) => text.replace('{}', mark(random.digits(3))),
  })),
  ...DATES.map(([name, date]) => ({
    category: 'expiry',
    entity: 'card.expiry',
    name,
    level: 'should' as const,
    write: (pan: string, random: Random) => `${pan} exp ${mark(date(random))}`,
  })),
];

const codes: Generator[] = beside.map(({ category, entity, name, level, write }) => ({
  name: `pan/${category}/${name}`,
  group: 'pan',
  category,
  level,
  entities: [entity],
  kind: 'present',
  letters: false,
  make: (random) => plain(write(draw16(random), random)),
}));

/** Draws per generator: brands have many lengths and the forms many writers, so each needs fewer than a whole identifier does. */
const SHARE = 0.4;
export const PAN: readonly Generator[] = [...brands, ...forms, ...codes].map((generator) => ({ ...generator, share: SHARE }));
