/** What the loader refuses beyond the form of a rule, one mistake at a time. */
import { expect, test } from 'vitest';
import { mistakesOf, packOf, reportOf, shapeRule } from './packs.js';

async function wrong(...rules: Readonly<Record<string, string>>[]): Promise<string[]> {
  const mistakes = await mistakesOf({ 'a.yaml': packOf(rules.map(shapeRule).join('')) });
  return mistakes.map(({ message }) => message);
}

const regex = (pattern: string): Record<string, string> => ({ detector: 'regex', pattern: `'${pattern}'`, shapes: '[]' });

test.each(['allow', 'observe', 'alias', 'hash', 'truncate'])('%s keeps sensitive authentication data', async (action) => {
  const [first] = await wrong({ class: 'sad', action });
  expect(first).toContain(`(PCI DSS 4.0.1, 3.3.1), and "${action}" keeps it`);
});

test('masking it does not', async () => {
  expect(await wrong({ class: 'sad', action: 'mask' })).toEqual([]);
});

test('card codes are sensitive authentication data whatever a rule says', async () => {
  const [first] = await wrong({ entity: 'card.cvc', class: 'custom' });
  expect(first).toContain('card.cvc is sensitive authentication data');
});

test('actions that are not carried out yet, and look-alikes that want to be reported', async () => {
  expect(await wrong({ action: 'alias' })).toEqual(['the action "alias" is not carried out yet']);
  expect(await wrong({ class: 'look-alike', action: 'mask' })).toEqual(['a look-alike is never reported, it only competes with findings']);
});

test('rules that can never match', async () => {
  expect(await wrong({ shapes: "['AAA-AA']" })).toEqual(['a shape without a digit is never looked at']);
  expect(await wrong({ context: '{ required: always }' })).toEqual(['can never match: words are required and there are none']);
  expect(await wrong({ score: '30' })).toEqual(['can never match: the score 30 stays below 50']);
  expect(await wrong({ shapes: "['99-99', '9{2}-99']" })).toEqual([
    'can never match: this shape of own.number is already looked for at a.yaml:9:14',
  ]);
  expect(await wrong({}, { id: 'own.again' })).toEqual(['can never match: this shape of own.number is already looked for at a.yaml:9:14']);
  expect(await wrong({ detector: 'literal', literals: '[Nightfall, nightfall]', shapes: '[]' })).toContain(
    'can never match: "nightfall" is already looked for at a.yaml:11:16',
  );
});

test('the same shape is reachable where it asks for less, or for something else', async () => {
  const needs = (words: string): Record<string, string> => ({ context: `{ required: always, words: [${words}] }` });
  expect(await wrong({ validator: 'luhn' }, { id: 'own.words', ...needs('contract') })).toEqual([]);
  expect(await wrong(needs('contract'), { id: 'own.bare' })).toEqual([]);
  expect(await wrong(needs('contract'), { id: 'own.other', ...needs('case') })).toEqual([]);
  expect(await wrong(needs('contract, case'), { id: 'own.other', ...needs('case') })).toHaveLength(1);
  expect(await wrong({}, { id: 'own.other', entity: 'own.other' })).toEqual([]);
});

test('a word that raises and lowers', async () => {
  expect(await wrong({ context: '{ words: [contract number], excluding: [contractNumber, contract-number] }' })).toEqual([
    '"contractNumber" both raises and lowers the score',
    '"contract-number" both raises and lowers the score',
  ]);
});

test('evil and anchor-less expressions, with the cost named', async () => {
  const [evil] = await wrong(regex('contract-(?:[0-9]{1,9}){1,9}x'));
  expect(evil).toMatch(/takes up to [\d,]+ steps on some text/);
  const mistakes = await mistakesOf({ 'a.yaml': packOf(shapeRule(regex('[0-9]{5}'))) });
  expect(mistakes[0].message).toContain('every byte would be read by the expression engine');
  expect(mistakes[0].suggestion).toContain('down to a few MB/s');
});

test('the character of an expression or shape that is wrong', async () => {
  const [mistake] = await mistakesOf({ 'a.yaml': packOf(shapeRule(regex('case-[0-9]+'))) });
  expect(mistake).toMatchObject({ column: 25, line: 11 });
});

test('half a card family', async () => {
  const messages = await wrong({ detector: 'cvc', words: '[cvv]', class: 'sad', shapes: '[]' });
  expect(messages.filter((message) => message.startsWith('the card rules work together'))).toHaveLength(3);
});

test.each([
  ['literal', 'literals', '#1'],
  ['literal', 'literals', 'a1'],
  ['literal', 'literals', 'q 7'],
  ['secret', 'literals', '$2$'],
  ['field', 'words', 'a-b'],
])('a word of %s that the scan cannot find: %s: %s', async (detector, key, word) => {
  const value = detector === 'literal' ? {} : { value: "'[0-9]{4}'" };
  const rule = { detector, [key]: `[project nightfall, '${word}']`, ...value, shapes: '[]' };
  const report = await reportOf({ 'a.yaml': packOf(shapeRule(rule)) });
  expect(report).toContain(
    `a.yaml:11:${key.length + 27}: "${word}" has no word of two letters, by which the scan could find it — write more of what stands there`,
  );
});

test('a word that holds two letters anywhere is found by them', async () => {
  for (const word of ['#ab', 'n1-x9ab', 'ÅÄ', '№ nr']) {
    const rule = { detector: 'literal', literals: `['${word}']`, match: `['see ${word}, please']`, shapes: '[]' };
    expect(await reportOf({ 'a.yaml': packOf(shapeRule(rule)) }), word).toBe('');
  }
});
