/**
 * Header rules of a terminating proxy (RFC 9110 section 7.6, RFC 9112): what is kept, dropped, judged and rewritten, on flat raw
 * arrays `[name, value, …]` in one pass. Wire knows bytes and names; what a value means to the policy is not its business.
 *
 * Digests. A body that is forwarded byte for byte keeps its digests. A body that changed, that was decoded, or that is streamed (its head
 * leaves before the body is known) loses them. For tags and conditions see tags.ts.
 */
import type { ErrorCode } from '../base/errors.js';
import { Kind, isSigning, kindOf } from './header-kinds.js';

/** Names whose meaning the framing, the policy or the application depends on: a Connection header that strikes one of them is an attack. */
const DEPENDED_ON =
  /^(?:host|authorization|cookie|set-cookie|content-.*|transfer-encoding|origin|referer|location|etag|if-.*|cache-control|expires|vary|link|refresh|via|forwarded|x-forwarded-.*|x-real-ip|date|access-control-.*|strict-transport-security|x-frame-options|x-content-type-options|x-http-method.*|x-method-override|x-csrf-.*|x-xsrf-.*|csrf-token|x-api-key|.*signature.*|.*digest|x-amz-.*|dpop|sec-.*|accept.*|range|user-agent)$/;

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
  /** The request has conditions: see tags.ts. */
  isConditional = false;
  /** Tags that the downstream holds, by what the upstream calls them. */
  held: Map<string, string> | undefined;
  /** Some header names the host, its addresses or its cookies. */
  isMapped = false;
  /** What hops before us say of the sender, flat. */
  claims: string[] | undefined;
  /** What headers say instead of the method in the first line. */
  overrides: string[] | undefined;
  /** Somebody vouches for the message as it is: it leaves unchanged or not at all. */
  isSigned = false;
  /** Headers that say what a signature covers. */
  signature = '';
  maxForwards: string | undefined;
  /** Other protocols that the sender offers or asks for: of the next hop alone. */
  upgrade: string | undefined;
  /** Of an answer: it is a part of something. Of a request: its body is a piece of an upload. */
  partial = false;
  /** Some header allows to store the answer, or tells when it was made. */
  isStoring = false;
  #struck: string[] | undefined;

  addFault(code: ErrorCode): void {
    this.fault ??= code;
  }

  addSignature(value: string): void {
    this.isSigned = true;
    this.signature += `${value}\n`;
  }

  addConnection(value: string): void {
    const lower = value.toLowerCase();
    if (lower === 'keep-alive' || lower === 'close') return;
    for (const part of lower.split(',')) {
      const name = part.trim();
      if (DEPENDED_ON.test(name)) this.addFault('SLUICE_BAD_REQUEST');
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
    this.replaceHeaders(kept);
  }

  /** Takes other headers, and finds its way in them. */
  replaceHeaders(headers: readonly string[]): void {
    this.headers.length = 0;
    this.headers.push(...headers);
    if (this.tagAt >= 0) this.tagAt = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'etag') + 1 || -1;
  }
}

/** Judges a request's head. `via` names this proxy; a request that already carries it runs in a circle. */
export function readRequestHead(raw: readonly string[], via: string): Head {
  const head = new Head();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const kind = kindOf('request', name);
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
      head.isConditional = true;
      head.headers.push(name, value);
    } else if (kind === Kind.Override) {
      (head.overrides ??= []).push(value);
      head.headers.push(name, value);
    } else if (kind === Kind.Piece) {
      head.partial ||= isPiece(value);
      head.headers.push(name, value);
    } else if (kind === Kind.Claim) (head.claims ??= []).push(name, value);
    else if (kind === Kind.MaxForwards) head.maxForwards = value;
    else if (kind === Kind.Authorization) {
      if (isSigning(value)) head.addSignature(value);
      head.headers.push(name, value);
    } else readCommon(head, kind, name, value);
  }
  if (head.via?.includes(via) === true) head.addFault('SLUICE_LOOP');
  finish(head, via);
  return head;
}

/** `bytes 0-7/16`, an offset of 8: what stands before or behind it is not in this body. `bytes 0-15/16` is all of it, and an offset of 0 may be. */
function isPiece(value: string): boolean {
  const range = /^bytes[ =](\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(value.trim());
  if (range !== null) return Number(range[1]) !== 0 || Number(range[2]) + 1 !== Number(range[3]);
  return value.trim() !== '0';
}

/** Judges a response's head. Call after 1xx responses were put aside. */
export function readResponseHead(raw: readonly string[], via: string): Head {
  const head = new Head();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const kind = kindOf('response', name);
    if (kind === Kind.EndToEnd) head.headers.push(name, value);
    else if (kind === Kind.Tag) {
      head.tagAt = head.headers.push(name, value) - 1;
    } else if (kind === Kind.Storing) {
      head.isStoring = true;
      head.headers.push(name, value);
    } else if (kind === Kind.PartialContent) {
      head.partial = true;
      head.headers.push(name, value);
    } else readCommon(head, kind, name, value);
  }
  finish(head, via);
  return head;
}

/** Each part is a piece of something, and what stands on both sides of a cut is in two of them (RFC 9110 section 14.6). */
const BYTE_RANGES = /^\s*multipart\/byteranges\b/i;

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
      head.partial ||= BYTE_RANGES.test(value);
      break;
    case Kind.Digest:
      (head.digests ??= []).push(name, value);
      break;
    case Kind.Mapped:
      head.isMapped = true;
      head.headers.push(name, value);
      break;
    case Kind.Signature:
      head.addSignature(value);
      head.headers.push(name, value);
      break;
    case Kind.Upgrade:
      head.upgrade = head.upgrade === undefined ? value : `${head.upgrade}, ${value}`;
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
