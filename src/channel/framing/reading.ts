/**
 * Readings: bytes as their receiver reads them, and how replacements made in a reading are written into the bytes it was read from. Whoever
 * cuts a message reads on until packets stand there in plain text; what is replaced goes the way back.
 */
import { type Mapped, patch } from '../../format/multipart/mapped.js';
import type { Splice } from '../../redact/splice.js';

export interface Reading {
  readonly bytes: Uint8Array;
  /** Replacements of the source for replacements of `bytes`; both in order and disjoint. */
  written(splices: readonly Splice[]): Splice[];
}

/** A text that was written with escapes: each byte knows where its escape, or it itself, begins. */
export class Unescaped implements Reading {
  private constructor(
    readonly bytes: Uint8Array,
    private readonly offsets: Uint32Array,
    private readonly escape: (bytes: Uint8Array) => Uint8Array,
  ) {}

  written(splices: readonly Splice[]): Splice[] {
    const { offsets, escape } = this;
    return splices.map(({ start, end, bytes }) => ({ start: offsets[start], end: offsets[end], bytes: escape(bytes) }));
  }

  /** `offsets` has the place of each byte, and behind them that of the end. */
  static of(bytes: ArrayLike<number>, offsets: ArrayLike<number>, escape: (bytes: Uint8Array) => Uint8Array): Unescaped {
    return new Unescaped(Uint8Array.from(bytes), Uint32Array.from(offsets), escape);
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
