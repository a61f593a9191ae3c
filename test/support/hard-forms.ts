/**
 * How people and systems write a card number so that a plain pattern misses it: sentences with one of the test numbers in them. `must`
 * is never missed, in any carrier. Written down here once more, apart from the bench, because a judge should have a list of its own.
 */

export interface HardForm {
  readonly category: string;
  readonly name: string;
  readonly pan: string;
  readonly text: string;
}

const VISA = '4111111111111111';
const MASTERCARD = '5555555555554444';
const MASTERCARD2 = '2223003122003222';
const AMEX = '378282246310005';
const UNIONPAY = '6205500000000000004';

type Write = (pan: string) => string;
type Row = readonly [name: string, write: Write, ...pans: string[]];

const cut = (pan: string, ...lengths: number[]): string[] => {
  const parts: string[] = [];
  for (let at = 0, i = 0; at < pan.length; i++) {
    const length = lengths[Math.min(i, lengths.length - 1)];
    parts.push(pan.slice(at, at + length));
    at += length;
  }
  return parts;
};
const fours = (pan: string): string[] => (pan.length === 15 ? cut(pan, 4, 6, 5) : cut(pan, 4));
const nameOf = (text: string): string => [...text].map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join(' ');
const inScript = (pan: string, zero: number): string => [...pan].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

