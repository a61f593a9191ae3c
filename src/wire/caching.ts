/**
 * What may be stored of an answer (RFC 9111). What was redacted, or shown to one role alone, is of use to one reader at one moment: it leaves
 * with `Cache-Control: no-store, private`. An answer whose head leaves before its body is known gets the same, unless it is an asset by its
 * type (a script, a style, a picture) or its upstream says that it is everybody's: then it keeps its caching.
 */
import { dressOf } from './dress.js';
import { Kind, kindOf } from './header-kinds.js';
import type { Head } from './headers.js';
import { mediaTypeOf } from '../base/container.js';

const ASSETS =
  /^(?:text\/(?:css|javascript|ecmascript)|application\/(?:javascript|x-javascript|ecmascript|manifest\+json)|image\/svg\+xml)$/;
const SHARED = /(?:^|[\s,])(?:public|immutable)(?:$|[\s,=])/i;
/** Says that nobody may keep the answer. */
export function forbidStoring(head: Head): void {
  let directives = 'no-store, private';
  if (!head.isStoring) {
    head.headers.push('Cache-Control', directives);
    return;
  }
  const kept: string[] = [];
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const name = head.headers[i] ?? '';
    const value = head.headers[i + 1] ?? '';
    if (!isStoring(name)) kept.push(name, value);
    else if (value.toLowerCase().includes('no-transform')) directives = 'no-store, private, no-transform';
  }
  kept.push('Cache-Control', directives);
  head.replaceHeaders(kept);
}

/** Says of an event stream that it is to be handed on as it comes: neither stored nor packed (RFC 9111 section 5.2.2.6) nor collected by nginx. */
export function forbidBuffering(head: Head): void {
  const isKept = (name: string): boolean => !isStoring(name) && name.toLowerCase() !== ACCEL_BUFFERING.toLowerCase();
  const kept = head.headers.flatMap((name, i) => (i % 2 === 0 && isKept(name) ? [name, head.headers[i + 1]] : []));
  head.replaceHeaders([...kept, 'Cache-Control', 'no-store, no-transform', ACCEL_BUFFERING, 'no']);
}

const isStoring = (name: string): boolean => kindOf('response', name) === Kind.Storing;

const ACCEL_BUFFERING = 'X-Accel-Buffering';

/** Whether an answer that is streamed keeps its caching, although nobody knows yet whether something in it will be redacted. */
export function isForEverybody(head: Head): boolean {
  if (dressOf(head.contentType) === 'binary' || ASSETS.test(mediaTypeOf(head.contentType))) return true;
  if (!head.isStoring) return false;
  for (let i = 0; i + 1 < head.headers.length; i += 2)
    if (head.headers[i]?.toLowerCase() === 'cache-control' && SHARED.test(head.headers[i + 1] ?? '')) return true;
  return false;
}
