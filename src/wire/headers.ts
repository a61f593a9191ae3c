/**
 * Header rules of a terminating proxy (RFC 9110 section 7.6, RFC 9112): what is kept, dropped, judged and rewritten, on flat raw
 * arrays `[name, value, …]` in one pass. Wire knows bytes and names; what a value means to the policy is not its business.
 *
 * Validators and digests. A body that is forwarded byte for byte keeps its digests and ETag. A body that changed, that was
 * decoded, or that is streamed (its head leaves before the body is known) loses `Content-MD5`, `Digest`, `Content-Digest` and
 * `Repr-Digest`, and its strong ETag is weakened and marked (`"v5"` becomes `W/"v5--sluice"`), because the same strong tag must
 * not name different bytes. The mark is taken off again in `If-Match` and `If-None-Match`, so that an optimistic write still works.
 */
import type { ErrorCode } from '../base/errors.js';

const enum Kind {
  EndToEnd,
  Drop,
  Connection,
  TransferCoding,
  Host,
  Length,
  ContentCoding,
  ContentType,
  Expect,
  Accept,
  AcceptCoding,
  Via,
  Digest,
  Tag,
  Condition,
  Location,
  PartialContent,
}

/** Hop-by-hop and rewritten names (RFC 9110 section 7.6.1), compression dictionaries (RFC 9842, SDCH), and the like, for both directions. */
const COMMON: Readonly<Record<string, Kind>> = {
  connection: Kind.Connection,
  'keep-alive': Kind.Drop,
  'proxy-connection': Kind.Drop,
  'proxy-authenticate': Kind.Drop,
  'proxy-authorization': Kind.Drop,
  te: Kind.Drop,
  trailer: Kind.Drop,
  upgrade: Kind.Drop,
  'http2-settings': Kind.Drop,
  'dictionary-id': Kind.Drop,
  'transfer-encoding': Kind.TransferCoding,
  'content-length': Kind.Length,
  'content-encoding': Kind.ContentCoding,
  'content-type': Kind.ContentType,
  via: Kind.Via,
  'content-md5': Kind.Digest,
  digest: Kind.Digest,
  'content-digest': Kind.Digest,
  'repr-digest': Kind.Digest,
  // known to need no attention, so that the hot path folds no case for them either
  date: Kind.EndToEnd,
  server: Kind.EndToEnd,
  vary: Kind.EndToEnd,
  cookie: Kind.EndToEnd,
  'set-cookie': Kind.EndToEnd,
  authorization: Kind.EndToEnd,
  'cache-control': Kind.EndToEnd,
  'user-agent': Kind.EndToEnd,
  'accept-language': Kind.EndToEnd,
};

/** A range could cut a number in two, so nobody asks for one and nobody is told that it is possible. */
const REQUEST_KINDS = table({
  ...COMMON,
  host: Kind.Host,
  expect: Kind.Expect,
  accept: Kind.Accept,
  range: Kind.Drop,
  'if-range': Kind.Drop,
  'accept-encoding': Kind.AcceptCoding,
  'available-dictionary': Kind.Drop,
  'sec-available-dictionary': Kind.Drop,
  'avail-dictionary': Kind.Drop,
  'if-match': Kind.Condition,
  'if-none-match': Kind.Condition,
});

const RESPONSE_KINDS = table({
  ...COMMON,
  'accept-ranges': Kind.Drop,
  'alt-svc': Kind.Drop,
  'use-as-dictionary': Kind.Drop,
  'get-dictionary': Kind.Drop,
  'x-sdch-encode': Kind.Drop,
  etag: Kind.Tag,
  location: Kind.Location,
  'content-location': Kind.Location,
  'content-range': Kind.PartialContent,
});

/** Every known name in lower case and in the usual capitals, so that the hot path folds no case. */
function table(kinds: Readonly<Record<string, Kind>>): ReadonlyMap<string, Kind> {
  const map = new Map<string, Kind>();
  for (const [name, kind] of Object.entries(kinds)) {
    map.set(name, kind);
    map.set(
      name.replace(/(^|-)([a-z])/g, (letters) => letters.toUpperCase()),
      kind,
    );
  }
  return map;
}

