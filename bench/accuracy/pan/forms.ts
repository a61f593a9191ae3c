/** The hard forms of a card number, by category and level: how people and systems write one so that a plain pattern misses it. */
import { mark, type Level } from '../case.js';
import { draw15, draw16, draw19 } from './brands.js';
import { SCRIPT, ZERO_WIDTH } from './characters.js';
import { STRUCTURED } from './structured.js';
import { escapeName, form, fours, groups, sentence, whole, type Form, type Write } from './write.js';

const MUST_SEPARATORS = [
  ' ',
  '-',
  '.',
  '/',
  '_',
  '*',
  '|',
  '+',
  ',',
  ':',
  '\\',
  '~',
  '\u00a0',
  '\u2009',
  '\u202f',
  '\u2013',
  '\u2011',
  '\u2022',
  '\u00b7',
  '\u3000',
  '  ',
  ' - ',
];
const SHOULD_SEPARATORS = ['\u2014', '\u2212', '\u2003', '\u2007', '\t', '. ', ', ', ' / ', '   '];

const SEPARATORS: Form[] = [
  ...MUST_SEPARATORS.map((char) =>
    form(
      'separator',
      'must',
      escapeName(char),
      sentence((pan) => fours(pan).join(char)),
    ),
  ),
  ...SHOULD_SEPARATORS.map((char) =>
    form(
      'separator',
      'should',
      escapeName(char),
      sentence((pan) => fours(pan).join(char)),
    ),
  ),
  form(
    'separator',
    'must',
    'mixed',
    sentence((pan) =>
      fours(pan)
        .map((part, i) => part + (['-', ' ', '.'][i] ?? ''))
        .join(''),
    ),
  ),
  form(
    'separator',
    'must',
    'amex',
    whole((pan) => `amex ${mark(fours(pan).join(' '))}`, draw15),
  ),
];

const GROUPING: Form[] = [
  ...[' ', '-', '.'].map((char) =>
    form(
      'grouping',
      'must',
      `single-${escapeName(char)}`,
      sentence((pan) => [...pan].join(char)),
    ),
  ),
  ...[[2], [3], [5], [8], [6], [4, 4, 8], [8, 4, 4], [6, 10], [4, 12], [12, 4], [1, 3, 4]].map((lengths) =>
    form(
      'grouping',
      'must',
      lengths.join('-'),
      sentence((pan) => groups(pan, ...lengths).join(' ')),
    ),
  ),
  form(
    'grouping',
    'must',
    'amex-4-6-5-dashes',
    whole((pan) => `card ${mark(groups(pan, 4, 6, 5).join('-'))}.`, draw15),
  ),
  form(
    'grouping',
    'must',
    'amex-unbroken',
    whole((pan) => `amex ${mark(pan)}.`, draw15),
  ),
  form(
    'grouping',
    'must',
    'nineteen-4-4-4-4-3',
    whole((pan) => `unionpay ${mark(groups(pan, 4).join(' '))}`, draw19),
  ),
  form(
    'grouping',
    'must',
    'nineteen-7-12',
    whole((pan) => `unionpay ${mark(groups(pan, 7, 12).join(' '))}`, draw19),
  ),
  form(
    'grouping',
    'must',
    'nineteen-6-13',
    whole((pan) => `card ${mark(groups(pan, 6, 13).join(' '))}`, draw19),
  ),
  form(
    'grouping',
    'should',
    'uneven',
    sentence((pan) => groups(pan, 3, 5, 2, 4, 2).join(' ')),
  ),
];

