/**
 * Reads the answers of one connection as they arrive, however they are cut. Strict: an answer that is malformed, or that two
 * readers could take differently, ends the connection (RFC 9112; what Node's own client refuses, this one refuses). Bodies are
 * handed on by reference. No socket, no clock: bytes in, calls out.
 */
import type { ErrorCode } from '../../base/errors.js';
import { BlockReader } from './block.js';
import { FIELD, TOKENS } from './characters.js';
import { HeadReader } from './fields.js';

/** What comes out. After `fault` nothing more is called. */
export interface ResponseSink {
  head(status: number, rawHeaders: string[]): void;
  /** False: no more until `resume`. */
  data(chunk: Buffer): boolean;
  /** The answer is complete. `reusable`: its framing lets another one follow on this connection. */
  end(reusable: boolean): void;
  fault(code: ErrorCode): void;
}

export interface ResponseLimits {
  readonly headBytes: number;
  /** Extensions of all chunks of one answer. */
  readonly chunkExtensionBytes: number;
  readonly interimHeads: number;
}

const State = {
  /** No answer is expected. */
  Idle: 0,
  Head: 1,
  /** Length known. */
  Body: 2,
  UntilClose: 3,
  Size: 4,
  Extension: 5,
  SizeLf: 6,
  Chunk: 7,
  ChunkCr: 8,
  ChunkLf: 9,
  Trailers: 10,
  Dead: 11,
} as const;
type State = (typeof State)[keyof typeof State];

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const SIZE_DIGITS = 12;
/** RFC 9112 section 7.1.1, without white space. */
const EXTENSION = `${TOKENS}(?:=(?:${TOKENS}|"(?:[^"\\\\]|\\\\.)*"))?`;
const EXTENSIONS = new RegExp(`^${EXTENSION}(?:;${EXTENSION})*$`);
const HEAD_END = Buffer.from('\r\n\r\n');
const PREFIX = Buffer.from('HTTP/1.');

/** Value of a hexadecimal digit, -1 for any other byte. */
const HEX = Int8Array.from({ length: 256 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()));

export class ResponseReader {
  readonly #sink: ResponseSink;
  readonly #limits: ResponseLimits;
  readonly #head = new HeadReader();
  readonly #block: BlockReader;
  /** Whether the end of the connection may be told apart from a cut: not under TLS. */
  readonly #closeIsEnd: boolean;
  #state: State = State.Idle;
  #bodiless = false;
  #interim = 0;
  /** Bytes of the body, or of this chunk, that are still to come. */
  #remaining = 0;
  #sizeDigits = 0;
  #extensionBytes = 0;
  /** Those of this chunk, behind the first semicolon. */
  #extensions = '';
  #paused = false;
  /** The body is complete, but the sink had no room when it got its last byte. */
  #endPending = false;
  #rest: Buffer | undefined;

  constructor(sink: ResponseSink, limits: ResponseLimits, closeIsEnd: boolean) {
    this.#sink = sink;
    this.#limits = limits;
    this.#block = new BlockReader(limits.headBytes);
    this.#closeIsEnd = closeIsEnd;
  }

  /** Seconds that the server of the last answer keeps an idle connection, -1 if it did not say. */
  get keepAliveSeconds(): number {
    return this.#head.keepAliveSeconds;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Expects one answer. `isHead`: to a HEAD request, which has no body whatever its head says. */
  expect(isHead: boolean): void {
    this.#bodiless = isHead;
    this.#interim = 0;
    this.#paused = false;
    this.#endPending = false;
    this.#rest = undefined;
    this.#block.begin(false);
    this.#state = State.Head;
  }

  /** Listens to nothing any more. */
  stop(): void {
    this.#state = State.Dead;
    this.#rest = undefined;
  }

  /** Bytes as they came. They must stay as they are: parts of them are handed on, and kept while paused. */
  read(chunk: Buffer): void {
    if (this.#paused) {
      this.#rest = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
      return;
    }
    let at = 0;
    while (at < chunk.length && this.#state !== State.Dead) {
      if (this.#paused) {
        this.#rest = chunk.subarray(at);
        return;
      }
      if (this.#state === State.Idle) {
        this.#fault(); // bytes that nobody asked for
        return;
      }
      at = this.#step(chunk, at);
      if (at < 0) {
        this.#fault();
        return;
      }
    }
  }

  /** Goes on with what was kept. */
  resume(): void {
    this.#paused = false;
    const rest = this.#rest;
    this.#rest = undefined;
    if (this.#endPending) {
      this.#endPending = false;
      this.#end(true, rest === undefined);
    } else if (rest !== undefined) this.read(rest);
  }

  /** The server has closed its side properly. */
  finish(): void {
    if (this.#state === State.Dead || this.#state === State.Idle) return;
    if (this.#state !== State.UntilClose || this.#paused) {
      this.#fault();
      return;
    }
    this.#end(false, true);
  }

  #fault(code: ErrorCode = 'SLUICE_UPSTREAM_FAILED'): void {
    if (this.#state === State.Dead) return;
    this.stop();
    this.#sink.fault(code);
  }

  /** Takes bytes from `at` on; returns where the next step goes on, or -1 for a fault. */
  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case State.Head:
        return this.#readHead(chunk, at);
      case State.Body:
      case State.UntilClose:
      case State.Chunk:
        return this.#readData(chunk, at);
      case State.Trailers:
        return this.#readTrailers(chunk, at);
      default:
        return this.#readSize(chunk, at);
    }
  }

