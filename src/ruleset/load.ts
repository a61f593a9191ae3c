/**
 * Rule packs: YAML files are read, checked and compiled into one immutable ruleset. For the packs that ship with Sluice that was done when it
 * was built (prepared.ts); while not a byte of them or of the code has changed since, the outcome is taken from there.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type Ruleset } from './compile.js';
import { digestOf, readPackFiles, type PackFile } from './files.js';
import { readPrepared } from './prepared.js';

/** The packs that ship with Sluice: `rules/` beside `src/` and `dist/`. */
export const DEFAULT_RULES = fileURLToPath(new URL('../../rules/', import.meta.url));

export interface LoadOptions {
  /** Names of packs to load besides those that load by default, or all of them. */
  readonly packs?: readonly string[] | 'all';
  /** Reads and reviews the files even where that has been done before. */
  readonly afresh?: boolean;
}

/** Of the packs that ship with Sluice, the ruleset that was loaded last: it is immutable, so all may share it. */
let latest: { readonly digest: string; readonly ruleset: Ruleset } | undefined;

/** Loads every `*.yaml` below a folder; by default the packs that ship with Sluice. Throws SLUICE_RULES_INVALID with all mistakes. */
export async function loadRules(directory: string = DEFAULT_RULES, options: LoadOptions = {}): Promise<Ruleset> {
  const { packs = [], afresh = false } = options;
  const files = readPackFiles(directory);
  if (afresh || packs.length > 0 || resolve(directory) !== resolve(DEFAULT_RULES)) return loadSlowly(directory, files, packs);
  const digest = digestOf(directory, files);
  if (latest?.digest === digest) return latest.ruleset;
  const prepared = readPrepared(digest, files);
  const ruleset = prepared === undefined ? await loadSlowly(directory, files, packs) : compile(prepared, prepared);
  latest = { digest, ruleset };
  return ruleset;
}

/** The parser and the schema are large, and most processes never need them. */
async function loadSlowly(directory: string, files: readonly PackFile[], packs: readonly string[] | 'all'): Promise<Ruleset> {
  const { readRules } = await import('./read.js');
  return compile(readRules(directory, files, packs));
}
