/**
 * Clauses become one immutable policy for each route and role. For a finding the most specific clause that matches decides (specificity.ts);
 * where none does, the action of the finding's rule holds, as without clauses. For callers without a role see strictest.ts. What PCI DSS forbids is refused when a configuration is read
 * (review.ts); should such a clause come here all the same, it hides instead.
 */
import type { Direction } from '../base/errors.js';
import type { Action, Clause } from './clause.js';
import { CARD_DATA, isSad, NOTHING_SHOWN, shownBy } from './pci.js';
import { decisionOfRule, type Decision, type Mode, type Part, type Policy } from './policy.js';
import { inOrder, matches } from './specificity.js';
import { asNarrowAs, compareStrictness, rolesCounted } from './strictest.js';

/** What decides about a finding, and what it decides. */
export interface Explanation {
  /** Index of the clause; `rule` where the rule's own action holds. */
  readonly by: number | 'rule';
  readonly decision: Decision;
}

export interface ResolvedPolicy extends Policy {
  /** What `decide` answers for a finding in a body, and why. */
  explain(entity: string, rule: string, direction: Direction, score: number): Explanation;
}

export interface Policies {
  /** The policy for a route, by its name, and a role: the same object for the same two. */
  policyFor(route: string | undefined, role: string): ResolvedPolicy;
}

/** Decisions by score, the highest first; the last is for all scores. */
type Ladder = readonly Rung[];

interface Rung extends Explanation {
  readonly minScore: number;
}

/** `ruleActions` are those of the ruleset, by rule. */
export function resolvePolicies(clauses: readonly Clause[], ruleActions: ReadonlyMap<string, Action>, mode: Mode): Policies {
  const policies = new Map<string, ResolvedPolicy>();
  return {
    policyFor(route, role) {
      const key = JSON.stringify([route ?? null, role]);
      const known = policies.get(key);
      if (known !== undefined) return known;
      const policy = resolvePolicy(clauses, ruleActions, mode, route, role);
      if (policies.size < POLICIES_MOST) policies.set(key, policy);
      return policy;
    },
  };
}

/** Routes and roles come from the configuration, but a role may come from a token: then nobody fills the memory. */
const POLICIES_MOST = 4096;

function resolvePolicy(
  clauses: readonly Clause[],
  ruleActions: ReadonlyMap<string, Action>,
  mode: Mode,
  route: string | undefined,
  role: string,
): ResolvedPolicy {
  // prettier-ignore
  const ladderFor = (role: string, entity: string, rule: string, direction: Direction, part: Part): Ladder => {
    const rungs: Rung[] = [];
    let lowest = Infinity;
    for (const index of inOrder(clauses, entity)) {
      const clause = clauses[index];
      const minScore = clause.minScore ?? 0;
      if (minScore >= lowest || !matches(clause, { entity, route, role, direction, score: Infinity })) continue;
      lowest = minScore;
      rungs.push({ minScore, by: index, decision: decisionOf(clause, entity, mode, part) });
    }
    return [...rungs, { minScore: 0, by: 'rule', decision: decisionOfRule(mode, ruleActions.get(rule), entity, part) }];
  };
  const roles = rolesCounted(clauses, role);
  const ladder = (entity: string, rule: string, direction: Direction, part: Part): Ladder =>
    strictest(roles.map((counted) => ladderFor(counted, entity, rule, direction, part)));
  const memory = { request: { body: memoryOf(), head: memoryOf() }, response: { body: memoryOf(), head: memoryOf() } };
  const find = (entity: string, rule: string, direction: Direction, part: Part): Ladder => {
    const known = memory[direction][part].get(rule);
    if (known?.entity === entity) return known.ladder;
    const made = ladder(entity, rule, direction, part);
    memory[direction][part].set(rule, { entity, ladder: made });
    return made;
  };
  return {
    mayShorten: clauses.some(({ action }) => action === 'remove' || action === 'truncate' || action === 'hash'),
    decide: (entity, rule, direction, part, score) => rungFor(find(entity, rule, direction, part), score).decision,
    explain(entity, rule, direction, score) {
      const { by, decision } = rungFor(find(entity, rule, direction, 'body'), score);
      return { by, decision };
    },
  };
}

/** One ladder of several: on each rung the strictest of what they say of its scores. */
function strictest(ladders: readonly Ladder[]): Ladder {
  if (ladders.length === 1) return ladders[0];
  const scores = [...new Set(ladders.flatMap((ladder) => ladder.map(({ minScore }) => minScore)))].sort((a, b) => b - a);
  return scores.map((minScore) => {
    const rungs = ladders.map((ladder) => rungFor(ladder, minScore));
    const winner = rungs.reduce((best, rung) => (compareStrictness(rung.decision, best.decision) < 0 ? rung : best));
    const decision = rungs.reduce((narrowed, rung) => asNarrowAs(narrowed, rung.decision), winner.decision);
    return { minScore, by: winner.by, decision };
  });
}

const memoryOf = (): Map<string, { readonly entity: string; readonly ladder: Ladder }> => new Map();

function rungFor(ladder: Ladder, score: number): Rung {
  for (const rung of ladder) if (score >= rung.minScore) return rung;
  return ladder[ladder.length - 1];
}

/** What a clause comes to for an entity. */
function decisionOf(clause: Clause, entity: string, mode: Mode, part: Part): Decision {
  const { first, last } = shownBy(clause, entity);
  const shown = { visibleDigits: last, visibleFirst: first };
  const hidden = { visibleDigits: NOTHING_SHOWN.last, visibleFirst: NOTHING_SHOWN.first };
  const action = possible(clause, entity);
  if (action === 'allow') return { action, ...shown };
  const isLeft = part === 'head' && !entity.startsWith(CARD_DATA);
  if (mode === 'observe' || action === 'observe' || isLeft) return { action: 'observe', ...shown };
  if (action === 'block') return { action, ...hidden };
  if (part === 'head') return { action: 'mask', ...(action === 'mask' || action === 'truncate' ? shown : hidden) }; // lines of a head keep their length
  if (action === 'hash') return { action, ...hidden, key: clause.key };
  return { action, ...(action === 'remove' ? hidden : shown) };
}

/** The action of a clause, or `mask` where that must not or cannot be. */
function possible({ action, key }: Clause, entity: string): Exclude<Action, 'alias'> {
  if (isSad(entity) && (action === 'allow' || action === 'observe' || action === 'hash' || action === 'truncate')) return 'mask';
  return action === 'alias' || (action === 'hash' && key === undefined) ? 'mask' : action;
}
