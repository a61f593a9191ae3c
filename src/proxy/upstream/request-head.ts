/** Writes a request's head. Framing is ours alone; what could begin a line or another request is refused before a byte leaves. */
import type { UpstreamRequest } from './api.js';
import { NOT_FIELD, NOT_PATH, NOT_TOKEN } from './characters.js';

/** Methods whose requests have a meaning for a body: without one they say so (RFC 9110 section 8.6). */
export const EXPECTING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** Fields that are written here, by length of their names. */
const OURS: readonly (string | undefined)[] = Array.from({ length: 18 }, (_, length) =>
  ['host', 'connection', 'content-length', 'transfer-encoding'].find((name) => name.length === length),
);

/** Whether these can be sent, and mean what they say. */
export function isSoundTarget(method: string, path: string, host: string): boolean {
  const isTarget = path.startsWith('/') || (path === '*' && method === 'OPTIONS');
  return isTarget && method !== '' && !NOT_TOKEN.test(method) && !NOT_PATH.test(path) && !NOT_FIELD.test(host);
}

/** The head as latin1, with its empty line; undefined when a part of it cannot be sent. */
export function writeRequestHead(request: UpstreamRequest, authority: string): string | undefined {
  const { method, path, headers, body } = request;
  const host = request.host ?? authority;
  if (!isSoundTarget(method, path, host)) return undefined;
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i];
    const value = headers[i + 1];
    if (name === '' || NOT_TOKEN.test(name) || NOT_FIELD.test(value)) return undefined;
    if (OURS[name.length] !== undefined && OURS[name.length] === name.toLowerCase()) return undefined;
    head += `${name}: ${value}\r\n`;
  }
  if (body === null) return EXPECTING.has(method) ? `${head}Content-Length: 0\r\n\r\n` : `${head}\r\n`;
  return body instanceof Uint8Array ? `${head}Content-Length: ${body.length}\r\n\r\n` : `${head}Transfer-Encoding: chunked\r\n\r\n`;
}
