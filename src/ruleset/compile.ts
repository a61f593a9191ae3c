/** Rules of all packs become tables: one literal list and one prefix table for the kernel, one set of card rules for the detectors. */
import { BrandTable } from '../detect/card/brands.js';
import type { AnnouncedRule, CardRules } from '../detect/card/card.js';
import { compileWords } from '../detect/card/words.js';
import type { KernelTables } from '../kernel/kernel.js';
import type { Action } from '../policy/policy.js';
import { actionOf } from './actions.js';
import type { PlacedRule } from './pack.js';
import type { RuleOf } from './schema.js';

export type { PlacedRule } from './pack.js';

/** Compiled rules: immutable, identified by the digest of the packs they come from. */
export interface Ruleset {
  readonly id: string;
  readonly rules: readonly PlacedRule[];
  /** What the default policy does with the findings of each rule, by its id. */
  readonly actions: ReadonlyMap<string, Action>;
  readonly card: CardRules;
  readonly tables: KernelTables;
  /** What each literal of `tables.literals` announces. */
  readonly announced: readonly AnnouncedRule[];
}

type AnnouncedSpec = RuleOf<'cvc' | 'expiry'>;

/** The rules have been reviewed: ids are unique, and the four rules of the card family are all there or none. */
export function compile(rules: readonly PlacedRule[], id: string): Ruleset {
  const card = compileCard(rules);
  const words = [...rulesOf(rules, 'cvc'), ...rulesOf(rules, 'expiry')].flatMap(announcedWords);
  return {
    id,
    rules,
    actions: new Map(rules.map((rule) => [rule.id, actionOf(rule)])),
    card,
    tables: {
      lengthsLuhn: card.pan.brands.lengthsLuhn,
      lengthsAny: card.pan.brands.lengthsAny,
      literals: words.map(({ literal }) => literal),
    },
    announced: words.map(({ rule }) => rule),
  };
}

/** The rules with one detector. */
export function rulesOf<D extends PlacedRule['detector']>(rules: readonly PlacedRule[], detector: D): readonly (PlacedRule & RuleOf<D>)[] {
  return rules.filter((rule): rule is PlacedRule & RuleOf<D> => rule.detector === detector);
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

/** Each word as it may be written: with spaces, joined, and with underscores or hyphens as in keys. */
function announcedWords(rule: AnnouncedSpec): { literal: Uint8Array; rule: AnnouncedRule }[] {
  const spellings = new Set(rule.words.flatMap((word) => (word.trim().includes(' ') ? [word, ...[' ', '', '_', '-'].map((joint) => word.replaceAll(' ', joint))] : [word]))); // prettier-ignore
  return [...spellings].map((spelling) => ({ literal: Buffer.from(spelling.toLowerCase()), rule: { id: rule.id, kind: rule.detector } }));
}
