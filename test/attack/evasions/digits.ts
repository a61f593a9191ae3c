/** Evasions 11–22: how the digits of a number are written, and what stands between and beside them. */
import { type BodyWay, type Evasion, type Make, type Standing, digitsFrom, each, grouped } from './evasion.js';

const text = (name: string, make: Make, stands: Standing = 'masked'): BodyWay => ({
  over: 'body',
  type: 'text/plain; charset=utf-8',
  name,
  make: (card) => `note ${String(make(card))} end`,
  stands,
});
const JOINS_UNRELATED = 'would join unrelated numbers';

export const DIGITS: readonly Evasion[] = [
  {
    number: 11,
    name: 'separators',
    story: 'People and forms group digits as they like; a pattern knows spaces and dashes.',
    right: 'mask',
    ways: [
      ...Object.entries({
        space: ' ',
        dash: '-',
        dot: '.',
        slash: '/',
        underscore: '_',
        newline: '\n',
        CRLF: '\r\n',
        tab: '\t',
        mixed: ' - ',
      }).map(([name, separator]) => text(name, (card) => grouped(card, separator))),
      text('a space between all digits', (card) => each(card, (c) => `${c} `)),
      text('a different one each time', (card) => `${card.slice(0, 4)}-${card.slice(4, 8)}.${card.slice(8, 12)}/${card.slice(12)}`),
    ],
  },
  {
    number: 12,
    name: 'thousands separators',
    story: 'A report formats the number of a card like an amount.',
    right: 'mask',
    ways: [
      text('commas, near a card word', (card) => `card ${thousands(card, ',')}`),
      text('commas', (card) => thousands(card, ','), { leaks: 'lists of numbers look the same; near a card word it is masked' }),
      text('apostrophes', (card) => thousands(card, "'")),
      text('typographic apostrophes', (card) => thousands(card, '’')),
      text('dots', (card) => thousands(card, '.')),
    ],
  },
  {
    number: 13,
    name: 'spaces of Unicode',
    story: 'A no-break or thin space looks like a space and is none to a pattern.',
    right: 'mask',
    ways: Object.entries({
      'no-break': '\u00a0',
      thin: '\u2009',
      'narrow no-break': '\u202f',
      figure: '\u2007',
      ideographic: '\u3000',
      ogham: '\u1680',
    }).map(([name, space]) => text(name, (card) => grouped(card, space))),
  },
  {
    number: 14,
    name: 'characters that nobody sees',
    story: 'Zero-width characters survive copy and paste; the reader sees the card, the scanner sees single digits.',
    right: 'mask',
    ways: Object.entries({
      'zero-width space': '\u200b',
      'soft hyphen': '\u00ad',
      'byte order mark': '\ufeff',
      'bidi marks': '\u202e',
      'word joiner': '\u2060',
      'variation selector': '\ufe0f',
      'Hangul fillers': '\u3164',
      'half-width fillers': '\uffa0',
      'blank Braille patterns': '\u2800',
      'Khmer inherent vowels': '\u17b4',
      'annotation anchors': '\ufff9',
      'beams of musical notation': '\u{1d173}',
      noncharacters: '\ufdd0',
    }).map(([name, mark]) => text(name, (card) => [...card].join(mark))),
  },
  {
    number: 15,
    name: 'combining marks',
    story: 'Digits with accents are digits still.',
    right: 'mask',
    ways: [
      text('acute accents', (card) => [...card].join('\u0301')),
      text('keycaps', (card) => each(card, (c) => `${c}\u20e3`)),
      text('Cyrillic signs around digits', (card) => each(card, (c) => `${c}\u0489`)),
    ],
  },
  {
    number: 16,
    name: 'long separators',
    story: 'A scanner that joins groups over any distance must hold back without end; one that does not can be outrun.',
    right: 'mask or refuse',
    ways: [
      text('four spaces', (card) => grouped(card, '    ')),
      text('sixty-four spaces', (card) => grouped(card, ' '.repeat(64)), {
        leaks: 'a gap of more than four separators ends a number, so that holdback stays short',
      }),
      text('a thousand newlines', (card) => grouped(card, '\n'.repeat(1000)), { leaks: 'as above' }),
    ],
  },
  {
    number: 17,
    name: 'words between groups',
    story: 'Dictated numbers come with filler words.',
    right: 'alert',
    ways: [
      text('then', (card) => `card ${grouped(card, ' then ')}`),
      text('then, without a card word', (card) => grouped(card, ' then '), { leaks: JOINS_UNRELATED }),
    ],
  },
  {
    number: 18,
    name: 'digits of other scripts',
    story: 'Full-width and Arabic digits are digits to every reader, and to Unicode.',
    right: 'mask',
    ways: [
      text('full-width', digitsFrom(0xff10)),
      text('Arabic-Indic', digitsFrom(0x0660)),
      text('Devanagari', digitsFrom(0x0966)),
      text('Thai, in groups', (card) => digitsFrom(0x0e50)(grouped(card, ' '))),
      text('scripts mixed', (card) => card.slice(0, 8) + digitsFrom(0xff10)(card.slice(8))),
    ],
  },
  {
    number: 19,
    name: 'mathematical digits, superscripts',
    story: 'Digits for formulas read as digits and sort as something else.',
    right: 'mask',
    ways: [
      text('bold', digitsFrom(0x1d7ce)),
      text('monospaced', digitsFrom(0x1d7f6)),
      text('superscript, near a card word', (card) => `card ${superscript(card)}`),
      text('superscript', superscript, { leaks: 'read as digits only near a card word: notes and exponents look the same' }),
    ],
  },
  {
    number: 20,
    name: 'letters that look like digits',
    story: 'O for zero and l for one: a human reads the card, nothing else does.',
    right: 'alert',
    ways: [
      text(
        'l for 1, O for 0',
        (card) => card.replaceAll('1', 'l').replaceAll('0', 'O').replaceAll('5', 'S').replaceAll('2', 'Z'),
        'dropped',
      ),
    ],
  },
  {
    number: 21,
    name: 'reversed, spelled out',
    story: 'A customer on the phone spells; a thief writes backwards.',
    right: 'alert',
    ways: [
      text('spelled', (card) => [...card].map((c) => NAMES[Number(c)] ?? c).join(' ')),
      text('reversed', (card) => [...card].reverse().join(''), {
        leaks: 'any digits are a card backwards to somebody who agreed on it before',
      }),
    ],
  },
  {
    number: 22,
    name: 'glued to other digits',
    story: 'A greedy pattern takes the whole run, fails its checksum, and gives up.',
    right: 'mask',
    ways: [
      text('a group behind', (card) => `${card} 12`),
      text('a date behind', (card) => `${card} 12/27`),
      text('six digits before, near a card word', (card) => `card: 999994${card}`),
      text('two digits before, near a card word', (card) => `card 99${card}`),
      text('digits before', (card) => `99${card}`, {
        leaks: 'numbers of eighteen digits would be full of cards; behind a card word it is masked',
      }),
      text('digits behind, near a card word', (card) => `card ${card}12`),
      text('digits behind', (card) => `${card}12`, { leaks: 'as above; near a card word it is masked' }),
      text('a zero before', (card) => `0${card}`),
      text('a letter before', (card) => `x${card}`),
      text('letters around', (card) => `ref${card}abc`),
      text('two cards in one run', (card) => card + card),
    ],
  },
];

const NAMES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function thousands(card: string, separator: string): string {
  return card.replace(/(?<=.)(?=(?:...)+$)/gs, separator);
}

function superscript(card: string): string {
  return card.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '');
}
