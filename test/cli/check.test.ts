import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, runHere } from '../support/cli.js';

test('the rules that ship are sound', async () => {
  const { status, stdout, stderr } = await run(['check']);
  expect(stdout).toMatch(/^ok {2}/);
  expect([status, stderr]).toEqual([0, '']);
  const json = await runHere(['check', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, kernel: expect.any(String) as string, rules: expect.any(Number) as number });
});

test('a broken pack is named with file, line and column, and exits 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  writeFileSync(join(folder, 'pack.yaml'), 'pack: card\ntitle: Cards\nsource: none\nruels: []\n');
  const { status, stderr } = await runHere(['check', '--rules', folder]);
  expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: /);
  expect(stderr).toMatch(/pack\.yaml:\d+:\d+: /);
  expect(status).toBe(1);
  const json = await runHere(['check', '--rules', folder, '--json']);
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
  expect((await runHere(['rules', 'test', folder])).status).toBe(1);
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
    const { status, stderr } = await runHere(args);
    expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: [^]*pack\.yaml:\d+:\d+: rule [\w.]+: finds nothing in match\[0\]/);
    expect(stderr).not.toContain('no card here');
    expect(status).toBe(1);
  }
  rmSync(folder, { recursive: true });
});

test('a configuration that holds is shown as what would run, in a hundred columns', async () => {
  const { status, stdout, stderr } = await runHere(['check', '--config', 'deploy/sluice.example.yaml']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ok {2}deploy\/sluice\.example\.yaml, configuration [0-9a-f]{12}, mode enforce, 1 worker\n/);
  expect(stdout).toMatch(/^ {2}agents {3}127\.0\.0\.1:8080 {2}reverse, no TLS$/m);
  expect(stdout).toMatch(/^ +card\.pan +request +mask 0…4 +mask 0…4\n +response +mask 0…4 +mask 6…4$/m);
  const table = stdout.slice(stdout.indexOf('  route crm'));
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('the same for programs, and mistakes as data', async () => {
  const good = await runHere(['check', '--config', 'deploy/sluice.example.yaml', '--json']);
  expect(JSON.parse(good.stdout)).toMatchObject({
    ok: true,
    listeners: [{ name: 'agents', address: '127.0.0.1:8080', mode: 'reverse' }],
    routes: [{ name: 'crm', upstream: 'crm' }],
    policy: [
      {
        routes: ['crm'],
        rows: expect.arrayContaining([expect.objectContaining({ entity: 'card.pan', direction: 'response' })]) as unknown,
      },
    ],
    warnings: [],
  });
  const folder = mkdtempSync(join(tmpdir(), 'sluice-config-'));
  const file = join(folder, 'sluice.yaml');
  writeFileSync(file, 'version: 1\nlisteners: [{ name: agents, adress: "127.0.0.1:8080" }]\nroutes: []\n');
  const bad = await runHere(['check', '--config', file, '--json']);
  expect(bad.status).toBe(1);
  const told = await runHere(['check', '--config', file]);
  expect([told.status, told.stdout]).toEqual([1, '']);
  expect(told.stderr).toContain('SLUICE_CONFIG_INVALID');
  expect(told.stderr).toContain(':2:29: unknown key "adress"');
  const outcome = JSON.parse(bad.stdout) as { mistakes: unknown[] };
  expect(outcome).toMatchObject({ ok: false, code: 'SLUICE_CONFIG_INVALID' });
  expect(outcome.mistakes).toContainEqual({
    file,
    line: 2,
    column: 29,
    message: 'unknown key "adress"',
    suggestion: 'did you mean "address"?',
  });
  rmSync(folder, { recursive: true });
});

test('check without a command line to speak of exits 2', async () => {
  expect((await runHere(['check', '--config', 'x.yaml', '--rules', 'rules'])).status).toBe(2);
  expect((await runHere(['check', '--config', 'x.yaml', '--rules', 'rules'])).stderr).toContain('SLUICE_USAGE');
  expect((await runHere(['check', 'extra'])).status).toBe(2);
  expect((await runHere(['rules'])).status).toBe(2);
});

test("rules of one's own are checked beside those that ship; rules without card numbers are told to be a hole", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  const rule =
    '{ id: own.word, entity: own.word, class: custom, detector: literal, literals: [zanzibar], match: [zanzibar], no_match: [africa] }';
  writeFileSync(join(folder, 'pack.yaml'), `pack: own\ntitle: Own\nsource: ours\nrules:\n  - ${rule}\n`);
  const beside = await runHere(['check', '--own-rules', folder]);
  expect(beside.stdout).toMatch(/^ok {2}the rules shipped with Sluice and .*\nrules {5}(?:2\d\d) for/);
  expect([beside.status, beside.stdout.includes('a hole')]).toEqual([0, false]);
  const alone = await runHere(['check', '--rules', folder]);
  expect(alone.stdout).toContain('a hole: none of these rules finds card numbers (card.pan)');
  writeFileSync(join(folder, 'doc.txt'), 'from zanzibar, 4111 1111 1111 1111');
  const { stdout } = await runHere(['scan', '--redact', '--own-rules', folder, join(folder, 'doc.txt')]);
  expect(stdout).toBe('from ********, **** **** **** 1111');
  rmSync(folder, { recursive: true });
});

test('a list of mistakes has lines of its own', async () => {
  const { stderr } = await runHere(['check', '--rules', 'no-such-folder']);
  expect(stderr).toBe(
    'sluice: SLUICE_RULES_INVALID: A rule pack is not valid.\nno-such-folder: cannot be read: there is no such file\nFix what is listed and start again.\n',
  );
});
