/**
 * Cards and the cells of tables. Beside a card word the numbers of neighbouring cells read as cards by chance, and amounts and extensions of records
 * were stored as asterisks; yet a card that is spread over cells, fields or elements is one.
 */
import { expect, it, test } from 'vitest';
import { makeCase, type Generator } from '../../bench/accuracy/case.js';
import { ROWS } from '../../bench/accuracy/lookalikes/rows.js';
import type { Format } from '../../src/engine/api.js';
import { cutAt, runPieces, singleBytes } from '../support/cuts.js';
import { engine } from '../support/engine.js';

const redact = (text: string, format: Format): string => engine.redact(text, { format }).output;
const cardFindings = (text: string, format: Format): readonly { start: number; end: number }[] =>
  engine.redact(text, { format }).findings.filter(({ entity }) => entity.startsWith('card.'));

const DOCUMENTS = 400;
/** One cell in so many may read as a part of a card. */
const CELLS_PER_ALARM = 4000;

it('nearly all cells of orders, calls and invoices beside a card word stay', () => {
  let cells = 0;
  let masked = 0;
  for (const name of ['csv', 'html', 'xml'] as const) {
    const generator = { name: `rows/${name}`, make: (random) => ({ text: ROWS[name](random), format: name }) } as Generator;
    for (let i = 0; i < DOCUMENTS; i++) {
      const { text, targets } = makeCase(generator, 20_261_123, i);
      for (const format of ['auto', name] as const) {
        const found = cardFindings(text, format);
        cells += targets.length;
        masked += targets.filter(({ start, end }) => found.some((one) => one.start < end && one.end > start)).length;
      }
    }
  }
  expect(cells).toBeGreaterThan(10 * CELLS_PER_ALARM);
  expect(masked).toBeLessThanOrEqual(cells / CELLS_PER_ALARM);
});

type Row = readonly [why: string, text: string, format?: Format];
const named = ([why, text, format = 'auto']: Row) => ({ why, text, format });

/** Numbers that together have the prefix, the length and the check digit of a card. */
const ALARMS: readonly Row[] = [
  ['an amount in an element of its own', '<call><card>Visa</card><ext>4111</ext><amount>111.11</amount><ref>1111111</ref></call>', 'xml'],
  ['the same in HTML', '<table><tr><td>Visa</td><td>4111</td><td>111</td><td>11111</td><td>1111</td><td>x</td></tr></table>', 'html'],
  ['cells of uneven lengths', 'Visa,4111,111,11111,1111,Oslo\n'],
  ['with tabs', 'Visa\t4111\t111\t11111\t1111\tOslo\n'],
  ['with semicolons', 'Visa;4111;111;11111;1111;Oslo\n'],
  ['between quotes', 'x,"Visa","4111","111","11111","1111","Oslo"\n', 'csv'],
  ['numbers of JSON', '{"rows":[["Visa", 4111, 111, 11111, 1111, "Oslo"]]}', 'json'],
  ['a column whose name ends in a digit', 'id,card_last4\n111,11111,1111111,Oslo\n'],
  ['the last cell of a row and the first of the next', 'Visa,4111,1111\n1111,1111,Oslo\n'],
  ['a mistyped number in four cells', 'Visa\t4111\t1111\t1111\t1112\tOslo\n'],
  ['a row that is one number from end to end', 'card,ext,calls\n4111,111,111111111\n'],
];

test.each(ALARMS.map(named))('$why stays: $text', ({ text, format }) => expect(redact(text, format)).toBe(text));

