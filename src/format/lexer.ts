/**
 * What a format tells the engine about a document while its bytes come in: where nothing may be changed, and a second reading of it (text
 * without its tags, cells behind the names of their columns) that is scanned beside the bytes themselves.
 */
import type { ErrorCode } from '../base/errors.js';

/** Where a value may be replaced: in text and attributes, but not in names, declarations, scripts and styles. */
export const EDITABLE = 0;
export const LOCKED = 1;

/** Takes in the second reading, piece by piece, and the places that may be changed. Offsets count from the beginning of the document. */
export interface Reading {
  /** The bytes from `start` to before `end`, when `bytes` begin at `offset` of the document. */
  copy(bytes: Uint8Array, start: number, end: number, offset: number): void;
  /** Something that does not stand in the document, at `offset` of it. */
  insert(ascii: Uint8Array, offset: number): void;
  /** What follows has nothing to do with what came before. */
  cut(): void;
  /** From here on EDITABLE or LOCKED. */
  zone(offset: number, kind: number): void;
  /** Something that is worth a report and cannot be replaced: a number that lost its digits. */
  lossy(start: number, end: number): void;
}

export interface Lexer {
  /** Reads on: `bytes` begin at `offset` of the document. The reading depends on the document alone, not on how it is cut. */
  feed(bytes: Uint8Array, offset: number, reading: Reading): void;
  /** Document offset from which on it may still tell of something that is lossy; Infinity where it may not. */
  readonly heldFrom: number;
  /** Why the document cannot be inspected, once it is known. */
  readonly fault: ErrorCode | undefined;
}
