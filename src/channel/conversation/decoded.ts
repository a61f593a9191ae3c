/**
 * A text as people read it, with the raw bytes of each character: escapes and references undone, digits of all scripts as 0 to 9, separators as the
 * ASCII characters that look like them, what cannot be seen left out.
 */
import { INVISIBLE, SEPARATOR } from '../../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';

export interface Decoded {
  /** One UTF-16 unit for each character; what takes two is U+FFFD, which is no word's letter. */
  readonly text: string;
  /** Raw offsets of each character. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Each character stands for itself: the bytes are the text. */
  readonly isPlain: boolean;
}

const ZERO = 0x30;
const SPACE = 0x20;
const HYPHEN = 0x2d;

export function decode(bytes: Uint8Array, start: number, end: number): Decoded {
  const units: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let isPlain = true;
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    const kind = unitKind(unit);
    const next = at + unitLength(unit);
    if (bytes[at] < 0x80 && next > at + 1) isPlain = false;
    if (kind !== INVISIBLE) {
      units.push(kind < 10 ? ZERO + kind : kind === SEPARATOR ? separatorOf(unitCodePoint(unit)) : letterOf(unitCodePoint(unit)));
      from.push(at);
      to.push(next);
    }
    at = next;
  }
  return { text: textOf(units), from, to, isPlain };
}

/** Calls with more arguments than this may exhaust the stack. */
const ARGUMENTS_MAX = 4_096;

function textOf(units: readonly number[]): string {
  let text = '';
  for (let at = 0; at < units.length; at += ARGUMENTS_MAX) text += String.fromCharCode(...units.slice(at, at + ARGUMENTS_MAX));
  return text;
}

const letterOf = (codePoint: number): number => (codePoint > 0xffff ? 0xfffd : codePoint);

/** Dashes of all kinds are one, and so are all other separators beyond ASCII. */
function separatorOf(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  const isDash = (codePoint >= 0x2010 && codePoint <= 0x2015) || codePoint === 0x2212 || codePoint === 0xfe63 || codePoint === 0xff0d;
  return isDash ? HYPHEN : SPACE;
}