/** Cards in several pieces. */
const CARDS: readonly Row[] = [
  ['four cells of four', 'name,card1,card2,card3,card4,sum\nAnna,4111,1111,1111,1111,965.91\n', 'csv'],
  ['4-6-5', 'Amex|3782|822463|10005|965.91\n'],
  ['the first six and the rest', 'card;411111;1111111111;2027\n'],
  ['the last four apart', 'card;411111111111;1111;2027\n'],
  ['halves', 'card;41111111;11111111;2027\n'],
  ['a digit a cell', `card,${[...'4111111111111111'].join(',')},Oslo\n`],
  ['cells of HTML', '<tr><td>Visa</td><td>4111</td><td>1111</td><td>1111</td><td>1111</td><td>965.91</td></tr>', 'html'],
  ['elements', '<card><p1>4111</p1><p2>1111</p2><p3>1111</p3><p4>1111</p4></card><ext>4199</ext>', 'xml'],
  ['uneven, in elements of one name', '<card>41111</card><card>111</card><card>11111111</card>', 'xml'],
  ['uneven, in elements that say so', '<card><first>41111</first><second>111</second><last>11111111</last></card>', 'xml'],
  ['uneven, in messages', '<p>card number?</p><p>41111</p><p>111</p><p>11111111</p>', 'html'],
  ['uneven, in the rows of a chat', '<tr><td>C</td><td>card 41111</td></tr><tr><td>C</td><td>111</td></tr><tr><td>C</td><td>11111111</td></tr>', 'html'], // prettier-ignore
  ['uneven, in the strings of a list', '{"texts":["my card","41111","111","11111111"]}', 'json'],
  ['uneven, in fields of a form', 'card1=41111&card2=111&card3=11111111'],
  ['uneven, in a cell with its word', 'Anna,"my card 41111,111,11111111",Oslo\n', 'csv'],
  ['uneven, in prose', 'my card, 41111,111,11111111 thanks'],
  ['uneven, with spaces behind the commas', 'Visa is fine: 41111, 111, 11111111 thanks'],
  ['uneven, in lines', 'my card:\n41111\n111\n11111111\nthanks'],
  ['uneven, in a line of its own', 'my card:\n41111,111,11111111\nthanks'],
  ['uneven, in a list of numbers', '{"card":[41111, 111, 11111111]}', 'json'],
];

/** Digits of the shortest of these cards. */
const DIGITS_MIN = 15;

test.each(CARDS.map(named))('a card that is spread: $why', ({ text, format }) => {
  const hidden = cardFindings(text, format).map(({ start, end }) => text.slice(start, end));
  expect(hidden.join('').replaceAll(/<[^>]*>|\D|card\d/g, '').length).toBeGreaterThanOrEqual(DIGITS_MIN);
});

test.each([
  ['rows of more cells', 'id,no,name,card\n1038,123,Anna,4111111111111111\n1039,123,Bo,5555555555554444\n'],
  ['two columns', '1038,4111111111111111\n1039,\n1140,5555555555554444\n'],
  ['a month and a year in a cell each', 'month,year,no,card\n11,2027,123,4111111111111111\n12,2027,124,5555555555554444\n'],
  ['with tabs and line ends of Windows', '1038\t123\tAnna\t4111111111111111\r\n1039\t123\tBo\t5555555555554444\r\n'],
  ['in a string of JSON', '{"csv":"id,no,name,card\\n1038,123,Anna,4111111111111111\\n1039,123,Bo,x\\n"}'],
])('the next row below a card is no date and no code, %s', (_, text) => {
  const found = engine.redact(text, { format: 'auto' }).findings.map(({ entity }) => entity);
  expect(new Set(found)).toEqual(new Set(['card.pan']));
});

test.each([
  'Anna,4111111111111111\n1227,123\nBo,5555555555554444\n1127,321\n',
  '1038,4111111111111111\n1227,123\n',
  '1038,4111111111111111\n1227, 123 Anna Dahl',
  '1038,4111111111111111\n1227,\n123 thanks',
  '4111111111111111,\n1227,\n123',
  'Anna, Oslo, 4111111111111111\n1227, 123, thanks',
  'x,y,4111111111111111\n12/27,123,z',
])('a date and a code below a card are hidden: %s', (text) => {
  const found = engine.redact(text, { format: 'auto' }).findings.map(({ entity }) => entity);
  expect(found.slice(0, 3)).toEqual(['card.pan', 'card.expiry', 'card.cvc']);
});

