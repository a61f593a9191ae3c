/** Headers of the upstream's answer to a handshake that may be passed on: end-to-end ones, with their values redacted. */
import type { UpgradeContext } from './upgrade.js';
import { inspect } from './websocket-message.js';

/** Hop-by-hop (RFC 9110 section 7.6.1), those of the handshake itself, and those that describe a body, which is not passed on. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
  'content-type',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
  'etag',
  'last-modified',
  'accept-ranges',
]);

/** Flat `[name, value, …]`; `undefined` when a value could not be inspected. */
export function answerHeaders(context: UpgradeContext, rawHeaders: readonly string[]): string[] | undefined {
  const named = new Set<string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.toLowerCase() === 'connection')
      for (const name of rawHeaders[at + 1]!.split(',')) named.add(name.trim().toLowerCase());
  const headers: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || named.has(lower) || lower.startsWith('sec-websocket-')) continue;
    const inspected = inspect(context.engine, context.observer, Buffer.from(rawHeaders[at + 1]!, 'latin1'), 'response', 'text');
    if (inspected.refused !== undefined) return undefined;
    headers.push(name, Buffer.from(inspected.bytes).toString('latin1'));
  }
  return headers;
}
