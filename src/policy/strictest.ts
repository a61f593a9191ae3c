/**
 * What callers get whom nobody vouches for: of all that everybody and each role would get, the strictest. A clause for a role can thus take
 * something away from strangers and never gives them anything: who loses a token must not see more than who has one.
 */
import { ACTIONS, type Clause } from './clause.js';
import type { Decision } from './policy.js';
import { NOBODY } from './principal.js';

/** The roles whose clauses hold for a caller of this role. */
export function rolesCounted(clauses: readonly Clause[], role: string): readonly string[] {
  return role === NOBODY ? [NOBODY, ...new Set(clauses.flatMap(({ roles = [] }) => roles))] : [role];
}

/** Negative where `a` is stricter than `b`, 0 where they are as strict. */
export function compareStrictness(a: Decision, b: Decision): number {
  return rank(b) - rank(a) || a.visibleFirst + a.visibleDigits - b.visibleFirst - b.visibleDigits;
}

/** The decision, with no more in sight than another leaves. */
export function asNarrowAs(decision: Decision, other: Decision): Decision {
  if (!leavesDigits(other)) return decision;
  const visibleFirst = Math.min(decision.visibleFirst, other.visibleFirst);
  const visibleDigits = Math.min(decision.visibleDigits, other.visibleDigits);
  return { ...decision, visibleFirst, visibleDigits };
}

/** Mask and truncate leave some digits, so that those count between the two. */
const leavesDigits = ({ action }: Decision): boolean => action === 'mask' || action === 'truncate';
const rank = (decision: Decision): number => ACTIONS.indexOf(leavesDigits(decision) ? 'mask' : decision.action);
