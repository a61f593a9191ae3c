/**
 * What is taken out of a document to be scanned, and the budget that everything taken out shares: bytes, entries, characters, depth.
 * A document that breaks a limit or cannot be read ends with a `DocumentFault`; it never holds a value.
 */
import type { ErrorCode } from '../base/errors.js';
import type { LIMITS } from '../base/limits.js';

export type DocumentLimits = Readonly<Record<Extract<keyof typeof LIMITS, `document${string}`> | 'codingGraceBytes', number>>;

/** A text to be scanned. `body`: what a reader sees. `head`: markup, names and raw data, in which only card data counts. */
export interface Layer {
  readonly text: string;
  readonly part: 'body' | 'head';
}

export interface DocumentRequest {
  readonly type: 'pdf' | 'zip';
  /** Kinds of opaque content that an archive may hold: those that would pass by themselves. */
  readonly passing: readonly string[];
}

/** The text of a document, or why it has none. */
export type Reading = Readonly<{ layers: readonly Layer[]; unseenBytes: number }> | { readonly code: ErrorCode };

export class DocumentFault extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
    this.name = 'DocumentFault';
  }
}

/** Ends the reading: the document cannot be inspected. */
export function unreadable(): never {
  throw new DocumentFault('SLUICE_DOCUMENT_UNREADABLE');
}

/** Ends the reading: the document is beyond a limit. */
export function beyondLimit(): never {
  throw new DocumentFault('SLUICE_DOCUMENT_LIMIT');
}

/** What one document, with all that is in it, may still use. */
export class Budget {
  readonly layers: Layer[] = [];
  /** Bytes of pictures, fonts and the like in it, whose content nothing here sees. */
  unseenBytes = 0;
  #unpackedBytes = 0;
  #entries = 0;
  #characters = 0;

  constructor(
    readonly limits: DocumentLimits,
    readonly request: DocumentRequest,
  ) {}

  get unpackedBytesLeft(): number {
    return this.limits.documentUnpackedBytes - this.#unpackedBytes;
  }

  /** `depth` 0 is the document itself. */
  enter(depth: number): void {
    if (depth > this.limits.documentDepth) beyondLimit();
  }

  entry(): void {
    if (++this.#entries > this.limits.documentEntries) beyondLimit();
  }

  unpacked(bytes: number): void {
    this.#unpackedBytes += bytes;
    if (this.#unpackedBytes > this.limits.documentUnpackedBytes) beyondLimit();
  }

  add(text: string, part: Layer['part']): void {
    if (text === '') return;
    this.#characters += text.length;
    if (this.#characters > this.limits.documentTextCharacters) beyondLimit();
    this.layers.push({ text, part });
  }
}
