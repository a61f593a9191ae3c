/** Media types: how the body of a message is dressed, judged by its Content-Type alone. */
import type { Binary, Format } from '../engine/api.js';
import { isWide, type Charset } from '../base/charset.js';
import { containerOf, mediaTypeOf } from '../base/container.js';
import { declaredCharset } from './charset.js';

/** What a Content-Type says about the body that follows. */
export interface BodyType {
  readonly format: Format;
  /** The declared charset; `refused` when it cannot be inspected. */
  readonly charset: Charset | 'refused' | undefined;
  /** Text by declaration: a NUL in its first bytes is UTF-16, not binary data. */
  readonly textual: boolean;
  /** What may declare a charset within itself. */
  readonly markup: 'html' | 'xml' | undefined;
  /** Server-sent events: a pause between two chunks is normal. */
  readonly eventStream: boolean;
}

const UNDECLARED: BodyType = { format: 'auto', charset: undefined, textual: false, markup: undefined, eventStream: false };

/** Content-Types repeat: the few in use are parsed once. Values longer than a sane one are not kept. */
const CACHE_ENTRIES = 256;
const CACHE_VALUE_CHARACTERS = 128;
const cache = new Map<string, BodyType>();

/** Judges a Content-Type; absent or malformed means `auto`, and a malformed one must not smuggle a charset past us. */
export function bodyTypeOf(contentType: string | undefined): BodyType {
  if (contentType === undefined) return UNDECLARED;
  const known = cache.get(contentType);
  if (known !== undefined) return known;
  const judged = judge(contentType);
  if (cache.size < CACHE_ENTRIES && contentType.length <= CACHE_VALUE_CHARACTERS) cache.set(contentType, judged);
  return judged;
}

function judge(contentType: string): BodyType {
  const type = mediaTypeOf(contentType);
  return {
    format: containerOf(contentType) ?? formatOf(type),
    charset: charsetOf(type, contentType),
    textual: isTextual(type),
    markup: markupOf(type),
    eventStream: type === 'text/event-stream',
  };
}

function formatOf(type: string): Format {
  if (type === 'text/event-stream') return 'sse';
  if (type === 'application/x-ndjson' || type === 'application/ndjson' || type === 'application/jsonl') return 'ndjson';
  if (type.startsWith('application/grpc')) return binaryOf(type) ?? 'auto'; // also +json
  if (type.endsWith('/json-seq') || type.endsWith('+json-seq') || type === 'application/stream+json') return 'json-seq';
  if (type.endsWith('/json') || type.endsWith('+json') || type === 'application/x-json' || type === 'text/x-json') return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'text/html') return 'html';
  if (type.endsWith('/xml') || type.endsWith('+xml')) return 'xml';
  return TABLES.has(type) ? 'csv' : (binaryOf(type) ?? 'auto');
}

/** Bytes with text in them (RFC 8949 section 9.3 for CBOR, gRPC's own documents; the others by use). */
const BINARY: readonly (readonly [type: RegExp, format: Binary])[] = [
  [/^application\/(?:(?:x-|vnd\.)?msgpack|[^/]+\+msgpack)$/, 'msgpack'],
  [/^application\/(?:cbor|[^/]+\+cbor)$/, 'cbor'],
  [/^application\/grpc(?:-web)?(?:\+(?:proto|json))?$/, 'grpc'],
  [/^application\/grpc-web-text(?:\+(?:proto|json))?$/, 'grpc-text'],
  [/^application\/(?:(?:x-|vnd\.google\.|x-google-)?protobuf|[^/]+\+proto(?:buf)?)$/, 'protobuf'],
];

function binaryOf(type: string): Binary | undefined {
  return type.startsWith('application/') ? BINARY.find(([expression]) => expression.test(type))?.[1] : undefined;
}

const BINARY_FORMATS: ReadonlySet<Format> = new Set(BINARY.map(([, format]) => format));

/** Whether a format is one of bytes with text in them. */
export const isBinary = (format: Format): boolean => BINARY_FORMATS.has(format);

const TABLES = new Set(['text/csv', 'application/csv', 'text/x-csv', 'text/tab-separated-values']);

/** The bytes of a form are ASCII (URL Standard, section 5.1): one that says otherwise is read in two ways, and refused. */
function charsetOf(type: string, contentType: string): BodyType['charset'] {
  const charset = declaredCharset(contentType);
  const isForm = formatOf(type) === 'form' && charset !== undefined && charset !== 'refused';
  return isForm && (isWide(charset) || charset === 'iso-2022-jp') ? 'refused' : charset;
}

function isTextual(type: string): boolean {
  if (type.startsWith('text/') || (formatOf(type) !== 'auto' && binaryOf(type) === undefined)) return true;
  return (
    type.endsWith('/xml') || type.endsWith('+xml') || type === 'application/x-www-form-urlencoded' || type === 'application/javascript'
  );
}

function markupOf(type: string): 'html' | 'xml' | undefined {
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  return type.endsWith('/xml') || type.endsWith('+xml') ? 'xml' : undefined;
}
