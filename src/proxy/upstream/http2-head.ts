/** Writes a request's head for HTTP/2 (RFC 9113 section 8.3.1), under the rules of request-head.ts: what could not be sent there is not sent here. */
import { upgradeHead } from '../../wire/http2.js';
import type { UpstreamRequest } from './api.js';
import { EXPECTING, isSoundTarget } from './request-head.js';

/** Fields that are written here, or that HTTP/2 has no place for. */
const OURS: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

type Http2Head = Record<string, string | string[]>;

/** The head; undefined when a part of it cannot be sent. A length is named where it is known, so that a body cut short is found out. */
export function http2Head(request: UpstreamRequest, authority: string): Http2Head | undefined {
  const { method, path, headers, body } = request;
  const host = request.host ?? authority;
  if (!isSoundTarget(method, path, host)) return undefined;
  const lines: string[] = [];
  const cookies: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i].toLowerCase();
    if (OURS.has(name)) return undefined;
    if (name === 'cookie') cookies.push(headers[i + 1]);
    else lines.push(name, headers[i + 1]);
  }
  // lines of any other name may be joined with a comma (RFC 9113 section 8.2.3)
  if (cookies.length > 0) lines.push('cookie', cookies.join('; '));
  if (body === null && EXPECTING.has(method)) lines.push('content-length', '0');
  else if (body instanceof Uint8Array) lines.push('content-length', String(body.length));
  try {
    return { ...upgradeHead(lines), ':method': method, ':scheme': 'https', ':authority': host, ':path': path };
  } catch {
    return undefined;
  }
}
