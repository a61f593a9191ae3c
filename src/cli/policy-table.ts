/** The policy as a table: for each route, what happens to each entity for each role. What is the same is shown once. */
import type { Direction } from '../base/errors.js';
import type { Clause } from '../policy/clause.js';
import type { Decision } from '../policy/policy.js';
import { NOBODY } from '../policy/principal.js';
import type { Policies } from '../policy/resolve.js';

export interface PolicyFacts {
  readonly policies: Policies;
  readonly clauses: readonly Clause[];
  /** Those of the loaded rules; an entity may have several rules. */
  readonly rules: readonly { readonly entity: string; readonly id: string }[];
  readonly routes: readonly string[];
  readonly roles: readonly string[];
}

/** What is done to an entity in one direction, for findings of some scores. */
export interface PolicyRow {
  /** An entity, or a class for all of it that has no row of its own. */
  readonly entity: string;
  /** How many entities it stands for. */
  readonly count: number;
  readonly direction: Direction | 'both';
  /** Scores, both ends included. */
  readonly score: readonly [number, number];
  /** By role. */
  readonly decisions: Readonly<Record<string, string>>;
}

export interface RouteTable {
  /** Routes with this very table. */
  readonly routes: readonly string[];
  readonly rows: readonly PolicyRow[];
}

type Line = Omit<PolicyRow, 'entity' | 'count'>;

/** One table for each group of routes that have the same. */
export function policyTables(facts: PolicyFacts): RouteTable[] {
  const tables = new Map<string, RouteTable>();
  for (const route of facts.routes) {
    const rows = rowsOf(facts, route);
    const mark = JSON.stringify(rows);
    tables.set(mark, { rows, routes: [...(tables.get(mark)?.routes ?? []), route] });
  }
  return [...tables.values()];
}

function rowsOf(facts: PolicyFacts, route: string): PolicyRow[] {
  const linesOf = new Map<string, readonly Line[]>();
  for (const { entity, id } of facts.rules) {
    const lines = linesFor(facts, route, entity, id);
    const known = linesOf.get(entity);
    // Rules of one entity seldom differ in what is done; where they do, each has its row.
    if (known === undefined || JSON.stringify(known) === JSON.stringify(lines)) linesOf.set(entity, lines);
    else linesOf.set(`${entity} (${id})`, lines);
  }
  const classes = groupBy([...linesOf]);
  return [...classes].sort(byOrder).flatMap(([name, entities]) => collapse(name, entities));
}

/** Card data first: it is what most people look for. */
const byOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  Number(b === 'card') - Number(a === 'card') || (a < b ? -1 : 1);

function groupBy(entities: readonly [string, readonly Line[]][]): Map<string, [string, readonly Line[]][]> {
  const groups = new Map<string, [string, readonly Line[]][]>();
  for (const each of entities) {
    const [name] = each[0].split('.', 1);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return groups;
}

/** Of a class, what most entities have in common is one row; the others have rows of their own, and come first. */
function collapse(name: string, entities: readonly [string, readonly Line[]][]): PolicyRow[] {
  const alike = new Map<string, number>();
  for (const [, lines] of entities) alike.set(JSON.stringify(lines), (alike.get(JSON.stringify(lines)) ?? 0) + 1);
  const [common, count] = [...alike].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 1]);
  const own = entities.filter(([, lines]) => count === 1 || JSON.stringify(lines) !== common).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = own.flatMap(([entity, lines]) => lines.map((line) => ({ entity, count: 1, ...line })));
  const shared = count === 1 ? [] : (entities.find(([, lines]) => JSON.stringify(lines) === common)?.[1] ?? []);
  return [...rows, ...shared.map((line) => ({ entity: `${name}.*`, count, ...line }))];
}

const HIGHEST_SCORE = 100;

