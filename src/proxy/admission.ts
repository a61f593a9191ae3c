/** Judges a request by its head alone, before a byte of its body is read: the same rules for exchanges and upgrades. */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Principal } from '../policy/principal.js';
import type { Observer } from '../observe/observer.js';
import { type Head, pathOf, readRequestHead, underPrefix } from '../wire/headers.js';
import { effectiveMethod } from '../wire/method.js';
import { coversHost } from '../wire/signature.js';
import { openConditions } from '../wire/tags.js';
import type { Arrival, DownstreamRequest } from './downstream.js';
import { applyForwarded, desktopOf } from './forwarded.js';
import type { Place } from './mapping.js';
import type { Plane } from './plane.js';
import { hostName, isHost, type Route } from './route.js';
import { note, type Tally } from './tally.js';
import { isSensitiveUrl, redactDigests, redactHeaders } from './sensitive.js';
import type { PlaneSnapshot } from './snapshot.js';

/** Who asks for what, and from where. */
export interface Asking {
  readonly request: DownstreamRequest;
  readonly arrival: Arrival;
  readonly principal: Principal;
}

export interface Admission {
  readonly head: Head;
  /** Undefined where no route was looked for, or none was found: then there is a code. */
  readonly route: Route | undefined;
  /** Under the policy for the route and the caller. */
  readonly engine: Engine;
  /** Path and query for the upstream. Never log it. */
  readonly path: string;
  /** Where the downstream believes to be, and the Origin that it gave if that was turned into the upstream's. */
  readonly place: Place;
  readonly asked: string | undefined;
  /** Address of the desktop; undefined where trusted hops do not tell it. */
  readonly desktop: string | undefined;
  /** Why the request is refused. */
  readonly code: ErrorCode | undefined;
}

type Report = Parameters<typeof redactHeaders>[3];

const NOWHERE: Place = { scheme: 'http', host: '' };

/** Reads the head, refuses what is ambiguous or names sensitive data in its URL, and redacts header values. */
export function admit(plane: Plane, snapshot: PlaneSnapshot, asking: Asking, tally: Tally): Admission {
  const { request, arrival, principal } = asking;
  const head = readRequestHead(request.rawHeaders, plane.via);
  const method = effectiveMethod(request.method ?? 'GET', head);
  const target = request.url ?? '';
  const asked = pathOf(target, head.host);
  const routed = asked === undefined ? 'ambiguous' : snapshot.routeFor(arrival.listener, head.host, asked);
  const route = typeof routed === 'string' ? undefined : routed;
  const engine = snapshot.engineFor(route, principal.role);
  const path = asked === undefined || route === undefined ? undefined : underPrefix(asked, route.prefix);
  const observer = route === undefined ? plane.observer : plane.observer.onRoute(route.name);
  const report = reporter(observer, 'request', tally);
  const hops = snapshot.hopsAt(arrival.listener);
  const desktop = desktopOf(head, arrival.peer, hops);
  let code = head.fault ?? (isHost(head.host) ? undefined : 'SLUICE_BAD_REQUEST');
  if (code === undefined && !isKnownVersion(request)) code = 'SLUICE_BAD_REQUEST';
  if (method === undefined) code ??= 'SLUICE_BAD_REQUEST';
  if (code === undefined && (isRefused(method) || isRefused(request.method))) code = 'SLUICE_METHOD_REFUSED';
  if (code === undefined && head.expect !== undefined && head.expect.toLowerCase() !== '100-continue') code = 'SLUICE_BAD_REQUEST';
  if (code === undefined && path === undefined) code = routed === 'none' ? 'SLUICE_ROUTE_UNKNOWN' : 'SLUICE_BAD_REQUEST';
  if (code === undefined && isSensitiveUrl(engine, target, report)) code = 'SLUICE_URL_SENSITIVE';
  if (code === undefined && route !== undefined && !mayAsk(route, head)) code = 'SLUICE_SIGNED_HOST';
  if (code !== undefined || route === undefined || path === undefined || method === undefined) {
    return { head, route, engine, path: path ?? '', place: NOWHERE, asked: undefined, desktop, code: code ?? 'SLUICE_ROUTE_UNKNOWN' };
  }
  if (head.isConditional) openConditions(head, method, snapshot.epochFor(principal.role));
  if (head.maxForwards !== undefined) forwardOnce(head, request.method ?? 'GET');
  snapshot.strike(head.headers, arrival);
  // a forward proxy has no name of its own, and tells nobody abroad who asks
  const isForward = arrival.connectedHost !== undefined;
  const place = applyForwarded(head, arrival.peer, hops, isForward ? 'none' : route.forwarded);
  const origin = head.isMapped && !head.isSigned && !isForward ? route.mapping.up(head.headers, place) : undefined;
  return { head, route, engine, path, place, asked: origin, desktop, code: judgeHeaders(engine, head, report) };
}

/**
 * A host that is signed is what the upstream is asked for, whatever the route says; so it must be one that the operator has named. Else
 * whoever writes a signature would choose among all that the upstream's address serves.
 */
const mayAsk = ({ keepsHost, names }: Route, head: Head): boolean =>
  keepsHost || !coversHost(head) || head.host === undefined || names.has(hostName(head.host));

const isRefused = (method: string | undefined): boolean => method === 'TRACE' || method === 'CONNECT';

/** Node's parser of HTTP/1 also takes lines that say HTTP/0.9 or HTTP/2.0. Streams of HTTP/2 are another kind of leg and say nothing. */
function isKnownVersion({ httpVersionMajor }: DownstreamRequest): boolean {
  return httpVersionMajor === undefined || httpVersionMajor === 1;
}

function judgeHeaders(engine: Engine, head: Head, tell: Report): ErrorCode | undefined {
  const report: Report = head.isSigned ? (finding, action) => tell(finding, action === 'mask' ? 'block' : action) : tell;
  const { digests } = head;
  const before = head.isSigned ? [...head.headers] : undefined;
  if (head.host !== undefined && !isCleanHost(engine, head.host, report)) return 'SLUICE_HEADER_SENSITIVE';
  if (!redactHeaders(engine, head.headers, 'request', report)) return 'SLUICE_HEADER_SENSITIVE';
  redactDigests(engine, head, 'request', report);
  if (before === undefined) return undefined;
  const same = head.digests === digests && before.every((text, i) => text === head.headers[i]);
  return same ? undefined : 'SLUICE_SIGNED_SENSITIVE';
}

/** A host may be asked for upstream, and cannot be masked there. */
function isCleanHost(engine: Engine, host: string, report: Report): boolean {
  const line = ['Host', host];
  return redactHeaders(engine, line, 'request', report) && line[1] === host;
}

/** Max-Forwards counts hops for OPTIONS alone (RFC 9110 section 7.6.2), for TRACE is refused. At 0 the exchange answers by itself. */
function forwardOnce(head: Head, method: string): void {
  const value = head.maxForwards ?? '';
  if (method !== 'OPTIONS' || !/^\d{1,9}$/.test(value)) head.headers.push('Max-Forwards', value);
  else if (Number(value) > 0) head.headers.push('Max-Forwards', String(Number(value) - 1));
}

/** Whether the request asks the next hop, and not the one behind it. */
export const isForUs = ({ maxForwards }: Head, method: string | undefined): boolean => method === 'OPTIONS' && maxForwards === '0';

/** Counts findings outside of bodies. */
export function reporter(observer: Observer, direction: 'request' | 'response', tally: Tally): Report {
  return (finding, action) => {
    note(tally, finding.entity, action);
    observer.finding(finding.entity, action, direction);
  };
}
