/** The file, or the files of the folder, that make up a configuration. They are read, and nothing is judged yet. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { LIMITS } from '../base/limits.js';
import type { Mistake } from '../base/mistake.js';
import { reason } from '../base/reason.js';
import { about, readWhole } from '../ruleset/files.js';

export interface ConfigFile {
  /** As the reader would type it. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export interface ConfigFiles {
  /** Where relative paths in the configuration begin. */
  readonly folder: string;
  readonly files: readonly ConfigFile[];
}

/** Reads a file, or the *.yaml of a folder in the order of their names. What cannot be read goes into `mistakes`. Never throws. */
export function readConfigFiles(path: string, mistakes: Mistake[]): ConfigFiles {
  const isFolder = attempt(path, () => statSync(path).isDirectory(), mistakes);
  if (isFolder !== true) return { folder: dirname(resolve(path)), files: isFolder === false ? read(path, mistakes) : [] };
  const names = attempt(path, () => readdirSync(path).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.')), mistakes) ?? [];
  if (names.length === 0) mistakes.push(about(shownPath(path), 'holds no *.yaml', 'name the file, or put the configuration there'));
  return { folder: resolve(path), files: names.sort().flatMap((name) => read(join(path, name), mistakes)) };
}

function read(path: string, mistakes: Mistake[]): ConfigFile[] {
  const bytes = attempt(path, () => readWhole(path, LIMITS.configBytes), mistakes);
  if (bytes === undefined) return [];
  const name = shownPath(path);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) {
    mistakes.push(about(name, 'is not UTF-8', 'save it as UTF-8'));
    return [];
  }
  return [{ name, path: resolve(path), text: text.replace(/^\uFEFF/, '') }];
}

/** As the reader would type it. */
export function shownPath(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') || name === '' ? path : name;
}

function attempt<T>(path: string, action: () => T, mistakes: Mistake[]): T | undefined {
  try {
    return action();
  } catch (error) {
    mistakes.push(about(shownPath(path), `cannot be read: ${reason(error)}`));
    return undefined;
  }
}
