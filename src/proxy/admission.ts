/** Judges a request by its head alone, before a byte of its body is read: the same rules for exchanges and upgrades. */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import { NOBODY } from '../policy/principal.js';
import type { Observer } from '../observe/observer.js';
import { type Head, pathOf, readRequestHead, underPrefix } from '../wire/headers.js';
import type { Arrival, DownstreamRequest } from './downstream.js';
import type { Plane } from './plane.js';
import type { Tally } from './redaction.js';
import type { Route } from './route.js';
import { note } from './tally.js';
import { isSensitiveUrl, redactDigests, redactHeaders } from './sensitive.js';
import type { PlaneSnapshot } from './snapshot.js';

export interface Admission {
  readonly head: Head;
  /** Undefined where no route was looked for, or none was found: then there is a code. */
  readonly route: Route | undefined;
  /** Under the policy for the route and the caller. */
  readonly engine: Engine;
  /** Path and query for the upstream. Never log it. */
  readonly path: string;
  /** Why the request is refused. */
  readonly code: ErrorCode | undefined;
}

/** Reads the head, refuses what is ambiguous or names sensitive data in its URL, and redacts header values. */
export function admit(plane: Plane, snapshot: PlaneSnapshot, request: DownstreamRequest, arrival: Arrival, tally: Tally): Admission {
  const head = readRequestHead(request.rawHeaders, plane.via);
  const target = request.url ?? '';
  const asked = pathOf(target, head.host);
  const routed = asked === undefined ? 'ambiguous' : snapshot.routeFor(arrival.listener, head.host, asked);
  const route = typeof routed === 'string' ? undefined : routed;
  const engine = snapshot.engineFor(route, NOBODY);
  const path = asked === undefined || route === undefined ? undefined : underPrefix(asked, route.prefix);
  const observer = route === undefined ? plane.observer : plane.observer.onRoute(route.name);
  const report = reporter(observer, 'request', tally);
  let code = head.fault;
  if (code === undefined && (request.method === 'TRACE' || request.method === 'CONNECT')) code = 'SLUICE_METHOD_REFUSED';
  if (code === undefined && head.expect !== undefined && head.expect.toLowerCase() !== '100-continue') code = 'SLUICE_BAD_REQUEST';
  if (code === undefined && path === undefined) code = routed === 'none' ? 'SLUICE_ROUTE_UNKNOWN' : 'SLUICE_BAD_REQUEST';
  if (code === undefined && isSensitiveUrl(engine, target, report)) code = 'SLUICE_URL_SENSITIVE';
  if (code === undefined && !redactHeaders(engine, head.headers, 'request', report)) code = 'SLUICE_HEADER_SENSITIVE';
  if (code === undefined) redactDigests(engine, head, 'request', report);
  return { head, route, engine, path: path ?? '', code };
}

/** Counts findings outside of bodies. */
export function reporter(observer: Observer, direction: 'request' | 'response', tally: Tally): Parameters<typeof redactHeaders>[3] {
  return (finding, action) => {
    note(tally, finding.entity, action);
    observer.finding(finding.entity, action, direction);
  };
}
