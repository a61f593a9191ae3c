/** Names: each given once, and each that is referred to exists. */
import { didYouMean } from '../../base/nearest.js';
import type { Path } from '../../ruleset/source.js';
import { NOBODY } from '../../policy/principal.js';
import type { Draft, Item, Report } from '../draft.js';
import { listOf } from '../schema/scalar.js';
import { HOST_ASKED_FOR } from '../schema/routes.js';

const namesOf = (items: readonly Item<unknown>[]): string[] => items.flatMap(({ name }) => name ?? []);

/** The names that exist, those of things whose form is wrong included: they are not unknown. */
export interface Known {
  readonly listeners: readonly string[];
  readonly upstreams: readonly string[];
  readonly routes: readonly string[];
  readonly keys: readonly string[];
}

export function knownNames({ listeners, upstreams, routes, keys }: Draft): Known {
  return { listeners: namesOf(listeners), upstreams: namesOf(upstreams), routes: namesOf(routes), keys: namesOf(keys) };
}

export function reviewNames(report: Report, draft: Draft): void {
  for (const [what, items] of [
    ['listener', draft.listeners],
    ['upstream', draft.upstreams],
    ['route', draft.routes],
  ] as const) {
    reviewTwice(report, what, items);
  }
  reviewReserved(report, draft);
  // In a file that cannot be read, anything may stand.
  if (!report.places.isWhole) return;
  const known = knownNames(draft);
  for (const { path, value } of draft.routes) {
    if (value === undefined) continue;
    if (value.upstream !== HOST_ASKED_FOR) reviewName(report, [...path, 'upstream'], 'upstream', value.upstream, known.upstreams);
    value.listeners?.forEach((name, index) => reviewName(report, [...path, 'listeners', index], 'listener', name, known.listeners));
  }
  reviewRoles(report, draft);
  reviewUnused(report, draft);
}

function reviewTwice(report: Report, what: string, items: readonly Item<unknown>[]): void {
  const taken = new Map<string, Path>();
  for (const { name, path } of items) {
    const before = name === undefined ? undefined : taken.get(name);
    if (before !== undefined)
      report.mistake([...path, 'name'], `the ${what} "${name}" is already given at ${report.places.place([...before, 'name'])}`, 'each has a name of its own'); // prettier-ignore
    else if (name !== undefined) taken.set(name, path);
  }
}

function reviewReserved(report: Report, { upstreams, parts }: Draft): void {
  for (const { name, path } of upstreams) {
    if (name === HOST_ASKED_FOR) report.mistake([...path, 'name'], `no upstream can be named "${HOST_ASKED_FOR}": routes mean the host that was asked for`, 'choose another name'); // prettier-ignore
  }
  const taken = new Set<string>();
  parts.identity?.roles.forEach((role, index) => {
    const at = ['identity', 'roles', index];
    if (role === NOBODY) report.mistake(at, `"${NOBODY}" is the role of callers that prove none; no clause can name it`, 'leave it out: clauses without role hold for everybody'); // prettier-ignore
    if (taken.has(role)) report.mistake(at, `the role "${role}" is given twice`, 'keep one of the two');
    taken.add(role);
  });
}

export function reviewName(report: Report, at: Path, what: string, name: string, known: readonly string[], plural = `${what}s`): void {
  if (known.includes(name)) return;
  const there = known.length === 0 ? `there are no ${plural} yet` : `${plural}: ${[...new Set(known)].join(', ')}`;
  report.mistake(at, `there is no ${what} "${name}"`, didYouMean(name, known) ?? there);
}

/** Roles that tokens, certificates and headers lead to. */
function reviewRoles(report: Report, { listeners, parts: { identity } }: Draft): void {
  if (identity === undefined) return;
  const { roles, jwt, certificate, header } = identity;
  const ways = [['jwt', jwt], ['certificate', certificate], ['header', header]] as const; // prettier-ignore
  const reached = new Set<string>();
  for (const [way, proof] of ways) {
    for (const [shown, role] of Object.entries(proof?.roles ?? {})) {
      reviewName(report, ['identity', way, 'roles', shown], 'role', role, roles);
      reached.add(role);
    }
  }
  const isAnyReached = (jwt !== undefined && jwt.roles === undefined) || (header !== undefined && header.roles === undefined);
  if (isAnyReached && roles.length === 0)
    report.mistake(['identity'], 'there are no roles to lead to', 'list them: roles: [agent, supervisor]');
  const isSignedIn = listeners.some(({ value }) => value?.signIn?.users !== undefined); // their file tells the roles
  if (isAnyReached || isSignedIn) return;
  roles.forEach((role, index) => {
    if (!reached.has(role)) report.warn(['identity', 'roles', index], `nobody can prove the role "${role}"`, 'let a token, a certificate or a header lead to it'); // prettier-ignore
  });
}

function reviewUnused(report: Report, { routes, upstreams, keys, policy }: Draft): void {
  const used = new Set(routes.flatMap(({ value }) => value?.upstream ?? []));
  for (const { name, path, value } of upstreams) {
    if (value !== undefined && name !== undefined && !used.has(name) && name !== HOST_ASKED_FOR) report.warn([...path, 'name'], `no route leads to the upstream "${name}"`); // prettier-ignore
  }
  const usedKeys = new Set(policy.flatMap(({ value }) => listOf(value?.key ?? [])));
  for (const { name, path } of keys) if (name !== undefined && !usedKeys.has(name)) report.warn(path, `no clause uses the key "${name}"`);
}
