/**
 * Structural vetoes: what surrounds a number proves that it is part of something else. They remove look-alikes at no cost in recall,
 * so each demands proof and none guesses.
 */
import type { View } from '../view.js';
import { textAfter, textBefore } from '../view.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_CHARACTERS = 36;
/** A hexadecimal or base64 token this long is not searched for numbers. */
const TOKEN_CHARACTERS_MIN = 32;

/** Whether the number between two offsets of the view lies in a UUID. */
export function isInUuid(view: View, start: number, end: number): boolean {
  const before = textBefore(view, start).slice(-UUID_CHARACTERS);
  const around = before + textAfter(view, start).slice(0, UUID_CHARACTERS);
  for (const match of around.matchAll(UUID)) {
    const from = start - before.length + match.index;
    if (from <= start && from + UUID_CHARACTERS >= end) return true;
  }
  return false;
}

/** Whether letters touch the number and it is part of a long hexadecimal or base64 token. Glued prose has neither shape. */
export function isInToken(view: View, start: number, end: number): boolean {
  const left = /[0-9A-Za-z+/_-]*$/.exec(textBefore(view, start))?.[0] ?? '';
  const right = /^[0-9A-Za-z+/_=-]*/.exec(textAfter(view, end))?.[0] ?? '';
  if (!/[A-Za-z]$/.test(left) && !/^[A-Za-z]/.test(right)) return false;
  if (left.length + (end - start) + right.length < TOKEN_CHARACTERS_MIN) return false;
  const rest = left + right;
  const isHex = /^[0-9a-f-]*$/.test(rest) || /^[0-9A-F-]*$/.test(rest);
  return isHex || (/[a-z]/.test(rest) && /[A-Z]/.test(rest) && /[0-9]/.test(rest));
}

/** Whether the digits are the fraction of a decimal (0.4999565660195618) or its whole part before a fraction that is not zero. */
export function isInDecimal(view: View, start: number, end: number): boolean {
  if (/\d\.$/.test(textBefore(view, start))) return true;
  const fraction = /^\.(\d+)(?![\d.])/.exec(textAfter(view, end));
  return fraction !== null && /[1-9]/.test(fraction[1]);
}

/** Whether a plus sign makes it a telephone number: E.164 ends at fifteen digits. */
export function isTelephone(view: View, start: number, digits: number): boolean {
  return digits <= 15 && textBefore(view, start).endsWith('+');
}

/** Whether mask characters end directly before it: what follows was left visible by an earlier redaction. */
export function isMasked(view: View, start: number): boolean {
  return /\*{4}$/.test(textBefore(view, start));
}
