/**
 * Rule packs: YAML files are read, checked and compiled into one immutable ruleset.
 * Every mistake of every file is told at once with file:line:column; nothing loads while there is one.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type PackInfo, type Ruleset } from './compile.js';
import { RulesInvalid, type Mistake } from '../base/mistake.js';
import { didYouMean } from './nearest.js';
import { parsePack, type LoadedPack } from './pack.js';
import { review } from './review.js';

/** The packs that ship with Sluice: `rules/` beside `src/` and `dist/`. */
export const DEFAULT_RULES = fileURLToPath(new URL('../../rules/', import.meta.url));

export interface LoadOptions {
  /** Names of packs to load besides those that load by default, or all of them. */
  readonly packs?: readonly string[] | 'all';
}

/** Loads every `*.yaml` below a folder; by default the packs that ship with Sluice. Throws SLUICE_RULES_INVALID with all mistakes. */
export async function loadRules(directory: string = DEFAULT_RULES, options: LoadOptions = {}): Promise<Ruleset> {
  const mistakes: Mistake[] = [];
  const files = await listPacks(directory);
  const digest = createHash('sha256');
  const packs: LoadedPack[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => unreadable(file, error));
    const pack = parsePack(nameOf(file), text, mistakes);
    if (pack === undefined) continue;
    packs.push(pack);
    if (isLoaded(pack, options)) digest.update(text);
  }
  const loaded = packs.filter((pack) => isLoaded(pack, options));
  mistakes.push(...review(packs, loaded), ...unknownPacks(packs, options, directory));
  if (files.length === 0) mistakes.push(about(directory, 'no rule packs (*.yaml) found'));
  if (mistakes.length > 0) throw new RulesInvalid(inOrder(mistakes));
  const rules = loaded.flatMap(({ entries }) => entries.flatMap(({ rule }) => rule ?? []));
  const listed = packs.map((pack): PackInfo => {
    const { name, title, authority, isDefault } = pack;
    return { name, title, source: authority, isDefault, isLoaded: isLoaded(pack, options) };
  });
  return compile(rules, listed, digest.digest('hex').slice(0, 12));
}

/** As the reader would type it. */
function nameOf(file: string): string {
  const name = relative(process.cwd(), file);
  return name.startsWith('..') ? file : name;
}

const isLoaded = ({ isDefault, name }: LoadedPack, { packs }: LoadOptions): boolean =>
  isDefault || packs === 'all' || packs?.includes(name) === true;

async function listPacks(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) =>
    unreadable(directory, error),
  );
  const packs = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name));
  return packs.map((entry) => join(entry.parentPath, entry.name)).sort();
}

function unreadable(path: string, error: NodeJS.ErrnoException): never {
  throw new RulesInvalid([about(path, `cannot be read (${error.code ?? 'unknown'})`)]);
}

const about = (file: string, message: string, suggestion?: string): Mistake => ({ file, line: 0, column: 0, message, suggestion });

function unknownPacks(packs: readonly LoadedPack[], { packs: wanted = [] }: LoadOptions, directory: string): Mistake[] {
  const names = packs.map(({ name }) => name);
  if (wanted === 'all') return [];
  const unknown = wanted.filter((name) => !names.includes(name));
  return unknown.map((name) => about(directory, `has no pack "${name}"`, didYouMean(name, names) ?? `packs: ${names.join(', ')}`));
}

/** As somebody reads: file by file, from top to bottom. */
function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const byFile = (a: Mistake, b: Mistake): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
  return [...mistakes].sort((a, b) => byFile(a, b) || a.line - b.line || a.column - b.column);
}
