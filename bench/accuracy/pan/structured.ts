/** Hard forms of a card number that come from a format: JSON, HTML, URLs, CSV, tracks, chip tags, codings. */
import { mark, plain, type Draft, type Level } from '../case.js';
import type { Random } from '../../corpus/random.js';
import { draw15, draw16, draw19, drawPan, BRANDS } from './brands.js';
import type { Form } from './write.js';

type Write = (pan: string, random: Random) => string;
type Row = readonly [category: string, level: Level, name: string, write: Write];

const fours = (pan: string): string => (pan.match(/.{1,4}/g) ?? []).join(' ');
const quarters = (pan: string): string[] => pan.match(/.{1,4}/g) ?? [];
const unicode = (digits: string): string => [...digits].map((digit) => `\\u00${(0x30 + Number(digit)).toString(16)}`).join('');
const entities = (digits: string): string => [...digits].map((digit) => `&#${48 + Number(digit)};`).join('');
const hexEntities = (digits: string): string => [...digits].map((digit) => `&#x3${digit};`).join('');
const percent = (digits: string): string => [...digits].map((digit) => `%3${digit}`).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');

const JSON_FORMS: readonly Row[] = [
  ['json', 'must', 'string', (pan) => `{"pan":"${mark(pan)}"}`],
  ['json', 'must', 'number', (pan) => `{"pan": ${mark(pan)}}`],
  ['json', 'must', 'number-last', (pan) => `{"ok":true,"card_number":${mark(pan)}}`],
  ['json', 'must', 'array', (pan) => `{"cards":["${mark(pan)}","x"]}`],
  ['json', 'must', 'array-of-numbers', (pan) => `{"cards":[${mark(pan)},7]}`],
  ['json', 'must', 'key', (pan) => `{"${mark(pan)}":{"status":"ok"}}`],
  ['json', 'must', 'escaped-digits', (pan) => `{"card":"${mark(unicode(pan))}"}`],
  ['json', 'must', 'one-escaped-digit', (pan) => `{"card":"${mark(pan.slice(0, 5) + unicode(pan.slice(5, 6)) + pan.slice(6))}"}`],
  ['json', 'must', 'escaped-space', (pan) => `{"card":"${mark(fours(pan).replaceAll(' ', '\\u0020'))}"}`],
  ['json', 'must', 'escaped-nbsp', (pan) => `{"card":"${mark(fours(pan).replaceAll(' ', '\\u00a0'))}"}`],
  ['json', 'must', 'escaped-zwsp', (pan) => `{"card":"${mark(fours(pan).replaceAll(' ', '\\u200b'))}"}`],
  ['json', 'must', 'escaped-fullwidth', (pan) => `{"card":"${mark([...pan].map((digit) => `\\uff1${digit}`).join(''))}"}`],
  ['json', 'must', 'tab-escape', (pan) => `{"card":"${mark(fours(pan).replaceAll(' ', '\\t'))}"}`],
  ['json', 'must', 'slash-escape', (pan) => `{"card":"${mark(fours(pan).replaceAll(' ', '\\/'))}"}`],
  ['json', 'must', 'nested', (pan) => `{"body":"{\\"pan\\":\\"${mark(pan)}\\"}"}`],
  ['json', 'must', 'nested-number', (pan) => `{"body":"{\\"pan\\":${mark(pan)}}"}`],
  ['json', 'must', 'sentence', (pan) => `{"text":"please use ${mark(fours(pan))} for it"}`],
  ['json', 'must', 'ndjson', (pan) => `{"x":1}\n{"pan":"${mark(pan)}"}\n`],
  ['json', 'must', 'sse', (pan) => `data: {"delta":"${mark(pan)}"}\n\n`],
  ['json', 'must', 'whitespace', (pan) => `{\n  "pan"  :\n    ${mark(pan)}\n}`],
  ['json', 'should', 'decimal', (pan) => `{"pan":${mark(pan)}.0,"ok":true}`],
  ['json', 'should', 'digit-array', (pan) => `{"card_digits":[${mark([...pan].join(','))}]}`],
  [
    'json',
    'should',
    'split-fields',
    (pan) =>
      `{"card1":"${mark(pan.slice(0, 4))}","card2":"${mark(pan.slice(4, 8))}","card3":"${mark(pan.slice(8, 12))}","card4":"${mark(pan.slice(12))}"}`,
  ],
  ['json', 'should', 'twice-nested', (pan) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ pan: mark(pan) }) }) })],
];

