/**
 * The rules that the build prepared: a start takes them only for the very packs and the very code they were made from. Whoever changes one
 * byte of a pack, of the prepared file or of the code gets rules that are read, reviewed and proven anew.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { loadRules } from '../../src/ruleset/load.js';

const ROOT = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'sluice-prepared-'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

/** A copy of what is installed, to break. */
beforeEach(() => {
  for (const name of ['dist', 'rules']) rmSync(join(home, name), { recursive: true, force: true });
  for (const name of ['dist', 'rules', 'package.json']) cpSync(join(ROOT, name), join(home, name), { recursive: true });
  rmSync(join(home, 'node_modules'), { force: true });
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
});

interface Start {
  readonly id: string;
  readonly provenWith?: string;
  readonly findings: readonly string[];
  readonly words: number;
  readonly place: string;
  readonly error?: string;
}

const SCRIPT = `
const { loadRules, createEngine, proveRules } = await import('./dist/index.js');
try {
  const rules = await loadRules();
  const engine = createEngine({ rules });
  proveRules(engine, rules);
  const text = 'card 4111 1111 1111 1111, SSN 078-05-1120, mail to anna@example.com, personnummer 811228-9874, four one one one one one one one one one one one one one one one';
  const findings = engine.redact(text).findings.map((finding) => JSON.stringify(finding));
  const place = rules.rules[7].place + ' ' + rules.rules[7].examplePlaces.match[0];
  console.log(JSON.stringify({ id: rules.id, provenWith: rules.provenWith, findings, words: rules.tables.words.length, place }));
} catch (error) { console.log(JSON.stringify({ error: error.message })); }`;

function start(env: NodeJS.ProcessEnv = {}): Start {
  const options = { cwd: home, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], options)) as Start;
}

function change(file: string, from: string, to: string): void {
  const path = join(home, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test('prepared rules are those that the packs say, and find the same', async () => {
  const prepared = start();
  rmSync(join(home, 'dist/ruleset/prepared.bin'));
  const read = start();
  expect(prepared.provenWith).toBe('simd');
  expect(read.provenWith).toBeUndefined();
  expect({ ...prepared, provenWith: undefined }).toEqual(read);
  expect(read.findings.length).toBeGreaterThan(3);
  expect(prepared.id).toBe((await loadRules()).id);
});

test('a rule that fails its example after a change does not load', () => {
  change('rules/id/se.yaml', 'no_match:', "no_match:\n      - 'personnummer 811228-9874'");
  expect(start().error).toMatch(/rule id\.se\.personnummer/);
});

test('one byte of the prepared file turned or cut, one more in a pack, a pack of another name, and nothing of it is used', () => {
  const script = `
    import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
    const { PREPARED_FILE, readPrepared } = await import('./dist/ruleset/prepared.js');
    const { DEFAULT_RULES } = await import('./dist/ruleset/load.js');
    const { digestOf, readPackFiles } = await import('./dist/ruleset/files.js');
    const isUsed = () => { const files = readPackFiles(DEFAULT_RULES); return readPrepared(digestOf(DEFAULT_RULES, files), files) !== undefined; };
    const bytes = readFileSync(PREPARED_FILE);
    const turned = [0, 33, 5_000, bytes.length >> 1, bytes.length - 1].map((at) => { const copy = Buffer.from(bytes); copy[at] ^= 1; return copy; });
    const cut = [0, 20, 34, bytes.length - 1].map((length) => bytes.subarray(0, length));
    const used = [...turned, ...cut, bytes].map((changed) => (writeFileSync(PREPARED_FILE, changed), isUsed()));
    renameSync('rules/id/se.yaml', 'rules/id/sweden.yaml');
    used.push(isUsed());
    renameSync('rules/id/sweden.yaml', 'rules/id/se.yaml');
    used.push(isUsed());
    appendFileSync('rules/card/pack.yaml', '\\n');
    used.push(isUsed());
    console.log(JSON.stringify(used));`;
  const used = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: home, encoding: 'utf8' });
  expect(JSON.parse(used)).toEqual([...Array.from({ length: 9 }, () => false), true, false, true, false]);
});

test('code of another build, and the packs are read', () => {
  change('dist/base/build.js', "BUILD = '", "BUILD = '0");
  expect(start().provenWith).toBeUndefined();
});

test('the other kernel has its rules proven, with the same findings', () => {
  const plain = start({ SLUICE_KERNEL: 'reference' });
  expect(plain.error).toBeUndefined();
  expect(plain.findings).toEqual(start().findings);
});

test('the same packs are compiled once in a process; a folder of one`s own each time', async () => {
  const rules = await loadRules();
  expect(await loadRules()).toBe(rules);
  expect(await loadRules(undefined, { afresh: true })).not.toBe(rules);
});
