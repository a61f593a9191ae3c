/** A replacement of bytes: everything outside it stays the very bytes that came. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  /** Never longer than `end - start`. When as long, the splice may be cut anywhere. */
  readonly bytes: Uint8Array;
}

/** Copies `source` from `start` to `end` with the splices in between; those are in order, disjoint and inside. */
export function applySplices(source: Uint8Array, start: number, end: number, splices: readonly Splice[]): Uint8Array {
  const saved = splices.reduce((sum, splice) => sum + splice.end - splice.start - splice.bytes.length, 0);
  const output = Buffer.allocUnsafe(end - start - saved); // every byte is written below
  let from = start;
  let to = 0;
  for (const splice of splices) {
    output.set(source.subarray(from, splice.start), to);
    to += splice.start - from;
    output.set(splice.bytes, to);
    to += splice.bytes.length;
    from = splice.end;
  }
  output.set(source.subarray(from, end), to);
  return output;
}

/** Cuts splices at an offset: those before it, and those from it on. Only a splice of equal length may lie across. */
export function cutSplices(splices: readonly Splice[], at: number): [Splice[], Splice[]] {
  const before: Splice[] = [];
  const behind: Splice[] = [];
  for (const splice of splices) {
    if (splice.end <= at) before.push(splice);
    else if (splice.start >= at) behind.push(splice);
    else {
      before.push({ start: splice.start, end: at, bytes: splice.bytes.subarray(0, at - splice.start) });
      behind.push({ start: at, end: splice.end, bytes: splice.bytes.subarray(at - splice.start) });
    }
  }
  return [before, behind];
}
