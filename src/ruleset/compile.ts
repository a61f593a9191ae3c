/** Rules of all packs become tables: one literal list and one prefix table for the kernel, one set of card rules for the detectors. */
import { SluiceError } from '../base/errors.js';
import { BrandTable } from '../detect/card/brands.js';
import type { AnnouncedRule, CardRules } from '../detect/card/card.js';
import { compileWords } from '../detect/card/words.js';
import type { KernelTables } from '../kernel/kernel.js';
import type { Pack, Rule } from './schema.js';

/** Compiled rules: immutable, identified by the digest of the packs they come from. */
export interface Ruleset {
  readonly id: string;
  readonly rules: readonly Rule[];
  readonly card: CardRules;
  readonly tables: KernelTables;
  /** What each literal of `tables.literals` announces. */
  readonly announced: readonly AnnouncedRule[];
}

type PanSpec = Extract<Rule, { detector: 'pan' }>;
type AnnouncedSpec = Extract<Rule, { detector: 'cvc' | 'expiry' }>;

export function compile(packs: readonly Pack[], id: string): Ruleset {
  const rules = packs.flatMap((pack) => pack.rules);
  const pan = only(rules, 'pan') as PanSpec;
  const brands = new BrandTable(
    pan.brands.map((brand) => ({ ...brand, lengthsInContext: brand.lengths_in_context, inContext: brand.in_context })),
  );
  const words = rules
    .filter((rule): rule is AnnouncedSpec => rule.detector === 'cvc' || rule.detector === 'expiry')
    .flatMap(announcedWords);
  return {
    id,
    rules,
    card: {
      pan: { id: pan.id, brands, isCardText: compileWords(pan.context), otherLabels: new Set(pan.other_labels) },
      track: only(rules, 'track').id,
      cvc: only(rules, 'cvc').id,
      expiry: only(rules, 'expiry').id,
    },
    tables: { lengthsLuhn: brands.lengthsLuhn, lengthsAny: brands.lengthsAny, literals: words.map(({ literal }) => literal) },
    announced: words.map(({ rule }) => rule),
  };
}

/** The one rule with this detector: the card family needs each of its four. */
function only(rules: readonly Rule[], detector: Rule['detector']): Rule {
  const found = rules.filter((rule) => rule.detector === detector);
  if (found.length === 1) return found[0];
  throw new SluiceError('SLUICE_RULES_INVALID', `exactly one rule with "detector: ${detector}" is needed, found ${found.length}`);
}

/** Each word as it may be written: with spaces, joined, and with underscores or hyphens as in keys. */
function announcedWords(rule: AnnouncedSpec): { literal: Uint8Array; rule: AnnouncedRule }[] {
  const spellings = new Set(rule.words.flatMap((word) => (word.trim().includes(' ') ? [word, ...[' ', '', '_', '-'].map((joint) => word.replaceAll(' ', joint))] : [word]))); // prettier-ignore
  return [...spellings].map((spelling) => ({ literal: Buffer.from(spelling.toLowerCase()), rule: { id: rule.id, kind: rule.detector } }));
}
