/** Words of the input, by the rules of assembly/letters.ts: runs of letters, begun anew at humps of camel case and at wide characters. */
import { isAlphanumeric, isDigit, isLetter, isLower, isUpper } from '../text/ascii.js';
import { AMP_LEVELS_MAX, ATOM_BYTES_MAX, PREFIX_BYTES_MAX, UNIT_BYTES } from './layout.js';

export { isAlphanumeric, isDigit, isLetter };

const WIDE = 0xe0;
const FOREIGN = 0x80;
const isWordByte = (byte: number): boolean => isLetter(byte) || byte >= FOREIGN;

/** Whether a word begins at `at`. */
export function beginsWordAt(bytes: Uint8Array, at: number, first = 0): boolean {
  const byte = bytes[at];
  if (!isWordByte(byte)) return false;
  if (byte >= WIDE || at === first || !isWordByte(bytes[at - 1]) || isBehindEscape(bytes, at, first)) return true;
  return (
    isLetter(byte) && ((isUpper(byte) && isLower(bytes[at - 1])) || (at - first >= 3 && bytes[at - 1] >= FOREIGN && bytes[at - 3] >= WIDE))
  );
}

/** Whether an escape ends right before `at`: the letter of \\n, \\r or \\t and the four digits of \\u003e belong to no word. */
export const isBehindEscape = (bytes: Uint8Array, at: number, first: number): boolean =>
  (at - first >= 2 && bytes[at - 2] === 0x5c && ESCAPE_LETTERS.has(bytes[at - 1])) ||
  (at - first >= 6 && bytes[at - 6] === 0x5c && bytes[at - 5] === 0x75);
const ESCAPE_LETTERS = new Set(Buffer.from('nrt'));

/** Letters and digits that an escape before a token takes of it: \\n and the like a letter, \\u0009 five, %0A two, &#x31 all that are its number. */
export function escapedLength(bytes: Uint8Array, at: number): number {
  if (at === 0) return 0;
  if (bytes[at - 1] === 0x23 && at > 1 && isReference(bytes[at - 2])) return numberLength(bytes, at);
  if (bytes[at - 1] === 0x25) return 2;
  if (bytes[at - 1] !== 0x5c) return 0;
  return bytes[at] === 0x75 ? 5 : ESCAPE_LETTERS.has(bytes[at]) ? 1 : 0;
}

/** What stands before the number sign of a character reference: & or the semicolon of &amp; */
const isReference = (byte: number): boolean => byte === 0x26 || byte === 0x3b;

/** Bytes of the number of a character reference: decimal digits, or x and hexadecimal ones. */
function numberLength(bytes: Uint8Array, at: number): number {
  const isHex = (bytes[at] | 0x20) === 0x78;
  let end = isHex ? at + 1 : at;
  while (end < bytes.length && (isDigit(bytes[end]) || (isHex && (bytes[end] | 0x20) >= 0x61 && (bytes[end] | 0x20) <= 0x66))) end++;
  return end - at;
}

/** Whether a word that has come to `at` ends there. */
export function endsWordAt(bytes: Uint8Array, at: number, first = 0): boolean {
  if (at >= bytes.length || !isWordByte(bytes[at]) || bytes[at] >= WIDE) return true;
  if (isBehindEscape(bytes, at, first)) return true;
  if (!isLetter(bytes[at])) return false;
  return (at - first >= 3 && bytes[at - 1] >= FOREIGN && bytes[at - 3] >= WIDE) || (isUpper(bytes[at]) && isLower(bytes[at - 1]));
}

/** Bytes of the word that begins at `at`. */
export function wordLength(bytes: Uint8Array, at: number, first = 0): number {
  let end = at + 1;
  while (!endsWordAt(bytes, end, first)) end++;
  return end - at;
}

/** Whether the letter at `at` is that of an escape (\\u0434): it is looked up together with the digits that follow. */
export const isEscapeLetter = (bytes: Uint8Array, at: number, first = 0): boolean =>
  at > first && bytes[at - 1] === 0x5c && beginsWordAt(bytes, at, first) && wordLength(bytes, at, first) === 1;

/**
 * By which word in it a literal is found: the first of four letters and more, or else the longest; the letter of an escape counts for four.
 * Undefined when all are single letters.
 */