/** What stands in the cells behind the card; only what is between braces is a date or a code. */
test.each([
  ['an amount behind the date', '4111111111111111,{08/31},123.45\n'],
  ['an amount with thousands', 'Visa\t4111111111111111\t{08/31}\t1234.50\tEUR\n'],
  ['an amount in prose', 'paid with 4111111111111111 {08/31} 123.45 EUR'],
  ['a day behind the date', 'card,exp,created\n4111111111111111,{08/31},2026-01-25T10:00:00Z\n'],
  ['a day with points', '4111111111111111,{0831},2026.01.25,x\n'],
  ['a telephone number behind the date', '4111111111111111,{08/31},+354 123 4567\n'],
  ['a count, and a telephone number', '4111111111111111,9,+46 70 805 9375\n'],
  ['a count, and a day', '4111111111111111,9,2026-01-25\n'],
  ['a count, and the day in the row below', '2024-11-21,4111111111111111,9\n2024-11-22,x,3\n'],
  ['a count, and a day with points in the row below', '21.11.2024,Anna,4111111111111111,9\n22.11.2024,Bo,x,3\n'],
  ['a code, and then an amount', '4111111111111111,{08/31},{123},9.45\n'],
  ['a code and a full stop', '4111 1111 1111 1111 {08/31} {123}. 45 EUR'],
  ['a code like a year', '4111111111111111,{08/31},{2026},25\n'],
  ['spaces of a form', 'n=4111111111111111+{08}%2F{31}+{123}&x=1'],
])('%s: %s', (_, marked) => {
  const text = marked.replaceAll(/[{}]/g, '');
  const found = engine.redact(text, { format: 'auto' }).findings.filter(({ entity }) => entity !== 'card.pan');
  const own = found.filter(({ entity }) => entity.startsWith('card.')).map(({ start, end }) => text.slice(start, end));
  expect(own.join('|').replace('08%2F31', '08|31')).toBe([...marked.matchAll(/{([^}]*)}/g)].map(([, part]) => part).join('|'));
});

/** Date and code in cells of their own behind that of a card; what is between braces is the date or the code. */
const TAILS: readonly Row[] = [
  ['semicolons', 'id;card;exp;no\n7;4111111111111111;{08/31};{123};x\n', 'csv'],
  ['the same as text', 'Anna;4111111111111111;{08/31};{123};x\n'],
  ['at the end of a row', 'Anna;4111 1111 1111 1111;{0831};{123}\r\nBo;x;1;2\n'],
  ['in a string of JSON', String.raw`{"csv":"Anna;4111111111111111;{08/31};{123}\nBo;x"}`, 'json'],
  ['in a field of a form', 'n=4111111111111111%3B{08%2F31}%3B{123}&x=1', 'form'],
  ['in prose', 'it is 4111111111111111; {08/31}; {123}, thanks'],
  ['quotes', '"Anna","4111111111111111","{08/31}","{123}"\n', 'csv'],
  ['quotes and semicolons', '"4111111111111111";"{08/2031}";"{123}";"9,50"\n', 'csv'],
  ['a hard space in references', '4111111111111111;&nbsp;{08/31};&nbsp;{123}', 'text'],
  ['a space that nobody sees', '4111111111111111;\u200b{08/31}\u200b;{123}\u200b;9'],
  ['quotes around some', '4111111111111111;"{2031-08}";{123};9\n', 'csv'],
  ['quotes in a string of JSON', String.raw`{"csv":"\"4111111111111111\",\"{08-31}\",\"{123}\"\n"}`, 'json'],
  ['a year first between commas', 'Anna,4111111111111111,{2031-08},{123}\n', 'csv'],
  ['padded columns', ' 4111111111111111 | {08/31}      | {123}    | Oslo\n'],
  ['strings of JSON', '["Anna","4111111111111111","{08/31}","{123}"]', 'json'],
  ['strings of JSON, a line each', '[\n  "4111111111111111",\n  "{08 / 31}",\n  "{123}"\n]', 'json'],
  ['escaped slashes', String.raw`{"rows":[["4111111111111111","{08\/31}","{123}",true]]}`, 'json'],
  ['JSON in a string', String.raw`{"row":"[\"4111111111111111\",\"{08/31}\",\"{123}\"]"}`, 'json'],
  ['strings and numbers', '[4111111111111111, "{08/31}", {123}, 9]', 'json'],
  ['numbers behind a string', '["4111111111111111", {1227}, {123}]', 'json'],
  ['four digits of an Amex', '378282246310005;{08/31};{1234};x\n'],
  ['values of SQL', 'values ("4111111111111111", "{08/31}", "{123}"), ("x", "y", "z")'],
  ['cells of a spreadsheet', '="4111111111111111";="{0831}";="{123}"\n', 'csv'],
  ['cells of HTML', '<tr><td>4111111111111111</td>\n  <td class="n"> {08/31} </td><td>{123}</td><td>9</td></tr>', 'html'],
  ['the same as text', '<tr><td>4111111111111111</td>\n  <td class="n"> {08/31} </td><td>{123}</td><td>9</td></tr>', 'text'],
  ['cells of HTML in JSON', String.raw`{"html":"<td>4111111111111111<\/td><td>{08\/31}<\/td><td>{123}<\/td>"}`, 'json'],
  ['blocks of HTML', '<li>4111111111111111</li><li>{0831}</li><li>{123}</li>', 'html'],
  ['elements of XML', '<r><a>4111111111111111</a><b>{08/31}</b><c>{123}</c></r>', 'xml'],
  ['elements of XML with one name', '<r><c>4111111111111111</c><c>{08/31}</c><c>{123}</c></r>', 'xml'],
  ['elements of a spreadsheet', '<Cell><Data>4111111111111111</Data></Cell><Cell><Data>{08/31}</Data></Cell><Cell><Data>{123}</Data></Cell>', 'text'], // prettier-ignore
];

