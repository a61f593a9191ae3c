/** Media types: how the body of a message is dressed, judged by its Content-Type alone. */
import { safeParse } from 'fast-content-type-parse';
import type { Format } from '../engine/api.js';
import { isInspectableCharset } from './charset.js';

/** What a Content-Type says about the body that follows. */
export interface BodyType {
  readonly format: Format;
  /** False when the declared charset cannot be inspected. */
  readonly inspectable: boolean;
  /** Text by declaration: a NUL in its first bytes is UTF-16, not binary data. */
  readonly textual: boolean;
  /** Server-sent events: a pause between two chunks is normal. */
  readonly eventStream: boolean;
}

const UNDECLARED: BodyType = { format: 'auto', inspectable: true, textual: false, eventStream: false };

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
  const { type } = safeParse(contentType);
  return {
    format: formatOf(type),
    inspectable: charsetsOf(contentType).every(isInspectableCharset),
    textual: isTextual(type),
    eventStream: type === 'text/event-stream',
  };
}

function formatOf(type: string): Format {
  if (type === 'text/event-stream') return 'sse';
  if (type === 'application/x-ndjson' || type === 'application/ndjson' || type === 'application/jsonl') return 'ndjson';
  if (type.endsWith('/json-seq') || type.endsWith('+json-seq') || type === 'application/stream+json') return 'json-seq';
  if (type.endsWith('/json') || type.endsWith('+json') || type === 'application/x-json' || type === 'text/x-json') return 'json';
  if (type === 'text/html') return 'html';
  if (type.endsWith('/xml') || type.endsWith('+xml')) return 'xml';
  return TABLES.has(type) ? 'csv' : 'auto';
}

const TABLES = new Set(['text/csv', 'application/csv', 'text/x-csv', 'text/tab-separated-values']);

function isTextual(type: string): boolean {
  if (type.startsWith('text/') || formatOf(type) !== 'auto') return true;
  return (
    type.endsWith('/xml') || type.endsWith('+xml') || type === 'application/x-www-form-urlencoded' || type === 'application/javascript'
  );
}

/** Every charset named, however often and however oddly: a second parameter is what one of two readers will believe. */
function charsetsOf(contentType: string): string[] {
  if (!/charset/i.test(contentType)) return [];
  return [...contentType.matchAll(/charset\s*\*?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;,]*))/gi)].map((match) => match[1] ?? match[2] ?? '');
}
