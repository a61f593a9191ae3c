/**
 * Decides what happens to a finding. This first policy is the safe default without a configuration: each rule's own action, the same in
 * both directions; in observe mode findings are reported and bytes stay as they are. Policies with clauses are made in resolve.ts.
 */
import type { Direction } from '../base/errors.js';
import type { Action } from './clause.js';
import { CARD_DATA, shownByDefault } from './pci.js';

export type { Action };

/** Whether decisions are carried out or only reported. */
export type Mode = 'enforce' | 'observe';

/**
 * The answer for one finding: `allow` says and changes nothing. Of digits that are masked or truncated, `visibleFirst` at the beginning and
 * `visibleDigits` at the end stay readable.
 */
export interface Decision {
  readonly action: Exclude<Action, 'alias'>;
  readonly visibleDigits: number;
  readonly visibleFirst: number;
  /** Name of the key, under `hash`. */
  readonly key?: string | undefined;
}

/** A body, or a line of a message's head. */
export type Part = 'body' | 'head';

export interface Policy {
  /** `score` is that of the finding, 0–100. */
  decide(entity: string, rule: string, direction: Direction, part: Part, score: number): Decision;
  /** Some decision may make a message shorter than its fields allow for; missing where none does. */
  readonly mayShorten?: boolean;
}

/** The decision for each rule, made when it is first asked for. */
type Decisions = Map<string, { readonly entity: string; readonly decision: Decision }>;

/** What a rule's own action comes to: one that cannot be carried out is masked, and in a head only card data is acted upon. */
export function decisionOfRule(mode: Mode, action: Action | undefined, entity: string, part: Part): Decision {
  const { first, last } = shownByDefault(entity);
  const isLeft = part === 'head' && !entity.startsWith(CARD_DATA);
  const isObserved = mode === 'observe' || action === 'observe' || isLeft;
  return { action: action === 'allow' ? 'allow' : isObserved ? 'observe' : 'mask', visibleDigits: last, visibleFirst: first };
}

/** Follows the action of each rule; a rule that is not among them, or whose action cannot be carried out, is masked. */
export function defaultPolicy(mode: Mode, actions: ReadonlyMap<string, Action>): Policy {
  const body: Decisions = new Map();
  const head: Decisions = new Map();
  return {
    decide(entity, rule, _direction, part) {
      const decisions = part === 'body' ? body : head;
      const known = decisions.get(rule);
      if (known?.entity === entity) return known.decision;
      const decision = decisionOfRule(mode, actions.get(rule), entity, part);
      decisions.set(rule, { entity, decision });
      return decision;
    },
  };
}
