/** What the policy says of a value at which rules with paths meet: each is told, and the most severe decides what becomes of it. */
import type { Direction } from '../base/errors.js';
import type { PathState } from '../detect/path/automaton.js';
import { ACTIONS, isActedUpon } from '../policy/clause.js';
import type { Decision, Policy } from '../policy/policy.js';

export interface Verdict {
  readonly entity: string;
  readonly rule: string;
  readonly score: number;
  readonly decision: Decision;
}

/** A place that a rule names is no identifier that stands there by chance: the policy of bodies holds in heads as well. */
export function verdictsOf({ accepts }: PathState, policy: Policy, direction: Direction): Verdict[] {
  return accepts.map(({ id, entity, score }) => ({
    entity,
    rule: id,
    score,
    decision: policy.decide(entity, id, direction, 'body', score),
  }));
}

/** The verdict by which the value is replaced or blocked; undefined where it stays. */
export function severest(verdicts: readonly Verdict[]): Verdict | undefined {
  const severity = ({ decision }: Verdict): number => ACTIONS.indexOf(decision.action);
  const acting = verdicts.filter(({ decision: { action } }) => isActedUpon(action));
  return acting.reduce<Verdict | undefined>((worst, verdict) => (worst === undefined || severity(verdict) > severity(worst) ? verdict : worst), undefined); // prettier-ignore
}
