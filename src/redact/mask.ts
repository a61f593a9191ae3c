/**
 * Masks a finding: hidden characters become `*`, separators and the visible end of a number stay.
 * The mask is ASCII and never longer than what it hides, so it is safe in every format and field length.
 *
 * A bare JSON number stays a JSON number, so that typed readers still parse it: hidden digits of a PAN become 8 (no issuer begins with
 * 888, the check digit is made wrong on purpose, and sixteen digits stay exact in a double); a number that is hidden whole becomes 0.
 */
import { isLuhnValid } from '../detect/cluster.js';
import type { Located } from '../detect/view.js';
import { isDigit, isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitKind, unitLength } from '../text/unit.js';
import type { Splice } from './splice.js';

const ASTERISK = 0x2a;
const SPACE = 0x20;
const ZERO = 0x30;
const EIGHT = 0x38;

interface Unit {
  readonly start: number;
  readonly end: number;
  readonly kind: number;
}

/** Splices, in order, that mask `located` in `bytes` but for its last `visibleDigits` digits. */
export function mask(bytes: Uint8Array, located: Located, visibleDigits: number): Splice[] {
  return (located.form === 'text' && maskPlainly(bytes, located, visibleDigits)) || maskUnits(bytes, located, visibleDigits);
}

/** The common case, without looking at units: one splice of equal length where every byte is a character of its own. */
function maskPlainly(bytes: Uint8Array, { start, end }: Located, visibleDigits: number): Splice[] | undefined {
  const masked = bytes.slice(start, end);
  for (let i = masked.length - 1, digits = 0; i >= 0; i--) {
    const byte = masked[i];
    if (!isPlain(byte)) return undefined;
    if (isDigit(byte) ? digits++ >= visibleDigits : isLetter(byte)) masked[i] = ASTERISK;
  }
  return [{ start, end, bytes: masked }];
}

/** Not the beginning of an escape, and ASCII. */
const isPlain = (byte: number): boolean => byte < 0x80 && byte !== 0x5c && byte !== 0x25 && byte !== 0x26 && byte !== 0x3d;

function maskUnits(bytes: Uint8Array, located: Located, visibleDigits: number): Splice[] {
  const units = readUnits(bytes, located);
  const isPlainNumber = located.form === 'number' && units.every(({ start, end }) => end - start === 1);
  const digits = units.filter(({ kind }) => kind < 10);
  const visible = new Set(digits.slice(digits.length - visibleDigits, visibleDigits === 0 ? 0 : digits.length));
  if (isPlainNumber) return maskNumbers(bytes, digits, visible);
  // Tracks carry a name: letters are hidden too. Punctuation is kept, it is what keeps the format valid.
  const hidden = units.filter((unit) => !visible.has(unit) && isHideable(bytes, unit));
  return spliceUnits(hidden, () => ASTERISK);
}

function readUnits(bytes: Uint8Array, { start, end }: Located): Unit[] {
  const units: Unit[] = [];
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    units.push({ start: at, end: at + unitLength(unit), kind: unitKind(unit) });
    at += unitLength(unit);
  }
  return units;
}

/** Digits and letters; separators, invisible characters and ASCII punctuation stay. */
function isHideable(bytes: Uint8Array, unit: Unit): boolean {
  if (unit.kind === SEPARATOR || unit.kind === INVISIBLE) return false;
  if (unit.kind < 10 || unit.end - unit.start > 1) return true;
  return isLetter(bytes[unit.start]);
}

/** One splice a run of one-byte units, and one for each longer unit. */
function spliceUnits(units: readonly Unit[], replacement: (index: number) => number): Splice[] {
  const splices: Splice[] = [];
  let run: number[] = [];
  units.forEach((unit, index) => {
    run.push(replacement(index));
    const next = units[index + 1] as Unit | undefined;
    const isByte = unit.end - unit.start === 1;
    if (isByte && next?.start === unit.end && next.end - next.start === 1) return;
    splices.push({ start: isByte ? unit.end - run.length : unit.start, end: unit.end, bytes: Uint8Array.from(run) });
    run = [];
  });
  return splices;
}

/** Each bare number on its own: hidden whole it becomes 0 and white space, hidden in part its hidden digits become 8. */
function maskNumbers(bytes: Uint8Array, digits: readonly Unit[], visible: ReadonlySet<Unit>): Splice[] {
  return numbersOf(digits).flatMap((number) => {
    const hidden = number.filter((unit) => !visible.has(unit));
    if (hidden.length === number.length) return spliceUnits(hidden, (index) => (index === 0 ? ZERO : SPACE));
    const masked = number.map((unit) => (visible.has(unit) ? bytes[unit.start] - ZERO : 8));
    const isValid = isLuhnValid(masked, 0, masked.length);
    return spliceUnits(hidden, (index) => (isValid && index === hidden.length - 1 ? EIGHT - 1 : EIGHT));
  });
}

/** Digits that touch make one number. */
function numbersOf(digits: readonly Unit[]): Unit[][] {
  const numbers: Unit[][] = [];
  for (const digit of digits) {
    const number = numbers.at(-1);
    if (number?.at(-1)?.end === digit.start) number?.push(digit);
    else numbers.push([digit]);
  }
  return numbers;
}