const unmarked = (text: string): string => text.replaceAll(/{([\d%F/\\ -]+)}/g, '$1');
const marks = (text: string): string[] => [...text.matchAll(/{([\d%F/\\ -]+)}/g)].map(([, part]) => part);

test.each(TAILS.map(named))('date and code behind a card in cells, $why: $text', ({ text, format }) => {
  const plain = unmarked(text);
  const message = Buffer.from(plain);
  const { findings } = engine.redact(plain, { format });
  const tail = findings.filter(({ entity }) => entity === 'card.expiry' || entity === 'card.cvc');
  expect(tail.map(({ start, end }) => plain.slice(start, end))).toEqual(marks(text));
  const whole = runPieces(engine, { format }, [message]);
  for (let at = 1; at < plain.length; at++) expect(runPieces(engine, { format }, cutAt(message, [at]))).toEqual(whole);
  expect(runPieces(engine, { format }, singleBytes(message))).toEqual(whole);
  expect(runPieces(engine, { format }, [Buffer.from(whole.output, 'latin1')]).output).toBe(whole.output);
});

/** What only looks like them. */
const NO_TAILS: readonly Row[] = [
  ['an amount', '4111111111111111;08/31;123.45;x\n'],
  ['an amount with a comma', '4111111111111111;08/31;123,45;x\n'],
  ['a price', '4111111111111111;08/31;123,-;x\n'],
  ['an amount between quotes', '"4111111111111111","08/31","123.45"\n', 'csv'],
  ['an amount with a comma between quotes', '"378282246310005","08/31","1472,25"\n', 'csv'],
  ['thousands', "4111111111111111;08/31;123'000;x\n"],
  ['four digits', '4111111111111111;08/31;1234;x\n'],
  ['two digits', '4111111111111111;08/31;12;x\n'],
  ['a text that begins with a number', '4111111111111111;08/31;123 Main Street;x\n'],
  ['another cell between', '4111111111111111;08/31;Anna;123;x\n'],
  ['an empty cell between', '4111111111111111;08/31;;123;x\n'],
  ['a time', '4111111111111111;08:31;123;x\n'],
  ['a sum like a date', '4111111111111111;12.27;123;x\n'],
  ['a date with a day', '4111111111111111;2031-08-25;123;x\n'],
  ['a day', '4111111111111111;12/27/2031;123;x\n'],
  ['no month', '4111111111111111;1325;300;x\n'],
  ['no year', '4111111111111111;0899;300;x\n'],
  ['a range', '4111111111111111;8-31;123;x\n'],
  ['a telephone number', '4111111111111111;0831;123 456 789;x\n'],
  ['a telephone number with hyphens', '"4111111111111111";"0831";"123-4567"\n', 'csv'],
  ['the next row', 'Anna;4111111111111111\n0831;123;x\n', 'csv'],
  ['the next row between quotes', '"Anna","4111111111111111",\n"0831","123"\n', 'csv'],
  ['the next row of a table', '<tr><td>4111111111111111</td></tr><tr><td>0831</td><td>123</td></tr>', 'html'],
  ['the next row of a table as text', '<tr><td>4111111111111111</td></tr><tr><td>0831</td><td>123</td></tr>', 'text'],
  ['the next list', '[["Anna","4111111111111111"],["0831","123"]]', 'json'],
  ['names that tell otherwise', '{"card":"4111111111111111","ref":"0831","count":"123"}', 'json'],
  ['a masked card', '************1111;08/31;123;x\n'],
];

test.each(NO_TAILS.map(named))('$why behind a card is no date and no code: $text', ({ text, format }) => {
  expect(engine.redact(text, { format }).findings.filter(({ entity }) => entity === 'card.expiry' || entity === 'card.cvc')).toEqual([]);
});
