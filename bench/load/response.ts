/**
 * Reads HTTP/1.1 responses and compares every body, byte by byte, with the one it must be. A comparison costs less than a hash and
 * says more. It knows a length and chunks, which is all that a proxy may answer a kept connection with; anything else is wrong.
 */

export interface Expected {
  readonly status: number;
  readonly body: Uint8Array;
}

const LF = 10;
const HEAD_BYTES_MAX = 65_536;

type State = 'head' | 'body' | 'size' | 'chunk' | 'after-chunk' | 'trailers';

export class ResponseReader {
  readonly #expected: Buffer;
  readonly #status: number;
  #state: State = 'head';
  /** A head, a chunk's size or a trailer line as far as it has come. */
  #line = '';
  /** Of the body. */
  #offset = 0;
  /** Bytes of the body or of this chunk that are to come. */
  #left = 0;
  /** What is wrong; nothing is read after it. */
  problem: string | undefined;
  /** The connection ends after this response. */
  closes = false;

  constructor({ status, body }: Expected) {
    this.#expected = Buffer.from(body.buffer, body.byteOffset, body.length);
    this.#status = status;
  }

  /** True between the first and the last byte of a response. */
  get isInside(): boolean {
    return this.#state !== 'head' || this.#line !== '';
  }

  /** Takes the next `length` bytes. True when they end a response; what follows it must have been asked for. */
  push(bytes: Buffer, length: number): boolean {
    let at = 0;
    while (at < length && this.problem === undefined) {
      if (this.#state === 'body' || this.#state === 'chunk') {
        const taken = Math.min(this.#left, length - at);
        this.#compare(bytes, at, taken);
        at += taken;
        this.#left -= taken;
        if (this.#left > 0) break;
        if (this.#state === 'body') return this.#end(length - at);
        this.#state = 'after-chunk';
      } else {
        const end = this.#state === 'head' ? headEnd(this.#line, bytes, at, length) : lineEnd(bytes, at, length);
        this.#line += bytes.toString('latin1', at, end);
        at = end;
        if (this.#line.length > HEAD_BYTES_MAX) this.problem = 'a head without an end';
        else if (this.#line.endsWith(this.#state === 'head' ? '\r\n\r\n' : '\r\n') && this.#take()) return this.#end(length - at);
      }
    }
    return false;
  }

  /** A head, size or line is complete. True when it ends the response. */
  #take(): boolean {
    const line = this.#line;
    this.#line = '';
    if (this.#state === 'head') return this.#head(line);
    if (this.#state === 'after-chunk') {
      if (line !== '\r\n') this.problem = 'a chunk that is longer than it says';
      this.#state = 'size';
      return false;
    }
    if (this.#state === 'trailers') return line === '\r\n';
    if (!/^[0-9a-f]{1,8}(?:;.*)?\r\n$/i.test(line)) this.problem = 'not the size of a chunk';
    this.#left = Number.parseInt(line, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'chunk';
    return false;
  }

  #head(head: string): boolean {
    const status = Number(head.slice(9, 12));
    if (status !== this.#status) {
      this.problem = `status ${status}`;
      return false;
    }
    this.#offset = 0;
    this.closes = /\r\nconnection: *close\r/i.test(head);
    const length = /\r\ncontent-length: *(\d+) *\r/i.exec(head)?.[1];
    if (/\r\ntransfer-encoding: *chunked *\r/i.test(head)) {
      if (length !== undefined) this.problem = 'both a length and chunks';
      this.#state = 'size';
      return false;
    }
    if (length === undefined) this.problem = 'neither a length nor chunks';
    this.#left = Number(length);
    this.#state = 'body';
    return this.#left === 0;
  }

  #compare(bytes: Buffer, at: number, count: number): void {
    const until = this.#offset + count;
    const same = until <= this.#expected.length && this.#expected.compare(bytes, at, at + count, this.#offset, until) === 0;
    if (!same) this.problem = `a body with other bytes in ${this.#offset}-${until}`;
    this.#offset = until;
  }

  #end(surplus: number): boolean {
    this.#state = 'head';
    if (this.#offset !== this.#expected.length) this.problem ??= `a body of ${this.#offset} bytes`;
    else if (surplus > 0) this.problem ??= 'bytes after the response';
    return this.problem === undefined;
  }
}

/** Where the head ends, or what has come of it. Heads come in one piece but for rare cuts. */
function headEnd(before: string, bytes: Buffer, from: number, length: number): number {
  if (before !== '') {
    // the end itself may be cut: byte by byte until it is complete
    const last = before.slice(-3);
    for (let at = from; at < length; at++) {
      const tail = (last + bytes.toString('latin1', from, at + 1)).slice(-4);
      if (tail === '\r\n\r\n') return at + 1;
    }
    return length;
  }
  const found = bytes.indexOf('\r\n\r\n', from, 'latin1');
  return found < 0 || found + 4 > length ? length : found + 4;
}

function lineEnd(bytes: Buffer, from: number, length: number): number {
  const found = bytes.indexOf(LF, from);
  // a line of chunked coding has its CR just before
  return found < 0 || found >= length ? length : found + 1;
}
