/** YAML files become rules that have been reviewed. Every mistake of every file is told at once with file:line:column. */
import { createHash } from 'node:crypto';
import { inOrder, RulesInvalid, type Mistake } from '../base/mistake.js';
import { about, noPacks, type PackFile } from './files.js';
import { didYouMean } from '../base/nearest.js';
import { parsePack, type LoadedPack } from './pack.js';
import { review } from './review.js';
import type { PackInfo, RuleSource } from './rule.js';

/** Names of packs to load besides those that load by default, or all of them. */
export type WantedPacks = readonly string[] | 'all';

/** Throws SLUICE_RULES_INVALID with all mistakes; nothing loads while there is one. */
export function readRules(directory: string, files: readonly PackFile[], wanted: WantedPacks): RuleSource {
  const mistakes: Mistake[] = [];
  const digest = createHash('sha256');
  const packs: LoadedPack[] = [];
  const isLoaded = ({ isDefault, name }: LoadedPack): boolean => isDefault || wanted === 'all' || wanted.includes(name);
  for (const { name, text } of files) {
    const pack = parsePack(name, text, mistakes);
    if (pack === undefined) continue;
    packs.push(pack);
    if (isLoaded(pack)) digest.update(text);
  }
  const loaded = packs.filter(isLoaded);
  mistakes.push(...review(packs, loaded), ...unknownPacks(packs, wanted, directory));
  if (files.length === 0) mistakes.push(noPacks(directory));
  if (mistakes.length > 0) throw new RulesInvalid(inOrder(mistakes));
  const rules = loaded.flatMap(({ entries }) => entries.flatMap(({ rule }) => rule ?? []));
  const listed = packs.map((pack): PackInfo => {
    const { name, title, authority, isDefault } = pack;
    return { name, title, source: authority, isDefault, isLoaded: isLoaded(pack) };
  });
  return { rules, packs: listed, id: digest.digest('hex').slice(0, 12) };
}

function unknownPacks(packs: readonly LoadedPack[], wanted: WantedPacks, directory: string): Mistake[] {
  const names = packs.map(({ name }) => name);
  if (wanted === 'all') return [];
  const unknown = wanted.filter((name) => !names.includes(name));
  return unknown.map((name) => about(directory, `has no pack "${name}"`, didYouMean(name, names) ?? `packs: ${names.join(', ')}`));
}
