/**
 * The words in which the engine speaks with its callers: message in, bytes and effects out.
 * The engine is synchronous and free of I/O: no socket, clock, file, randomness or promise.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Trace } from '../detect/trace.js';
import type { Action, Part } from '../policy/policy.js';

export type { Action, Trace };

/** How the body of a message is dressed. `auto` decides by looking at its first bytes. */
export type Format = 'auto' | 'json' | 'ndjson' | 'sse' | 'text';

export type { Part };

export interface MessageMeta {
  readonly format: Format;
  readonly direction: Direction;
  /** The caller hands the chunks over for good: masks of equal length may be written into them, which saves a copy. Default false. */
  readonly ownsChunks: boolean;
  /** A mask is exactly as long as what it hides, padded with `*`: for formats that carry lengths before their text. Default false. */
  readonly keepsLength: boolean;
  /**
   * What the bytes are: a body, or a line of a message's head (URL, header). A number in a cookie or a path is an identifier of the
   * application's own far more often than a person's, and changing it breaks the session: in a head only card data is acted upon.
   */
  readonly part: Part;
  /** Told of each step that detectors take with a candidate, in offsets of bytes of the message. For explanations and proofs; it costs time. */
  readonly trace?: Trace | undefined;
}

/** A piece of sensitive data: what and where, never the value. Offsets count bytes of the message (UTF-16 units for strings). */
export interface Finding {
  readonly entity: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  /** 0–100 */
  readonly score: number;
}

/** What must happen in the world before the bytes of the same step may leave. */
export type Effect =
  { readonly kind: 'finding'; readonly finding: Finding; readonly action: Action } | { readonly kind: 'refuse'; readonly code: ErrorCode };

/** The outcome of one `write` or `end`: bytes that may leave now, and effects to perform first. */
export interface Step {
  /** Bytes that may leave. The very chunk that was written when nothing in it was held back or replaced. */
  readonly bytes: Uint8Array;
  readonly effects: readonly Effect[];
}

/** One message being redacted. After a `refuse` effect the stream is dead: every later step is empty. */
export interface RedactionStream {
  write(chunk: Uint8Array): Step;
  /** The message ends, with `chunk` as its last bytes: cheaper than to write them first. */
  end(chunk?: Uint8Array): Step;
  /** Bytes currently held back. */
  readonly held: number;
}

/** Rules, policy and limits of one moment, immutable, with an id that every audit record names. */
export interface Snapshot {
  readonly id: string;
  /** Which kernel scans: `simd`, or the slower `reference` where SIMD is missing. */
  readonly kernel: 'simd' | 'reference';
}

export interface Redacted<T extends string | Uint8Array> {
  readonly output: T;
  readonly findings: readonly Finding[];
}

export interface Engine {
  readonly snapshot: Snapshot;
  /** Redacts one whole message. */
  redact<T extends string | Uint8Array>(input: T, meta?: Partial<MessageMeta>): Redacted<T>;
  /** Opens a stream for one message. `format` defaults to `auto`, `direction` to `response`. */
  open(meta?: Partial<MessageMeta>): RedactionStream;
}
