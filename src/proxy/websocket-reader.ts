/**
 * Reads the frames of one peer (RFC 6455 section 5): bytes in, whole messages and control frames out. As strict as `ws`, which is its oracle
 * in tests. A message that lies in one frame in one chunk is handed on where it lies, unmasked in place; others are put together.
 *
 * It knows no socket, and no promise is made for a message: what is inspected synchronously goes through in the turn in which it came.
 */
import { isUtf8 } from 'node:buffer';
import { Gather } from '../base/gather.js';
import type { Inflate } from './websocket-deflate.js';
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  CONTROL_BYTES,
  FIN,
  MALFORMED,
  MASKED,
  NO_STATUS,
  NOT_DEFLATE,
  NOT_UTF8,
  PING,
  PONG,
  RSV1,
  RSV23,
  TEXT,
  TOO_LONG,
  TOO_MANY_FRAGMENTS,
  isSendable,
  type FrameFault,
} from './websocket-frame.js';
import { mask } from './websocket-mask.js';

/** What is done with what a peer says. After `closed` or `broken` nothing more is called. */
export interface FrameSink {
  /** The bytes are the sink's. */
  message(payload: Buffer, isBinary: boolean): void;
  ping(payload: Buffer): void;
  closed(code: number, reason: Buffer): void;
  broken(fault: FrameFault): void;
}

export interface FrameRules {
  /** Downstream must mask its frames, upstream must not (section 5.1). */
  readonly isMasked: boolean;
  /** Of a message, after inflating. */
  readonly messageBytes: number;
  /** Frames of one message. */
  readonly fragments: number;
  /** Where permessage-deflate was negotiated. */
  readonly inflate?: Inflate | undefined;
}

/** How far a head has come: negative when it is not all there, otherwise its length in bytes. */
const INCOMPLETE = -1;
const FAULTY = -2;
const MEDIUM = 126;
const LONG = 127;
/** Longest head: two bytes, eight of length, four of key. */
const HEAD_BYTES = 14;
/** The upper half of a 64-bit length beyond which JavaScript cannot count; `ws` stops there as well. */
const UPPER_MAX = 0x1f_ffff;

export class FrameReader {
  readonly #rules: FrameRules;
  readonly #sink: FrameSink;
  /** Of the frame that is being read. */
  #first = 0;
  #length = 0;
  #key = 0;
  /** A frame whose end has not come. */
  readonly #partial = new Gather();
  /** A message whose last frame has not come. */
  readonly #message = new Gather();
  /** Opcode of that message; 0 between messages. */
  #opcode = 0;
  #isCompressed = false;
  #fragments = 0;
  /** Bytes of that message so far, on the wire. */
  #wireBytes = 0;
  #isHeld = false;
  #isDone = false;
  #rest: Buffer | undefined;

  constructor(rules: FrameRules, sink: FrameSink) {
    this.#rules = rules;
    this.#sink = sink;
  }