const WEB_FORMS: readonly Row[] = [
  ['html', 'must', 'nbsp', (pan) => `<p>${mark(fours(pan).replaceAll(' ', '&nbsp;'))}</p>`],
  [
    'html',
    'must',
    'numeric-space',
    (pan) => `<p>${mark(fours(pan).replace(' ', '&#160;').replace(' ', '&#xA0;').replace(' ', '&#32;'))}</p>`,
  ],
  ['html', 'must', 'attribute', (pan) => `<input name="pan" value="${mark(pan)}">`],
  ['html', 'must', 'hidden', (pan) => `<span style="display:none;">${mark(pan)}</span>`],
  ['html', 'must', 'entities', (pan) => `<p>card ${mark(entities(pan))}</p>`],
  ['html', 'should', 'hex-entities', (pan) => `<p>card ${mark(hexEntities(pan))}</p>`],
  [
    'html',
    'should',
    'tags-between',
    (pan) => `<b>${mark(pan.slice(0, 4))}</b> ${mark(pan.slice(4, 8))} ${mark(pan.slice(8, 12))} ${mark(pan.slice(12))}`,
  ],
  ['html', 'should', 'spans', (pan) => `<p>card <span>${(pan.match(/.{4}/g) ?? []).map(mark).join('</span><span>')}</span></p>`],
  ['html', 'should', 'breaks', (pan) => `<p>card ${(pan.match(/.{4}/g) ?? []).map(mark).join('<br>')}</p>`],
  ['html', 'stretch', 'table-cells', (pan) => `<tr><td>${[...pan].map(mark).join('</td><td>')}</td></tr>`],
  ['url', 'must', 'path', (pan) => `GET /pay/${mark(pan)}/confirm HTTP/1.1`],
  ['url', 'must', 'query', (pan) => `https://x.example/p?pan=${mark(pan)}&cvv=123`],
  ['url', 'must', 'plus', (pan) => `pan=${mark(fours(pan).replaceAll(' ', '+'))}`],
  ['url', 'must', 'percent-space', (pan) => `pan=${mark(fours(pan).replaceAll(' ', '%20'))}`],
  ['url', 'must', 'percent-digits', (pan) => `pan=${mark(percent(pan))}`],
  ['url', 'must', 'fragment', (pan) => `https://x.example/#card-${mark(pan)}`],
  ['url', 'should', 'twice-percent', (pan) => `pan=${mark(fours(pan).replaceAll(' ', '%2520'))}`],
  ['url', 'should', 'matrix', (pan) => `https://x.example/pay;card=${mark(pan)};v=1`],
  ['xml', 'must', 'elements', (pan) => `<PAN>${mark(pan)}</PAN><CVV2>123</CVV2><Exp>1227</Exp>`],
  ['xml', 'must', 'cdata', (pan) => `<![CDATA[${mark(fours(pan))}]]>`],
  ['markdown', 'must', 'code', (pan) => `card \`${mark(pan)}\` in code`],
  [
    'markdown',
    'should',
    'emphasis',
    (pan) => `**${mark(pan.slice(0, 4))}** ${mark(pan.slice(4, 8))} _${mark(pan.slice(8, 12))}_ ${mark(pan.slice(12))}`,
  ],
  ['form', 'must', 'multipart', (pan) => `--b\r\nContent-Disposition: form-data; name="pan"\r\n\r\n${mark(pan)}\r\n--b--\r\n`],
  ['header', 'must', 'cookie', (pan) => `Cookie: sid=abc; card=${mark(pan)}; theme=dark`],
  ['header', 'must', 'x-header', (pan) => `X-Card-Number: ${mark(fours(pan))}`],
  ['header', 'must', 'referer', (pan) => `Referer: https://x.example/pay?card=${mark(pan)}`],
  ['header', 'must', 'filename', (pan) => `Content-Disposition: form-data; name="file"; filename="scan_${mark(pan)}.png"`],
  ['email', 'must', 'subject', (pan) => `From: a@b.se\r\nSubject: Fwd: kort ${mark(pan)}\r\n\r\nhej`],
  ['email', 'stretch', 'rfc2047', (pan) => `Subject: =?UTF-8?B?${mark(base64(`kort ${pan}`))}?=`],
];

