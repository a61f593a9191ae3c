/** Routes: each can match, no two match the same, and forward mode reaches only what is listed. */
import { isLoopback } from '../../base/address.js';
import { refusedUpstream } from '../../base/network.js';
import { AddressError, parseAddressForm } from '../../channel/address.js';
import { parsePath, PathError } from '../../detect/path/notation.js';
import type { Path } from '../../ruleset/source.js';
import type { Draft, Item, Report } from '../draft.js';
import { HOST_ASKED_FOR } from '../schema/routes.js';
import type { Listener, Route } from '../schema/schema.js';

export function reviewRoutes(report: Report, draft: Draft): void {
  const listeners = draft.listeners.flatMap(({ value }) => value ?? []);
  for (const { path, value } of draft.routes) if (value !== undefined) reviewRoute(report, path, value, listeners);
  reviewOverlap(report, draft, listeners);
  if (!report.places.isWhole || draft.routes.some(({ value }) => value === undefined) || draft.routes.length === 0) return;
  if (draft.routes.some(({ value }) => value !== undefined && listenersOf(value, listeners).length === 0)) return;
  const used = new Set(draft.routes.flatMap(({ value }) => (value === undefined ? [] : listenersOf(value, listeners))));
  for (const { path, value } of draft.listeners) {
    if (value !== undefined && !used.has(value.name)) report.mistake([...path, 'name'], `no route holds for the listener "${value.name}": it would refuse everything`, 'add a route, or name the listener in one'); // prettier-ignore
  }
}

/** The names of the listeners that a route holds for. */
export function listenersOf({ listeners, upstream }: Route, all: readonly Listener[]): string[] {
  const fitting = all.filter(({ mode }) => upstream !== HOST_ASKED_FOR || mode === 'forward').map(({ name }) => name);
  return listeners === undefined ? fitting : fitting.filter((name) => listeners.includes(name));
}

function reviewRoute(report: Report, path: Path, route: Route, listeners: readonly Listener[]): void {
  const { upstream, hosts, host } = route;
  const holdsFor = listenersOf(route, listeners);
  const isForward = listeners.some(({ name, mode }) => mode === 'forward' && holdsFor.includes(name));
  if (upstream === HOST_ASKED_FOR && holdsFor.length === 0 && report.places.isWhole) {
    report.mistake([...path, 'upstream'], 'can never match: "host" is the host that was asked for, and there is no listener in forward mode that it holds for', 'name an upstream, or add a listener with mode: forward'); // prettier-ignore
  }
  if (upstream === HOST_ASKED_FOR && host === 'upstream') report.mistake([...path, 'host'], 'the upstream is the host that was asked for, so its Host is preserved', 'leave host out'); // prettier-ignore
  const taken = new Set<string>();
  hosts.forEach((pattern, index) => {
    const at = [...path, 'hosts', index];
    if (taken.has(pattern)) report.mistake(at, `the host "${pattern}" is given twice`, 'keep one of the two');
    taken.add(pattern);
    if (pattern === '*' && hosts.length > 1)
      report.mistake(at, '"*" is any host already', 'leave the others out, or make it a route of its own');
    if (isForward) reviewAllowed(report, at, pattern);
  });
  reviewHoles(report, path, route);
  reviewChannel(report, path, route);
}

/** In forward mode the hosts are what agents may reach. */
function reviewAllowed(report: Report, at: Path, pattern: string): void {
  if (pattern === '*' || /^\*\.[^.]+$/.test(pattern)) {
    report.mistake(at, `"${pattern}" would make Sluice a proxy to anywhere: in forward mode hosts are what agents may reach`, 'name the hosts of the CRM, such as *.my.salesforce.com'); // prettier-ignore
    return;
  }
  const name = pattern.replace(/^\*\./, '');
  if (name.includes(':') || /^[\d.]+$/.test(name)) {
    report.mistake(at, `"${pattern}" is an address: in forward mode agents reach hosts by their names`, 'name the hosts of the CRM');
    return;
  }
  const why = refusedUpstream(name) ?? (isLoopback(name) || /\.localhost$/.test(name) ? 'is this machine itself' : undefined);
  if (why !== undefined) report.mistake(at, `agents may not be let here: ${name} ${why}`, 'name the hosts of the CRM');
}

function reviewHoles(report: Report, path: Path, { opaque }: Route): void {
  for (const [kind, uses] of Object.entries(opaque)) {
    for (const [use, action] of Object.entries(uses ?? {})) {
      const isHole = action === 'pass' && (use === 'upload' || kind === 'archive' || ((kind === 'code' || kind === 'binary') && use === 'answer')); // prettier-ignore
      if (isHole) report.warn([...path, 'opaque', kind, use], `a hole: ${kind} content passes without being read (${use})`);
    }
  }
}

/** Paths are written like those of rules; what is let through though nobody can judge it yet is a hole. */
function reviewChannel(report: Report, path: Path, { channel }: Route): void {
  const { places, deltas = [], typing, interim, bodies } = channel;
  for (const [role, paths] of Object.entries(places)) {
    paths?.forEach((place, index) => {
      const at = [...path, 'channel', 'places', role, index];
      try {
        if (role === 'address') parseAddressForm(place);
        else parsePath(place);
      } catch (error) {
        if (error instanceof AddressError) report.mistake(at, error.message, 'such as /desk/{conversation}/lines');
        else if (error instanceof PathError) report.mistake(at, error.message, error.suggestion ?? 'see the paths of rules');
        else throw error;
      }
    });
  }
  reviewPaths(report, [...path, 'channel', 'deltas'], deltas);
  if (bodies === 'none') report.warn([...path, 'channel', 'bodies'], 'a hole: a history may show what was hidden when it was said');
  if (typing === 'allow') report.warn([...path, 'channel', 'typing'], 'a hole: numbers are shown while they are being typed');
  if (interim === 'allow') report.warn([...path, 'channel', 'interim'], 'a hole: numbers are shown while they are being recognised');
}

function reviewPaths(report: Report, at: Path, paths: readonly string[]): void {
  paths.forEach((place, index) => {
    try {
      parsePath(place);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      report.mistake([...at, index], error.message, error.suggestion ?? 'see the paths of rules');
    }
  });
}

function reviewOverlap(report: Report, { routes }: Draft, listeners: readonly Listener[]): void {
  const taken = new Map<string, Item<Route>>();
  for (const item of routes) {
    const { path, value } = item;
    if (value === undefined) continue;
    for (const [index, host] of [...new Set(value.hosts)].entries()) {
      const others = listenersOf(value, listeners).flatMap((listener) => {
        const key = `${listener} ${host} ${value.path.replace(/\/+$/, '')}`;
        const before = taken.get(key);
        taken.set(key, before ?? item);
        return before !== undefined && before !== item ? [before] : [];
      });
      const [other] = others;
      if (other !== undefined) report.mistake([...path, 'hosts', index], `"${host}${value.path}" is already taken by the route "${other.name}" at ${report.places.place(other.path)}`, 'give one of them another path'); // prettier-ignore
    }
  }
}
