/**
 * Masks a finding in place: hidden characters become `*`, separators and the visible end of a number stay.
 * The mask is ASCII and never longer than what it hides, so it is safe in every format and field length.
 *
 * A bare JSON number stays a JSON number, so that typed readers still parse it: hidden digits of a PAN become 8 (no issuer begins with
 * 888, the check digit is made wrong on purpose, and sixteen digits stay exact in a double); a number that is hidden whole becomes 0.
 */
import { isLuhnValid } from '../detect/cluster.js';
import type { Located } from '../detect/view.js';
import { isDigit, isLetter } from '../text/ascii.js';
import { readUnit, unitLength } from '../text/unit.js';
import type { Replacement } from './replacement.js';

export const ASTERISK = 0x2a;
const DOT = 0x2e;
const ZERO = 0x30;
const SEVEN = 0x37;
const EIGHT = 0x38;

/** What is to be masked: a stretch of bytes, what it is in its document, and how many digits at its end stay readable. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  readonly form: Located['form'];
  readonly visibleDigits: number;
  /** What takes its place, where that is more than such a mask: shared by all pieces of a finding. */
  readonly replacement?: Replacement | undefined;
}

/** What to do with a byte that is a character of its own, and with one that may begin a longer character or an escape. */
const KEEP = 0;
const HIDE = 1;
const COUNT = 2;
const LOOK = 3;
const MEANINGS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80 || '\\%&='.includes(String.fromCharCode(byte))) return LOOK;
  if (isDigit(byte)) return COUNT;
  return isLetter(byte) ? HIDE : KEEP; // tracks carry a name; punctuation is what keeps the format valid
});

/** Masks the bytes from `start` to before `end`, when each of them is a character of its own; else changes nothing and says so. */
export function maskInPlace(
  bytes: Uint8Array,
  start: number,
  end: number,
  { form, visibleDigits }: Pick<Mask, 'form' | 'visibleDigits'>,
): boolean {
  for (let at = start; at < end; at++) if (MEANINGS[bytes[at]] === LOOK && unitLength(readUnit(bytes, at, end, true)) > 1) return false;
  if (form === 'text') maskText(bytes, start, end, visibleDigits);
  else maskNumbers(bytes, start, end, visibleDigits, FILLERS[form]);
  return true;
}

/** What fills the place of a number that is hidden whole behind its zero; 0 where it has to keep its digits. */
export const FILLERS = { number: 0x20, 'encoded number': 0x2b, digits: 0 } as const;

function maskText(bytes: Uint8Array, start: number, end: number, visibleDigits: number): void {
  let visible = visibleDigits;
  for (let at = end - 1; at >= start; at--) {
    const what = MEANINGS[bytes[at]];
    if (what === HIDE || (what === COUNT && --visible < 0)) bytes[at] = ASTERISK;
  }
}

/** Each bare number on its own, from the last to the first; digits that touch make one. */
function maskNumbers(bytes: Uint8Array, start: number, end: number, visibleDigits: number, filler: number): void {
  let visible = visibleDigits;
  for (let last = end - 1; last >= start; last--) {
    if (!isDigit(bytes[last])) continue;
    let first = last;
    while (first > start && isDigit(bytes[first - 1])) first--;
    const goesOn = last + 1 < end && (bytes[last + 1] === DOT || (bytes[last + 1] | 0x20) === 0x65);
    maskNumber(bytes, first, Math.max(first, last + 1 - visible), last + 1, goesOn ? 0 : filler);
    visible = Math.max(0, visible - (last + 1 - first));
    last = first;
  }
}

/**
 * Hides the digits of a number from `start` to before `visible`: all of it becomes 0 and the filler, in part, or where there is no filler,
 * its hidden digits become 8.
 */
export function maskNumber(bytes: Uint8Array, start: number, visible: number, end: number, filler: number): void {
  if (visible === start) return;
  if (visible === end && filler !== 0) {
    bytes.fill(filler, start, end);
    bytes[start] = ZERO;
    return;
  }
  bytes.fill(EIGHT, start, visible);
  if (isLuhnValid(bytes, start, end - start)) bytes[visible - 1] = SEVEN;
}