const GLUED: Form[] = (
  [
    ['letters-before', 'must', (pan) => `card${mark(pan)} ok`],
    ['letters-after', 'must', (pan) => `${mark(pan)}visa`],
    ['kana-around', 'must', (pan) => `カード${mark(pan)}です`],
    ['han-around', 'must', (pan) => `卡号${mark(pan)}，谢谢`],
    ['hash', 'must', (pan) => `card#${mark(pan)}`],
    ['quotes', 'must', (pan) => `card "${mark(pan)}"`],
    ['brackets', 'must', (pan) => `paid with (${mark(pan)})`],
    ['expiry-behind', 'must', (pan) => `${mark(pan)} 12/27 123`],
    ['grouped-expiry-behind', 'must', (pan) => `${mark(fours(pan).join(' '))} 12/27 123`],
    ['expiry-glued', 'must', (pan) => `card ${mark(pan)}12/27`],
    ['expiry-dashed', 'must', (pan) => `card ${mark(fours(pan).join('-'))}-12/27`],
    ['expiry-digits', 'must', (pan) => `card ${mark(fours(pan).join(' '))} 1227 123`],
    ['number-before', 'must', (pan, r) => `${r.int(10, 99)} ${mark(fours(pan).join('-'))}`],
    ['number-behind', 'must', (pan, r) => `card ${mark(fours(pan).join('-'))}-${r.int(1, 9)}`],
    ['amount-before', 'must', (pan, r) => `refund ${r.int(10, 99)}.${r.int(10, 99)} to ${mark(pan)}`],
    ['zip-behind', 'must', (pan, r) => `card ${mark(fours(pan).join(' '))} ${r.digits(5)}`],
    ['slash-list', 'must', (pan) => `${mark(pan)}/1227/123`],
    ['comma-list', 'must', (pan) => `${mark(pan)},12,2027,123`],
    ['semicolon', 'must', (pan) => `Anna;${mark(pan)};1227`],
    ['pipe-dump', 'must', (pan) => `${mark(pan)}|12|2027|123|Anna Dahl`],
    ['equals', 'must', (pan) => `pan=${mark(pan)}`],
    ['underscore-around', 'must', (pan) => `file_${mark(pan)}_scan.png`],
    ['at-start', 'must', (pan) => `${mark(pan)} is my card`],
    ['zero-width-behind', 'must', (pan) => `card${mark(fours(pan).join(' '))}\u200b`],
    ['cvc-before', 'should', (pan) => `cvc 123 ${mark(fours(pan).join(' '))}`],
    ['two-in-a-row', 'should', (pan, r) => `${mark(fours(pan).join(' '))} ${mark(fours(draw16(r)).join(' '))}`],
    ['two-lines', 'should', (pan, r) => `cards:\n${mark(pan)}\n${mark(draw16(r))}`],
    ['two-slash', 'should', (pan, r) => `cards ${mark(pan)}/${mark(draw16(r))}`],
    ['letter-both-sides', 'should', (pan) => `cc${mark(pan)}exp1227`],
    ['plus-sign', 'should', (pan) => `+${mark(pan)}`],
    ['phone-before', 'should', (pan, r) => `070-${r.digits(3)} ${r.digits(2)} ${r.digits(2)}, card ${mark(fours(pan).join(' '))}`],
  ] satisfies [string, Level, Write][]
).map(([name, level, write]) => form('glued', level, name, whole(write)));

const LINES: Form[] = [
  form(
    'line-break',
    'must',
    'one-group-a-line',
    whole((pan) => `here you go:\n${mark(fours(pan).join('\n'))}\nbye`),
  ),
  form(
    'line-break',
    'must',
    'two-lines',
    whole(
      (pan) =>
        `here you go:\n${mark(
          groups(pan, 8)
            .map((half) => groups(half, 4).join(' '))
            .join('\n'),
        )}\nbye`,
    ),
  ),
  form(
    'line-break',
    'must',
    'crlf',
    whole((pan) => `here you go:\r\n${mark(fours(pan).join('\r\n'))}\r\nbye`),
  ),
  form(
    'line-break',
    'must',
    'quote-prefix',
    whole(
      (pan) =>
        `here you go:\n> ${mark(
          groups(pan, 8)
            .map((half) => groups(half, 4).join(' '))
            .join('\n> '),
        )}\nbye`,
    ),
  ),
  form(
    'line-break',
    'must',
    'quoted-printable',
    whole((pan) => `card ${mark(`${pan.slice(0, 4)} ${pan.slice(4, 8)}=\n ${pan.slice(8, 12)} ${pan.slice(12)}`)}`),
  ),
  form(
    'line-break',
    'must',
    'quoted-printable-crlf',
    whole((pan) => `card ${mark(`${pan.slice(0, 8)}=\r\n${pan.slice(8)}`)}`),
  ),
  form('line-break', 'must', 'json-escaped', (random) => ({
    text: `{"text":"card\\n${mark(fours(draw16(random)).join('\\n'))}\\nbye"}`,
    format: 'json',
  })),
];

