/** A rule of some pack, read and with its places. */
import type { Rule, RuleOf } from './schema.js';

/** A rule and where it stands. Places read `file:line:column`. */
export type PlacedRule = Rule & {
  /** The pack it belongs to. */
  readonly pack: string;
  readonly place: string;
  /** Of each example. */
  readonly examplePlaces: { readonly match: readonly string[]; readonly no_match: readonly string[] };
};

/** The rules with one detector. */
export function rulesOf<D extends PlacedRule['detector']>(rules: readonly PlacedRule[], detector: D): readonly (PlacedRule & RuleOf<D>)[] {
  return rules.filter((rule): rule is PlacedRule & RuleOf<D> => rule.detector === detector);
}

export interface PackInfo {
  readonly name: string;
  readonly title: string;
  /** The standards or authorities behind it. */
  readonly source: string;
  /** Loads without being named. */
  readonly isDefault: boolean;
  /** Its rules are among those of the ruleset. */
  readonly isLoaded: boolean;
}

/** What a ruleset is compiled from: rules that have been reviewed. */
export interface RuleSource {
  readonly rules: readonly PlacedRule[];
  /** All packs that were read, by file. */
  readonly packs: readonly PackInfo[];
  /** Digest of the packs that the rules come from. */
  readonly id: string;
}