const RECORD_FORMS: readonly Row[] = [
  ['csv', 'must', 'comma', (pan) => `name,pan,exp\nAnna,${mark(pan)},12/27\nBo,x,01/28`],
  ['csv', 'must', 'quoted', (pan) => `Anna;"${mark(fours(pan))}";12/27`],
  ['csv', 'should', 'excel', (pan) => `Anna,="${mark(pan)}",12/27`],
  ['csv', 'should', 'apostrophe', (pan) => `Anna,'${mark(pan)},12/27`],
  ['csv', 'should', 'tab', (pan) => `Anna\t${mark(pan)}\t12/27`],
  ['csv', 'should', 'thousands', (pan) => `card ${mark(pan.replace(/\B(?=(\d{3})+$)/g, "'"))}`],
  ['csv', 'must', 'four-cells', (pan) => `name,card1,card2,card3,card4,city\nAnna,${quarters(pan).map(mark).join(',')},Oslo\n`],
  ['csv', 'must', 'cells-behind-a-brand', (pan, r) => `17;Visa;${quarters(pan).map(mark).join(';')};${r.int(1, 999)}.${r.digits(2)}\n`],
  ['csv', 'should', 'first-six-and-the-rest', (pan, r) => `${r.digits(4)}|card|${mark(pan.slice(0, 6))}|${mark(pan.slice(6))}|2027\n`],
  ['xml', 'must', 'elements-of-four', (pan) => `<card>${quarters(pan).map((part, i) => `<p${i}>${mark(part)}</p${i}>`).join('')}</card><ext>4199</ext>`], // prettier-ignore
  ['html', 'must', 'cells-of-four', (pan) => `<table><tr><td>Visa</td><td>${quarters(pan).map(mark).join('</td><td>')}</td><td>965.91</td></tr></table>`], // prettier-ignore
  ['track', 'must', 'track-1', (pan) => `swipe ${mark(`%B${pan}^SMITH/ANNA^27121010000000000000000123000000?`)}`],
  ['track', 'must', 'track-2', (pan) => `swipe ${mark(`;${pan}=27121010000012300000?`)}`],
  ['track', 'must', 'track-2-json', (pan) => `{"track2":"${mark(`${pan}=27121010000012300000`)}"}`],
  ['emv', 'must', 'tag-57', (pan) => `57${'13'}${mark(`${pan}D27121010000012300000F`)}`],
  ['emv', 'must', 'tag-5a', (pan) => `5A08${mark(pan)}`],
  ['emv', 'should', 'in-a-tlv', (pan) => `9F2608A1B2C3D4E5F607085A08${mark(pan)}5F24032712315F3401019F100706`],
  ['emv', 'should', 'spaced', (pan) => `5A 08 ${mark((pan.match(/../g) ?? []).join(' '))} 5F 24 03 27 12 31`],
  ['iso8583', 'should', 'llvar', (pan) => `02007234054128C2880516${mark(pan)}000000000000001000`],
  ['reversed', 'must', 'labels', (pan) => `wrong order: pin 4321 card ${mark(pan)}`],
  ['sql', 'must', 'insert', (pan) => `INSERT INTO c VALUES ('Anna','${mark(pan)}')`],
  ['graphql', 'must', 'mutation', (pan) => `{"query":"mutation{pay(pan:\\"${mark(pan)}\\"){id}}"}`],
  ['protobuf-text', 'must', 'field', (pan) => `card { number: "${mark(pan)}" exp_year: 2027 }`],
  ['yaml', 'must', 'scalar', (pan) => `card:\n  number: ${mark(pan)}\n  cvc: 123`],
  ['expiry', 'must', 'valid-thru', (pan) => `${mark(pan)} valid thru 12/27, security code: 123`],
  ['base64', 'stretch', 'value', (pan) => `{"card":"${mark(base64(pan))}"}`],
  ['base64', 'stretch', 'json', (pan) => `{"payload":"${mark(base64(`{"pan": ${pan}}`))}"}`],
  ['base64', 'stretch', 'basic', (pan) => `Authorization: Basic ${mark(base64(`user:${pan}`))}`],
  ['hex', 'stretch', 'ascii', (pan) => `dump ${mark(hex(pan))}`],
  ['hex', 'stretch', 'ascii-spaced', (pan) => `dump ${mark((hex(pan).match(/../g) ?? []).join(' '))}`],
];

const make =
  (write: Write, draw: (random: Random) => string = draw16): Form['make'] =>
  (random): Draft =>
    plain(write(draw(random), random));

const byName = (name: string, length: number) => (random: Random) => {
  const brand = BRANDS.find((entry) => entry.name === name);
  if (brand === undefined) throw new Error(`There is no brand ${name}.`);
  return drawPan(random, brand, length);
};

const LENGTH_FORMS: readonly Form[] = [
  { category: 'mc2', level: 'must', name: 'plain', make: make((pan) => `mastercard ${mark(pan)}`, byName('mastercard-2series', 16)) },
  {
    category: 'mc2',
    level: 'must',
    name: 'exclamation',
    make: make((pan) => `mastercard ${mark(pan)}!`, byName('mastercard-2series', 16)),
  },
  { category: 'len19', level: 'must', name: 'unionpay', make: make((pan) => `card ${mark(pan)}`, draw19) },
  { category: 'len19', level: 'must', name: 'visa', make: make((pan) => `visa ${mark(pan)}`, byName('visa', 19)) },
  { category: 'len12', level: 'should', name: 'maestro', make: make((pan) => `maestro card ${mark(pan)}`, byName('maestro', 12)) },
  { category: 'len13', level: 'should', name: 'visa', make: make((pan) => `visa card ${mark(pan)}`, byName('visa', 13)) },
  { category: 'track', level: 'must', name: 'both-tracks', make: make((pan) => mark(`%B${pan}^DOE/JOHN^2712?;${pan}=2712?`), draw15) },
];

export const STRUCTURED: readonly Form[] = [
  ...[...JSON_FORMS, ...WEB_FORMS, ...RECORD_FORMS].map(([category, level, name, write]) => ({ category, level, name, make: make(write) })),
  ...LENGTH_FORMS,
];