const CHAT: Form[] = (
  [
    [
      'words-then-digits',
      'must',
      (pan, r) => `card: it's ${mark(spell(pan.slice(0, 4)))} then ${mark(groups(pan.slice(4), 4).join(' '))}${r.pick(['', ' ok'])}`,
    ],
    ['then', 'should', (pan) => `card ${marked(fours(pan)).join(' then ')}`],
    ['labels', 'should', (pan) => `card: first four ${marked(fours(pan)).join(' next ')}`],
    ['ellipsis', 'should', (pan) => `card ${mark(fours(pan).join('... '))}`],
    ['and', 'should', (pan) => `my card is ${marked(fours(pan)).join(' and ')}`],
    ['um', 'should', (pan) => `my card is ${marked(fours(pan)).join(' um ')}`],
    [
      'turns',
      'should',
      (pan) =>
        `A: card number?\n${marked(fours(pan))
          .map((part) => `C: ${part}`)
          .join('\nA: ok\n')}`,
    ],
    [
      'times',
      'should',
      (pan) =>
        `A: card number?\n${marked(fours(pan))
          .map((part, i) => `[09:1${i}] C: ${part}`)
          .join('\n')}`,
    ],
    [
      'keycap-first',
      'should',
      (pan) =>
        `card ${mark([...pan.slice(0, 4)].map((digit) => `${digit}\ufe0f\u20e3`).join('') + ' ' + groups(pan.slice(4), 4).join(' '))}`,
    ],
  ] satisfies [string, Level, Write][]
).map(([name, level, write]) => form('chat', level, name, whole(write)));

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spell = (digits: string): string => [...digits].map((digit) => DIGIT_WORDS[Number(digit)] ?? '').join('-');
const marked = (parts: readonly string[]): string[] => parts.map(mark);

/** Looks like a digit to a scanner. */
const OCR: readonly [string, RegExp, string][] = [
  ['l-for-1', /1/, 'l'],
  ['O-for-0', /0/, 'O'],
  ['I-for-1', /1/, 'I'],
  ['S-for-5', /5/, 'S'],
  ['B-for-8', /8/, 'B'],
];

const TYPO: Form[] = [
  ...OCR.map(([name, from, to]) =>
    form(
      'ocr',
      'stretch',
      name,
      whole((pan) => `scanned card: ${mark(fours(pan).join(' ').replace(from, to))}`),
    ),
  ),
  form(
    'typo',
    'should',
    'last-digit',
    whole((pan) => `card number ${mark(fours(wrongLast(pan)).join(' '))}`),
  ),
  form(
    'typo',
    'should',
    'one-short',
    whole(
      (pan) => `my visa: ${mark(fours(pan.slice(0, 14) + (pan[15] ?? '')).join(' '))}`,
      (random) => `4${draw16(random).slice(1)}`,
    ),
  ),
  form(
    'typo',
    'should',
    'stray-space',
    whole((pan) => `my card is ${mark(`${pan.slice(0, 4)} ${pan.slice(4, 8)} ${pan.slice(8, 12)} ${pan.slice(12, 15)} ${pan.slice(15)}`)}`),
  ),
  form(
    'typo',
    'should',
    'swapped',
    whole((pan) => `card number ${mark(fours(wrongLast(pan)).join('-'))}`),
  ),
];

const wrongLast = (pan: string): string => pan.slice(0, -1) + String((Number(pan.slice(-1)) + 1) % 10);

export const FORMS: readonly Form[] = [
  ...SEPARATORS,
  ...ZERO_WIDTH,
  ...GROUPING,
  ...GLUED,
  ...SCRIPT,
  ...LINES,
  ...CHAT,
  ...TYPO,
  ...STRUCTURED,
];
