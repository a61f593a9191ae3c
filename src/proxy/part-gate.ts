/**
 * The parts of a multipart body (RFC 2046, 5.1), looked at for what is not text: the first bytes of each part tell what it is, as those of a
 * body do. Text passes; from the first document on everything is held until the body is whole. It changes no byte and reads no field:
 * that is the engine's business.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Ruling } from './ruling.js';

/** A part that is a document, in offsets of the bytes held. */
export interface HeldDocument {
  readonly type: 'pdf' | 'zip';
  readonly start: number;
  readonly end: number;
}

export interface PartJudge {
  /** What is done with a part that begins so; undefined while more bytes are needed. */
  rule(opening: Uint8Array, final: boolean): Ruling | undefined;
  /** Unknown binary data is refused. */
  readonly forbidsBinary: boolean;
}

/** Longest head of a part. */
const HEAD_BYTES = 16_384;
/** Bytes of a part in which a NUL tells that it is no text. */
const BINARY_SPAN = 512;
const OPENING_BYTES = 16;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** The boundary that a Content-Type names; undefined when there is none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}

export class PartGate {
  readonly #needle: Buffer;
  readonly #judge: PartJudge;
  /** Bytes that have not been let go, and how many of them have been looked at. */
  #pending: Buffer = Buffer.alloc(0);
  #at = 0;
  #state: 'start' | 'head' | 'body' = 'start';
  /** Bytes of the part at hand that may still tell that it is binary; -1 behind a signature. */
  #span = -1;
  #open: Pick<HeldDocument, 'type' | 'start'> | undefined;
  readonly documents: HeldDocument[] = [];
  #isHolding = false;

  constructor(boundary: string, judge: PartJudge) {
    this.#needle = Buffer.from(`\n--${boundary}`, 'latin1');
    this.#judge = judge;
  }

  /** True from the first document on: nothing is let go before the end. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  get held(): number {
    return this.#pending.length;
  }

  /** Bytes that may go on to the engine, or why the body is refused. At the end of a body with documents these are all that were held. */
  take(chunk: Uint8Array, final: boolean): Buffer | ErrorCode {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (let hasMoved = true; hasMoved;) {
      const moved = this.#state === 'head' ? this.#head(final) : this.#state === 'body' ? this.#body(final) : this.#start(final);
      if (typeof moved === 'string') return moved;
      hasMoved = moved;
    }
    if (final && this.#open !== undefined) this.documents.push({ ...this.#open, end: this.#pending.length });
    if (this.#isHolding && !final) return Buffer.alloc(0);
    const passed = final ? this.#pending.length : this.#at;
    const bytes = this.#pending.subarray(0, passed);
    this.#pending = this.#pending.subarray(passed);
    this.#at = 0;
    return bytes;
  }

  /** The first boundary needs no line before it. */
  #start(final: boolean): boolean {
    const first = this.#needle.subarray(1);
    if (this.#pending.length < first.length && !final) return false;
    const isBoundary = this.#pending.subarray(0, first.length).equals(first);
    this.#state = isBoundary ? 'head' : 'body';
    this.#at = isBoundary ? first.length : 0;
    return true;
  }

  /** From behind a boundary to the first bytes of its part. */
  #head(final: boolean): boolean | ErrorCode {
    const start = contentStart(this.#pending, this.#at);
    if (start < 0) return this.#pending.length - this.#at > HEAD_BYTES ? 'SLUICE_BAD_REQUEST' : false;
    const ruling = this.#judge.rule(this.#pending.subarray(start, start + OPENING_BYTES), final);
    if (ruling === undefined) return false;
    if (ruling.kind === 'refuse') return ruling.code;
    if (ruling.kind === 'document') {
      this.#isHolding = true;
      this.#open = { type: ruling.type, start };
    }
    // content that is scanned with its lengths kept has a signature, or is declared as no text
    this.#span = ruling.kind === 'scan' && !ruling.keepsLength && this.#judge.forbidsBinary ? start + BINARY_SPAN : -1;
    this.#at = start - 1; // the line end before an empty part's boundary is that of its head
    this.#state = 'body';
    return true;
  }

  /** The content of a part, up to the next boundary. */
  #body(final: boolean): boolean | ErrorCode {
    const found = this.#pending.indexOf(this.#needle, this.#at);
    const end = found >= 0 ? found : final ? this.#pending.length : Math.max(this.#at, this.#pending.length - this.#needle.length);
    if (this.#span > this.#at && this.#pending.subarray(this.#at, Math.min(end, this.#span)).includes(0)) return 'SLUICE_BINARY_REFUSED';
    if (found < 0) {
      if (!this.#isHolding && this.#span > 0) this.#span -= end; // what is looked at is let go
      this.#at = end;
      return false;
    }
    if (this.#open !== undefined) this.documents.push({ ...this.#open, end: this.#pending[found - 1] === RETURN ? found - 1 : found });
    this.#open = undefined;
    this.#span = -1;
    this.#at = found + this.#needle.length;
    this.#state = 'head';
    return true;
  }
}

/** The offset behind the empty line that ends a part's head; -1 when it has not come. */
function contentStart(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2;
    if (bytes[at + 1] === RETURN && bytes[at + 2] === LINE_FEED) return at + 3;
  }
  return -1;
}
