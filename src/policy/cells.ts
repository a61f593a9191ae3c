/**
 * Every situation that clauses can tell apart, and the clause that wins in it. Entities, routes and roles that the same clauses name in the
 * same way are one situation, so that thousands of them are a few.
 */
import type { Direction } from '../base/errors.js';
import type { Clause } from './clause.js';
import { isSad, PAN } from './pci.js';
import { NOBODY } from './principal.js';
import { closeness, inOrder, matches, type Situation } from './specificity.js';

/** A situation and the clause that decides in it; undefined where the rule's own action holds. */
export interface Cell extends Situation {
  readonly winner: number | undefined;
}

interface World {
  readonly entities: readonly string[];
  readonly routes: readonly string[];
  readonly roles: readonly string[] | undefined;
}

const DIRECTIONS: readonly Direction[] = ['request', 'response'];

export function* cellsOf(clauses: readonly Clause[], { entities, routes, roles }: World): Generator<Cell> {
  const kinds = representatives(entities, (entity) => `${kindOf(entity)} ${clauses.map((clause) => closeness(clause.entities, entity)).join()}`); // prettier-ignore
  const places = representatives(routes, (route) => clauses.map(({ routes: named }) => named?.includes(route) === true).join());
  const named = clauses.flatMap((clause) => clause.roles ?? []).filter((role) => role !== NOBODY);
  const callers = representatives([...new Set([...(roles ?? []), ...named])], (role) => clauses.map((clause) => clause.roles?.includes(role) === true).join()); // prettier-ignore
  for (const entity of kinds) {
    const order = inOrder(clauses, entity);
    const scores = new Set([0, ...order.map((index) => clauses[index].minScore ?? 0)]);
    for (const route of places.length === 0 ? [undefined] : places)
      for (const role of [...callers, NOBODY])
        for (const direction of DIRECTIONS)
          for (const score of scores) {
            const situation = { entity, route, role, direction, score };
            yield { ...situation, winner: order.find((index) => matches(clauses[index], situation)) };
          }
  }
}

/** Card data is judged on its own, whatever clauses say of it. */
const kindOf = (entity: string): string => (isSad(entity) || entity === PAN ? entity : '');

/** One of each group with the same mark. */
function representatives(names: readonly string[], markOf: (name: string) => string): string[] {
  return [...new Map(names.map((name) => [markOf(name), name])).values()];
}
