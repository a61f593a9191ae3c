/** Judges a request by its head alone, before a byte of its body is read: the same rules for exchanges and upgrades. */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import { type Head, readRequestHead, upstreamPath } from '../wire/headers.js';
import type { DownstreamRequest } from './downstream.js';
import type { Plane } from './plane.js';
import type { Tally } from './redaction.js';
import { isSensitiveUrl, redactDigests, redactHeaders } from './sensitive.js';

export interface Admission {
  readonly head: Head;
  /** Path and query for the upstream. Never log it. */
  readonly path: string;
  /** Why the request is refused. */
  readonly code: ErrorCode | undefined;
}

/** Reads the head, refuses what is ambiguous or names sensitive data in its URL, and redacts header values. */
export function admit(plane: Plane, engine: Engine, request: DownstreamRequest, tally: Tally): Admission {
  const head = readRequestHead(request.rawHeaders, plane.via);
  const target = request.url ?? '';
  const path = upstreamPath(target, head.host, plane.prefix);
  const report = reporter(plane, 'request', tally);
  let code = head.fault;
  if (code === undefined && (request.method === 'TRACE' || request.method === 'CONNECT')) code = 'SLUICE_METHOD_REFUSED';
  if (code === undefined && head.expect !== undefined && head.expect.toLowerCase() !== '100-continue') code = 'SLUICE_BAD_REQUEST';
  if (code === undefined && path === undefined) code = 'SLUICE_BAD_REQUEST';
  if (code === undefined && isSensitiveUrl(engine, target, report)) code = 'SLUICE_URL_SENSITIVE';
  if (code === undefined && !redactHeaders(engine, head.headers, 'request', report)) code = 'SLUICE_HEADER_SENSITIVE';
  if (code === undefined) redactDigests(engine, head, 'request', report);
  return { head, path: path ?? '', code };
}

/** Counts findings outside of bodies. */
export function reporter(plane: Plane, direction: 'request' | 'response', tally: Tally): Parameters<typeof redactHeaders>[3] {
  return (finding, action) => {
    tally.findings++;
    plane.observer.finding(finding.entity, action, direction);
  };
}
