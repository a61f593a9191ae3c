/** Hexadecimal data in groups, some of which happen to be all digits: IPv6 addresses, identifiers with hyphens. Each is proven by the whole of it. */
import { isAlphanumeric, isHex, isLower, isUpper } from '../../text/ascii.js';
import type { View } from '../view.js';

const COLON = 0x3a;
const HYPHEN = 0x2d;

/** Groups of an IPv6 address, and the hexadecimal digits of the longest (RFC 4291 section 2.2). */
const ADDRESS_GROUPS = 8;
const GROUP_DIGITS_MAX = 4;

/** Characters of the shortest identifier, and of those the letters that no number has. */
const IDENTIFIER_CHARACTERS_MIN = 32;
const IDENTIFIER_LETTERS_MIN = 6;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Hexadecimal digits and `joint` around all from `start` to `end`; undefined where they are part of some other word, or not all of it is such. */
function spanAround({ bytes, start: low, end: high }: View, start: number, end: number, joint: number): Span | undefined {
  for (let at = start; at < end; at++) if (bytes[at] !== joint && !isHex(bytes[at])) return undefined;
  const isPart = (at: number): boolean => at >= low && at < high && (bytes[at] === joint || isHex(bytes[at]));
  let [first, last] = [start, end];
  while (isPart(first - 1)) first--;
  while (isPart(last)) last++;
  const isWhole = !(first > low && isAlphanumeric(bytes[first - 1])) && !(last < high && isAlphanumeric(bytes[last]));
  return isWhole ? { start: first, end: last } : undefined;
}

/** Whether the digits are groups of an IPv6 address or of an identifier. */
export const isInHexadecimal = (view: View, start: number, end: number): boolean =>
  isInAddress(view, start, end) || isInIdentifier(view, start, end);

/** An IPv6 address that is written in full. */
function isInAddress(view: View, start: number, end: number): boolean {
  const span = spanAround(view, start, end, COLON);
  if (span === undefined) return false;
  let groups = 1;
  let digits = 0;
  for (let at = span.start; at < span.end; at++) {
    if (view.bytes[at] !== COLON) digits++;
    else if (digits === 0) return false;
    else [groups, digits] = [groups + 1, 0];
    if (digits > GROUP_DIGITS_MAX) return false;
  }
  return groups === ADDRESS_GROUPS && digits > 0;
}

/** A long identifier in one letter case, with hyphens: 17b3c4f1a2b0c6-0b1e8ac38809915-563761-1fa400. */
function isInIdentifier(view: View, start: number, end: number): boolean {
  const span = spanAround(view, start, end, HYPHEN);
  if (span === undefined || span.end - span.start < IDENTIFIER_CHARACTERS_MIN) return false;
  let [small, capital] = [0, 0];
  for (let at = span.start; at < span.end; at++) {
    if (isLower(view.bytes[at])) small++;
    else if (isUpper(view.bytes[at])) capital++;
  }
  return small + capital >= IDENTIFIER_LETTERS_MIN && (small === 0 || capital === 0);
}
