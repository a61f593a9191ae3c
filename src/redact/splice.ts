/** Splices: where a mask is shorter than what it hides, because digits or letters take several bytes. */
import { isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { digitsIn, readUnit, unitKind, unitLength } from '../text/unit.js';
import { ASTERISK, FILLERS, maskInPlace, maskNumber, type Mask } from './mask.js';

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
    return maskInPlace(bytes, 0, end - start, mask) ? [{ start, end, bytes }] : spliceUnits(message, start, end, mask, keepsLength);
  });
}

/** Masks in `bytes`, which begin at offset `from` of a message: in place, unless that makes them shorter and they need not keep their length. */
export function applyMasks(bytes: Uint8Array, from: number, masks: readonly Mask[], keepsLength = false): Uint8Array {
  const splices: Splice[] = [];
  for (const mask of masks) {
    const start = mask.start - from;
    const end = mask.end - from;
    if (start < 0 || end > bytes.length) throw new RangeError('a finding in bytes that have left or stay');
    if (!maskInPlace(bytes, start, end, mask)) splices.push(...spliceUnits(bytes, start, end, mask, keepsLength));
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
function spliceUnits(bytes: Uint8Array, start: number, end: number, { form, visibleDigits }: Mask, keepsLength: boolean): Splice[] {
  if (form !== 'text' && !keepsLength) return spliceNumbers(bytes, start, end, visibleDigits, FILLERS[form]);
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

/** The digits of numbers that must stay numbers: each run of digits that touch on its own, one splice a digit. */
function spliceNumbers(bytes: Uint8Array, start: number, end: number, visibleDigits: number, filler: number): Splice[] {
  const splices: Splice[] = [];
  let visible = visibleDigits;
  for (const run of digitRuns(bytes, start, end).reverse()) {
    const plain = Uint8Array.from(run, ({ value }) => 0x30 + value);
    const shown = Math.max(0, plain.length - visible);
    maskNumber(plain, 0, shown, plain.length, filler);
    for (let i = shown - 1; i >= 0; i--) splices.push({ start: run[i].start, end: run[i].end, bytes: plain.subarray(i, i + 1) });
    visible = Math.max(0, visible - plain.length);
  }
  return splices.reverse();
}

interface Digit {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

function digitRuns(bytes: Uint8Array, start: number, end: number): Digit[][] {
  const runs: Digit[][] = [];
  let behindRun = -1;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    const next = at + unitLength(unit);
    const value = unitKind(unit);
    if (value < 10) {
      if (at !== behindRun) runs.push([]);
      runs[runs.length - 1].push({ start: at, end: next, value });
      behindRun = next;
    }
    at = next;
  }
  return runs;
}
