/** Headers of the upstream's answer to a handshake that may be passed on: end-to-end ones, with their values redacted. */
import { readResponseHead } from '../wire/headers.js';
import { redactHeaders } from './sensitive.js';
import type { UpgradeContext } from './upgrade.js';

/** Describe a body, which is not passed on, or belong to the leg that `ws` writes. */
const LEFT_OUT = /^(?:sec-websocket-.*|content-.*|last-modified|etag|via)$/i;

/** Flat `[name, value, …]`, with `Upgrade` where the answer is a 426, which must name what it asks for (RFC 9110 section 15.5.22); `undefined` when they are malformed or could not be inspected. */
export function answerHeaders(
  { engine, observer, mapAnswer }: UpgradeContext,
  rawHeaders: readonly string[],
  status: number,
): string[] | undefined {
  const head = readResponseHead(rawHeaders, '');
  if (head.fault !== undefined) return undefined;
  const headers: string[] = [];
  for (let at = 0; at + 1 < head.headers.length; at += 2) {
    const name = head.headers[at];
    if (!LEFT_OUT.test(name)) headers.push(name, head.headers[at + 1]);
  }
  if (status === 426 && head.upgrade !== undefined) headers.push('Upgrade', head.upgrade);
  mapAnswer?.(headers);
  try {
    const isClean = redactHeaders(engine, headers, 'response', (finding, action) => observer.finding(finding.entity, action, 'response'));
    return isClean ? headers : undefined;
  } catch {
    return undefined;
  }
}
