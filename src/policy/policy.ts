/**
 * Decides what happens to a finding. This first policy is the safe default without a configuration: each rule's own action, the same in
 * both directions; in observe mode findings are reported and bytes stay as they are.
 */
import type { Direction } from '../base/errors.js';

/** What the policy does with a finding. */
export type Action = 'allow' | 'observe' | 'mask' | 'truncate' | 'alias' | 'hash' | 'remove' | 'block';

/** Whether decisions are carried out or only reported. */
export type Mode = 'enforce' | 'observe';

/** The answer for one finding: `allow` says and changes nothing. `visibleDigits` is how many digits at the end of a masked number stay readable. */
export interface Decision {
  readonly action: Extract<Action, 'allow' | 'observe' | 'mask'>;
  readonly visibleDigits: number;
}

/** A body, or a line of a message's head. */
export type Part = 'body' | 'head';

export interface Policy {
  decide(entity: string, rule: string, direction: Direction, part: Part): Decision;
}

/** PCI DSS 4.0.1, 3.4.1 allows IIN and last four at most; the default shows the last four only. Everything else is hidden whole. */
const VISIBLE_DIGITS: Readonly<Record<string, number>> = { 'card.pan': 4 };

/** Entities that are acted upon in a message's head as well. */
const CARD_DATA = 'card.';

/** The decision for each rule, made when it is first asked for. */
type Decisions = Map<string, { readonly entity: string; readonly decision: Decision }>;

/** Follows the action of each rule; a rule that is not among them, or whose action cannot be carried out, is masked. */
export function defaultPolicy(mode: Mode, actions: ReadonlyMap<string, Action>): Policy {
  const actionOf = (entity: string, rule: string, part: Part): Decision['action'] => {
    const action = actions.get(rule) ?? 'mask';
    if (action === 'allow') return 'allow';
    const isLeft = part === 'head' && !entity.startsWith(CARD_DATA);
    return mode === 'observe' || action === 'observe' || isLeft ? 'observe' : 'mask';
  };
  const body: Decisions = new Map();
  const head: Decisions = new Map();
  return {
    decide(entity, rule, _direction, part) {
      const decisions = part === 'body' ? body : head;
      const known = decisions.get(rule);
      if (known?.entity === entity) return known.decision;
      const decision = { action: actionOf(entity, rule, part), visibleDigits: VISIBLE_DIGITS[entity] ?? 0 };
      decisions.set(rule, { entity, decision });
      return decision;
    },
  };
}
