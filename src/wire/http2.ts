/**
 * Heads between HTTP/2 and HTTP/1.1 (RFC 9113 section 8). A request is turned into the head that an HTTP/1.1 downstream would have
 * sent, so that one set of rules judges both; whatever would mean something else there is refused, never repaired. nghttp2 has
 * looked at most of this already: the checks here do not depend on it.
 */
import type { ErrorCode } from '../base/errors.js';

/** A request of HTTP/2 in the words of HTTP/1.1. */
export interface DowngradedHead {
  readonly method: string;
  /** Origin-form: path and query. Never log it. */
  readonly target: string;
  /** Flat `[name, value, …]`, `Host` first. A body of unknown length carries `Transfer-Encoding: chunked`. */
  readonly headers: string[];
  /** The request waits for `100 Continue`, or expects something that nobody gives. */
  readonly expecting: boolean;
  readonly fault: ErrorCode | undefined;
}

/** Header names of RFC 9110 section 5.6.2; HTTP/2 has them in lower case. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Field content of RFC 9110 section 5.5, as latin1: no control characters but the tab. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** No spaces, control characters or fragment; beyond ASCII as the HTTP/1.1 leg takes it. */
const TARGET = /^\/[\x21-\x22\x24-\x7e\x80-\xff]*$/;

/** Names that speak of one connection (RFC 9113 section 8.2.2). */
const CONNECTION_SPECIFIC: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

const PSEUDO: ReadonlySet<string> = new Set([':method', ':path', ':authority', ':scheme']);

/** Reads the pseudo headers and all others. `hasBody`: the head did not end the stream. `scheme`: the one of the listener. */
export function downgradeHead(raw: readonly string[], hasBody: boolean, scheme: 'http' | 'https'): DowngradedHead {
  const pseudo = new Map<string, string>();
  const headers: string[] = [];
  const cookies: string[] = [];
  let fault: ErrorCode | undefined;
  let host: string | undefined;
  let hasLength = false;
  let expecting = false;
  const refuse = (code: ErrorCode): void => {
    fault ??= code;
  };
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    if (!VALUE.test(value)) refuse('SLUICE_BAD_REQUEST');
    else if (name.startsWith(':')) {
      if (!PSEUDO.has(name) || pseudo.has(name) || headers.length > 0) refuse('SLUICE_BAD_REQUEST');
      pseudo.set(name, value);
    } else if (!NAME.test(name)) refuse('SLUICE_BAD_REQUEST');
    else if (name === 'transfer-encoding') refuse('SLUICE_TRANSFER_CODING');
    else if (CONNECTION_SPECIFIC.has(name) || (name === 'te' && value !== 'trailers')) refuse('SLUICE_BAD_REQUEST');
    else if (name === 'host') {
      if (host !== undefined) refuse('SLUICE_BAD_REQUEST');
      host = value;
    } else if (name === 'cookie') cookies.push(value);
    else {
      hasLength ||= name === 'content-length';
      expecting ||= name === 'expect';
      headers.push(name, value);
    }
  }
  const authority = pseudo.get(':authority') ?? host ?? '';
  if (host !== undefined && host.toLowerCase() !== authority.toLowerCase()) refuse('SLUICE_BAD_REQUEST');
  const method = pseudo.get(':method') ?? '';
  const target = pseudo.get(':path') ?? '';
  if (authority === '' || /[\s/@?#\\]/.test(authority) || !METHOD.test(method)) refuse('SLUICE_BAD_REQUEST');
  if (method === 'CONNECT') refuse('SLUICE_METHOD_REFUSED');
  if (pseudo.get(':scheme') !== scheme || !TARGET.test(target)) refuse('SLUICE_BAD_REQUEST');
  // one header in HTTP/1.1, however it was cut for compression (section 8.2.3)
  if (cookies.length > 0) headers.push('cookie', cookies.join('; '));
  if (hasBody && !hasLength) headers.push('transfer-encoding', 'chunked');
  return { method, target, headers: ['host', authority, ...headers], expecting, fault };
}

/** A head that HTTP/2 cannot carry. The code is the one that Node gives such a head in HTTP/1.1. */
export class InvalidHead extends Error {
  readonly code = 'ERR_INVALID_CHAR';
}

/**
 * A flat head for HTTP/2: names in lower case, values of one name together in their order, nothing that speaks of the
 * connection. Throws `InvalidHead` for names and values that are none.
 */
export function upgradeHead(headers: readonly string[]): Record<string, string | string[]> {
  const all = Object.create(null) as Record<string, string | string[]>;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase();
    const value = headers[i + 1] ?? '';
    if (CONNECTION_SPECIFIC.has(name)) continue;
    if (!NAME.test(name) || !VALUE.test(value)) throw new InvalidHead('a name or value that cannot be sent');
    const known = all[name];
    if (known === undefined) all[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else if (LISTS.has(name)) all[name] = [known, value];
    // whoever combines lines of one name reads the same (RFC 9110 section 5.3), and Node takes others but once
    else if (known !== value) all[name] = `${known}, ${value}`;
  }
  return all;
}

/** Names of which each line stands for itself, also when it is a repetition. */
const LISTS: ReadonlySet<string> = new Set([
  'set-cookie',
  'link',
  'www-authenticate',
  'proxy-authenticate',
  'server-timing',
  'content-security-policy',
  'content-security-policy-report-only',
  'permissions-policy',
  'report-to',
]);
