/**
 * Masks of what is written in units of several bytes: escapes, references, digits and letters beyond ASCII. One splice for each hidden unit,
 * so that everything between them stays the very bytes.
 */
import { isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { digitsIn, readUnit, unitKind, unitLength } from '../text/unit.js';
import { ASTERISK, FILLERS, maskNumber, type Mask } from './mask.js';
import type { Splice } from './splice.js';

/** One splice for each hidden unit between two offsets; separators, invisible characters and ASCII punctuation stay. */
export function spliceUnits(
  bytes: Uint8Array,
  start: number,
  end: number,
  { form, visibleDigits }: Pick<Mask, 'form' | 'visibleDigits'>,
  keepsLength: boolean,
): Splice[] {
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
