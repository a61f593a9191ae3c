/** Folders of rule packs for tests, gone when the test file is done. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadRules, type LoadOptions } from '../../src/ruleset/load.js';
import { formatMistake, RulesInvalid, type Mistake } from '../../src/base/mistake.js';
import { closeWithFile } from '../support/cleanup.js';

/** A folder that holds these files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  closeWithFile(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What is wrong with these files; empty when they load. */
export async function mistakesOf(files: Readonly<Record<string, string>>, options?: LoadOptions): Promise<readonly Mistake[]> {
  const folder = folderOf(files);
  try {
    await loadRules(folder, options);
    return [];
  } catch (error) {
    if (!(error instanceof RulesInvalid)) throw error;
    return error.mistakes.map((mistake) => ({ ...mistake, file: within(folder, mistake.file), message: within(folder, mistake.message) }));
  }
}

const within = (folder: string, text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');

/** The same as people read it. */
export async function reportOf(files: Readonly<Record<string, string>>, options?: LoadOptions): Promise<string> {
  return (await mistakesOf(files, options)).map(formatMistake).join('\n');
}

/** A pack with this text below `rules:`, indented by two. */
export const packOf = (rules: string, name = 'own'): string => `pack: ${name}\ntitle: Own rules\nsource: ours\nrules:\n${rules}`;

/** One rule of the kind `shape`, with these lines instead of its own where they name the same key; without shapes when they are `[]`. */
export function shapeRule(changes: Readonly<Record<string, string>> = {}): string {
  const lines = {
    id: 'own.number',
    entity: 'own.number',
    class: 'custom',
    detector: 'shape',
    shapes: "['999-99-9999']",
    match: "['number 123-45-6789']",
    no_match: "['number 123456']",
    ...changes,
  };
  return Object.entries(lines)
    .filter(([key, value]) => key !== 'shapes' || value !== '[]')
    .map(([key, value], index) => `  ${index === 0 ? '-' : ' '} ${key}: ${value}\n`)
    .join('');
}
