/** What is put into the templates of dialogues: numbers as people write them, from a seed. */
import type { Random } from '../../corpus/random.js';
import { phone } from '../contact.js';
import { draw16 } from '../pan/brands.js';
import { LANGUAGES } from '../spoken/languages.js';
import type { Talk } from './talk.js';

/** A dialogue while it is being made: the card that is given in it is given in pieces of four. */
export interface Making {
  readonly random: Random;
  readonly talk: Talk;
  /** Digits of the card that have not been given yet. */
  card: string;
}

type Slot = (making: Making) => string;

const two = (value: number): string => String(value).padStart(2, '0');
/** Digits that do not begin with a zero. */
const numeral = (random: Random, length: number): string => String(random.int(1, 9)) + random.digits(length - 1);
const letters = (random: Random, length: number): string => random.chars(length, 'ABCDEFGHJKLMNPRSTUVWXYZ');
const fours = (digits: string): string => (digits.match(/.{1,4}/g) ?? []).join(' ');

const TRACKING: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) => `1Z${letters(random, 3)}${random.digits(13)}`,
  (random) => `${letters(random, 2)}${random.digits(9)}${letters(random, 2)}`,
  (random) => numeral(random, 8),
];

function amount({ random, talk }: Making): string {
  const whole = random.chance(0.2) ? random.int(1_000, 4_999) : random.int(4, 899);
  return random.pick(talk.money)(whole, random.pick(['00', '00', '50', '90', '95', '99', '49']));
}

/** A number without a prefix may be the digits of anything: it is counted apart. */
const telephone = (number: string): string => `{${/^(?:[+0(]|\d{3}-\d{3}-\d{4}$)/.test(number) ? 'phone' : 'local'} ${number}}`;

/** The next four digits of the card, as digits or in words. */
function piece(making: Making): string {
  const { random, talk } = making;
  if (making.card === '') making.card = draw16(random);
  const digits = making.card.slice(0, 4);
  making.card = making.card.slice(4);
  const words = LANGUAGES.find(({ code }) => code === talk.code)?.digits;
  return words === undefined || random.chance(0.6) ? digits : [...digits].map((digit) => words[Number(digit)]).join(' ');
}

export const SLOTS: Readonly<Record<string, Slot>> = {
  order: ({ random }) => `{order ${numeral(random, random.int(5, 8))}}`,
  longorder: ({ random }) => `{order ${numeral(random, random.int(9, 12))}}`,
  grouped: ({ random }) => `{order ${random.int(100, 999)}-${random.digits(7)}-${random.digits(7)}}`,
  ticket: ({ random }) => `{ticket ${random.chance(0.3) ? '#' : ''}${numeral(random, random.int(5, 7))}}`,
  tracking: ({ random }) => `{tracking ${random.pick(TRACKING)(random)}}`,
  amount: (making) => `{amount ${amount(making)}}`,
  time: ({ random, talk }) => `{time ${random.pick(talk.times)(random.int(9, 20), two(5 * random.int(0, 11)))}}`,
  date: ({ random, talk }) => `{date ${random.pick(talk.dates)(random.int(1, 28), random.pick(talk.months), two(random.int(1, 12)))}}`,
  phone: ({ random }) => telephone(phone(random, random.chance(0.7) ? 'international' : 'national')),
  code: ({ random }) => `{code ${random.digits(6)}}`,
  zip: ({ random }) => `{zip ${numeral(random, 5)}}`,
  days: ({ random, talk }) => `{count ${random.pick(talk.days)}}`,
  minutes: ({ random, talk }) => `{count ${random.pick(talk.minutes)}}`,
  percent: ({ random }) => `{count ${5 * random.int(1, 10)} %}`,
  room: ({ random }) => `{other ${random.int(101, 899)}}`,
  card: ({ random }) => `{card ${fours(draw16(random))}}`,
  piece: (making) => `{card ${piece(making)}}`,
  cvc: ({ random }) => `{cvc ${random.digits(3)}}`,
  expiry: ({ random }) => `{expiry ${two(random.int(1, 12))}/${random.int(27, 31)}}`,
};
