/** Numbers that framings write in front of what they count or number: decimal digits, lengths of text. */
import { LIMITS } from '../../base/limits.js';
import { isDigit } from '../../text/ascii.js';

/** Offset behind the decimal digits that begin at `from`. */
export function digitsEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at])) at++;
  return at;
}

/** Whether so many digits are a number of a framing, and not one that may be somebody's. */
export const isFramedNumber = (digits: number): boolean => digits > 0 && digits <= LIMITS.framedNumberDigits;

/** The number that ASCII digits write. */
export function decimal(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + (bytes[at] & 15);
  return value;
}

/** UTF-16 code units that a byte of UTF-8 begins: how JavaScript counts characters. */
const unitsOf = (byte: number): number => (byte >= 0xf0 ? 2 : (byte & 0xc0) === 0x80 ? 0 : 1);

/** UTF-16 code units of a stretch of UTF-8. */
export function utf16Length(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let units = 0;
  for (let at = from; at < end; at++) units += unitsOf(bytes[at]);
  return units;
}

/** Offset behind as many UTF-16 code units of UTF-8; undefined where that is inside a character or behind the end. */
export function utf16End(bytes: Uint8Array, from: number, units: number): number | undefined {
  let left = units;
  let at = from;
  for (; left > 0 && at < bytes.length; at++) left -= unitsOf(bytes[at]);
  while (at < bytes.length && (bytes[at] & 0xc0) === 0x80) at++;
  return left === 0 ? at : undefined;
}
