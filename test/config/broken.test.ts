/** None of these configurations loads, and each says where it is wrong and what to write instead: broken.md, case by case. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigInvalid, type Mistake } from '../../src/base/mistake.js';
import { loadFiles, readCases, reportOf } from './cases.js';
import { namedFiles } from './certificates.js';

const cases = readCases(readFileSync(new URL('broken.md', import.meta.url), 'utf8'));
const named = await namedFiles();

const mistakesOf = async (files: Readonly<Record<string, string>>): Promise<readonly Mistake[]> => {
  const loaded = await loadFiles(files, named);
  return loaded instanceof ConfigInvalid ? loaded.mistakes : [];
};

/** Those of all cases, in their order. */
const told: (readonly Mistake[])[] = [];
for (const { files } of cases) told.push(await mistakesOf(files));

describe('what is broken is told', () => {
  for (const [index, { title, report }] of cases.entries()) {
    it(title, () => expect(reportOf(told[index])).toBe(report));
  }

  it('in as many ways as promised', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  it('at a place in the file, and mostly with a suggestion', () => {
    const all = told.flat();
    expect(all.filter(({ line }) => line === 0).map(({ message }) => message)).toEqual([
      'cannot be read as YAML (aliases multiply)',
      'is empty',
    ]);
    expect(all.filter(({ suggestion }) => suggestion !== undefined).length / all.length).toBeGreaterThan(0.8);
  });
});

it('neither a key nor a password is ever shown', async () => {
  for (const mistakes of told) {
    expect(reportOf(mistakes)).not.toMatch(/s3cr3t|5d41402abc4b2a76|7d793037a0760186/);
  }
  const text = 'version: 1\nkeys:\n  matching: 5d41402abc4b2a76b9719d911017c592\n  matching: 7d793037a0760186574b0282f2f435e7\n';
  expect(reportOf(await mistakesOf({ 'sluice.yaml': text }))).toBe(
    'sluice.yaml:4:3: not valid YAML: Map keys must be unique — keep one of the two\n',
  );
});
