import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runHere } from '../support/cli.js';
import { leaksIn } from '../support/leaks.js';

const CARD = '4111111111111111';
const NOTE = `{"id":7,\n "note":"paid with ${CARD}",\n "total":12.5}\n`;

let folder: string;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-scan-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('nothing found exits 0 and prints nothing', async () => {
  expect(await run(['scan', write('clean.txt', 'nothing to see\n')])).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('something found exits 3 and prints where, never what', async () => {
  const file = write('note.json', NOTE);
  const { status, stdout, stderr } = await run(['scan', file]);
  expect(stdout).toMatch(new RegExp(`^${file}:2:20: card\\.pan \\(rule card\\.pan, bytes 28-44, score \\d+\\)\\n$`));
  expect(leaksIn(stdout + stderr)).toEqual([]);
  expect([status, stderr]).toEqual([3, '']);
});

test('--json is one object a finding', async () => {
  const file = write('two.txt', `card: ${CARD}\ncard: 5555 5555 5555 4444\n`);
  const { status, stdout } = await runHere(['scan', '--json', file]);
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(findings).toMatchObject([
    { file, entity: 'card.pan', start: 6, end: 22, line: 1, column: 7 },
    { file, entity: 'card.pan', start: 29, end: 48, line: 2, column: 7 },
  ]);
  expect(Object.keys(findings[0])).toEqual(['file', 'entity', 'rule', 'start', 'end', 'line', 'column', 'score']);
  expect(leaksIn(stdout)).toEqual([]);
  expect(status).toBe(3);
});

test('--redact prints the document, every other byte as it was', async () => {
  const { status, stdout } = await run(['scan', '--redact', '-'], NOTE);
  expect(stdout).toBe(NOTE.replace(CARD, '************1111'));
  expect(status).toBe(3);
});

test('standard input is read without arguments, and named "-"', async () => {
  const { stdout } = await runHere(['scan', '--json', '--format', 'text'], `card ${CARD}`);
  expect(JSON.parse(stdout)).toMatchObject({ file: '-', line: 1, column: 6 });
});

test('--lines makes each line a document, with offsets in the file', async () => {
  const text = `{"card":"${CARD}"}\n{"clean":true}\r\n\n{"card":"${CARD}"}`;
  const { status, stdout } = await runHere(['scan', '--json', '--lines', '-'], text);
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { start: number; line: number; column: number });
  expect(findings).toMatchObject([
    { start: 9, line: 1, column: 10 },
    { start: text.lastIndexOf(CARD), line: 4, column: 10 },
  ]);
  expect(status).toBe(3);
  const redacted = await runHere(['scan', '--redact', '--lines', '-'], text);
  expect(redacted.stdout).toBe(text.replaceAll(CARD, '************1111'));
});

test('a large file streams: lines and offsets hold far from the start', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const text = `${line.repeat(400_000)}card ${CARD}\n${line.repeat(10)}`;
  const { status, stdout } = await runHere(['scan', '--json', write('large.txt', text)]);
  expect(JSON.parse(stdout)).toMatchObject({ line: 400_001, column: 6, start: 40_000_005 });
  expect(status).toBe(3);
});

test('several files are scanned; one that cannot be read is named and exits 2', async () => {
  const file = write('b.txt', `card ${CARD}\n`);
  const { status, stdout, stderr } = await runHere(['scan', '/nowhere/a.txt', folder, file]);
  expect(stdout).toContain(`${file}:1:6`);
  expect(stderr).toContain('cannot be read: there is no such file');
  expect(stderr).toContain('cannot be read: it is a folder');
  expect(stderr).toContain('/nowhere/a.txt');
  expect(status).toBe(2);
});

test.each([
  [['--json', '--redact'], 'cannot be combined'],
  [['--format', 'yaml'], 'Allowed choices'],
  [['--values'], 'Unknown option'],
])('misuse %j exits 2', async (args, why) => {
  const { status, stdout, stderr } = await runHere(['scan', ...args, '-'], CARD);
  expect(stderr).toMatch(/^sluice: SLUICE_USAGE: /);
  expect(stderr).toContain(why);
  expect([status, stdout]).toEqual([2, '']);
});

test.each([
  ['form', 'card=4111+1111+1111+1111&a=b', 'card=****+****+****+1111&a=b'],
  ['csv', `card\n${CARD}\n`, 'card\n************1111\n'],
  ['html', '<b>4111</b> 1111 1111 1111', '<b>****</b> **** **** 1111'],
  ['multipart', `--b\r\nA: b\r\n\r\ncard ${CARD}\r\n--b--\r\n`, '--b\r\nA: b\r\n\r\ncard ************1111\r\n--b--\r\n'],
])('--format %s reads documents as such', async (format, text, redacted) => {
  const { status, stdout } = await runHere(['scan', '--redact', '--format', format, '-'], text);
  expect([status, stdout]).toEqual([3, redacted]);
});

test('multipart without a delimiter is refused', async () => {
  const { status, stderr } = await runHere(['scan', '--format', 'multipart', '-'], 'no parts');
  expect(stderr).toContain('SLUICE_MULTIPART_MALFORMED');
  expect(status).toBe(2);
});

test('a document in UTF-16 or one that declares its charset is read in it, and redacted in it', async () => {
  const wide = join(folder, 'wide.txt');
  writeFileSync(wide, Buffer.from(`\ufeffcard ${CARD}\n`, 'utf16le'));
  expect((await runHere(['scan', wide])).stdout).toContain('card.pan (rule card.pan, bytes 12-44,');
  const xml = join(folder, 'latin.xml');
  writeFileSync(xml, Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?><a>säkerhetskod 123</a>`, 'latin1'));
  expect((await runHere(['scan', '--redact', xml])).stdout).toContain('kod ***</a>');
});
