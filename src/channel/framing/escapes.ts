/**
 * A message with its escapes undone, and the way back: pieces are inspected in the reading, replacements are written into the very bytes that came.
 */
import { applySplices, type Splice } from '../../redact/splice.js';
import type { Cut, Piece } from './framing.js';

/** Bytes of a message that stand for others. */
export interface Escape {
  readonly start: number;
  readonly end: number;
  /** UTF-8 of what they mean: at least one byte. */
  readonly meant: Uint8Array;
}

/**
 * The message cut into pieces, and read without the escapes, both of which are in order. `escaped` writes what replaces escapes as the framing
 * writes text.
 */
export function readingOf(
  message: Uint8Array,
  pieces: readonly Piece[],
  escapes: readonly Escape[],
  escaped: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Cut {
  if (escapes.length === 0) return { bytes: message, pieces };
  const reading = new Reading(message, escapes);
  const read = pieces.map((piece) => ({ ...piece, start: reading.offsetOf(piece.start), end: reading.offsetOf(piece.end) }));
  const reframe = (splices: readonly Splice[]): Uint8Array =>
    applySplices(message, 0, message.length, splices.map((splice) => reading.placed(splice, escaped))); // prettier-ignore
  return { bytes: reading.bytes, pieces: read, original: message, reframe };
}

class Reading {
  readonly bytes: Uint8Array;
  /** Where the meaning of each escape begins. */
  private readonly starts: number[] = [];

  constructor(
    message: Uint8Array,
    private readonly escapes: readonly Escape[],
  ) {
    const parts: Uint8Array[] = [];
    let length = 0;
    let from = 0;
    for (const { start, end, meant } of escapes) {
      parts.push(message.subarray(from, start), meant);
      this.starts.push(length + start - from);
      length += start - from + meant.length;
      from = end;
    }
    parts.push(message.subarray(from));
    this.bytes = Buffer.concat(parts);
  }

  /** Offset in the reading of an offset in the message that lies in no escape. */
  offsetOf(offset: number): number {
    const last = lastBefore(this.escapes.length, (i) => this.escapes[i].end <= offset);
    return last < 0 ? offset : this.starts[last] + this.escapes[last].meant.length + offset - this.escapes[last].end;
  }

  /** A replacement in the reading as one in the message. What touches no escape stands for itself. */
  placed({ start, end, bytes }: Splice, escaped: (bytes: Uint8Array) => Uint8Array): Splice {
    const first = this.escapeAt(start);
    const last = this.escapeAt(end - 1);
    const touches = first.at !== last.at || first.isInside || last.isInside;
    const from = first.isInside ? this.escapes[first.at].start : this.sourceOf(first.at, start);
    const to = last.isInside ? this.escapes[last.at].end : this.sourceOf(last.at, end - 1) + 1;
    return { start: from, end: to, bytes: touches ? escaped(bytes) : bytes };
  }

  /** The last escape that begins at an offset of the reading or before it, and whether the offset lies in its meaning. */
  private escapeAt(offset: number): { readonly at: number; readonly isInside: boolean } {
    const at = lastBefore(this.starts.length, (i) => this.starts[i] <= offset);
    return { at, isInside: at >= 0 && offset < this.starts[at] + this.escapes[at].meant.length };
  }

  /** Offset in the message of an offset of the reading that lies behind an escape. */
  private sourceOf(escape: number, offset: number): number {
    return escape < 0 ? offset : this.escapes[escape].end + offset - this.starts[escape] - this.escapes[escape].meant.length;
  }
}

/** The last index for which it holds, of those from 0 on; -1 without one. It holds for all before that as well. */
function lastBefore(count: number, holds: (index: number) => boolean): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
