/** The files of rule packs: found, read, and told apart by what is in them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RulesInvalid, type Mistake } from '../base/mistake.js';

export interface PackFile {
  /** As the reader would type it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Every `*.yaml` below a folder, in order. Throws SLUICE_RULES_INVALID for one that cannot be read. They are read at once: for many small
 * files that is several times faster than one promise after another, and nothing is served yet or a reload compiles for longer than that.
 */
export function readPackFiles(directory: string): PackFile[] {
  return listPacks(directory).map((path) => ({ name: nameOf(path), text: attempt(path, () => readFileSync(path, 'utf8')) }));
}

/** SHA-256 of all files, with their names below the folder: the same for the same files wherever the folder is. */
export function digestOf(directory: string, files: readonly PackFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${relative(directory, name)}\n${text.length}\n${text}\n`);
  return hash.digest('hex');
}

/** As the reader would type it. */
function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') ? path : name;
}

function listPacks(directory: string): string[] {
  const entries = attempt(directory, () => readdirSync(directory, { recursive: true, withFileTypes: true }));
  const packs = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name));
  return packs.map((entry) => join(entry.parentPath, entry.name)).sort();
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RulesInvalid([about(path, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)]);
  }
}

/** A mistake of a file or folder as a whole. */
export const about = (file: string, message: string, suggestion?: string): Mistake => ({ file, line: 0, column: 0, message, suggestion });