  #readHead(chunk: Buffer, at: number): number {
    if (this.#block.isEmpty) {
      for (let i = 0; i < PREFIX.length && at + i < chunk.length; i++) if (chunk[at + i] !== PREFIX[i]) return -1;
      const end = chunk.indexOf(HEAD_END, at);
      if (end >= 0) {
        const next = end + HEAD_END.length;
        if (next - at > this.#limits.headBytes) return -1;
        return this.#takeHead(chunk.toString('latin1', at, end + 2), next === chunk.length) ? next : -1;
      }
    }
    const next = this.#block.read(chunk, at);
    if (next < 0 || next > chunk.length) return next;
    return this.#takeHead(this.#block.text, next === chunk.length) ? next : -1;
  }

  /** Decides how the body ends (RFC 9112 section 6.3). `last`: no byte has come behind this head. */
  #takeHead(text: string, last: boolean): boolean {
    const head = this.#head;
    if (!head.read(text)) return false;
    const { status } = head;
    if (status < 200) {
      // we never ask to switch protocols
      if (status === 101 || ++this.#interim > this.#limits.interimHeads) return false;
      this.#block.begin(false);
      return true;
    }
    if (head.strangeCoding) {
      this.#fault('SLUICE_TRANSFER_CODING');
      return true;
    }
    const bodiless = this.#bodiless || status === 204 || status === 304;
    const closes = !bodiless && !head.chunked && head.contentLength < 0;
    if (closes && !this.#closeIsEnd) return false;
    if (closes) this.#state = State.UntilClose;
    else if (bodiless || head.contentLength === 0) this.#state = State.Idle;
    else if (head.chunked) this.#expectSize();
    else {
      this.#remaining = head.contentLength;
      this.#state = State.Body;
    }
    this.#extensionBytes = 0;
    this.#sink.head(status, head.rawHeaders);
    // the sink may have given up; a head that speaks of a body where none can be may be followed by one
    const sound = this.#bodiless || !(head.chunked || (status === 204 && head.contentLength > 0));
    if (this.#state === State.Idle) this.#end(sound, last);
    return true;
  }

  #readData(chunk: Buffer, at: number): number {
    let end = chunk.length;
    if (this.#state !== State.UntilClose) {
      end = Math.min(end, at + this.#remaining);
      this.#remaining -= end - at;
    }
    const ended = this.#remaining === 0 && this.#state !== State.UntilClose;
    const isBody = this.#state === State.Body;
    if (ended && !isBody) this.#state = State.ChunkCr;
    const whole = at === 0 && end === chunk.length;
    const room = this.#sink.data(whole ? chunk : chunk.subarray(at, end));
    if (this.#isDead()) return chunk.length;
    if (!room) {
      this.#paused = true;
      this.#endPending = ended && isBody;
    } else if (ended && isBody) this.#end(true, end === chunk.length);
    return end;
  }

  #isDead(): boolean {
    return this.#state === State.Dead;
  }

  #expectSize(): void {
    this.#state = State.Size;
    this.#remaining = 0;
    this.#sizeDigits = 0;
  }

  /** The lines around a chunk's data: sizes, extensions and line ends. */
  #readSize(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      switch (this.#state) {
        case State.Size:
          if (HEX[byte] >= 0) {
            if (++this.#sizeDigits > SIZE_DIGITS) return -1;
            this.#remaining = this.#remaining * 16 + HEX[byte];
          } else if (this.#sizeDigits === 0) return -1;
          else if (byte === CR) this.#state = State.SizeLf;
          else if (byte === SEMICOLON) {
            this.#state = State.Extension;
            this.#extensions = '';
          } else return -1;
          break;
        case State.Extension:
          if (byte === CR) {
            if (!EXTENSIONS.test(this.#extensions)) return -1;
            this.#state = State.SizeLf;
          } else if (FIELD[byte] !== 1 || ++this.#extensionBytes > this.#limits.chunkExtensionBytes) return -1;
          else this.#extensions += String.fromCharCode(byte);
          break;
        case State.SizeLf:
          if (byte !== LF) return -1;
          this.#block.begin(true);
          this.#state = this.#remaining === 0 ? State.Trailers : State.Chunk;
          return at + 1;
        case State.ChunkCr:
          if (byte !== CR) return -1;
          this.#state = State.ChunkLf;
          break;
        default:
          if (byte !== LF) return -1;
          this.#expectSize();
      }
    }
    return chunk.length;
  }

  #readTrailers(chunk: Buffer, at: number): number {
    const next = this.#block.read(chunk, at);
    if (next < 0 || next > chunk.length) return next;
    if (!this.#head.readTrailers(this.#block.text)) return -1;
    this.#end(true, next === chunk.length);
    return next;
  }

  /** `last`: nothing has come behind the answer. */
  #end(framed: boolean, last: boolean): void {
    this.#state = last ? State.Idle : State.Dead;
    this.#sink.end(framed && last && this.#head.persistent);
  }
}
