/** The examples of docs/rules.md are rules that hold to their own examples. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { createEngine } from '../../src/engine/engine.js';
import { failedExamples } from '../../src/engine/prove.js';
import { loadRules } from '../../src/ruleset/load.js';
import { folderOf } from './packs.js';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text);

test('the pack and the look-alike of the page prove themselves', async () => {
  const [pack] = blocks;
  const lookAlike = blocks.find((text) => text.includes('look-alike')) ?? '';
  const rules = await loadRules(folderOf({ 'pack.yaml': pack + lookAlike.replace(/^/gm, '  ').trimEnd() }));
  expect(rules.rules.map(({ id }) => id)).toEqual(['acme.contract', 'lookalike.acme-parcel']);
  expect(failedExamples(createEngine({ rules }), rules)).toEqual([]);
});

test('every block of the page is YAML', () => {
  for (const block of blocks) expect(parseDocument(block).errors).toEqual([]);
});
