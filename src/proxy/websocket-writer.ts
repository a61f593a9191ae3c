/**
 * Writes frames to one peer (RFC 6455 section 5). Frames of one turn leave in one write, head and payload together: for small messages the call
 * into the system costs more than all else. At most one write is under way; what comes meanwhile is copied into few buffers, so that a queue of many
 * small messages takes the memory of its bytes and not of its messages.
 */
import type { Socket } from 'node:net';
import { borrow, giveBack } from './websocket-buffers.js';
import { MASKED } from './websocket-frame.js';
import { mask, newKey } from './websocket-mask.js';

/** Bytes of one buffer of the queue, and the most of one write: what a peer takes is seen in steps of this, also of a long message. */
const BUFFER_BYTES = 65_536;
/** Frames that the lists of an idle peer have room for. */
const FRAMES_KEPT = 16;
const NOTHING = new Uint8Array(0);
const MEDIUM_FROM = 126;
const LONG_FROM = 65_536;

export class FrameWriter {
  readonly #socket: Socket;
  /** Towards the upstream we are a client and mask (section 5.3). */
  readonly #isMasking: boolean;
  /** Called after each write. */
  readonly #onWritten: () => void;
  /** Frames of this turn: first bytes and payloads, so many of them; the lists stay, so that the next turn need not make them anew. */
  #firsts: number[] = [];
  #payloads: Uint8Array[] = [];
  #frames = 0;
  #turnBytes = 0;
  /** Encoded, waiting for the write under way. */
  readonly #queue: Buffer[] = [];
  /** Bytes used of the last of them. */
  #used = 0;
  #queuedBytes = 0;
  /** Of the write under way; 0 without one. */
  #writingBytes = 0;
  /** The buffer that it is written from, if that was borrowed. */
  #lent: Buffer | undefined;
  /** What is to be written right behind it, because together they were too long. */
  #rest: Buffer | undefined;

  constructor(socket: Socket, isMasking: boolean, onWritten: () => void) {
    this.#socket = socket;
    this.#isMasking = isMasking;
    this.#onWritten = onWritten;
  }

  /** Bytes that the system has not taken yet. */
  get pendingBytes(): number {
    return this.#turnBytes + this.#queuedBytes + this.#writingBytes + (this.#rest?.length ?? 0);
  }

  /** Adds a frame; it leaves with `flush`. Until then the payload must not change. */
  push(first: number, payload: Uint8Array): void {
    this.#firsts[this.#frames] = first;
    this.#payloads[this.#frames++] = payload;
    this.#turnBytes += this.#headBytes(payload.length) + payload.length;
  }

  /** Sends what was pushed. */
  flush(): void {
    if (this.#turnBytes === 0) return;
    if (this.#writingBytes > 0) this.#enqueue();
    else this.#writeTurn();
    this.#forget();
  }

  #forget(): void {
    if (this.#frames > FRAMES_KEPT) {
      this.#firsts = [];
      this.#payloads = [];
    } else for (let index = 0; index < this.#frames; index++) this.#payloads[index] = NOTHING; // `fill` is a call out of JavaScript
    this.#frames = 0;
    this.#turnBytes = 0;
  }

  #enqueue(): void {
    const last = this.#queue.at(-1);
    this.#queuedBytes += this.#turnBytes;
    if (last !== undefined && last.length - this.#used >= this.#turnBytes) {
      this.#encode(last, this.#used);
      this.#used += this.#turnBytes;
      return;
    }
    if (last !== undefined) this.#queue[this.#queue.length - 1] = last.subarray(0, this.#used);
    // Not from the pool: what waits would keep alive what others have long sent.
    this.#queue.push(this.#encode(Buffer.allocUnsafeSlow(Math.max(BUFFER_BYTES, this.#turnBytes)), 0));
    this.#used = this.#turnBytes;
  }

  #writeTurn(): void {
    this.#lent = borrow(this.#turnBytes);
    this.#write(this.#encode(this.#lent, 0).subarray(0, this.#turnBytes));
  }

  #write(bytes: Buffer): void {
    const isLong = bytes.length > BUFFER_BYTES;
    const now = isLong ? bytes.subarray(0, BUFFER_BYTES) : bytes;
    this.#rest = isLong ? bytes.subarray(BUFFER_BYTES) : undefined;
    this.#writingBytes = now.length;
    this.#socket.write(now, this.#written);
  }

  readonly #written = (error?: Error | null): void => {
    this.#writingBytes = 0;
    if (this.#rest === undefined) this.#return(error);
    const next = this.#rest ?? this.#dequeue();
    if (next !== undefined) this.#write(next);
    this.#onWritten();
  };

  /** What a broken socket still holds is nobody's to write into. */
  #return(error?: Error | null): void {
    if (this.#lent !== undefined && !error && !this.#socket.destroyed) giveBack(this.#lent);
    this.#lent = undefined;
  }

  #dequeue(): Buffer | undefined {
    const next = this.#queue.shift();
    if (next === undefined) return undefined;
    const bytes = this.#queue.length === 0 ? next.subarray(0, this.#used) : next;
    this.#queuedBytes -= bytes.length;
    return bytes;
  }

  #headBytes(length: number): number {
    return (length < MEDIUM_FROM ? 2 : length < LONG_FROM ? 4 : 10) + (this.#isMasking ? 4 : 0);
  }

  #encode(target: Buffer, from: number): Buffer {
    let at = from;
    for (let index = 0; index < this.#frames; index++) at = this.#frame(target, at, this.#firsts[index], this.#payloads[index]);
    return target;
  }

  #frame(target: Buffer, from: number, first: number, payload: Uint8Array): number {
    const { length } = payload;
    const masked = this.#isMasking ? MASKED : 0;
    let at = from;
    target[at++] = first;
    if (length < MEDIUM_FROM) target[at++] = masked | length;
    else if (length < LONG_FROM) {
      target[at++] = masked | 126;
      target[at++] = length >>> 8;
      target[at++] = length & 0xff;
    } else {
      target[at++] = masked | 127;
      at = target.writeUInt32BE(Math.floor(length / 2 ** 32), at);
      at = target.writeUInt32BE(length % 2 ** 32, at);
    }
    const key = this.#isMasking ? newKey() : 0;
    if (this.#isMasking) at = target.writeInt32BE(key, at);
    target.set(payload, at);
    const end = at + length;
    if (key !== 0) mask(target, at, end, key);
    return end;
  }
}
