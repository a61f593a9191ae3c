/**
 * Splices: where a replacement is shorter than what it replaces, because digits or letters take several bytes, or because the policy wants
 * something else than a mask (replacement.ts).
 */
import { maskInPlace, type Mask } from './mask.js';
import type { Room } from './replacement.js';
import { spliceUnits } from './units.js';

/** A replacement of bytes: everything outside it stays the very bytes that came. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  /** Never longer than `end - start`. */
  readonly bytes: Uint8Array;
  /** Of one of several that mask a stretch together: the stretch, whose other bytes were judged with it. */
  readonly of?: Stretch | undefined;
}

/** Bytes between two offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The same so many bytes further on. */
export function moved({ start, end, bytes, of }: Splice, by: number): Splice {
  return { start: start + by, end: end + by, bytes, of: of && { start: of.start + by, end: of.end + by } };
}

/** Splices, in order, that mask stretches of a whole message. */
export function splicesOf(message: Uint8Array, masks: readonly Mask[], keepsLength = false, hasGaps = false): Splice[] {
  readReplaced(message, 0, masks);
  return masks.flatMap((mask) => {
    const { start, end, form, replacement } = mask;
    if (replacement !== undefined) return replacement.splices(message, start, end, form, roomOf(keepsLength, hasGaps));
    const bytes = new Uint8Array(message.subarray(start, end));
    if (maskInPlace(bytes, 0, end - start, mask)) return [{ start, end, bytes }];
    return spliceUnits(message, start, end, mask, keepsLength).map((splice) => ({ ...splice, of: { start, end } }));
  });
}

/** Masks in `bytes`, which begin at offset `from` of a message: in place, unless that makes them shorter and they need not keep their length. */
export function applyMasks(bytes: Uint8Array, from: number, masks: readonly Mask[], keepsLength = false, hasGaps = false): Uint8Array {
  const splices: Splice[] = [];
  readReplaced(bytes, from, masks);
  for (const mask of masks) {
    const start = mask.start - from;
    const end = mask.end - from;
    if (start < 0 || end > bytes.length) throw new RangeError('a finding in bytes that have left or stay');
    if (mask.replacement !== undefined)
      splices.push(...mask.replacement.splices(bytes, start, end, mask.form, roomOf(keepsLength, hasGaps)));
    else if (!maskInPlace(bytes, start, end, mask)) splices.push(...spliceUnits(bytes, start, end, mask, keepsLength));
  }
  return splices.length === 0 ? bytes : applySplices(bytes, 0, bytes.length, splices);
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

/** What is replaced may stand in pieces: all of them are read before the first is written. */
function readReplaced(bytes: Uint8Array, from: number, masks: readonly Mask[]): void {
  for (const { start, end, replacement } of masks) replacement?.read(bytes, start - from, end - from);
}

function roomOf(keepsLength: boolean, hasGaps: boolean): Room {
  return hasGaps ? 'gaps' : keepsLength ? 'same' : 'free';
}
