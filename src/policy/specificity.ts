/**
 * Which of the clauses that match wins. They are compared by these points, the first that tells them apart decides:
 *
 * 1. the entity: named itself > its nearest class (`id.us.*`) > a wider one (`id.*`) > `*`;
 * 2. the route: named > not named;
 * 3. the role: named > not named;
 * 4. the direction: named > not named;
 * 5. the score: the higher `minScore` > the lower > none;
 * 6. severity: the later in ACTIONS, from `allow` to `block`, wins;
 * 7. what is shown: the fewer digits win;
 * 8. the order in the file: the earlier wins.
 *
 * The entity stands first, so that no clause for everything, however well it names the caller, opens what one names for itself.
 * Points 6 to 8 make the order total: two clauses are never equal.
 */
import type { Direction } from '../base/errors.js';
import { ACTIONS, type Clause } from './clause.js';
import { shownBy } from './pci.js';

/** What a finding is and where it was made, as far as clauses ask. */
export interface Situation {
  readonly entity: string;
  readonly route: string | undefined;
  readonly role: string;
  readonly direction: Direction;
  /** 0–100 */
  readonly score: number;
}

/** The closest pattern: 0 for `*`, one more for each named part of a class, Infinity for the entity itself; -1 where none matches. */
export function closeness(patterns: readonly string[], entity: string): number {
  let closest = -1;
  for (const pattern of patterns) if (matchesPattern(pattern, entity)) closest = Math.max(closest, pattern === entity ? Infinity : partsOf(pattern)); // prettier-ignore
  return closest;
}

/** Whether a pattern stands for the entity: itself, `*`, or a class that ends in `.*`. */
export function matchesPattern(pattern: string, entity: string): boolean {
  if (pattern === '*' || pattern === entity) return true;
  return pattern.endsWith('.*') && entity.startsWith(pattern.slice(0, -1));
}

const partsOf = (pattern: string): number => pattern.split('.').length - 1;

/** Whether the clause says anything about the situation. */
export function matches(clause: Clause, { entity, route, role, direction, score }: Situation): boolean {
  if (clause.direction !== undefined && clause.direction !== direction) return false;
  if (clause.routes !== undefined && (route === undefined || !clause.routes.includes(route))) return false;
  if (clause.roles !== undefined && !clause.roles.includes(role)) return false;
  return score >= (clause.minScore ?? 0) && closeness(clause.entities, entity) >= 0;
}

/** The points of a clause for an entity, the weightiest first; all but the last of two clauses may be equal. */
export function pointsOf(clause: Clause, index: number, entity: string): readonly number[] {
  const { first, last } = shownBy(clause, entity);
  return [
    closeness(clause.entities, entity),
    clause.routes === undefined ? 0 : 1,
    clause.roles === undefined ? 0 : 1,
    clause.direction === undefined ? 0 : 1,
    clause.minScore ?? -1,
    ACTIONS.indexOf(clause.action),
    -(first + last),
    -index,
  ];
}

/** Negative where `a` wins over `b`. */
export function comparePoints(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] > b[i] ? -1 : 1;
  return 0;
}

/** Indices of the clauses, those that win for an entity first. */
export function inOrder(clauses: readonly Clause[], entity: string): readonly number[] {
  const points = clauses.map((clause, index) => pointsOf(clause, index, entity));
  return [...clauses.keys()].filter((index) => points[index][0] >= 0).sort((a, b) => comparePoints(points[a], points[b]));
}
