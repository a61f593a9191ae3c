/**
 * Two truncations of one card number, side by side, give away more than either (PCI DSS 4.0.1, 3.5.1, note on different truncation formats).
 * For each role, which is who looks on:
 *
 * - all clauses that decide about answers leave the same digits in sight;
 * - what a clause leaves in sight of an answer, and what the default or a clause for requests does, must not add up: one holds the other.
 *
 * A number that is hidden whole adds nothing.
 */
import type { Cell } from './cells.js';
import type { Clause, Shown } from './clause.js';
import { PAN, shownBy, shownByDefault } from './pci.js';
import type { ClauseMistake } from './review.js';

interface View {
  /** The clause; -1 for the default. */
  readonly index: number;
  readonly shown: Shown;
  readonly cell: Cell;
}

export function reviewTruncations(clauses: readonly Clause[], cells: readonly Cell[]): ClauseMistake[] {
  const ofRole = new Map<string, View[]>();
  for (const cell of cells) {
    const view = cell.entity === PAN ? viewOf(clauses, cell) : undefined;
    if (view === undefined) continue;
    const views = ofRole.get(cell.role) ?? [];
    if (views.length === 0) ofRole.set(cell.role, views);
    if (!views.some(({ index, cell: { direction } }) => index === view.index && direction === cell.direction)) views.push(view);
  }
  return [...ofRole.values()].flatMap(reviewViews);
}

function viewOf(clauses: readonly Clause[], cell: Cell): View | undefined {
  const { winner } = cell;
  const clause = winner === undefined ? undefined : clauses[winner];
  if (clause !== undefined && clause.action !== 'mask' && clause.action !== 'truncate') return undefined;
  const shown = clause === undefined ? shownByDefault(PAN) : shownBy(clause, PAN);
  return shown.first + shown.last === 0 ? undefined : { index: winner ?? -1, shown, cell };
}

/** The views of one role, each pair of them once; the later clause is the mistake. */
function reviewViews(views: readonly View[]): ClauseMistake[] {
  return views.flatMap((one, at) =>
    views.slice(at + 1).flatMap((other): ClauseMistake[] => {
      if (!clash(one, other)) return [];
      const [earlier, later] = one.index < other.index ? [one, other] : [other, one];
      return [{ clauseIndex: later.index, field: 'show', ...explained(earlier, later) }];
    }),
  );
}

function clash(one: View, other: View): boolean {
  if (one.index === other.index || isSame(one.shown, other.shown)) return false;
  const isOneAnswer = one.cell.direction === 'response' && other.cell.direction === 'response';
  if (isOneAnswer && one.index !== -1 && other.index !== -1) return true;
  return !holds(one.shown, other.shown) && !holds(other.shown, one.shown);
}

const isSame = (a: Shown, b: Shown): boolean => a.first === b.first && a.last === b.last;
const holds = (a: Shown, b: Shown): boolean => a.first >= b.first && a.last >= b.last;

function explained(earlier: View, later: View): { message: string; suggestion: string } {
  const say = ({ first, last }: Shown): string => `first ${first}, last ${last}`;
  const who = earlier.index === -1 ? 'the default' : `clause ${earlier.index + 1}`;
  return {
    message: `callers would see two truncations of one card number, ${say(later.shown)} here and ${say(earlier.shown)} by ${who}; together they show more than either (PCI DSS 3.5.1)`,
    suggestion: `show: {first: ${earlier.shown.first}, last: ${earlier.shown.last}}, or hide the number whole in one of the two`,
  };
}
