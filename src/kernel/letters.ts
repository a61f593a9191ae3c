/** Words of the input, by the rules of assembly/letters.ts: runs of letters, begun anew at humps of camel case and at wide characters. */
import { isAlphanumeric, isDigit, isLetter } from '../text/ascii.js';

export { isAlphanumeric, isDigit, isLetter };

const WIDE = 0xe0;
const FOREIGN = 0x80;
const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
const isLower = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;
const isWordByte = (byte: number): boolean => isLetter(byte) || byte >= FOREIGN;

/** Whether a word begins at `at`. */
export function beginsWordAt(bytes: Uint8Array, at: number, first = 0): boolean {
  const byte = bytes[at];
  if (!isWordByte(byte)) return false;
  if (byte >= WIDE || at === first || !isWordByte(bytes[at - 1])) return true;
  return isLetter(byte) && ((isUpper(byte) && isLower(bytes[at - 1])) || (at - first >= 3 && bytes[at - 3] >= WIDE));
}

/** Whether a word that has come to `at` ends there. */
export function endsWordAt(bytes: Uint8Array, at: number, first = 0): boolean {
  if (at >= bytes.length || !isWordByte(bytes[at]) || bytes[at] >= WIDE) return true;
  if (!isLetter(bytes[at])) return false;
  return (at - first >= 3 && bytes[at - 3] >= WIDE) || (isUpper(bytes[at]) && isLower(bytes[at - 1]));
}

/** Offset of the first word in the bytes of a literal, or -1. */
export function firstWord(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if (beginsWordAt(bytes, at)) return at;
  return -1;
}

/** Bytes of the word that begins at `at`. */
export function wordLength(bytes: Uint8Array, at: number, first = 0): number {
  let end = at + 1;
  while (!endsWordAt(bytes, end, first)) end++;
  return end - at;
}

/** What an address or a token may be made of: letters, digits, % + - . _ @ and bytes that are not ASCII. */
export const isAtom = (byte: number): boolean => isAlphanumeric(byte) || byte >= FOREIGN || ATOM_MARKS.has(byte);
const ATOM_MARKS = new Set([0x2e, 0x2d, 0x5f, 0x2b, 0x25, 0x40]);
