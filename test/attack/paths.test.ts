/**
 * Attacks on rules that name a path: somebody wants a value to pass although a rule names its place, by writing the document so that its reader
 * finds the place and we do not; or wants such a rule to hide something else from us.
 */
import { expect, it } from 'vitest';
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';
import { readFileSync } from 'node:fs';
import { folderOf, packOf } from '../ruleset/packs.js';
import { engineOf } from '../support/paths.js';

const engine = await engineOf(['**.secret', 'a.b.c']);
const masked = (text: string, format: 'json' | 'form' | 'ndjson' = 'json'): string => engine.redact(text, { format }).output;

it.each([
  ['the name is written with escapes', '{"s\\u0065cret":"Berg"}'],
  ['a name before it ends in a backslash that looks like the escape of its quote', '{"x\\\\":1,"secret":"Berg"}'],
  ['the name is there twice, and readers take the second', '{"secret":"","secret":"Berg"}'],
  ['the case of the name does not count for the reader', '{"Secret":"Berg"}'],
  ['a comment holds the quote that would hide the name', '{/*"*/"secret":"Berg"/*"*/}'],
  ['a comment behind a number holds a quote', '{"x":1/*"*/,"secret":"Berg"}'],
  ['a string in single quotes holds a double quote', `{'x':'"',"secret":"Berg"}`],
  ['the name has no quotes', '{secret:"Berg"}'],
  ['brackets that nobody opened', ']}{"secret":"Berg"}'],
  ['the document is a string that holds the document', JSON.stringify('{"secret":"Berg"}')],
  ['the bracket of the document in a string is an escape', '{"x":"\\u007b\\"secret\\":\\"Berg\\"}"}'],
  ['white space before the document in a string, some of it escaped', '{"x":" \\n\\t{\\"secret\\":\\"Berg\\"}"}'],
  ['a document before it in the same body', '{}{"secret":"Berg"}'],
  ['a byte order mark', '\ufeff{"secret":"Berg"}'],
])('%s', (_, text) => {
  expect(masked(text)).not.toContain('Berg');
  expect(masked(text)).toContain('****');
});

it.each([
  ['an encoded name', 's%65cret=Berg'],
  ['brackets that are encoded', 'a%5Bb%5D[c]=Berg'],
  ['JSON in a field, below the name that leads to it', 'a=%7B%22b%22:%7B%22c%22:%22Berg%22%7D%7D'],
  ['JSON in a field, whose escapes are encoded', 'x={%22s%5Cu0065cret%22:%22Berg%22}'],
  ['an equals sign in the value', 'secret=x=Berg'],
])('in a form: %s', (_, text) => {
  expect(masked(text, 'form')).not.toContain('Berg');
});

it('a line of NDJSON that opens a string does not hide the name in the next', () => {
  expect(masked('{"x":"\n{"secret":"Berg"}\n', 'ndjson')).toBe('{"x":"\n{"secret":"****"}\n');
});

it('a rule that only watches a place does not hide a card there, nor what the card announces', async () => {
  const rule = `  - { id: own.p, entity: own.p, class: custom, action: observe, detector: path, paths: ['**.note'], match: ['{"note":"x"}'], no_match: ['{}'] }\n`;
  const folder = folderOf({ 'own.yaml': packOf(rule), 'card.yaml': readFileSync('rules/card/pack.yaml', 'utf8') });
  const watching = createEngine({ rules: await loadRules(folder) });
  const { output, findings } = watching.redact('{"note":"4111 1111 1111 1111, cvv 123"}', { format: 'json' });
  expect(output).toBe('{"note":"**** **** **** 1111, cvv ***"}');
  expect(findings.map(({ entity }) => entity)).toEqual(['card.pan', 'own.p', 'card.cvc']);
});

it('many strings that might hold JSON take no more room than one', () => {
  const body = Buffer.from(`[${'"[x\\u00",'.repeat(50_000)}{"secret":"Berg"}]`);
  const before = process.memoryUsage().arrayBuffers;
  expect(Buffer.from(engine.redact(body, { format: 'json' }).output).toString()).toContain('"****"');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
});
