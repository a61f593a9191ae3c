/** Changes on a real disk, as editors, `cp` and Kubernetes make them. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Watch, watchFiles } from '../../src/lifecycle/watch.js';
import { eventually } from '../support/proxy.js';

let folder: string;
let watch: Watch | undefined;
let changes = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-watch-'));
  changes = 0;
});

afterEach(async () => {
  await watch?.close();
  rmSync(folder, { recursive: true });
});

async function watching(files: readonly string[], quietMs = 30): Promise<void> {
  await new Promise<void>((resolve) => {
    watch = watchFiles(files, () => changes++, { quietMs, ready: resolve });
  });
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a file that is written, and one that is put in its place, are told; its neighbours are not', async () => {
  const file = join(folder, 'sluice.yaml');
  writeFileSync(file, 'a: 1');
  await watching([file]);
  writeFileSync(join(folder, 'other.txt'), 'x');
  await after(120);
  expect(changes).toBe(0);
  writeFileSync(file, 'a: 2');
  await eventually(() => changes > 0);
  await after(120);
  changes = 0;
  writeFileSync(`${file}.new`, 'a: 3');
  renameSync(`${file}.new`, file);
  await eventually(() => changes > 0);
});

test('a burst is one change, and every file below a folder counts', async () => {
  mkdirSync(join(folder, 'card'));
  writeFileSync(join(folder, 'card/pack.yaml'), 'a');
  await watching([folder], 200);
  for (let at = 0; at < 5; at++) writeFileSync(join(folder, 'card/pack.yaml'), `a${at}`);
  writeFileSync(join(folder, 'new.yaml'), 'b');
  await eventually(() => changes > 0);
  await after(300);
  expect(changes).toBe(1);
});

test('Kubernetes swaps a symbolic link to a whole folder', async () => {
  for (const version of ['..v1', '..v2']) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'sluice.yaml'), version);
  }
  symlinkSync('..v1', join(folder, '..data'));
  symlinkSync('..data/sluice.yaml', join(folder, 'sluice.yaml'));
  await watching([join(folder, 'sluice.yaml')]);
  symlinkSync('..v2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  await eventually(() => changes > 0);
});

test('what else is written into a watched folder is nobody’s business: a log there would have it read again with every line', async () => {
  writeFileSync(join(folder, 'sluice.yaml'), 'a');
  writeFileSync(join(folder, 'agents.pem'), 'a');
  writeFileSync(join(folder, 'sluice.log'), '');
  await watching([folder, join(folder, 'agents.pem')]);
  for (let line = 0; line < 3; line++) appendFileSync(join(folder, 'sluice.log'), 'line\n');
  writeFileSync(join(folder, 'new.log'), 'line\n');
  await after(150);
  expect(changes).toBe(0);
  writeFileSync(join(folder, 'agents.pem'), 'b');
  await eventually(() => changes > 0);
});

test('a change that comes while the watch is being set up is not lost', async () => {
  const file = join(folder, 'sluice.yaml');
  writeFileSync(file, 'a');
  watch = watchFiles([file], () => changes++, { quietMs: 30 });
  writeFileSync(file, 'other');
  await eventually(() => changes > 0);
});

test('what is watched can change', async () => {
  const [first, second] = [join(folder, 'one/a.yaml'), join(folder, 'two/b.yaml')];
  for (const file of [first, second]) {
    mkdirSync(join(file, '..'));
    writeFileSync(file, 'a');
  }
  let isReady = 0;
  watch = watchFiles([first], () => changes++, { quietMs: 30, ready: () => isReady++ });
  await eventually(() => isReady === 1);
  watch.update([second]);
  await eventually(() => isReady === 2);
  writeFileSync(second, 'b');
  await eventually(() => changes > 0);
});
