/**
 * Rule packs: YAML files are read, checked and compiled into one immutable ruleset. For the packs that ship with Sluice that was done when it
 * was built (prepared.ts); while not a byte of them or of the code has changed since, the outcome is taken from there.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type Ruleset } from './compile.js';
import { RulesInvalid } from '../base/mistake.js';
import { digestOf, noPacks, readPackFiles, type PackFile } from './files.js';
import { readPrepared } from './prepared.js';
import type { WantedPacks } from './read.js';

/** The packs that ship with Sluice: `rules/` beside `src/` and `dist/`. */
export const DEFAULT_RULES = fileURLToPath(new URL('../../rules/', import.meta.url));

export interface LoadOptions {
  /** Names of packs to load besides those that load by default, or all of them. */
  readonly packs?: WantedPacks;
  /** Folder of packs of the operator's own, beside those of the first. */
  readonly own?: string | undefined;
  /** Reads and reviews the files even where that has been done before. */
  readonly afresh?: boolean;
}

/** Where rules come from. */
export interface RuleFiles {
  readonly directory: string;
  /** Of both folders, where there are packs of the operator's own. */
  readonly files: readonly PackFile[];
  readonly packs: WantedPacks;
}

/** The ruleset that was loaded last: it is immutable, so all may share it. */
let latest: { readonly key: string; readonly ruleset: Ruleset } | undefined;

/** Loads every `*.yaml` below a folder; by default the packs that ship with Sluice. Throws SLUICE_RULES_INVALID with all mistakes. */
export async function loadRules(directory: string = DEFAULT_RULES, options: LoadOptions = {}): Promise<Ruleset> {
  const from = ruleFiles(directory, options);
  return (options.afresh === true ? undefined : knownRules(from)) ?? rememberRules(from, await readRuleset(from));
}

/** Reads the files, and judges none of them yet. Throws SLUICE_RULES_INVALID where one cannot be read. */
export function ruleFiles(directory: string, { packs = [], own }: LoadOptions): RuleFiles {
  const beside = own === undefined ? [] : readPackFiles(own);
  if (own !== undefined && beside.length === 0) throw new RulesInvalid([noPacks(own)]);
  return { directory, files: [...readPackFiles(directory), ...beside], packs };
}

/** The rules of these files where this process has just loaded them or the build has prepared them. */
export function knownRules(from: RuleFiles): Ruleset | undefined {
  const { directory, files, packs } = from;
  if (latest?.key === keyOf(from)) return latest.ruleset;
  if (packs.length > 0 || resolve(directory) !== resolve(DEFAULT_RULES)) return undefined;
  const prepared = readPrepared(digestOf(directory, files), files);
  return prepared && rememberRules(from, compile(prepared, prepared));
}

export function rememberRules(from: RuleFiles, ruleset: Ruleset): Ruleset {
  latest = { key: keyOf(from), ruleset };
  return ruleset;
}

/** Reads, reviews and compiles. The parser and the schema are large, and most processes never need them. */
export async function readRuleset({ directory, files, packs }: RuleFiles): Promise<Ruleset> {
  const { readRules } = await import('./read.js');
  return compile(readRules(directory, files, packs));
}

const keyOf = ({ directory, files, packs }: RuleFiles): string => JSON.stringify([resolve(directory), packs, digestOf(directory, files)]);
