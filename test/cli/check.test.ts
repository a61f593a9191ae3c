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
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, kernel: expect.any(String) as string, rules: expect.any(Number) as number });
});

test('a broken pack is named with file, line and column, and exits 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  writeFileSync(join(folder, 'pack.yaml'), 'pack: card\ntitle: Cards\nsource: none\nruels: []\n');
  const { status, stderr } = await run(['check', '--rules', folder]);
  expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: /);
  expect(stderr).toMatch(/pack\.yaml:\d+:\d+: /);
  expect(status).toBe(1);
  const json = await run(['check', '--rules', folder, '--json']);
  const { mistakes, ...outcome } = JSON.parse(json.stdout) as { mistakes: unknown[] };
  expect(outcome).toMatchObject({ ok: false, code: 'SLUICE_RULES_INVALID' });
  expect(mistakes).toContainEqual({
    file: join(folder, 'pack.yaml'),
    line: 4,
    column: 1,
    message: 'unknown key "ruels"',
    suggestion: 'did you mean "rules"?',
  });
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
    expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: [^]*pack\.yaml:\d+:\d+: rule [\w.]+: finds nothing in match\[0\]/);
    expect(stderr).not.toContain('no card here');
    expect(status).toBe(1);
  }
  rmSync(folder, { recursive: true });
});

test('check without a command line to speak of exits 2', async () => {
  expect((await run(['check', '--config', 'x.yaml'])).status).toBe(2);
  expect((await run(['check', 'extra'])).status).toBe(2);
  expect((await run(['rules'])).status).toBe(2);
});