const SEPARATORS = [
  ' ', '-', '.', '/', '_', '|', '+', ':', '~', '*', ',', '\\', '\u00a0', '\u2009', '\u202f', '\u2013', '\u2011', '\u2022', '\u00b7', '\u3000', '  ', ' - ', '\t', '\u2007',
]; // prettier-ignore
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u200e', '\u200f'];
const SCRIPTS: Readonly<Record<string, number>> = {
  fullwidth: 0xff10, 'arabic-indic': 0x0660, persian: 0x06f0, devanagari: 0x0966, bengali: 0x09e6, thai: 0x0e50, 'mathematical bold': 0x1d7ce,
}; // prettier-ignore

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  plain: [
    ['alone', (pan) => pan, VISA, MASTERCARD, MASTERCARD2, AMEX, UNIONPAY],
    ['in a sentence', (pan) => `card ${pan} ok`, VISA, MASTERCARD, MASTERCARD2, AMEX, UNIONPAY],
    ['at the start', (pan) => `${pan} is what I have`],
    ['at the end', (pan) => `take it from ${pan}`],
  ],
  separator: [
    ...SEPARATORS.map((separator): Row => [nameOf(separator), (pan) => `card ${fours(pan).join(separator)} ok`, VISA, AMEX]),
    ['mixed', (pan) => `card ${fours(pan).map((part, at) => part + (['-', ' ', '.'][at] ?? '')).join('')} ok`], // prettier-ignore
  ],
  grouping: [
    ...[' ', '-', '.'].map((separator): Row => [`single ${nameOf(separator)}`, (pan) => `my card number is ${[...pan].join(separator)} .`]),
    ...[[2], [3], [5], [8], [6], [4, 4, 8], [8, 4, 4], [6, 10], [4, 12], [12, 4], [1, 3, 4]].map((lengths): Row => [
      lengths.join('-'),
      (pan) => `card ${cut(pan, ...lengths).join(' ')} ok`,
    ]),
    ['4-6-5 dashes', (pan) => `card ${cut(pan, 4, 6, 5).join('-')}.`, AMEX],
    ['4-4-4-4-3', (pan) => `unionpay ${cut(pan, 4).join(' ')}`, UNIONPAY],
    ['7-12', (pan) => `unionpay ${cut(pan, 7, 12).join(' ')}`, UNIONPAY],
  ],
  glued: [
    ['letters before', (pan) => `card${pan} ok`],
    ['letters behind', (pan) => `${pan}visa`],
    ['kana around', (pan) => `カード${pan}です`],
    ['han around', (pan) => `卡号${pan}，谢谢`],
    ['hash', (pan) => `card#${pan}`],
    ['quotes', (pan) => `card "${pan}"`],
    ['brackets', (pan) => `paid with (${pan})`],
    ['expiry behind', (pan) => `${pan} 12/27 123`],
    ['expiry behind groups', (pan) => `${fours(pan).join(' ')} 12/27 123`],
    ['expiry glued', (pan) => `card ${pan}12/27`],
    ['expiry dashed', (pan) => `card ${fours(pan).join('-')}-12/27`],
    ['expiry digits', (pan) => `card ${fours(pan).join(' ')} 1227 123`],
    ['number before', (pan) => `99 ${fours(pan).join('-')}`],
    ['number behind', (pan) => `card ${fours(pan).join('-')}-2`],
    ['amount before', (pan) => `refund 12.50 to ${pan}`],
    ['zip behind', (pan) => `card ${fours(pan).join(' ')} 90210`],
    ['slash list', (pan) => `${pan}/1227/123`],
    ['comma list', (pan) => `${pan},12,2027,123`],
    ['semicolons', (pan) => `Anna;${pan};1227`],
    ['pipes', (pan) => `${pan}|12|2027|123|Anna Dahl`],
    ['equals', (pan) => `pan=${pan}`],
    ['underscores', (pan) => `file_${pan}_scan.png`],
    ['plus', (pan) => `card +${pan}`],
  ],
  script: Object.entries(SCRIPTS).flatMap(([name, zero]): Row[] => [
    [name, (pan) => `card ${inScript(pan, zero)} ok`],
    [`${name} in groups`, (pan) => `card ${fours(pan).map((part) => inScript(part, zero)).join(' ')} ok`], // prettier-ignore
  ]),
  'zero width': INVISIBLE.flatMap((character): Row[] => [
    [`${nameOf(character)} each`, (pan) => `card ${[...pan].join(character)} ok`],
    [`${nameOf(character)} groups`, (pan) => `card ${fours(pan).join(character)} ok`],
  ]),
  'line break': [
    ['a group a line', (pan) => `here you go:\n${fours(pan).join('\n')}\nbye`],
    ['two lines', (pan) => `here you go:\n${cut(pan, 8).map((half) => cut(half, 4).join(' ')).join('\n')}\nbye`], // prettier-ignore
    ['CRLF', (pan) => `here you go:\r\n${fours(pan).join('\r\n')}\r\nbye`],
    ['quoted', (pan) => `here you go:\n> ${cut(pan, 8).map((half) => cut(half, 4).join(' ')).join('\n> ')}\nbye`], // prettier-ignore
  ],
  written: [
    ['track 1', (pan) => `swipe %B${pan}^SMITH/ANNA^27121010000000000000000123000000?`],
    ['track 2', (pan) => `swipe ;${pan}=27121010000012300000?`],
    ['EMV tag 57', (pan) => `5713${pan}D27121010000012300000F`],
    ['EMV tag 5A', (pan) => `5A08${pan}`],
    ['SQL', (pan) => `INSERT INTO c VALUES ('Anna','${pan}')`],
    ['GraphQL', (pan) => `mutation{pay(pan:"${pan}"){id}}`],
    ['protobuf text', (pan) => `card { number: "${pan}" exp_year: 2027 }`],
    ['YAML', (pan) => `card:\n  number: ${pan}\n  cvc: 123`],
    ['URL', (pan) => `https://x.example/p?pan=${pan}&cvv=123`],
    ['Markdown', (pan) => `**${pan}**`],
    ['reversed labels', (pan) => `wrong order: pin 4321 card ${pan}`],
  ],
};

/** Every form of the level `must`, with every test number that it names, the first by default. */
export const MUST_FORMS: readonly HardForm[] = Object.entries(ROWS).flatMap(([category, rows]) =>
  rows.flatMap(([name, write, ...pans]) =>
    (pans.length === 0 ? [VISA] : pans).map((pan) => ({ category, name: pans.length > 1 ? `${name} …${pan.slice(-4)}` : name, pan, text: write(pan) })),
  ),
); // prettier-ignore

export const PANS = [VISA, MASTERCARD, MASTERCARD2, AMEX, UNIONPAY] as const;