  /** Nothing more is read: a close frame came, a fault was found, or `stop` was called. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Takes a chunk, which is the reader's from here on. */
  push(chunk: Buffer): void {
    if (this.#isDone) return;
    if (this.#isHeld) this.#rest = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    else this.#walk(chunk, this.#partial.length === 0 ? 0 : this.#complete(chunk));
  }

  /** Keeps what comes until `release`: the message before it is still being judged. May be called from within `message`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Goes on where it was held; it may be held again before this returns. */
  release(): void {
    this.#isHeld = false;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.push(rest);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  stop(): void {
    this.#isDone = true;
    this.#rest = undefined;
    this.#partial.take();
    this.#message.take();
  }

  #walk(chunk: Buffer, from: number): void {
    let at = from;
    while (at < chunk.length && !this.#isDone) {
      if (this.#isHeld) {
        this.#rest = chunk.subarray(at);
        return;
      }
      const head = this.#head(chunk, at, chunk.length);
      if (head === FAULTY) return;
      const end = at + head + this.#length;
      if (head === INCOMPLETE || end > chunk.length) {
        this.#partial.add(chunk, at, chunk.length, head === INCOMPLETE ? HEAD_BYTES : end - at);
        return;
      }
      if (this.#key !== 0) mask(chunk, at + head, end, this.#key);
      this.#frame(chunk.subarray(at + head, end));
      at = end;
    }
  }

  /** Takes from `chunk` what the frame under way lacks. Returns where the next one begins. */
  #complete(chunk: Buffer): number {
    const partial = this.#partial;
    let at = 0;
    for (;;) {
      const head = this.#head(partial.view, 0, partial.length);
      if (head === FAULTY) return chunk.length;
      const wanted = head === INCOMPLETE ? partial.length + 1 : head + this.#length;
      const to = Math.min(chunk.length, at + wanted - partial.length);
      partial.add(chunk, at, to, Math.max(wanted, HEAD_BYTES));
      at = to;
      if (partial.length < wanted) return at;
      if (head !== INCOMPLETE) {
        const whole = partial.take();
        if (this.#key !== 0) mask(whole, head, whole.length, this.#key);
        this.#frame(whole.subarray(head));
        return at;
      }
    }
  }

  /** Reads and judges the head at `at`: its length, or that it has not all come. Nothing but the frame's own fields is changed. */
  #head(bytes: Buffer, at: number, end: number): number {
    if (end - at < 2) return INCOMPLETE;
    const first = bytes[at];
    const second = bytes[at + 1];
    let length = second & 0x7f;
    if (!this.#isSound(first, second)) return this.#fail(MALFORMED);
    let size = 2;
    if (length === MEDIUM) {
      size = 4;
      if (end - at < size) return INCOMPLETE;
      length = (bytes[at + 2] << 8) | bytes[at + 3];
    } else if (length === LONG) {
      size = 10;
      if (end - at < size) return INCOMPLETE;
      const upper = bytes.readUInt32BE(at + 2);
      if (upper > UPPER_MAX) return this.#fail(TOO_LONG);
      length = upper * 2 ** 32 + bytes.readUInt32BE(at + 6);
    }
    if (first & CLOSE) {
      // a control frame: its length was judged above
    } else if (this.#wireBytes + length > this.#rules.messageBytes) return this.#fail(TOO_LONG);
    if (this.#rules.isMasked) {
      size += 4;
      if (end - at < size) return INCOMPLETE;
      this.#key = bytes.readInt32BE(at + size - 4);
    }
    this.#first = first;
    this.#length = length;
    return size;
  }

  /** Whether the first two bytes of a frame may stand where they stand. */
  #isSound(first: number, second: number): boolean {
    if ((first & RSV23) !== 0 || ((second & MASKED) !== 0) !== this.#rules.isMasked) return false;
    const length = second & 0x7f;
    const isCompressed = (first & RSV1) !== 0;
    switch (first & 0x0f) {
      case CONTINUATION:
        return this.#opcode !== 0 && !isCompressed;
      case TEXT:
      case BINARY:
        return this.#opcode === 0 && (!isCompressed || this.#rules.inflate !== undefined);
      case CLOSE:
        return (first & FIN) !== 0 && !isCompressed && length <= CONTROL_BYTES && length !== 1;
      case PING:
      case PONG:
        return (first & FIN) !== 0 && !isCompressed && length <= CONTROL_BYTES;
      default:
        return false;
    }
  }

  /** The payload of a whole frame, unmasked, whose head was judged. */
  #frame(payload: Buffer): void {
    const opcode = this.#first & 0x0f;
    if (opcode === PING) return this.#sink.ping(payload);
    if (opcode === PONG) return;
    if (opcode === CLOSE) return this.#close(payload);
    if (opcode !== CONTINUATION) {
      this.#opcode = opcode;
      this.#isCompressed = (this.#first & RSV1) !== 0;
    }
    this.#fragments++;
    this.#wireBytes += payload.length;
    if (this.#fragments > this.#rules.fragments) {
      this.#fail(TOO_MANY_FRAGMENTS);
      return;
    }
    const isLast = (this.#first & FIN) !== 0;
    if (isLast && this.#fragments === 1) return this.#deliver(payload);
    if (payload.length > 0) this.#message.add(payload, 0, payload.length, this.#rules.messageBytes);
    if (isLast) this.#deliver(this.#message.take());
  }

  #deliver(wire: Buffer): void {
    const isBinary = this.#opcode === BINARY;
    this.#opcode = 0;
    this.#fragments = 0;
    this.#wireBytes = 0;
    const { inflate, messageBytes } = this.#rules;
    const message = this.#isCompressed && inflate !== undefined ? inflate(wire, messageBytes) : wire;
    if (message === 'too long') this.#fail(TOO_LONG);
    else if (message === 'corrupt') this.#fail(NOT_DEFLATE);
    else if (!isBinary && !isUtf8(message)) this.#fail(NOT_UTF8);
    else this.#sink.message(message, isBinary);
  }

  #close(payload: Buffer): void {
    const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
    const reason = payload.subarray(2);
    if (payload.length > 0 && !isSendable(code)) this.#fail(MALFORMED);
    else if (!isUtf8(reason)) this.#fail(NOT_UTF8);
    else {
      this.stop();
      this.#sink.closed(code, reason);
    }
  }

  #fail(fault: FrameFault): typeof FAULTY {
    this.stop();
    this.#sink.broken(fault);
    return FAULTY;
  }
}
