/** Rules of all packs become one immutable ruleset: tables for the kernel, detectors for its regions, an action for each rule. */
import { BrandTable } from '../detect/card/brands.js';
import type { CardRules } from '../detect/card/card.js';
import { compileWords } from '../detect/card/words.js';
import type { ContextData } from '../detect/context.js';
import type { DetectorRules } from '../detect/detect.js';
import { PathAutomaton } from '../detect/path/automaton.js';
import { IBAN_PLACES } from '../detect/validators/iban.js';
import type { KernelImage, KernelKind, KernelTables } from '../kernel/kernel.js';
import type { Action } from '../policy/policy.js';
import { numberWords } from '../spoken/lexicon.js';
import { actionOf } from './actions.js';
import { compileDetectors } from './detectors.js';
import { compileLiterals } from './literals.js';
import { rulesOf, type PlacedRule, type RuleSource } from './rule.js';
import { kernelTables, preparedTables, type Literal, type TableSources } from './tables.js';

export type { PackInfo, PlacedRule } from './rule.js';
export type { Literal } from './tables.js';

/** Compiled rules: immutable, identified by the digest of the packs they come from. */
export interface Ruleset extends DetectorRules, RuleSource {
  /** What the default policy does with the findings of each rule, by its id. */
  readonly actions: ReadonlyMap<string, Action>;
  readonly tables: KernelTables;
  /** The words that open a region behind them, by their numbers. */
  readonly literals: readonly Literal[];
  /** What follows documents for the rules that name paths; undefined where there are none, so that nobody pays for it. */
  readonly paths: PathAutomaton | undefined;
  /** The look-alikes by themselves. Among other rules they open no region of their own, so this is how they prove themselves. */
  readonly lookAlikes: () => Ruleset;
  /** The kernel with which the rules proved themselves when Sluice was built; undefined for rules that are yet to do so. */
  readonly provenWith: KernelKind | undefined;
}

/** Parts of a ruleset that take long to make, made before. They hold for these very rules and this very code: see prepared.ts. */
export interface PreparedParts {
  readonly provenWith: KernelKind;
  readonly image: KernelImage;
  readonly words: ContextData;
}

/** The rules have been reviewed: ids are unique, and the four rules of the card family are all there or none. */
export function compile({ rules, packs, id }: RuleSource, prepared?: PreparedParts): Ruleset {
  const card = compileCard(rules);
  const literals = compileLiterals(rules);
  const sources: TableSources = {
    rules,
    brands: card.pan.brands,
    literals,
    numberWords: () => (rulesOf(rules, 'pan').length > 0 ? numberWords() : []),
    ibanCountries: IBAN_COUNTRIES,
  };
  return {
    id,
    packs,
    rules,
    actions: new Map(rules.map((rule) => [rule.id, actionOf(rule)])),
    card,
    literals,
    announced: literals.map(({ use }) => use),
    detectors: compileDetectors(rules, card, prepared?.words),
    tables: prepared === undefined ? kernelTables(sources) : preparedTables(sources, prepared.image),
    paths: compilePaths(rules),
    lookAlikes: () => compile({ rules: rules.filter((rule) => rule.class === 'look-alike'), packs, id: `${id}-look-alikes` }),
    provenWith: prepared?.provenWith,
  };
}

/** Countries of the IBAN registry, as two letters. */
const IBAN_COUNTRIES: readonly string[] = IBAN_PLACES.flatMap((places, index) =>
  places === undefined ? [] : [String.fromCharCode(0x41 + Math.floor(index / 26), 0x41 + (index % 26))],
);

const SCORE_PATH = 95;

function compilePaths(rules: readonly PlacedRule[]): PathAutomaton | undefined {
  const paths = rulesOf(rules, 'path').map(({ id, entity, score = SCORE_PATH, paths: places }) => ({ id, entity, score, paths: places }));
  return paths.length === 0 ? undefined : new PathAutomaton(paths);
}

/** Without card rules no number has a brand, so none is looked for. */
function compileCard(rules: readonly PlacedRule[]): CardRules {
  const pan = rulesOf(rules, 'pan').at(0);
  const brands = (pan?.brands ?? []).map((brand) => ({
    ...brand,
    lengthsInContext: brand.lengths_in_context,
    inContext: brand.in_context,
  }));
  return {
    pan: {
      id: pan?.id ?? '',
      brands: new BrandTable(brands),
      isCardText: compileWords(pan?.context ?? []),
      otherLabels: new Set(pan?.other_labels),
    },
    track: rulesOf(rules, 'track').at(0)?.id ?? '',
    cvc: rulesOf(rules, 'cvc').at(0)?.id ?? '',
    expiry: rulesOf(rules, 'expiry').at(0)?.id ?? '',
  };
}
