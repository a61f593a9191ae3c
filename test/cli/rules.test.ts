import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run, runHere } from '../support/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rule = (id: string, shape: string, match: string): string =>
  `  - { id: ${id}, entity: ${id}, class: custom, detector: shape, shapes: ['${shape}'], match: ['${match}'], no_match: [nothing here] }\n`;
const pack = (name: string, rules: string): string => `pack: ${name}\ntitle: Own\nsource: ours\n${rules}`;

writeFileSync(join(folder, 'a.yaml'), pack('a', `rules:\n${rule('a.dashed', '99-9999-9', 'number 12-3456-7')}`));
writeFileSync(join(folder, 'b.yaml'), pack('b', `default: false\nrules:\n${rule('b.dotted', '9999.9999', 'number 1234.5678')}`));

test('rules are listed with what they find, do and cost', async () => {
  const { stdout, stderr, status } = await run(['rules', 'list', folder]);
  expect(stdout).toBe(
    [
      'entity    rule      pack  class   detector  action  examples  adds to the scan',
      'a.dashed  a.dashed  a     custom  shape     mask    2         1 skeleton, no context',
      'b.dotted  b.dotted  b     custom  shape     mask    2         1 skeleton, no context',
      '2 rules for 2 entities in 2 packs, together 2 skeletons, 0 tokens and 0 words; only when named: b',
      '',
    ].join('\n'),
  );
  expect([stderr, status]).toEqual(['', 0]);
});

test('and as one JSON object a rule', async () => {
  const { stdout } = await runHere(['rules', 'list', folder, '--json']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toEqual({
    entity: 'a.dashed',
    rule: 'a.dashed',
    pack: 'a',
    class: 'custom',
    detector: 'shape',
    action: 'mask',
    examples: 2,
    skeletons: 1,
    tokens: 0,
    words: 0,
    context: 'never',
    place: `${join(folder, 'a.yaml')}:5:5`,
  });
});

test('every pack is proven, and a failure is named by its place and not by its text', async () => {
  const proven = await runHere(['rules', 'test', folder]);
  expect(proven.stdout).toBe(
    `ok  a                1 rule, 2 examples\nok  b                1 rule, 2 examples\nok  2 rules of ${folder}\n`,
  );
  expect(proven.status).toBe(0);
  writeFileSync(join(folder, 'c.yaml'), pack('c', `rules:\n${rule('c.wrong', '999-999', 'number 55')}`));
  const failed = await run(['rules', 'test', folder]);
  expect(failed.stdout).toContain('BAD c                1 rule, 2 examples, 1 fail\n');
  expect(failed.stderr).toMatch(/c\.yaml:5:\d+: rule c\.wrong: finds nothing in match\[0\]/);
  expect(failed.stderr).not.toContain('number 55');
  expect(failed.status).toBe(1);
});

test('the rules that ship are listed and proven', async () => {
  const list = await runHere(['rules', 'list']);
  expect(list.stdout).toMatch(/^card\.pan +card\.pan +card +cardholder +pan +mask /m);
  const proof = await runHere(['rules', 'test']);
  expect([proof.stderr, proof.status]).toEqual(['', 0]);
});

test('help has examples, and misuse exits 2', async () => {
  expect((await runHere(['rules', '--help'])).stdout).toContain('$ sluice rules list');
  expect((await runHere(['rules', 'list', '--help'])).stdout).toContain('$ sluice rules list');
  expect((await runHere(['rules', 'test', '--help'])).stdout).toContain('$ sluice rules test ./my-rules');
  expect((await runHere(['rules'])).status).toBe(2);
  expect((await runHere(['rules', 'prove'])).status).toBe(2);
});
