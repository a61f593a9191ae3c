/**
 * The words in which the engine speaks with its callers: message in, bytes and effects out.
 * The engine is synchronous and free of I/O: no socket, clock, file, randomness or promise.
 */
import type { ContainerFormat } from '../base/container.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { InTurns } from '../base/in-turns.js';
import type { Trace } from '../detect/trace.js';
import type { Action, Part, Policy } from '../policy/policy.js';
import type { Splice } from '../redact/splice.js';
import type { CharsetHints } from '../text/charset/opening.js';

export type { Action, CharsetHints, Trace };

/**
 * How the body of a message is dressed. `auto` decides by looking at its first bytes. `form` is percent-encoded; `multipart` needs the Content-Type, for its boundary;
 * `mail` is an e-mail (message/rfc822) and `http` an HTTP message (application/http), head and body.
 */
export type Format = 'auto' | 'json' | 'json-seq' | 'ndjson' | 'sse' | 'text' | 'html' | 'xml' | 'csv' | 'form' | Container | Binary;

/** Formats of bytes with text in them; the messages of `grpc` are JSON where the Content-Type says so. */
export type Binary = 'msgpack' | 'cbor' | 'protobuf' | 'grpc' | 'grpc-text';

/** Formats that hold documents with heads of their own. */
export type Container = ContainerFormat;

export type { Part };

export interface MessageMeta {
  /** Decides what happens to findings. Default: each rule's own action. */
  readonly policy?: Policy | undefined;
  readonly format: Format;
  readonly direction: Direction;
  /** The caller hands the chunks over for good: masks of equal length may be written into them, which saves a copy. Default false. */
  readonly ownsChunks: boolean;
  /**
   * What the bytes are: a body, or a line of a message's head (URL, header). A number in a cookie or a path is an identifier of the
   * application's own far more often than a person's, and changing it breaks the session: in a head only card data is acted upon.
   */
  readonly part: Part;
  /** What the head tells about the charset, for bytes that may be in any. Absent: they are UTF-8. */
  readonly charset?: CharsetHints | undefined;
  /** Content-Type of the message: read where the format is `multipart`. */
  readonly contentType?: string | undefined;
  /** Judges the parts of a container; where it is missing, each part is read as what its first bytes say. */
  readonly partPolicy?: PartPolicy | undefined;
  /** Masks take as many bytes as what they hide, because somebody has counted or encoded them. Default false. */
  readonly keepsLength?: boolean | undefined;
  /** With `keepsLength`: what is to disappear becomes NUL, which somebody around takes out. Used within the engine. */
  readonly hasGaps?: boolean | undefined;
  /** What the reader has seen directly before the message, such as the name of a form's field: read with it, never part of it. ASCII. */
  readonly lead?: string | undefined;
  /** Name of the field of a form whose value the message is, for rules that name paths. */
  readonly field?: string | undefined;
  /** Told of each step that detectors take with a candidate, in offsets of bytes of the message. For explanations and proofs; it costs time. */
  readonly trace?: Trace | undefined;
}

/** What the head of a part says about it, as it came. */
export interface PartHead {
  readonly contentType: string | undefined;
  /** Present when the part is a file. */
  readonly filename: string | undefined;
}

/** How a part is to be read. */
export interface PartPlan {
  /** Of the stream that reads its body. */
  readonly meta: Partial<MessageMeta>;
  /**
   * What stands between the part and the stream that reads it, where the type alone does not decide: it opens that stream when the first
   * bytes have told more of it, or lets the bytes out itself, as many as it takes in.
   */
  readonly through?: ((open: (known: Partial<MessageMeta>) => RedactionStream) => RedactionStream) | undefined;
}

/** The one place that is asked about each part that holds no other parts: how to read it, or why it is refused. */
export type PartPolicy = (head: PartHead) => PartPlan | ErrorCode;

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
  /** Some rule names places in documents. */
  readonly hasPaths: boolean;
  /** Findings are acted upon, and not only told. */
  readonly isEnforced: boolean;
}

export interface Redacted<T extends string | Uint8Array> {
  readonly output: T;
  readonly findings: readonly Finding[];
}

/** What a whole message holds, for a caller that puts its bytes together itself. */
export interface Inspection {
  /** With the refusal as the last, where there is one. */
  readonly effects: readonly Effect[];
  /** In order and disjoint, in offsets of the message; none where it is refused. */
  readonly splices: readonly Splice[];
  /** Why no byte of the message may leave. */
  readonly refused?: ErrorCode | undefined;
}

export interface Engine {
  readonly snapshot: Snapshot;
  /** Redacts one whole message. */
  redact<T extends string | Uint8Array>(input: T, meta?: Partial<MessageMeta>): Redacted<T>;
  /** Opens a stream for one message. `format` defaults to `auto`, `direction` to `response`. */
  open(meta?: Partial<MessageMeta>): RedactionStream;
  /**
   * Says what to replace in one whole message. Never throws: what goes wrong is a refusal. Clean messages cost no object. `policy` holds
   * where the meta has none, for callers that have one meta for all messages.
   */
  inspect(bytes: Uint8Array, meta?: Partial<MessageMeta>, policy?: Policy): Inspection;
  /** The same in slices, for a long message that must not keep others waiting. It comes to the same. */
  inspectInTurns(bytes: Uint8Array, meta?: Partial<MessageMeta>, policy?: Policy): InTurns<Inspection>;
  /** What happens to card numbers in bodies of a direction, for those that are put together from more than one message. */
  cardAction(direction: Direction, policy?: Policy): Action;
}
