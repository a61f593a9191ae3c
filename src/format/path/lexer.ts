/**
 * What follows the structure of a document for rules that name a path, and tells which of its values stand at one. It knows no rules: states
 * come from an automaton, and a value is told with the state in which it stands. Lexers follow what careless readers accept as well: names
 * without quotes, values in single quotes, comments.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { PathState } from '../../detect/path/automaton.js';

/**
 * How a value is replaced. `text` is text, of which every character goes; a `scalar` is a number or a truth value of JSON, which becomes one
 * that says nothing; `rest` goes on with a scalar that was too long to be told at once. `coded` ones stand in percent-encoding.
 */
export type ValueKind = 'text' | 'scalar' | 'coded scalar' | 'rest' | 'coded rest';

/** Takes in values that stand where some path leads, in order. A long value comes in several pieces. Offsets are those of the document. */
export type OnValue = (start: number, end: number, kind: ValueKind, state: PathState) => void;

/** Names of a document, by number. */
export interface Names {
  find(bytes: Uint8Array, start: number, end: number): number;
  findText(name: string): number;
}

export interface PathLexer {
  /** Reads on: `bytes` begin at `offset` of the document. */
  feed(bytes: Uint8Array, offset: number): void;
  /** The document ends at `offset`. */
  end(offset: number): void;
  /** Offset from which on a value is not told yet that some path means; Infinity where there is none. */
  readonly heldFrom: number;
  /** Why the document cannot be followed, once it is known. */
  readonly fault: ErrorCode | undefined;
}

/** Where the byte at an index stands in the document. */
export type Place = (index: number) => number;
