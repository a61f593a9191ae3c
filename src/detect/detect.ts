/** Regions become findings: the one place that knows which detector looks at which region. */
import { REASON_DIGITS, REASON_LITERAL, REGION_LITERAL_SHIFT } from '../kernel/kernel.js';
import { findAnnounced, findCards, type AnnouncedRule, type CardRules } from './card/card.js';
import type { Located, Region, View } from './view.js';

/** What the detectors need of a ruleset. */
export interface DetectorRules {
  readonly card: CardRules;
  /** What each literal of the kernel announces. */
  readonly announced: readonly AnnouncedRule[];
}

/** Findings of one region, in order. `flags` are the kernel's; `coveredTo` is the offset behind earlier findings. */
export function detect(rules: DetectorRules, view: View, region: Region, flags: number, coveredTo: number): Located[] {
  if ((flags & REASON_DIGITS) !== 0) return findCards(rules.card, view, region, coveredTo);
  if ((flags & REASON_LITERAL) === 0) return [];
  const located = findAnnounced(rules.card, rules.announced[flags >>> REGION_LITERAL_SHIFT], view, region);
  return located === undefined || located.start < coveredTo ? [] : [located];
}
