/** Hard forms of a card number in other characters: digits of all scripts, and characters nobody sees. */
import type { Level } from '../case.js';
import { escapeName, form, fours, sentence, type Form } from './write.js';

/** Zero of each script; the other digits follow. */
const SCRIPTS: readonly [string, Level, number][] = [
  ['fullwidth', 'must', 0xff10],
  ['arabic-indic', 'must', 0x0660],
  ['persian', 'must', 0x06f0],
  ['devanagari', 'must', 0x0966],
  ['bengali', 'must', 0x09e6],
  ['thai', 'must', 0x0e50],
  ['gujarati', 'should', 0x0ae6],
  ['gurmukhi', 'should', 0x0a66],
  ['tamil', 'should', 0x0be6],
  ['telugu', 'should', 0x0c66],
  ['kannada', 'should', 0x0ce6],
  ['khmer', 'should', 0x17e0],
  ['lao', 'should', 0x0ed0],
  ['myanmar', 'should', 0x1040],
  ['tibetan', 'should', 0x0f20],
  ['mongolian', 'should', 0x1810],
  ['math-bold', 'should', 0x1d7ce],
  ['math-monospace', 'should', 0x1d7f6],
];

const inScript = (pan: string, zero: number): string =>
  [...pan].map((digit) => (/\d/.test(digit) ? String.fromCodePoint(zero + Number(digit)) : digit)).join('');
const circled = (pan: string): string =>
  [...pan].map((digit) => (digit === '0' ? '\u24ea' : String.fromCodePoint(0x245f + Number(digit)))).join('');

export const SCRIPT: readonly Form[] = [
  ...SCRIPTS.map(([name, level, zero]) =>
    form(
      'script',
      level,
      name,
      sentence((pan) => inScript(pan, zero)),
    ),
  ),
  ...SCRIPTS.slice(0, 3).map(([name, level, zero]) =>
    form(
      'script',
      level,
      `${name}-grouped`,
      sentence((pan) => inScript(fours(pan).join(' '), zero)),
    ),
  ),
  form(
    'script',
    'should',
    'mixed',
    sentence((pan) =>
      fours(pan)
        .map((part, i) => (i % 2 === 0 ? inScript(part, 0xff10) : part))
        .join(' '),
    ),
  ),
  form('script', 'stretch', 'circled', sentence(circled)),
  form(
    'script',
    'should',
    'keycaps',
    sentence((pan) => [...pan].map((digit) => `${digit}\ufe0f\u20e3`).join('')),
  ),
];

const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u200e', '\u200f'];

export const ZERO_WIDTH: readonly Form[] = INVISIBLE.flatMap((char) => [
  form(
    'zero-width',
    'must',
    `${escapeName(char)}-each`,
    sentence((pan) => [...pan].join(char)),
  ),
  form(
    'zero-width',
    'must',
    `${escapeName(char)}-groups`,
    sentence((pan) => fours(pan).join(char)),
  ),
]);
