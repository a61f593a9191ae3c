/** Replacements that overlap: those of a whole value win, and what else was found is replaced around it. */
import type { Splice } from './splice.js';

const ASTERISK = 0x2a;

/** Replacements of values, and of what else was found where no value stands. Both are in order and disjoint, and so is the answer. */
export function together(values: readonly Splice[], others: readonly Splice[]): Splice[] {
  const rest: Splice[] = [];
  let next = 0;
  for (const other of others) {
    while (next < values.length && values[next].end <= other.start) next++;
    for (const piece of outside(other, values, next)) rest.push(piece);
  }
  return [...values, ...rest].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What of a replacement lies outside of all values, of which the first that may touch it is the next. In order. */
function outside(splice: Splice, values: readonly Splice[], next: number): readonly Splice[] {
  const pieces: Splice[] = [];
  let from = splice.start;
  for (let i = next; i < values.length && values[i].start < splice.end; i++) {
    const { start, end } = values[i];
    if (start > from) pieces.push(pieceOf(splice, from, start));
    from = Math.max(from, end);
  }
  if (from === splice.start) return [splice];
  return from < splice.end ? [...pieces, pieceOf(splice, from, splice.end)] : pieces;
}

/** A part of a replacement: that of the same bytes where it has as many as what it replaces, and an asterisk where it has not. */
function pieceOf(splice: Splice, start: number, end: number): Splice {
  const isEven = splice.bytes.length === splice.end - splice.start;
  return { start, end, bytes: isEven ? splice.bytes.subarray(start - splice.start, end - splice.start) : Uint8Array.of(ASTERISK) };
}
