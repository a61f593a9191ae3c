/**
 * The telephone number that most regions hold — a plus sign and a few groups of plain digits, and nothing else — read from the raw bytes.
 * Whatever is written in another way is left to phone.ts, which gives the same answer for these.
 */
import { isDigit } from '../../text/ascii.js';
import type { Region, View } from '../view.js';
import { E164_DIGITS_MAX, judgeInternational, UNKNOWN } from './plan.js';

const PLUS = 0x2b;
const DOT = 0x2e;
const DIGITS_MIN = 7;

/** Bytes before a plus sign and behind a number that leave no doubt where it begins and ends. */
const ENDS = new Uint8Array(256);
for (const byte of Buffer.from(' "\'<>,;\n\r\t{}[]|')) ENDS[byte] = 1;

const digits = new Uint8Array(E164_DIGITS_MAX);

/** How sure it is that the region is one number with its country's code: UNKNOWN where that takes a closer look. It begins a byte before. */
export function judgePlain({ bytes, start: first, end: last }: View, { start, end }: Region): number {
  if (start - 2 < first || bytes[start - 1] !== PLUS || ENDS[bytes[start - 2]] === 0) return UNKNOWN;
  const behind = bytes[end] === DOT ? end + 1 : end; // the stop of a sentence
  if (behind >= last || ENDS[bytes[behind]] === 0 || isDigit(bytes[behind + 1])) return UNKNOWN;
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (isDigit(byte)) {
      if (count === E164_DIGITS_MAX) return UNKNOWN;
      digits[count++] = byte;
    } else if (!isGap(byte) || !isDigit(bytes[at + 1])) return UNKNOWN;
  }
  return count < DIGITS_MIN ? UNKNOWN : judgeInternational(digits, 0, count);
}

/** Space - . */
const isGap = (byte: number): boolean => byte === 0x20 || byte === 0x2d || byte === 0x2e;
