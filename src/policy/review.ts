/**
 * Says what is wrong with the clauses of a policy before any traffic meets them: words that name nothing, options that do not belong to their
 * action, clauses that never decide, and what PCI DSS forbids. The last two are not read off a clause alone but tried on every situation that
 * can be (cells.ts): `card.*` may show digits where another clause takes the codes and tracks out of its hands.
 * Mistakes carry the index of the clause and the name of its field; whoever read the file knows the lines.
 */
import { didYouMean } from '../base/nearest.js';
import { cellsOf, type Cell } from './cells.js';
import type { Clause, Shown } from './clause.js';
import { isSad, PAN, PAN_SHOWN_MOST, requirementOf } from './pci.js';
import { NOBODY } from './principal.js';
import { matchesPattern } from './specificity.js';
import { reviewTruncations } from './truncations.js';

/** A field of a clause, as the configuration names it. */
export type ClauseField = 'entity' | 'direction' | 'route' | 'role' | 'score' | 'action' | 'show' | 'key';

export interface ClauseMistake {
  readonly clauseIndex: number;
  readonly field: ClauseField;
  /** Index of the word, where the field is a list of them. */
  readonly item?: number | undefined;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** The words that clauses may use. Undefined: not known, any will do. */
export interface KnownWords {
  readonly entities: readonly string[];
  readonly routes: readonly string[];
  readonly roles: readonly string[] | undefined;
  /** Names of keys. */
  readonly keys?: readonly string[] | undefined;
}

/** Every mistake at once, in the order of the clauses. */
export function reviewClauses(
  clauses: readonly Clause[],
  knownEntities: readonly string[],
  knownRoutes: readonly string[],
  knownRoles: readonly string[] | undefined,
  knownKeys?: readonly string[],
): ClauseMistake[] {
  // prettier-ignore
  const known = { entities: knownEntities, routes: knownRoutes, roles: knownRoles, keys: knownKeys };
  const mistakes = clauses.flatMap((clause, index) => reviewClause(clause, index, known));
  const hasMeaning = (index: number): boolean => !mistakes.some(({ clauseIndex, field }) => clauseIndex === index && WORDS.has(field));
  const winners = new Set<number>();
  const cells: Cell[] = [];
  for (const cell of cellsOf(clauses, known)) {
    if (cell.winner !== undefined) winners.add(cell.winner);
    if (isSad(cell.entity) || cell.entity === PAN) cells.push(cell);
  }
  const forbidden = [...reviewKept(clauses, cells), ...reviewTruncations(clauses, cells)];
  const idle = [...clauses.keys()].filter((index) => !winners.has(index) && hasMeaning(index)).map(neverDecides);
  return [...mistakes, ...once(forbidden), ...idle].sort((a, b) => a.clauseIndex - b.clauseIndex);
}

/** Fields whose words may name nothing: then it is no news that the clause never decides. */
const WORDS: ReadonlySet<ClauseField> = new Set(['entity', 'route', 'role']);

/** What can be said of a clause by itself. */
function reviewClause(clause: Clause, clauseIndex: number, known: KnownWords): ClauseMistake[] {
  return [
    ...reviewEntities(clause, clauseIndex, known.entities),
    ...reviewNames('route', clause.routes, clauseIndex, known.routes),
    ...reviewRoles(clause, clauseIndex, known.roles),
    ...reviewAction(clause, clauseIndex, known.keys),
    ...reviewShow(clause, clauseIndex),
  ];
}

function reviewEntities({ entities }: Clause, clauseIndex: number, known: readonly string[]): ClauseMistake[] {
  if (entities.length === 0) return [{ clauseIndex, field: 'entity', message: 'a clause needs an entity, a class of them, or *' }];
  return entities.flatMap((pattern, item): ClauseMistake[] => {
    if (known.some((entity) => matchesPattern(pattern, entity))) return [];
    const isClass = pattern.endsWith('*');
    const candidates = isClass ? classesOf(known) : known;
    const message = isClass ? `no entity is of the class "${pattern}"` : `there is no entity "${pattern}"`;
    return [{ clauseIndex, field: 'entity', item, message, suggestion: suggestEntity(pattern, known) ?? didYouMean(pattern, candidates) }];
  });
}

/** `card` and `card*` are written for `card.*`; `card.pan.*` for `card.pan`. */
function suggestEntity(pattern: string, known: readonly string[]): string | undefined {
  const bare = pattern.replace(/\.?\*$/, '');
  if (known.includes(bare)) return `did you mean "${bare}"?`;
  return known.some((entity) => entity.startsWith(`${bare}.`)) ? `did you mean "${bare}.*"?` : undefined;
}

function classesOf(entities: readonly string[]): string[] {
  const classes = new Set(['*']);
  for (const entity of entities) for (let at = entity.indexOf('.'); at !== -1; at = entity.indexOf('.', at + 1)) classes.add(`${entity.slice(0, at)}.*`); // prettier-ignore
  return [...classes];
}

function reviewNames(
  field: 'route' | 'role' | 'key',
  names: readonly string[] | undefined,
  clauseIndex: number,
  known: readonly string[] | undefined,
): ClauseMistake[] {
  // prettier-ignore
  if (names?.length === 0) return [{ clauseIndex, field, message: `an empty list of ${field}s matches nothing; leave it out to match all` }];
  return (names ?? []).flatMap((name, item): ClauseMistake[] => {
    if (known === undefined || known.includes(name)) return [];
    return [{ clauseIndex, field, item, message: `there is no ${field} "${name}"`, suggestion: didYouMean(name, known) }];
  });
}

function reviewRoles({ roles }: Clause, clauseIndex: number, known: readonly string[] | undefined): ClauseMistake[] {
  const item = roles?.indexOf(NOBODY) ?? -1;
  if (item === -1) return reviewNames('role', roles, clauseIndex, known);
  const message = `"${NOBODY}" is the role of callers nobody vouches for; no clause can name it, those without a role are for everybody`;
  return [{ clauseIndex, field: 'role', item, message }];
}

function reviewAction({ action, key }: Clause, clauseIndex: number, keys: readonly string[] | undefined): ClauseMistake[] {
  if (action === 'alias')
    return [{ clauseIndex, field: 'action', message: 'reversible aliases are not built yet', suggestion: 'use hash, mask or remove' }];
  if (action === 'hash')
    return key === undefined ? [{ clauseIndex, field: 'action', ...UNKEYED }] : reviewNames('key', [key], clauseIndex, keys);
  return key === undefined ? [] : [{ clauseIndex, field: 'key', message: `${action} needs no key; only hash does` }];
}

const UNKEYED = {
  message: 'hash needs a key: who has the digits of a card can try them all against a hash without one (PCI DSS 3.5.1.1)',
  suggestion: 'name one of the keys with "key"',
};

function reviewShow({ action, show, entities }: Clause, clauseIndex: number): ClauseMistake[] {
  const at = { clauseIndex, field: 'show' } as const;
  if (show === undefined) return [];
  if (action !== 'mask' && action !== 'truncate') return [{ ...at, message: `${action} shows nothing; only mask and truncate do` }];
  const counts = [show.first ?? 0, show.last ?? 0];
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) return [{ ...at, message: 'first and last are numbers of digits, from 0 on' }]; // prettier-ignore
  return entities.some((pattern) => matchesPattern(pattern, PAN)) && exceeds(show) ? [{ ...at, ...TOO_MUCH }] : [];
}

