/** The policy: what src/policy says of its clauses, at their places in the files. */
import type { Clause } from '../../policy/clause.js';
import { reviewClauses, type ClauseField } from '../../policy/review.js';
import { valueAt } from '../../ruleset/explain.js';
import type { Draft, Item, Report } from '../draft.js';
import { listOf } from '../schema/scalar.js';
import type { ClauseEntry } from '../schema/schema.js';
import { knownNames } from './names.js';

export function clauseOf({ entity, direction, route, role, score, action, show, key }: ClauseEntry): Clause {
  return {
    entities: listOf(entity),
    direction,
    routes: route === undefined ? undefined : listOf(route),
    roles: role === undefined ? undefined : listOf(role),
    minScore: score,
    action,
    show,
    key,
  };
}

/** Words of other parts, which may stand in a file that cannot be read. */
const NAMES: ReadonlySet<ClauseField> = new Set(['route', 'role', 'key']);

/** `entities`: those of the rules; undefined when the rules do not load, so that nobody knows. */
export function reviewPolicy(report: Report, draft: Draft, entities: readonly string[] | undefined): void {
  const items = draft.policy.filter((item): item is Item<ClauseEntry> & { value: ClauseEntry } => item.value !== undefined);
  const { routes, keys } = knownNames(draft);
  const clauses = items.map(({ value }) => clauseOf(value));
  const isNew = entities === undefined;
  const known = entities ?? [...new Set([...CARD_ENTITIES, ...clauses.flatMap((clause) => clause.entities.filter((each) => !each.includes('*')))])]; // prettier-ignore
  const mistakes = reviewClauses(clauses, known, routes, draft.parts.identity?.roles, keys);
  for (const { clauseIndex, field, item, message, suggestion } of mistakes) {
    if (!report.places.isWhole && NAMES.has(field)) continue;
    if (isNew && field === 'entity') continue;
    const at = [...items[clauseIndex].path, field];
    const isList = Array.isArray(valueAt(report.places.value, at));
    report.mistake(isList && item !== undefined ? [...at, item] : at, message, suggestion ?? named(message, field, routes, draft.parts.identity?.roles, keys) ?? elsewhere(field, draft)); // prettier-ignore
  }
  items.forEach(({ path }, index) => reviewHoles(report, path, clauses[index]));
}

/** What card rules are forbidden is forbidden whatever the rules are. */
const CARD_ENTITIES: readonly string[] = ['card.pan', 'card.cvc', 'card.pin', 'card.track'];

/** Entities that ship with Sluice are not there where the rules of a folder have taken the place of its own. */
function elsewhere(field: ClauseField, { parts }: Draft): string | undefined {
  if (field !== 'entity') return undefined;
  if (parts.rules?.folder !== undefined) return 'rules: folder replaces the rules that ship with Sluice, own adds to them';
  return 'sluice rules list shows those there are';
}

/** The names there are, where none of them is near. */
function named(
  message: string,
  field: ClauseField,
  routes: readonly string[],
  roles: readonly string[] = [],
  keys: readonly string[],
): string | undefined {
  const names = { route: routes, role: roles, key: keys }[String(field)];
  if (names === undefined || !message.startsWith('there is no')) return undefined;
  if (names.length > 0) return `${field}s: ${names.join(', ')}`;
  return { route: 'add it to routes', role: 'list it in identity: roles', key: 'add it to keys' }[String(field)];
}

function reviewHoles(report: Report, path: readonly PropertyKey[], { action, entities }: Clause): void {
  const isCard = entities.some((entity) => entity === '*' || entity.startsWith('card.'));
  if ((action === 'allow' || action === 'observe') && isCard) report.warn([...path, 'action'], `a hole: ${entities.join(', ')} passes as it is, and is ${action === 'allow' ? 'not even counted' : 'only counted'}`); // prettier-ignore
}
