/** What replacements change: a mask says the digits that it leaves in sight once more, and those are open to what else is replaced. */
import type { Splice } from './splice.js';

/** What of replacements is not what stands in the bytes that they replace; those of other lengths go as they are. */
export const changesIn = (bytes: Uint8Array, splices: readonly Splice[]): readonly Splice[] =>
  splices.flatMap((splice) => (splice.bytes.length === splice.end - splice.start ? changesOf(bytes, splice) : [splice]));

function changesOf(from: Uint8Array, { start, bytes }: Splice): readonly Splice[] {
  const found: Splice[] = [];
  for (let at = 0; at < bytes.length;) {
    let behind = at;
    while (behind < bytes.length && bytes[behind] !== from[start + behind]) behind++;
    if (behind > at) found.push({ start: start + at, end: start + behind, bytes: bytes.subarray(at, behind) });
    at = behind + 1;
  }
  return found;
}