const exceeds = ({ first = 0, last = 0 }: Partial<Shown>): boolean => first > PAN_SHOWN_MOST.first || last > PAN_SHOWN_MOST.last;

const TOO_MUCH = {
  message: `of a card number at most the IIN (first: ${PAN_SHOWN_MOST.first}) and the last four digits may be shown (PCI DSS 3.4.1)`,
  suggestion: 'show: {first: 6, last: 4}',
};

/** Sensitive authentication data that stays, or of which something stays; card numbers that everybody sees. */
function reviewKept(clauses: readonly Clause[], cells: readonly Cell[]): ClauseMistake[] {
  return cells.flatMap(({ winner, entity, direction }): ClauseMistake[] => {
    if (winner === undefined) return [];
    const clause = clauses[winner];
    return isSad(entity) ? reviewSad(clause, winner, entity) : reviewPan(clause, winner, direction);
  });
}

function reviewSad(clause: Clause, clauseIndex: number, entity: string): ClauseMistake[] {
  const { action, show } = clause;
  const law = `(PCI DSS ${requirementOf(entity)})`;
  const suggestion = clause.entities.includes(entity)
    ? 'use mask, remove or block'
    : `name the entities that are meant, or add a clause for ${entity} that masks, removes or blocks it`;
  if (action === 'allow' || action === 'observe')
    return [{ clauseIndex, field: 'action', message: `${entity} must not be kept, and ${action} lets it pass ${law}`, suggestion }];
  if (action === 'hash' || action === 'alias')
    return [{ clauseIndex, field: 'action', message: `${entity} must not be kept in any form, and ${action} makes a form of it ${law}`, suggestion }]; // prettier-ignore
  if ((show?.first ?? 0) > 0 || (show?.last ?? 0) > 0)
    return [{ clauseIndex, field: 'show', message: `nothing of ${entity} may be shown ${law}`, suggestion }];
  return [];
}

/** Only who needs to may see more than IIN and last four: who that is, a clause has to say. In a request nobody is shown anything. */
function reviewPan({ action, roles }: Clause, clauseIndex: number, direction: Cell['direction']): ClauseMistake[] {
  if (direction !== 'response' || roles !== undefined || (action !== 'allow' && action !== 'observe')) return [];
  const message = `${action} shows whole card numbers to everybody, known or not; only roles with a need may see them (PCI DSS 3.4.1)`;
  return [{ clauseIndex, field: 'action', message, suggestion: 'name the roles, or try the policy out with mode: observe' }];
}

const neverDecides = (clauseIndex: number): ClauseMistake => ({
  clauseIndex,
  field: 'entity',
  message: 'this clause never decides: wherever it matches, others are more specific or more severe',
  suggestion: 'remove it, or name fewer in the others',
});

/** One situation is enough to say it. */
function once(mistakes: readonly ClauseMistake[]): ClauseMistake[] {
  const said = new Map(mistakes.map((mistake) => [`${mistake.clauseIndex} ${mistake.field} ${mistake.message}`, mistake]));
  return [...said.values()];
}
