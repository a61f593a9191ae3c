/**
 * Families: rules by the numbers under which the kernel knows them. Cards, telephone numbers and IBANs have one each; the rules with shapes
 * share the others, so that the kernel can tell of a region which of them may find something there.
 */
import { FAMILIES_MAX, FAMILY_IBAN } from '../kernel/kernel.js';
import type { PlacedRule } from './rule.js';

const FIRST_SHARED = FAMILY_IBAN + 1;
/** Families of look-alikes, which open no region; apart from those of other rules. */
const LOOK_ALIKE_FAMILIES = 3;

export interface Families {
  /** Family of each rule with shapes, by its id. */
  readonly byRule: ReadonlyMap<string, number>;
  /** Those that open no region, as bits. */
  readonly lookAlikes: bigint;
}

/** Divides rules into families. Look-alikes that are among their like are rules as any others: so they can prove themselves. */
export function familiesOf(rules: readonly PlacedRule[]): Families {
  const shapes = rules.filter(({ detector }) => detector === 'shape');
  const isApart = (rule: PlacedRule): boolean => rule.class === 'look-alike' && !rules.every((one) => one.class === 'look-alike');
  const firstApart = FAMILIES_MAX - LOOK_ALIKE_FAMILIES;
  const shared = shapes.filter((rule) => !isApart(rule));
  const apart = shapes.filter(isApart);
  const byRule = new Map([
    ...shared.map(({ id }, index) => [id, FIRST_SHARED + (index % (firstApart - FIRST_SHARED))] as const),
    ...apart.map(({ id }, index) => [id, firstApart + (index % LOOK_ALIKE_FAMILIES)] as const),
  ]);
  return { byRule, lookAlikes: ((1n << BigInt(LOOK_ALIKE_FAMILIES)) - 1n) << BigInt(firstApart) };
}