function kindOf(kinds: ReadonlyMap<string, Kind>, name: string): Kind {
  return kinds.get(name) ?? kinds.get(name.toLowerCase()) ?? Kind.EndToEnd;
}

/** Names whose meaning the framing or the policy depends on: a Connection header that strikes one of them is an attack. */
const DEPENDED_ON: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'cookie',
  'set-cookie',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
]);

/** What one pass over a head learns. `headers` are the end-to-end ones to forward, without framing, coding and digests. */
export class Head {
  readonly headers: string[] = [];
  /** Digest headers, forwarded only with an unchanged body. */
  digests: string[] | undefined;
  fault: ErrorCode | undefined;
  contentLength: number | undefined;
  chunked = false;
  contentEncoding: string | undefined;
  contentType: string | undefined;
  expect: string | undefined;
  accept: string | undefined;
  acceptEncoding: string | undefined;
  host: string | undefined;
  via: string | undefined;
  /** Position of the ETag's value in `headers`. */
  tagAt = -1;
  /** Position of a Location's value in `headers`. */
  locationAt = -1;
  /** The request carried a tag that we had marked. */
  marked = false;
  partial = false;
  #struck: string[] | undefined;

  addFault(code: ErrorCode): void {
    this.fault ??= code;
  }

  addConnection(value: string): void {
    const lower = value.toLowerCase();
    if (lower === 'keep-alive' || lower === 'close') return;
    for (const part of lower.split(',')) {
      const name = part.trim();
      if (DEPENDED_ON.has(name)) this.addFault('SLUICE_BAD_REQUEST');
      (this.#struck ??= []).push(name);
    }
  }

  /** Removes what the Connection header named as hop-by-hop. */
  strike(): void {
    if (this.#struck === undefined) return;
    const kept: string[] = [];
    for (let i = 0; i + 1 < this.headers.length; i += 2) {
      const name = this.headers[i] ?? '';
      if (!this.#struck.includes(name.toLowerCase())) kept.push(name, this.headers[i + 1] ?? '');
    }
    this.headers.length = 0;
    this.headers.push(...kept);
  }
}

/** Judges a request's head. `via` names this proxy; a request that already carries it runs in a circle. */
export function readRequestHead(raw: readonly string[], via: string): Head {
  const head = new Head();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const kind = kindOf(REQUEST_KINDS, name);
    if (kind === Kind.EndToEnd) head.headers.push(name, value);
    else if (kind === Kind.Host) {
      if (head.host !== undefined) head.addFault('SLUICE_BAD_REQUEST');
      head.host = value;
    } else if (kind === Kind.Accept) {
      head.accept = head.accept === undefined ? value : `${head.accept},${value}`;
      head.headers.push(name, value);
    } else if (kind === Kind.AcceptCoding) {
      head.acceptEncoding = head.acceptEncoding === undefined ? value : `${head.acceptEncoding},${value}`;
    } else if (kind === Kind.Expect) head.expect = value;
    else if (kind === Kind.Condition) {
      const plain = value.replace(MARKED, '"$1"');
      head.marked ||= plain !== value;
      head.headers.push(name, plain);
    } else readCommon(head, kind, name, value);
  }
  if (head.via?.includes(via) === true) head.addFault('SLUICE_LOOP');
  finish(head, via);
  return head;
}

/** Judges a response's head. Call after 1xx responses were put aside. */
export function readResponseHead(raw: readonly string[], via: string): Head {
  const head = new Head();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const kind = kindOf(RESPONSE_KINDS, name);
    if (kind === Kind.EndToEnd) head.headers.push(name, value);
    else if (kind === Kind.Tag) {
      head.tagAt = head.headers.push(name, value) - 1;
    } else if (kind === Kind.Location) {
      const at = head.headers.push(name, value) - 1;
      if (name.length === 'location'.length) head.locationAt = at;
    } else if (kind === Kind.PartialContent) {
      head.partial = true;
      head.headers.push(name, value);
    } else readCommon(head, kind, name, value);
  }
  finish(head, via);
  return head;
}

function readCommon(head: Head, kind: Kind, name: string, value: string): void {
  switch (kind) {
    case Kind.Connection:
      head.addConnection(value);
      break;
    case Kind.TransferCoding:
      if (head.chunked || value.toLowerCase() !== 'chunked') head.addFault('SLUICE_TRANSFER_CODING');
      head.chunked = true;
      break;
    case Kind.Length:
      if (head.contentLength !== undefined || !/^\d{1,15}$/.test(value)) head.addFault('SLUICE_BAD_REQUEST');
      head.contentLength = Number(value);
      break;
    case Kind.ContentCoding:
      head.contentEncoding = head.contentEncoding === undefined ? value : `${head.contentEncoding},${value}`;
      break;
    case Kind.ContentType:
      if (head.contentType !== undefined && head.contentType !== value) head.addFault('SLUICE_BAD_REQUEST');
      else if (head.contentType === undefined) head.headers.push(name, value);
      head.contentType = value;
      break;
    case Kind.Digest:
      (head.digests ??= []).push(name, value);
      break;
    case Kind.Via:
      head.via = head.via === undefined ? value : `${head.via}, ${value}`;
      break;
    default:
      break;
  }
}

function finish(head: Head, via: string): void {
  if (head.chunked && head.contentLength !== undefined) head.addFault('SLUICE_BAD_REQUEST');
  head.strike();
  head.headers.push('Via', head.via === undefined ? via : `${head.via}, ${via}`);
}

const MARK = '--sluice';
const MARKED = /W\/"([^"]*)--sluice"/g;

