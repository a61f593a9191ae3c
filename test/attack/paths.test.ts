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

it.each([
  ['another namespace for the same name', '<r xmlns:x="u"><x:secret>Berg</x:secret></r>'],
  ['a prefix longer than any name', `<r><${'x'.repeat(2000)}:secret>Berg</${'x'.repeat(2000)}:secret></r>`],
  ['CDATA, cut by a bracket that is no end', '<secret><![CDATA[]]]]><![CDATA[>Berg]]></secret>'],
  ['a comment that holds the end tag before it', '<secret><!--</secret>-->Berg</secret>'],
  ['an instruction that holds the end tag before it', '<secret><?x </secret>?>Berg</secret>'],
  ['an attribute that holds the end tag before it', `<secret x='</secret>'>Berg</secret>`],
  ['an element of the same name in it', '<secret><secret/>-<secret></secret>Berg</secret>'],
  ['an end tag that nobody opened', '<secret></x>Berg</secret>'],
  ['a name in other letters', '<Secret>Berg</Secret>'],
])('in XML: %s', (_, text) => {
  expect(engine.redact(text, { format: 'xml' }).output).not.toContain('Berg');
});

it.each([
  ['the value before the name', '<input value="Berg" x=">" name="secret">'],
  ['a name with a reference', '<input name="s&#101;cret" value="Berg">'],
  ['a second name, which browsers do not read', '<input name="secret" name="x" value="Berg">'],
  ['no quotes', '<input name=secret value=Berg>'],
  ['a comment that is no longer than its beginning', '<!--><input name="secret" value="Berg"><!---->'],
  ['a script whose end tag is almost one', '<script></scriptx></script><input name="secret" value="Berg">'],
  ['a text area that holds what looks like its end', '<textarea name="secret"></textareas>Berg</textarea>'],
])('in HTML: %s', (_, text) => {
  expect(engine.redact(text, { format: 'html' }).output).not.toContain('Berg');
});

it.each([
  ['quotes around the name of a column', '"id","secret"\n1,Berg\n'],
  ['a separator in quotes before it', 'id,secret\n"1,2",Berg\n'],
  ['quotes that are part of the cell before it', 'id,secret\n5" pipe,Berg\n'],
  ['two quotes in the cell before it', 'id,secret\n"a"",""b",Berg\n'],
  ['a line end in the cell before it', 'id,secret\n"a\n",Berg\n'],
  ['more behind the quotes', 'id,secret\n1,"x"Berg\n'],
  ['another separator, which the first line names', 'sep=^\nid^secret\n1^Berg\n'],
])('in a table: %s', (_, text) => {
  expect(engine.redact(text, { format: 'csv' }).output).not.toContain('Berg');
});

it('a guard that opens a comment or a string does not hide the document behind it', () => {
  const guards = ['/*-secure-', "throw 1; <don't be evil>", '/**/', 'for(;;);', ")]}',\n"];
  for (const guard of guards) expect(engine.redact(`${guard}{"secret":"Berg"}`).output).not.toContain('Berg');
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
