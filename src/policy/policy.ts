/**
 * Decides what happens to a finding. This first policy is the safe default without a configuration:
 * the card family is masked in both directions; in observe mode findings are reported and bytes stay as they are.
 */
import type { Direction } from '../base/errors.js';

/** What the policy does with a finding. */
export type Action = 'allow' | 'observe' | 'mask' | 'truncate' | 'alias' | 'hash' | 'remove' | 'block';

/** Whether decisions are carried out or only reported. */
export type Mode = 'enforce' | 'observe';

/** The answer for one finding. `visibleDigits` is how many digits at the end of a masked number stay readable. */
export interface Decision {
  readonly action: Extract<Action, 'observe' | 'mask'>;
  readonly visibleDigits: number;
}

export interface Policy {
  decide(entity: string, direction: Direction): Decision;
}

/** PCI DSS 4.0.1, 3.4.1 allows IIN and last four at most; the default shows the last four only. Everything else is hidden whole. */
const VISIBLE_DIGITS: Readonly<Record<string, number>> = { 'card.pan': 4 };

export function defaultPolicy(mode: Mode): Policy {
  const action = mode === 'observe' ? 'observe' : 'mask';
  return { decide: (entity) => ({ action, visibleDigits: VISIBLE_DIGITS[entity] ?? 0 }) };
}