/** Weakens and marks the strong ETag of a response whose body is not, or may not be, the upstream's. Weak tags stay as they are. */
export function weakenTag(head: Head): void {
  if (head.tagAt < 0) return;
  const tag = head.headers[head.tagAt] ?? '';
  if (tag.length >= 2 && tag.startsWith('"') && tag.endsWith('"')) head.headers[head.tagAt] = `W/${tag.slice(0, -1)}${MARK}"`;
}

/** Says that the answer depends on Accept-Encoding: a coded answer leaves coded or not by what its reader takes (RFC 9110 section 12.5.5). */
export function varyByCoding(head: Head): void {
  const { headers } = head;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() !== 'vary') continue;
    const names = (headers[i + 1] ?? '').toLowerCase().split(',');
    if (names.some((name) => name.trim() === 'accept-encoding' || name.trim() === '*')) return;
  }
  headers.push('Vary', 'Accept-Encoding');
}

/** Whether the sender prefers an HTML page over JSON: `Accept` names text/html with a weight no lower than JSON's (RFC 9110 section 12.5.1). */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes('text/html')) return false;
  let html = 0;
  let json = 0;
  for (const part of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (type === 'text/html') html = Math.max(html, weight);
    if (type === 'application/json') json = Math.max(json, weight);
  }
  return html > 0 && html >= json;
}

/**
 * The path and query that a request asks for. Undefined when the target is ambiguous: neither origin-form nor an absolute form whose
 * authority is the Host (RFC 9112 section 3.2.2).
 */
export function pathOf(target: string, host: string | undefined): string | undefined {
  let path = target;
  if (!target.startsWith('/')) {
    const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
    if (absolute === null || absolute[1]?.toLowerCase() !== host?.toLowerCase()) return undefined;
    path = absolute[2] ?? '';
    if (!path.startsWith('/')) path = `/${path}`;
  }
  return path.includes('#') ? undefined : path;
}

/** What to ask the upstream for. Undefined when dot segments would climb out of its prefix. */
export function underPrefix(path: string, prefix: string): string | undefined {
  return prefix !== '' && climbs(path) ? undefined : prefix + path;
}

function climbs(path: string): boolean {
  const plain = (path.split('?', 1)[0] ?? '').replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/');
  return /(^|\/)\.\.(\/|;|$)/.test(plain);
}
