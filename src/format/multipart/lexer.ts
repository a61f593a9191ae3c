/**
 * Cuts a multipart body (RFC 2046 section 5.1) into preamble, parts and epilogue while it comes. Lines end in CRLF, or all of them in LF
 * alone; where readers are known to differ (a boundary behind the other kind of line end, a boundary with more behind it, one after the
 * last) the body is refused, because the parts that are inspected must be the parts that are read.
 */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';

/** Told of the pieces of a body in order; together they are all of its bytes. */
export interface Pieces {
  /** Some bytes of the preamble, of a part or of the epilogue. */
  data(bytes: Uint8Array): void;
  /** A boundary with the line ends around it: a part begins behind it, or with `isLast` the epilogue. */
  delimiter(bytes: Uint8Array, isLast: boolean, isCrlf: boolean): void;
}

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const EMPTY = Buffer.alloc(0);

/** A boundary line in `data`: where it begins with the line end before it, and where it ends; `end` is -1 while it is not all there. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

/** What ends the reading of a body: caught in `push`. */
class Fault extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

export class MultipartLexer {
  private readonly needle: Buffer;
  private stage: 'preamble' | 'part' | 'epilogue' = 'preamble';
  /** Bytes that may begin a boundary line. */
  private carry: Buffer = EMPTY;
  /** What comes next stands at the beginning of a line. */
  private isLineStart = true;
  /** How the lines of this body end, once one has. */
  private isCrlf: boolean | undefined;

  constructor(
    boundary: string,
    private readonly pieces: Pieces,
  ) {
    this.needle = Buffer.from(`--${boundary}`, 'latin1');
  }

  /** Bytes that wait for those behind them. */
  get held(): number {
    return this.carry.length;
  }

  /** Takes in some bytes, with `final` the last; the code when the body must be refused. What `pieces` throws is passed on. */
  push(chunk: Uint8Array, final: boolean): ErrorCode | undefined {
    try {
      this.read(this.carry.length === 0 ? asBuffer(chunk) : Buffer.concat([this.carry, chunk]), final);
      return final && this.stage !== 'epilogue' ? 'SLUICE_MULTIPART_MALFORMED' : undefined;
    } catch (error) {
      if (error instanceof Fault) return error.code;
      throw error;
    }
  }

  private read(data: Buffer, final: boolean): void {
    let from = 0;
    for (let at = data.indexOf(this.needle); at !== -1;) {
      const line = this.lineAt(data, at, from, final);
      if (line === undefined) {
        at = data.indexOf(this.needle, at + 1);
        continue;
      }
      this.data(data.subarray(from, line.start));
      if (line.end === -1) {
        this.carry = Buffer.from(data.subarray(line.start));
        return;
      }
      this.delimiter(data.subarray(line.start, line.end), line.isLast);
      from = line.end;
      at = data.indexOf(this.needle, from);
    }
    const open = final ? data.length : this.openAt(data, from);
    this.data(data.subarray(from, open));
    this.carry = open === data.length ? EMPTY : Buffer.from(data.subarray(open));
  }

  private data(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.isLineStart = false;
    this.pieces.data(bytes);
  }

  private delimiter(bytes: Uint8Array, isLast: boolean): void {
    if (this.stage === 'epilogue') throw new Fault('SLUICE_MULTIPART_AMBIGUOUS');
    this.stage = isLast ? 'epilogue' : 'part';
    this.isLineStart = true;
    this.pieces.delimiter(bytes, isLast, this.isCrlf ?? true);
  }

  /** The boundary line of the needle at `at`; undefined when the needle stands within a line, where it is content. */
  private lineAt(data: Buffer, at: number, from: number, final: boolean): Line | undefined {
    let start = at;
    if (at > from) {
      if (data[at - 1] === CR) throw new Fault('SLUICE_MULTIPART_AMBIGUOUS'); // some readers end lines in CR
      if (data[at - 1] !== LF) return undefined;
      start = at - 2 >= from && data[at - 2] === CR ? at - 2 : at - 1;
      this.settle(at - start === 2);
    } else if (!this.isLineStart) return undefined;
    else if (this.stage === 'part') throw new Fault('SLUICE_MULTIPART_MALFORMED'); // a part without a head
    return { start, ...this.endOf(data, at + this.needle.length, final) };
  }

  /** What stands behind the needle: two dashes behind the last one, white space, the end of the line. */
  private endOf(data: Buffer, behind: number, final: boolean): { end: number; isLast: boolean } {
    const open = { end: -1, isLast: false };
    let at = behind;
    const isLast = data[at] === DASH && data[at + 1] === DASH;
    if (isLast) at += 2;
    const padding = at;
    while (at < data.length && (data[at] === 0x20 || data[at] === 0x09)) at++;
    if (at - padding > LIMITS.boundaryPaddingBytes) throw new Fault('SLUICE_MULTIPART_MALFORMED');
    if (at === data.length && final && isLast) return { end: at, isLast };
    if (at === data.length || (data[at] === CR && at + 1 === data.length) || isDashAtEnd(data, behind)) {
      if (final) throw new Fault('SLUICE_MULTIPART_MALFORMED');
      return open;
    }
    const isCrlf = data[at] === CR && data[at + 1] === LF;
    if (!isCrlf && data[at] !== LF) throw new Fault('SLUICE_MULTIPART_AMBIGUOUS'); // another boundary to some readers, content to others
    this.settle(isCrlf);
    return { end: at + (isCrlf ? 2 : 1), isLast };
  }

  private settle(isCrlf: boolean): void {
    this.isCrlf ??= isCrlf;
    if (this.isCrlf !== isCrlf) throw new Fault('SLUICE_MULTIPART_AMBIGUOUS');
  }

  /** Offset from which on the bytes may turn out to begin a boundary line. */
  private openAt(data: Buffer, from: number): number {
    const first = Math.max(from, data.length - this.needle.length - 1);
    for (let at = first; at < data.length; at++) {
      if (at === from && this.isLineStart && this.mayBegin(data, at)) return at;
      if (data[at] === CR && (this.mayBegin(data, at + 1) || (data[at + 1] === LF && this.mayBegin(data, at + 2)))) return at;
      if (data[at] === LF && this.mayBegin(data, at + 1)) return at;
    }
    return data.length;
  }

  private mayBegin(data: Buffer, at: number): boolean {
    return this.needle.subarray(0, data.length - at).equals(data.subarray(at));
  }
}

/** One dash, of which it is not known yet whether a second follows. */
function isDashAtEnd(data: Buffer, at: number): boolean {
  return data[at] === DASH && at + 1 === data.length;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
