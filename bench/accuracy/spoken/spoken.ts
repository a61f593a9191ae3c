/** Generators of card numbers as people say them: digit by digit, in pairs, doubled, with fillers, half in numerals. */
import { mark, type Generator, type Level } from '../case.js';
import { wrapSentence } from '../carriers.js';
import type { Random } from '../../corpus/random.js';
import { draw16, undeniable } from '../pan/brands.js';
import { LANGUAGES, type Language } from './languages.js';

type Say = (language: Language, digits: string, random: Random) => string;

const word = ({ digits }: Language, digit: string): string => digits[Number(digit)] ?? '';

/** 41 → forty-one; 07 → zero seven. */
function pair(language: Language, two: string): string {
  const [ten, unit] = [Number(two[0]), Number(two[1])];
  if (ten === 0) return `${word(language, '0')} ${word(language, String(unit))}`;
  if (ten === 1) return language.teens[unit] ?? '';
  const tens = language.tens[ten - 2] ?? '';
  return unit === 0 ? tens : language.compound(tens, word(language, String(unit)), ten, unit);
}

const chunks = (digits: string, length: number): string[] => digits.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
const byDigit: Say = (language, digits) => [...digits].map((digit) => word(language, digit)).join(' ');

/** Runs of the same digit as “double” and “triple”. */
const doubled: Say = (language, digits) =>
  (digits.match(/(\d)\1{0,2}/g) ?? [])
    .map((run) => {
      const said = word(language, run.charAt(0));
      if (run.length === 3 && language.triple !== undefined) return `${language.triple} ${said}`;
      if (run.length === 2 && language.double !== undefined) return `${language.double} ${said}`;
      return Array.from(run, () => said).join(' ');
    })
    .join(' ');

const WAYS: readonly [string, Level, Say][] = [
  ['digits', 'must', byDigit],
  ['commas', 'must', (language, digits) => [...digits].map((digit) => word(language, digit)).join(', ')],
  [
    'groups',
    'must',
    (language, digits) =>
      chunks(digits, 4)
        .map((part) => [...part].map((digit) => word(language, digit)).join(' '))
        .join(', '),
  ],
  [
    'dashes',
    'must',
    (language, digits) =>
      chunks(digits, 4)
        .map((part) => [...part].map((digit) => word(language, digit)).join('-'))
        .join(' '),
  ],
  [
    'capitals',
    'must',
    (language, digits) =>
      [...digits]
        .map((digit) => word(language, digit))
        .map((text) => text.charAt(0).toUpperCase() + text.slice(1))
        .join(' '),
  ],
  [
    'other-words',
    'must',
    (language, digits) =>
      [...digits].map((digit) => language.others.find(([of]) => of === Number(digit))?.[1] ?? word(language, digit)).join(' '),
  ],
  ['doubles', 'should', doubled],
  [
    'pairs',
    'should',
    (language, digits) =>
      chunks(digits, 2)
        .map((two) => pair(language, two))
        .join(' '),
  ],
  [
    'pairs-commas',
    'should',
    (language, digits) =>
      chunks(digits, 2)
        .map((two) => pair(language, two))
        .join(', '),
  ],
  [
    'half-pairs',
    'should',
    (language, digits, random) =>
      `${byDigit(language, digits.slice(0, 8), random)} ${chunks(digits.slice(8), 2)
        .map((two) => pair(language, two))
        .join(' ')}`,
  ],
  [
    'fillers',
    'should',
    (language, digits, random) =>
      chunks(digits, 4)
        .map((part) => byDigit(language, part, random))
        .join(` ${random.pick(language.fillers)} `),
  ],
  [
    'words-then-numerals',
    'should',
    (language, digits, random) => `${byDigit(language, digits.slice(0, 8), random)} ${chunks(digits.slice(8), 4).join(' ')}`,
  ],
  [
    'numerals-then-words',
    'should',
    (language, digits, random) => `${chunks(digits.slice(0, 8), 4).join(' ')} ${byDigit(language, digits.slice(8), random)}`,
  ],
];

const common = { group: 'spoken', entities: ['card.'], letters: true } as const;

const present: Generator[] = LANGUAGES.flatMap((language) =>
  WAYS.filter(([name]) => name !== 'doubles' || language.double !== undefined).map(([name, level, say]) => ({
    ...common,
    name: `spoken/${language.code}/${name}`,
    category: `${language.code}, ${level}`,
    level,
    kind: 'present' as const,
    share: 0.3,
    make: (random: Random) => wrapSentence(random, `${random.pick(language.leads)} ${mark(say(language, draw16(random), random))}`),
  })),
);

/** Sixteen said digits that no brand has issued, without a card word. */
function notACard(random: Random): string {
  for (;;) {
    const digits = random.digits(16);
    if (!undeniable(digits)) return digits;
  }
}

const NOT: readonly [string, (language: Language, random: Random) => string][] = [
  ['phone', (language, random) => `${language.phone} ${byDigit(language, `0${random.digits(9)}`, random)}`],
  ['counting', (language) => [...language.digits.slice(1), ...language.teens].join(' ')],
  ['sixteen-digits', (language, random) => `${byDigit(language, notACard(random), random)}`],
];

const absent: Generator[] = LANGUAGES.flatMap((language) =>
  NOT.map(([name, write]) => ({
    ...common,
    name: `spoken/${language.code}/not-${name}`,
    category: `not a card: ${name}`,
    level: 'must' as const,
    kind: 'absent' as const,
    share: 0.2,
    make: (random: Random) => wrapSentence(random, write(language, random)),
  })),
);

export const SPOKEN: readonly Generator[] = [...present, ...absent];
