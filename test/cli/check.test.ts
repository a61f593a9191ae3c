import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/cli.js';

test('the rules that ship are sound', async () => {
  const { status, stdout, stderr } = await run(['check']);
  expect(stdout).toMatch(/^ok {2}/);
  expect([status, stderr]).toEqual([0, '']);
  const json = await run(['check', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
});

test('a broken pack is named with file, line and column, and exits 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  writeFileSync(join(folder, 'pack.yaml'), 'pack: card\ntitle: Cards\nsource: none\nruels: []\n');
  const { status, stderr } = await run(['check', '--rules', folder]);
  expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: /);
  expect(stderr).toMatch(/pack\.yaml:\d+:\d+: /);
  expect(status).toBe(1);
  const json = await run(['check', '--rules', folder, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, code: 'SLUICE_RULES_INVALID' });
  expect(json.status).toBe(1);
  expect((await run(['rules', 'test', folder])).status).toBe(1);
  rmSync(folder, { recursive: true });
});

test('a rule that does not hold to its own examples is named, by the place of the example, and does not load', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  const pack = readFileSync(new URL('../../rules/card/pack.yaml', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'pack.yaml'), pack.replace(/^( +)match:$/m, "$&\n$1  - 'no card here'"));
  for (const args of [
    ['check', '--rules', folder],
    ['rules', 'test', folder],
    ['serve', '--upstream', 'http://127.0.0.1:9', '--rules', folder, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'],
  ]) {
    const { status, stderr } = await run(args);
    expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: [^]*rule [\w.]+: finds nothing in match\[0\]/);
    expect(stderr).not.toContain('no card here');
    expect(status).toBe(1);
  }
  rmSync(folder, { recursive: true });
});

test('rules are listed with their entity and proven by their examples', async () => {
  const list = await run(['rules', 'list']);
  expect(list.stdout).toMatch(/^card\.pan +card\.pan /m);
  expect(list.status).toBe(0);
  const proof = await run(['rules', 'test']);
  expect(proof.stdout).toMatch(/^ok {2}/);
  expect(proof.status).toBe(0);
});

test('check without a command line to speak of exits 2', async () => {
  expect((await run(['check', '--config', 'x.yaml'])).status).toBe(2);
  expect((await run(['check', 'extra'])).status).toBe(2);
  expect((await run(['rules'])).status).toBe(2);
});
