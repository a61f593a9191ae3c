/**
 * The second reading of a document, scanned like a message of its own; its findings are given back as pieces of the document. Each part that
 * has nothing to do with the next is a record.
 */
import { LIMITS } from '../base/limits.js';
import type { Located } from '../detect/view.js';
import { unitKind, unitLength, readUnit } from '../text/unit.js';
import type { Scanner } from './scanner.js';

/** A part of a finding that stands in the document as it is. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Digits of the finding behind this piece. */
  readonly digitsBehind: number;
}

/** A finding in offsets of the document. */
export interface Placed {
  readonly located: Located;
  readonly start: number;
  readonly end: number;
  /** What of it may be masked; missing when it is all of it. */
  readonly pieces?: readonly Piece[];
  /** None of it may be changed. */
  readonly isLocked?: boolean;
  /** To be told, whatever the policy does with such findings; there is nothing to mask. */
  readonly isLossy?: boolean;
}

/** Bytes that are faster copied one by one. */
const SHORT_BYTES = 32;

export class Overlay {
  private scanner: Scanner | undefined;
  /** Stretches of the reading: where they begin in it, where in the document, and how many bytes of it they are; none where nothing stands there. */
  private starts: number[] = [];
  private offsets: number[] = [];
  private lengths: number[] = [];
  /** Bytes of the record so far, those given to the scanner, and those of which all findings are made. */
  private length = 0;
  private released = 0;
  /** Bytes that are not scanned yet, `waiting` of them. */
  private room = Buffer.allocUnsafe(4096);
  private waiting = 0;

  constructor(
    private readonly open: (onFinding: (located: Located, bytes: Uint8Array, offset: number) => void) => Scanner,
    private readonly onFinding: (placed: Placed) => void,
  ) {}

  copy(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const length = end - start;
    this.note(offset + start, length, length);
    if (length > SHORT_BYTES) this.room.set(bytes.subarray(start, end), this.waiting);
    else for (let i = 0; i < length; i++) this.room[this.waiting + i] = bytes[start + i];
    this.waiting += length;
  }

  insert(ascii: Uint8Array, offset: number): void {
    this.note(offset, 0, ascii.length);
    for (let i = 0; i < ascii.length; i++) this.room[this.waiting + i] = ascii[i];
    this.waiting += ascii.length;
  }

  /** The record ends here. */
  cut(): void {
    if (this.length === 0) return;
    this.scan(true);
    this.scanner = undefined;
    this.forget(this.starts.length);
    this.length = this.released = 0;
  }

  /** Scans what has come. */
  flush(): void {
    if (this.waiting > 0) this.scan(false);
  }

  /** Document offset from which on something may still be found; Infinity where nothing is held. */
  get heldFrom(): number {
    if (this.released === this.length) return Infinity;
    const at = this.indexOf(this.released);
    return this.offsets[at] + Math.min(this.released - this.starts[at], this.lengths[at]);
  }

  /** A stretch of so many bytes comes, of which so many stand in the document. */
  private note(offset: number, inDocument: number, length: number): void {
    this.starts.push(this.length);
    this.offsets.push(offset);
    this.lengths.push(inDocument);
    this.length += length;
    if (this.room.length < this.waiting + length)
      this.room = Buffer.concat([this.room.subarray(0, this.waiting)], 2 * (this.waiting + length));
  }

  private scan(final: boolean): void {
    const bytes = this.room.subarray(0, this.waiting);
    this.waiting = 0;
    this.scanner ??= this.open((located, input, offset) => this.place(located, input, offset));
    let at = 0;
    for (; bytes.length - at > LIMITS.windowBytes; at += LIMITS.windowBytes)
      this.released += this.scanner.push(bytes.subarray(at, at + LIMITS.windowBytes), false);
    this.released += this.scanner.push(bytes.subarray(at), final);
    this.forget(this.released === this.length ? this.starts.length : this.indexOf(this.released));
  }

  /** Drops the first stretches. */
  private forget(count: number): void {
    if (count === 0) return;
    this.starts = this.starts.slice(count);
    this.offsets = this.offsets.slice(count);
    this.lengths = this.lengths.slice(count);
  }

  /** The segment in which, or behind which, an offset of the reading lies. */
  private indexOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private place(located: Located, bytes: Uint8Array, offset: number): void {
    const from = offset + located.start;
    const to = offset + located.end;
    const pieces: Piece[] = [];
    let digitsBehind = 0;
    for (let i = this.indexOf(to - 1); i >= 0; i--) {
      const begin = this.starts[i];
      const behind = begin + this.lengths[i];
      if (behind <= from && begin < from) break;
      const start = Math.max(from, begin);
      const end = Math.min(to, behind);
      if (start >= end) continue;
      const by = this.offsets[i] - begin;
      const last = pieces.at(-1);
      const digits = digitsIn(bytes, start - offset, end - offset);
      if (last?.start === end + by) pieces[pieces.length - 1] = { ...last, start: start + by };
      else pieces.push({ start: start + by, end: end + by, digitsBehind });
      digitsBehind += digits;
    }
    if (pieces.length === 0) return;
    pieces.reverse();
    this.onFinding({ located, start: pieces[0].start, end: pieces[pieces.length - 1].end, pieces });
  }
}

function digitsIn(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    if (unitKind(unit) < 10) digits++;
    at += unitLength(unit);
  }
  return digits;
}
