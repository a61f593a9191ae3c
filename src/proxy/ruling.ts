/**
 * What is done with a body, or with a part of one, judged by what its head declares and what its first bytes show. Where the two disagree
 * the bytes are believed; what neither tells is text. Nothing is ever skipped: what passes is scanned, what cannot be read is refused.
 */
import type { ErrorCode } from '../base/errors.js';
import type { CharsetHints, Format, MessageMeta } from '../engine/api.js';
import type { OpaqueKind, OpaquePolicy, OpaqueUse } from '../policy/opaque.js';
import { declaredKindOf, type DeclaredKind, type Dress, dressOf } from '../wire/dress.js';
import type { Late, NoText } from '../wire/latecomer.js';
import { firstByte, type Magic } from '../wire/magic.js';
import { bodyTypeOf, isBinary } from '../wire/mediatype.js';

/** What the engine is told beside what the head says. */
export type Known = Pick<MessageMeta, 'format' | 'charset' | 'keepsLength'>;

/** How a body is inspected. */
export type Ruling =
  | Scan
  /** Collected, its text layer inspected. */
  | { readonly kind: 'document'; readonly type: 'pdf' | 'zip' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode };

/** Scanned as it passes. */
export interface Scan {
  readonly kind: 'scan';
  readonly meta: Known;
  /** Why the content is not seen although the bytes are scanned. */
  readonly unseen: OpaqueKind | 'fields' | undefined;
  /** Its later bytes may still show that it is a document. */
  readonly watch: boolean;
  /** Bytes that would show that it is no text. */
  readonly noText: NoText | undefined;
}

/** What the head says. */
export interface Declared {
  readonly format: Format;
  readonly charset: CharsetHints;
  readonly dress: Dress;
  readonly kind: DeclaredKind;
}

/** Content-Types repeat: the few in use are judged once. Values longer than a sane one are not kept. */
const CACHE_ENTRIES = 256;
const CACHE_VALUE_CHARACTERS = 128;
const cache = new Map<string, Declared | undefined>();

/** What a Content-Type declares; undefined when it names a charset that cannot be inspected. */
export function declaredBy(contentType: string | undefined): Declared | undefined {
  const key = contentType ?? '';
  const known = cache.get(key);
  if (known !== undefined || cache.has(key)) return known;
  const declared = judge(contentType);
  if (cache.size < CACHE_ENTRIES && key.length <= CACHE_VALUE_CHARACTERS) cache.set(key, declared);
  return declared;
}

function judge(contentType: string | undefined): Declared | undefined {
  const { format, charset, textual, markup } = bodyTypeOf(contentType);
  if (charset === 'refused') return undefined;
  const hints = { declared: charset, textual, markup };
  return { format, charset: hints, dress: dressOf(contentType), kind: declaredKindOf(contentType) };
}

const LESS_THAN = 0x3c;
const JSON_OPENERS = new Set([0x7b, 0x5b]); // { [

/** The table of decisions: what the bytes show comes first, then what the head says. `explained`: its charset explains NULs. */
export function ruleOn(
  declared: Declared,
  magic: Magic,
  opening: Uint8Array,
  explained: boolean,
  use: OpaqueUse,
  policy: OpaquePolicy,
): Ruling {
  if (isBinary(declared.format)) return scan(declared, opening, explained); // its lengths may look like any signature
  switch (magic) {
    case 'pdf':
    case 'zip':
      return { kind: 'document', type: magic };
    case 'compound':
      return { kind: 'refuse', code: 'SLUICE_DOCUMENT_UNREADABLE' };
    case 'none':
      return scan(declared, opening, explained);
    default:
      if (policy[magic][use] === 'refuse') return { kind: 'refuse', code: 'SLUICE_BINARY_REFUSED' };
      return { kind: 'scan', meta: isText(declared) ? metaOf(declared, opening) : AS_BYTES, unseen: magic, watch: true, noText: undefined };
  }
}

/** What a body turned out to be behind its first bytes; undefined when it may go on. */
export function ruleOnLate(late: Late, { kind }: Declared, use: OpaqueUse, policy: OpaquePolicy): ErrorCode | undefined {
  if (late === 'document') return 'SLUICE_DOCUMENT_UNREADABLE';
  return policy[kind][use] === 'pass' ? undefined : 'SLUICE_BINARY_REFUSED';
}

/** Lengths may stand before the text, which is in no charset of its own. */
const AS_BYTES: Known = { format: 'text', charset: undefined, keepsLength: true };

function scan(declared: Declared, opening: Uint8Array, explained: boolean): Scan {
  const { charset, dress } = declared;
  if (isBinary(declared.format)) {
    return { kind: 'scan', meta: { format: declared.format, charset: undefined }, unseen: undefined, watch: true, noText: undefined };
  }
  if (dress === 'fields') return { kind: 'scan', meta: AS_BYTES, unseen: 'fields', watch: true, noText: undefined };
  const meta = metaOf(declared, opening);
  // the parts of a container are watched one by one
  if (isContainer(meta.format)) return { kind: 'scan', meta, unseen: undefined, watch: false, noText: undefined };
  const noText = explained ? undefined : charset.textual ? 'nul' : 'controls';
  return { kind: 'scan', meta, unseen: undefined, watch: true, noText };
}

/** Declared as text of some kind: readers who believe the head read it so, whatever it begins with. */
const isText = ({ charset, format }: Declared): boolean => charset.textual === true || isContainer(format);

function metaOf(declared: Declared, opening: Uint8Array): Known {
  const { charset, dress } = declared;
  const format = formatOf(declared, opening);
  return dress === 'binary' ? { format, charset, keepsLength: true } : { format, charset }; // what is not said here may be said elsewhere
}

/** Markup behind a label of JSON, JSON behind a label of events: the first character tells. */
function formatOf({ format }: Declared, opening: Uint8Array): Format {
  const first = firstByte(opening);
  if (format === 'json' && first === LESS_THAN) return 'auto';
  return format === 'sse' && JSON_OPENERS.has(first) ? 'auto' : format;
}

export function isContainer(format: Format): boolean {
  return format === 'multipart' || format === 'mail' || format === 'http';
}
