/** Splices: where a mask is shorter than what it hides, because digits or letters take several bytes. */
import { isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitKind, unitLength } from '../text/unit.js';
import { ASTERISK, maskInPlace, type Mask } from './mask.js';

/** A replacement of bytes: everything outside it stays the very bytes that came. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  /** Never longer than `end - start`. */
  readonly bytes: Uint8Array;
}

/** Splices, in order, that mask stretches of a whole message. */
export function splicesOf(message: Uint8Array, masks: readonly Mask[], keepsLength = false): Splice[] {
  return masks.flatMap((mask) => {
    const { start, end } = mask;
    const bytes = new Uint8Array(message.subarray(start, end));
    return maskInPlace(bytes, 0, end - start, mask)
      ? [{ start, end, bytes }]
      : spliceUnits(message, start, end, mask.visibleDigits, keepsLength);
  });
}

/** Masks in `bytes`, which begin at offset `from` of a message: in place, unless that makes them shorter and they need not keep their length. */
export function applyMasks(bytes: Uint8Array, from: number, masks: readonly Mask[], keepsLength = false): Uint8Array {
  const splices: Splice[] = [];
  for (const mask of masks) {
    const start = mask.start - from;
    const end = mask.end - from;
    if (start < 0 || end > bytes.length) throw new RangeError('a finding in bytes that have left or stay');
    if (!maskInPlace(bytes, start, end, mask)) splices.push(...spliceUnits(bytes, start, end, mask.visibleDigits, keepsLength));
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

/** One splice for each hidden unit between two offsets; separators, invisible characters and ASCII punctuation stay. */
function spliceUnits(bytes: Uint8Array, start: number, end: number, visibleDigits: number, keepsLength: boolean): Splice[] {
  const splices: Splice[] = [];
  let visible = visibleDigits - digitsIn(bytes, start, end);
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    const kind = unitKind(unit);
    const next = at + unitLength(unit);
    const isHidden = kind < 10 ? ++visible <= 0 : kind !== SEPARATOR && kind !== INVISIBLE && (next > at + 1 || isLetter(bytes[at]));
    if (isHidden) splices.push({ start: at, end: next, bytes: keepsLength ? new Uint8Array(next - at).fill(ASTERISK) : MASKED });
    at = next;
  }
  return splices;
}

const MASKED = Uint8Array.of(ASTERISK);

function digitsIn(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    if (unitKind(unit) < 10) digits++;
    at += unitLength(unit);
  }
  return digits;
}
