/**
 * Readings: bytes as their receiver reads them, and how replacements made in a reading are written into the very bytes it was read from. Whoever
 * cuts a message reads on until packets stand there in plain text; what is replaced goes the way back.
 */
import { type Mapped, patch } from '../../format/multipart/mapped.js';
import { applySplices, type Splice } from '../../redact/splice.js';
import type { Cut, Piece } from './framing.js';

export interface Reading {
  readonly bytes: Uint8Array;
  /** Replacements of the source for replacements of `bytes`; both in order and disjoint. */
  written(splices: readonly Splice[]): readonly Splice[];
}

/** A message that is inspected as it reads: the pieces are of the reading. */
export function cutAsRead(message: Uint8Array, reading: Reading, pieces: readonly Piece[]): Cut {
  const reframe = (splices: readonly Splice[]): Uint8Array => applySplices(message, 0, message.length, reading.written(splices));
  return { bytes: reading.bytes, pieces, original: message, reframe };
}

/** Bytes that stand for others. */
export interface Escape {
  readonly start: number;
  readonly end: number;
  /** UTF-8 of what they mean: at least one byte, and fewer than stand for them. */
  readonly meant: Uint8Array;
}

/** How a replacement is written; `hasEscapes` where it takes the place of an escape. */
export type Write = (bytes: Uint8Array, hasEscapes: boolean) => Uint8Array;

const asItIs: Write = (bytes) => bytes;

/** A message with its escapes undone. Pieces, of the message, and escapes are in order; no piece begins or ends within an escape. */
export function cutUnescaped(message: Uint8Array, pieces: readonly Piece[], escapes: readonly Escape[], write: Write = asItIs): Cut {
  if (escapes.length === 0) return { bytes: message, pieces };
  const reading = Unescaped.without(message, escapes, write);
  const read = pieces.map((piece) => ({ ...piece, start: reading.placeOf(piece.start), end: reading.placeOf(piece.end) }));
  return cutAsRead(message, reading, read);
}

/** A text that was written with escapes: each byte knows where its escape, or it itself, begins. */
export class Unescaped implements Reading {
  private constructor(
    readonly bytes: Uint8Array,
    private readonly offsets: Uint32Array,
    private readonly write: Write,
  ) {}

  /** `offsets` has the place of each byte, and behind them that of the end. */
  static of(bytes: ArrayLike<number>, offsets: ArrayLike<number>, write: Write): Unescaped {
    return new Unescaped(Uint8Array.from(bytes), Uint32Array.from(offsets), write);
  }

  /** A source without its escapes, which are in order and disjoint. */
  static without(source: Uint8Array, escapes: readonly Escape[], write: Write): Unescaped {
    const length = escapes.reduce((sum, { start, end, meant }) => sum + meant.length - (end - start), source.length);
    const bytes = new Uint8Array(length);
    const offsets = new Uint32Array(length + 1);
    let from = 0;
    let to = 0;
    const copyUntil = (end: number): void => {
      bytes.set(source.subarray(from, end), to);
      while (from < end) offsets[to++] = from++;
    };
    for (const { start, end, meant } of escapes) {
      copyUntil(start);
      bytes.set(meant, to);
      offsets.fill(start, to, (to += meant.length));
      from = end;
    }
    copyUntil(source.length);
    offsets[length] = source.length;
    return new Unescaped(bytes, offsets, write);
  }

  written(splices: readonly Splice[]): readonly Splice[] {
    return splices.map(({ start, end, bytes }) => {
      const from = this.offsets[start];
      const to = this.offsets[this.behindEscape(end)];
      return { start: from, end: to, bytes: this.write(bytes, to - from > end - start) };
    });
  }

  /** Where a byte of the source stands that lies in no escape, or begins one. */
  placeOf(offset: number): number {
    let low = 0;
    let high = this.offsets.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The end of a replacement, moved behind the escape that it may stand in the middle of. */
  private behindEscape(end: number): number {
    let at = end;
    while (at > 0 && at < this.bytes.length && this.offsets[at] === this.offsets[at - 1]) at++;
    return at;
  }
}

/** A stretch of base64, and what it decodes to; the map's offsets count from `start`. */
export interface Coded {
  readonly start: number;
  readonly end: number;
  readonly mapped: Mapped;
}

/** A stretch of a reading that stands for one of the source; without `coded` byte for byte. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly coded?: Coded;
}

/** A text in which stretches of base64 are decoded where they stand. Replacements in those must keep their length. */
export class Decoded implements Reading {
  readonly bytes: Uint8Array;
  private readonly stretches: readonly Stretch[];

  /** `coded`: in order and disjoint. */
  constructor(
    private readonly source: Uint8Array,
    coded: readonly Coded[],
  ) {
    const parts: Uint8Array[] = [];
    const stretches: Stretch[] = [];
    let to = 0;
    const add = (part: Uint8Array, from: number, one?: Coded): void => {
      parts.push(part);
      stretches.push({ start: to, end: to + part.length, from, ...(one === undefined ? {} : { coded: one }) });
      to += part.length;
    };
    let from = 0;
    for (const one of coded) {
      add(source.subarray(from, one.start), from);
      add(one.mapped.slice(0), one.start, one);
      from = one.end;
    }
    add(source.subarray(from), from);
    this.bytes = Buffer.concat(parts);
    this.stretches = stretches;
  }

  written(splices: readonly Splice[]): Splice[] {
    const written: Splice[] = [];
    let next = 0;
    for (const { start, end, from, coded } of this.stretches) {
      const inside: Splice[] = [];
      while (next < splices.length && splices[next].start >= start && splices[next].end <= end) inside.push(splices[next++]);
      if (coded === undefined) for (const splice of inside) written.push(moved(splice, from - start));
      else if (inside.length > 0) written.push(this.encoded(coded, inside, start));
    }
    if (next < splices.length) throw new RangeError('a replacement across packets');
    return written;
  }

  /** The whole stretch of base64 with replacements in it. */
  private encoded({ start, end, mapped }: Coded, splices: readonly Splice[], offset: number): Splice {
    const bytes = new Uint8Array(this.source.subarray(start, end));
    for (const splice of splices) {
      if (splice.bytes.length !== splice.end - splice.start) throw new RangeError('a mask has changed the length');
      patch(bytes, mapped, splice.start - offset, splice.bytes);
    }
    return { start, end, bytes };
  }
}

/** A replacement that stands elsewhere. */
export const moved = ({ start, end, bytes }: Splice, by: number): Splice => ({ start: start + by, end: end + by, bytes });
