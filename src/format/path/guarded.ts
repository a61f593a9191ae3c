/**
 * Finds where JSON begins behind a guard such as `)]}',` or the call of JSONP, so that what the guard opens is not taken for a part of it. A body
 * that begins otherwise is passed on from its first byte.
 */
import { Guard, isGuard } from '../guard.js';
import type { Place } from './lexer.js';

type Feed = (bytes: Uint8Array, from: number, to: number, place: Place) => void;

/** White space, the byte order mark of UTF-8, the record separator. */
const BEFORE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0x1e]);

export class GuardedStart {
  private isOver = false;
  private guard: Guard | undefined;
  /** What has come of what may be a guard, and where it begins. */
  private bytes: number[] = [];
  private start = 0;

  constructor(private readonly next: Feed) {}

  feed(bytes: Uint8Array, offset: number): void {
    let at = 0;
    while (!this.isOver && at < bytes.length) at = this.read(bytes, at, offset);
    if (at < bytes.length) this.next(bytes, at, bytes.length, (index) => offset + index);
  }

  /** The body ends: what might have been a guard was none. */
  end(): void {
    this.pass();
  }

  /** Reads a byte; returns the index of the one that comes next. */
  private read(bytes: Uint8Array, at: number, offset: number): number {
    const byte = bytes[at];
    if (this.guard === undefined) {
      if (BEFORE.has(byte)) return at + 1;
      if (!isGuard(byte)) return this.over(at);
      this.guard = new Guard();
      this.start = offset + at;
    }
    const answer = this.guard.feed(byte);
    if (answer === 'json') {
      this.bytes = [];
      return this.over(at);
    }
    this.bytes.push(byte);
    if (answer === 'text') this.pass();
    return at + 1;
  }

  private over(at: number): number {
    this.isOver = true;
    return at;
  }

  private pass(): void {
    const { bytes, start } = this;
    this.isOver = true;
    this.bytes = [];
    if (bytes.length > 0) this.next(Uint8Array.from(bytes), 0, bytes.length, (index) => start + index);
  }
}