function linesFor({ policies, clauses, roles }: PolicyFacts, route: string, entity: string, rule: string): Line[] {
  const starts = [...new Set([0, ...clauses.flatMap(({ minScore }) => minScore ?? [])])].sort((a, b) => b - a);
  const decide = (direction: Direction, score: number): Record<string, string> =>
    Object.fromEntries(
      [...roles, NOBODY].map((role) => [
        role,
        decisionText(policies.policyFor(route, role).explain(entity, rule, direction, score).decision),
      ]),
    );
  const bands = (direction: Direction | 'both', of: Direction): Line[] => {
    const lines: Line[] = [];
    starts.forEach((from, index) => {
      const decisions = decide(of, from);
      const last = lines.at(-1);
      const to = index === 0 ? HIGHEST_SCORE : starts[index - 1] - 1;
      if (last !== undefined && JSON.stringify(last.decisions) === JSON.stringify(decisions))
        lines[lines.length - 1] = { ...last, score: [from, last.score[1]] }; // prettier-ignore
      else lines.push({ direction, score: [from, to], decisions });
    });
    return lines;
  };
  const [request, response] = [bands('both', 'request'), bands('both', 'response')];
  if (JSON.stringify(request) === JSON.stringify(response)) return request;
  return [...bands('request', 'request'), ...bands('response', 'response')];
}

/** `truncate 6…4`: what is done, and how many characters at the beginning and the end stay readable. */
export function decisionText({ action, visibleFirst, visibleDigits, key }: Decision): string {
  if (action === 'hash') return key === undefined ? action : `hash ${key}`;
  const shows = (action === 'mask' || action === 'truncate') && visibleFirst + visibleDigits > 0;
  return shows ? `${action} ${visibleFirst}…${visibleDigits}` : action;
}

/** Roles whose columns are the same, as one column each. */
function columnsOf(rows: readonly PolicyRow[]): string[][] {
  const columns = new Map<string, string[]>();
  for (const role of Object.keys(rows[0]?.decisions ?? {})) {
    const mark = JSON.stringify(rows.map(({ decisions }) => decisions[role]));
    columns.set(mark, [...(columns.get(mark) ?? []), role]);
  }
  return [...columns.values()];
}

/** Lines of text, none longer than `width` where the names of roles allow for it. */
export function tableText({ rows }: RouteTable, width: number): string[] {
  const hasDirection = rows.some(({ direction }) => direction !== 'both');
  const hasScore = rows.some(({ score }) => score[0] > 0);
  const left = [
    ['entity', ...rows.map(({ entity, count }, at) => (isRepeated(rows, at) ? '' : count === 1 ? entity : `${entity} (${count})`))],
    ...(hasDirection ? [['direction', ...rows.map(({ direction }) => direction)]] : []),
    ...(hasScore ? [['score', ...rows.map(({ score }) => score.join('–'))]] : []),
  ].map(padded);
  const columns = columnsOf(rows).map((roles) => padded([...headed(roles), ...rows.map(({ decisions }) => decisions[roles[0]])]));
  const heights = Math.max(1, ...columns.map((column) => column.length - rows.length));
  const lower = (column: readonly string[]): string[] => {
    const head = column.slice(0, column.length - rows.length);
    const blank = Array.from({ length: heights - head.length }, () => ' '.repeat(column[0].length));
    return [...head, ...blank, ...column.slice(head.length)];
  };
  const fixed = left.map(lower);
  const lines: string[] = [];
  let rest = columns.map(lower);
  while (rest.length > 0) {
    const fitting = Math.max(1, fittingCount(fixed, rest, width));
    const shown = [...fixed, ...rest.slice(0, fitting)];
    if (lines.length > 0) lines.push('');
    lines.push(...shown[0].map((_, line) => shown.map((column) => column[line]).join('  ').trimEnd())); // prettier-ignore
    rest = rest.slice(fitting);
  }
  return lines;
}

const isRepeated = (rows: readonly PolicyRow[], at: number): boolean => at > 0 && rows[at - 1].entity === rows[at].entity;

/** The roles of a column, one a line; callers without a role are everybody else. */
const headed = (roles: readonly string[]): string[] => roles.map((role) => (role === NOBODY ? '(no role)' : role));

function padded(column: readonly string[]): string[] {
  const width = Math.max(...column.map((cell) => cell.length));
  return column.map((cell) => cell.padEnd(width));
}

/** How many columns fit beside the fixed ones. */
function fittingCount(fixed: readonly (readonly string[])[], rest: readonly (readonly string[])[], width: number): number {
  let used = fixed.reduce((sum, [cell]) => sum + cell.length + 2, 0) - 2;
  let count = 0;
  for (const [cell] of rest) {
    used += cell.length + 2;
    if (used > width) break;
    count++;
  }
  return count;
}
