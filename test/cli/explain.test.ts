import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runHere } from '../support/cli.js';
import { leaksIn } from '../support/leaks.js';

const CARD = '4111 1111 1111 1111';
/** Used in advertising until 1978 and void ever since. */
const SSN = '078-05-1120';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-explain-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function explain(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runHere(['explain', ...args]);
  expect([status, stderr]).toEqual([0, '']);
  expect(leaksIn(stdout)).toEqual([]);
  expect(stdout).not.toContain(SSN);
  return stdout;
}

test('a finding: where, by which rule of which line, and what was asked', async () => {
  const text = await explain('--text', `thanks,\nher ssn is ${SSN}`);
  expect(text).toMatch(/^text:2:12 {2}bytes 19-30: id\.us\.ssn found, score 96\n/m);
  expect(text).toMatch(/^[├└]─ id\.us\.ssn: found {2}\(rules\/id\/us\.yaml:\d+:\d+\)\n/m);
  expect(text).toMatch(/ok {2}validator us\.ssn\n/);
  expect(text).toMatch(/ok {2}context {3}names it: "ssn"\n/);
  expect(text).toMatch(/ok {2}score {5}96 of at least 50\n/);
});

test('a card', async () => {
  expect(await explain('--text', `pay with ${CARD}`)).toMatch(/card\.pan: found {2}\(rules\/card\/pack\.yaml:\d+:\d+\)\n.+ok {2}score/s);
});

test.each([
  ['its validator refuses it', 'bsn 123456781', 'validator nl.bsn', 'id.nl.bsn'],
  ['its score is too low', '{"orderNo":"000101-0016"}', '"order no" speaks against it', 'id.se.personnummer'],
])('not found: %s', async (outcome, text, detail, rule) => {
  const explained = await explain('--text', text);
  expect(explained).toContain(`${rule}: not found, ${outcome}`);
  expect(explained).toContain(detail);
});

test('rules that need words, and find none, are told in one line', async () => {
  expect(await explain('--text', 'card 4111 1111 1111 1111')).toMatch(/^└─ not found, words of theirs are not near: .*id\.id\.nik/m);
});

test('nothing to look at says so', async () => {
  expect(await explain('--text', '4111111111111112')).toMatch(
    /card\.pan: not found.*\n.*NO {2}validator issuer prefix, length or check digit/,
  );
  expect(await explain('--text', 'good morning')).toMatch(/^text: no region: nothing in it has the form that a rule asks for/);
});

test('--at shows what is at one byte; --json is one object a candidate and rule', async () => {
  const file = join(folder, 'two.txt');
  writeFileSync(file, `card: ${CARD}\nssn: ${SSN}\n`);
  const lines = (await explain('--json', '--at', '31', file)).trim().split('\n');
  const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ outcome }) => outcome === 'found');
  expect(found).toEqual([
    {
      file,
      line: 2,
      column: 6,
      start: 31,
      end: 42,
      entity: 'id.us.ssn',
      rule: 'id.us.ssn',
      place: expect.stringMatching(/^rules\/id\/us\.yaml:\d+:\d+$/) as string,
      outcome: 'found',
      score: 96,
      steps: expect.arrayContaining([{ step: 'validator', ok: true, detail: 'us.ssn' }]) as unknown[],
    },
  ]);
  expect(await explain('--at', '3', file)).toMatch(/no region: nothing at byte 3 /);
});

test('standard input', async () => {
  const { status, stdout } = await run(['explain'], `card ${CARD}`);
  expect([status, stdout.split('\n')[0]]).toEqual([0, '-:1:6  bytes 5-24: card.pan found, score 95']);
});

test.each([
  [['explain', '--text', 'x', 'y.txt'], 'cannot be combined'],
  [['explain', 'no-such-file'], 'sluice: SLUICE_USAGE: The file cannot be read: there is no such file. See --help.'],
  [['explain', '--text', 'x', '--at', 'y'], 'whole number'],
  [['explain', '--text', 'x', '--at', '1'], 'The document has 1 bytes'],
])('misuse: %j', async (args, message) => {
  const { status, stdout, stderr } = await runHere(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^sluice: SLUICE_USAGE: /);
  expect(stderr).toContain(message);
});