export function anchorOf(bytes: Uint8Array): { readonly anchor: number; readonly length: number } | undefined {
  let best = { anchor: -1, length: 1 };
  for (let anchor = 0; anchor < bytes.length; anchor++) {
    if (!beginsWordAt(bytes, anchor)) continue;
    const isEscape = anchor + 4 <= bytes.length && isEscapeLetter(bytes, anchor);
    const length = isEscape ? 4 : wordLength(bytes, anchor);
    if (length > best.length) best = { anchor, length };
    if (length >= 4) break;
  }
  return best.anchor < 0 ? undefined : best;
}

/** What an address or a token may be made of: letters, digits, % + - . / _ @ and bytes that are not ASCII. */
export const isAtom = (byte: number): boolean => ATOMS[byte] !== 0;
const ATOMS = Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlphanumeric(byte) || byte >= FOREIGN || '%+-./_@'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** What may stand between the letters and the digits of an identifier beside atoms: space ( : */
export const isJoint = (byte: number): boolean => byte === 0x20 || byte === 0x28 || byte === 0x3a;

/**
 * Where a value may begin that goes on at `at`: at the beginning of the run of atoms before it, of a longer one than ATOM_BYTES_MAX at that
 * of the letters and digits in it; and a few letters or digits before a joint belong to it. Nothing before `first` does.
 */
export function reachBack(bytes: Uint8Array, at: number, first: number): number {
  let start = at;
  for (;;) {
    start = runBack(bytes, start, first, isAtom, ATOM_BYTES_MAX + 1 - (at - start));
    if (at - start > ATOM_BYTES_MAX) return beforeEscape(bytes, tokenBefore(bytes, at, first), first);
    const escape = beforeEscape(bytes, start, first);
    if (escape === start) break;
    start = escape; // an escape is part of the run
  }
  if (start === bytes.length || !isAlphanumeric(bytes[start]) || start === first || !isJoint(bytes[start - 1])) return start;
  const head = runBack(bytes, start - 1, first, isAlphanumeric, PREFIX_BYTES_MAX);
  return head === start - 1 || mayGoOnBefore(bytes, head, first) ? start : beforeEscape(bytes, head, first);
}

/** Whether what begins at `at` may have begun before it: a long word, a digit of another script or in an escape. */
function mayGoOnBefore(bytes: Uint8Array, at: number, first: number): boolean {
  if (at === first) return false;
  const before = bytes[at - 1];
  if (before === 0x5c) return !ESCAPE_LETTERS.has(bytes[at]);
  return isAlphanumeric(before) || before >= FOREIGN || [0x25, 0x3b, 0x26, 0x23].includes(before);
}

/** The beginning of the letters and digits before `at`, or `at` when they are too many. */
function tokenBefore(bytes: Uint8Array, at: number, first: number): number {
  const start = runBack(bytes, at, first, isAlphanumeric, ATOM_BYTES_MAX + 1);
  return at - start > ATOM_BYTES_MAX ? at : start;
}

/** Nothing may begin inside an escape or right behind a reference: where one stands before `at`, its beginning. */
function beforeEscape(bytes: Uint8Array, at: number, first: number): number {
  if (at === first) return at;
  const before = bytes[at - 1];
  if (before === 0x3b) return beforeReference(bytes, at, first);
  if (before === 0x25 || before === 0x26) return at - 1;
  if (before === 0x5c) return runBack(bytes, at, first, (byte) => byte === 0x5c, UNIT_BYTES);
  if (before !== 0x23) return at;
  let start = at - 1;
  for (let level = 0; level < AMP_LEVELS_MAX && start - 4 >= first; level++) {
    if (String.fromCharCode(...bytes.subarray(start - 4, start)) === 'amp;') start -= 4;
  }
  return start > first && bytes[start - 1] === 0x26 ? start - 1 : at;
}

/** Where the reference begins that ends with the semicolon before `at`, or `at`. */
function beforeReference(bytes: Uint8Array, at: number, first: number): number {
  const start = runBack(bytes, at - 1, first, isAlphanumeric, UNIT_BYTES - 1);
  const before = start > first ? bytes[start - 1] : 0;
  return start < at - 1 && (before === 0x26 || before === 0x23) ? beforeEscape(bytes, start, first) : at;
}

function runBack(bytes: Uint8Array, at: number, first: number, belongs: (byte: number) => boolean, max: number): number {
  let start = at;
  while (start > first && at - start < max && belongs(bytes[start - 1])) start--;
  return start;
}
