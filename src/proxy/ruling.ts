/**
 * What is done with a body, judged by what its head declares and what its first bytes show. Where the two disagree the bytes are
 * believed; what neither tells is text. Nothing is ever skipped: what passes is scanned, what cannot be read is refused.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Format } from '../engine/api.js';
import type { OpaqueKind, OpaquePolicy, OpaqueUse } from '../policy/opaque.js';
import type { Dress } from '../wire/dress.js';
import type { Latecomer } from '../wire/latecomer.js';
import { firstByte, type Magic } from '../wire/magic.js';

/** How a body is inspected. */
export type Ruling =
  /** Scanned as it passes. With `keepsLength` a mask is as long as what it hides. `watch`: its later bytes may still show what it is. */
  | { readonly kind: 'scan'; readonly format: Format; readonly keepsLength: boolean; readonly watch: boolean }
  /** Collected, its text layer inspected. */
  | { readonly kind: 'document'; readonly type: 'pdf' | 'zip' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode };

export interface Declared {
  readonly format: Format;
  readonly dress: Dress;
  /** Of a multipart body. */
  readonly boundary?: string | undefined;
}

const LESS_THAN = 0x3c;
const JSON_OPENERS = new Set([0x7b, 0x5b]); // { [

/** The table of decisions: what the bytes show comes first, then what the head says. */
export function ruleOn(declared: Declared, magic: Magic, opening: Uint8Array, use: OpaqueUse, policy: OpaquePolicy): Ruling {
  switch (magic) {
    case 'pdf':
    case 'zip':
      return { kind: 'document', type: magic };
    case 'compound':
      return { kind: 'refuse', code: 'SLUICE_DOCUMENT_UNREADABLE' };
    case 'none':
      return scan(formatOf(declared, opening), declared.dress);
    default:
      return opaque(magic, use, policy);
  }
}

/** What a body turned out to be behind its first bytes; undefined when it may go on. */
export function ruleOnLate(late: NonNullable<ReturnType<Latecomer['see']>>, use: OpaqueUse, policy: OpaquePolicy): ErrorCode | undefined {
  if (late === 'document') return 'SLUICE_DOCUMENT_UNREADABLE';
  return policy.binary[use] === 'pass' ? undefined : 'SLUICE_BINARY_REFUSED';
}

function opaque(kind: OpaqueKind, use: OpaqueUse, policy: OpaquePolicy): Ruling {
  if (policy[kind][use] === 'refuse') return { kind: 'refuse', code: 'SLUICE_BINARY_REFUSED' };
  return { kind: 'scan', format: 'text', keepsLength: true, watch: true };
}

function scan(format: Format, dress: Dress): Ruling {
  if (dress === 'fields') return { kind: 'scan', format: 'text', keepsLength: true, watch: false };
  return { kind: 'scan', format, keepsLength: dress === 'binary', watch: true };
}

/** Markup behind a label of JSON, JSON behind a label of events: the first character tells. */
function formatOf({ format }: Declared, opening: Uint8Array): Format {
  const first = firstByte(opening);
  if (format === 'json' && first === LESS_THAN) return 'auto';
  return format === 'sse' && JSON_OPENERS.has(first) ? 'auto' : format;
}
