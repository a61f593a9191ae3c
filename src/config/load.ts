/**
 * Loads a configuration: one YAML file, or a folder of them. Everything that can be said without opening a socket is said here, all
 * mistakes at once: form, names, files, certificates, rules, and what PCI DSS forbids.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigInvalid, inOrder, RulesInvalid, type Mistake } from '../base/mistake.js';
import type { Ruleset } from '../ruleset/compile.js';
import { DEFAULT_RULES, loadRules, type LoadOptions } from '../ruleset/load.js';
import { deepFreeze, type Config } from './config.js';
import { readDraft, Report, type Draft } from './draft.js';
import { readConfigFiles } from './files.js';
import { readKeys } from './keys.js';
import { Files } from './pem.js';
import { loadFiles, resolveConfig } from './resolve.js';
import { reviewPolicy } from './review/clauses.js';
import { reviewIdentity } from './review/identity.js';
import { reviewListeners } from './review/listeners.js';
import { reviewNames } from './review/names.js';
import { reviewRoutes } from './review/routes.js';
import { reviewUpstreams } from './review/upstreams.js';
import { Sources } from './sources.js';

export interface LoadedConfig {
  /** Frozen all the way down. */
  readonly config: Config;
  /** The rules that the configuration asks for, compiled but not yet proven (engine/prove.ts). */
  readonly rules: Ruleset;
  /** What is allowed but should be known: holes, certificates that end soon, names that nothing uses. */
  readonly warnings: readonly Mistake[];
  /** Absolute paths of the files and folders whose change is a reason to load again. */
  readonly files: readonly string[];
}

export interface LoadConfigOptions {
  /** Where keys with `env` come from; by default the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The time by which certificates are judged. */
  readonly now?: Date;
  /** Reads and reviews rules even where that has been done before. */
  readonly afresh?: boolean;
  /** How rules are loaded; by default at once, which takes the event loop for as long. */
  readonly loadRules?: RuleLoader;
}

export type RuleLoader = (directory: string | undefined, options: LoadOptions) => Promise<Ruleset>;

/** Throws SLUICE_CONFIG_INVALID with all mistakes; nothing loads while there is one. */
export async function loadConfig(path: string, options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { env = process.env, now = new Date(), afresh = false, loadRules: load = loadRules } = options;
  const mistakes: Mistake[] = [];
  const { folder, files } = readConfigFiles(path, mistakes);
  const sources = new Sources(files, mistakes);
  if (files.length === 0 || !sources.isReadable) throw invalid(mistakes);
  const report = new Report(sources);
  const draft = readDraft(report);
  const named = new Files(folder, report, now);
  const rules = await loadRulesOf(report, draft, named, mistakes, (folder, wanted) => load(folder, { ...wanted, afresh }));
  review(report, draft, rules);
  reviewLog(report, draft, named);
  const keys = readKeys(report, draft, named, env);
  const loaded = loadFiles(report, draft, named, keys, env);
  mistakes.push(...report.mistakes);
  if (mistakes.length > 0 || rules === undefined) throw invalid(mistakes);
  const id = digest([...files.map(({ text }) => text), ...named.contents(), ...Object.values(keys).map((key) => key.reveal()), rules.id]);
  const config = deepFreeze(resolveConfig(draft, loaded, named, id));
  const packs = [config.rules.folder ?? DEFAULT_RULES, ...(config.rules.own === undefined ? [] : [config.rules.own])];
  const watched = [resolve(path), ...files.map((file) => file.path), ...named.paths, ...packs];
  return { config, rules, warnings: inOrder(report.warnings.map(withoutSecrets)), files: [...new Set(watched)] };
}

function digest(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n${text}\n`);
  return hash.digest('hex').slice(0, 12);
}

function review(report: Report, draft: Draft, rules: Ruleset | undefined): void {
  reviewNames(report, draft);
  reviewListeners(report, draft);
  reviewUpstreams(report, draft);
  reviewRoutes(report, draft);
  reviewIdentity(report, draft);
  const entities = rules && [...new Set(rules.rules.filter((rule) => rule.class !== 'look-alike').map(({ entity }) => entity))];
  reviewPolicy(report, draft, entities);
  if (entities?.includes('card.pan') === false) report.warn(['rules', 'folder'], 'a hole: none of these rules finds card numbers (card.pan)', BESIDE); // prettier-ignore
  if (draft.parts.mode === 'observe') report.warn(['mode'], 'nothing is redacted in observe mode: findings are counted and pass');
}

/** Whoever has a rule of his own seldom means to lose all others. */
const BESIDE = 'for rules beside those that ship with Sluice, name their folder under own';

/** The log is opened when all else is well; that it could not be is told before. */
function reviewLog(report: Report, { parts: { log } }: Draft, files: Files): void {
  const folder = log?.file === undefined ? undefined : dirname(files.resolve(log.file));
  if (folder !== undefined && !existsSync(folder))
    report.mistake(['log', 'file'], 'there is no folder for the log', `looked for ${folder}`);
}

/** The rules; undefined, with their mistakes told, where they do not load. */
async function loadRulesOf(
  report: Report,
  { parts }: Draft,
  files: Files,
  mistakes: Mistake[],
  load: RuleLoader,
): Promise<Ruleset | undefined> {
  if (parts.rules === undefined) return undefined;
  const { folder, own, packs } = parts.rules;
  const missing = [['folder', folder] as const, ['own', own] as const].filter(([key, name]) => name !== undefined && !files.isFolder(['rules', key], name)); // prettier-ignore
  if (missing.length > 0) return undefined;
  const at = (name: string | undefined): string | undefined => (name === undefined ? undefined : files.resolve(name));
  try {
    return await load(at(folder), { packs, own: at(own) });
  } catch (error) {
    if (!(error instanceof RulesInvalid)) throw error;
    for (const mistake of error.mistakes) {
      const [, pack] = /^has no pack "(.*)"$/.exec(mistake.message) ?? [];
      if (pack === undefined) mistakes.push(mistake);
      else report.mistake(['rules', 'packs', packs.indexOf(pack)], `there is no pack "${pack}"`, mistake.suggestion);
    }
    return undefined;
  }
}

const invalid = (mistakes: readonly Mistake[]): ConfigInvalid => new ConfigInvalid(inOrder(mistakes.map(withoutSecrets)));

/** Lines that may hold a password or a key are not shown. */
const SECRET_LINE = /:\/\/[^\s/]*@|PRIVATE KEY|\b(?:secret|password|passphrase|token)["']?\s*[:=]/i;

function withoutSecrets(mistake: Mistake): Mistake {
  const { source } = mistake;
  return source !== undefined && SECRET_LINE.test(source.text) ? { ...mistake, source: undefined } : mistake;
}
