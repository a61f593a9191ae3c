/**
 * Where the value of a field ends, by how it begins, and whether it holds its own name. Names may follow each other like beads, each of them
 * with all that follows for its value: the same bytes are not read again for each.
 */
import { isDigit, tableOf } from '../../text/ascii.js';
import type { View } from '../view.js';
import { Stretch } from './stretch.js';

/** `digits` and `prose` are words of a text, so that ordinary words are not taken for a value. */
export type Kind = 'quoted' | 'number' | 'line' | 'element' | 'form' | 'prose' | 'digits';

const SPACE = 0x20;
const PERCENT = 0x25;
const ASTERISK = 0x2a;
const BACKSLASH = 0x5c;
/** Bytes behind another that may be looked at to tell whether the value ends there. */
const LOOKAHEAD_BYTES = 2;

/** Whether a value that begins at `start` ends with the byte at `at`; nothing is known of bytes before `start` and from `limit` on. */
type IsEnd = (bytes: Uint8Array, at: number, start: number, limit: number) => boolean;

const IN_NUMBER = tableOf('0123456789.eE+-');
const IN_DIGITS = tableOf('0123456789 .-/');
/** The space that does not break is one byte here, as bytes are read one character each. */
const ENDS_FORM = tableOf('& \t\n\v\f\r\u00a0;"\'<>\\');
const ENDS_PROSE = tableOf('\t\r\n"\'<>,;&`\\');
/** Bytes of the full-width comma, stop, exclamation mark and semicolon, and of the ideographic comma and stop. */
const FULL_WIDTH = tableOf('\u0081\u008c\u008e\u009b');
const IDEOGRAPHIC = tableOf('\u0081\u0082');

const isDigitAt = (bytes: Uint8Array, at: number, start: number, limit: number): boolean => at >= start && at < limit && isDigit(bytes[at]);

const ENDS: Readonly<Record<Exclude<Kind, 'quoted'>, IsEnd>> = {
  number: (bytes, at) => IN_NUMBER[bytes[at]] === 0,
  line: (bytes, at) => bytes[at] === 0x0a || bytes[at] === 0x0d,
  element: (bytes, at) => bytes[at] === 0x3c,
  form: (bytes, at, _, limit) =>
    ENDS_FORM[bytes[at]] !== 0 || (bytes[at] === PERCENT && at + 2 < limit && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x36),
  prose: endsProse,
  digits: (bytes, at, start, limit) => IN_DIGITS[bytes[at]] === 0 || (bytes[at] === SPACE && !isDigitAt(bytes, at + 1, start, limit)),
};

function endsProse(bytes: Uint8Array, at: number, start: number, limit: number): boolean {
  const byte = bytes[at];
  if (byte === SPACE) return !isDigitAt(bytes, at + 1, start, limit) || !isDigitAt(bytes, at - 1, start, limit);
  if (byte === ASTERISK) return at + 1 < limit && bytes[at + 1] === ASTERISK;
  if (byte === 0xef) return at + 2 < limit && bytes[at + 1] === 0xbc && FULL_WIDTH[bytes[at + 2]] !== 0;
  if (byte === 0xe3) return at + 2 < limit && bytes[at + 1] === 0x80 && IDEOGRAPHIC[bytes[at + 2]] !== 0;
  return ENDS_PROSE[byte] !== 0;
}

/** Stretches without an end, of each kind. */
const STRETCHES = new Map<Kind, Stretch>(
  Object.entries(ENDS).map(([kind, isEnd]) => [kind as Kind, new Stretch((bytes, at) => !isEnd(bytes, at, 0, bytes.length))]),
);

/** Offset at which the value that begins at `start` ends, or -1 when it does not before `limit`. */
export function valueEnd(kind: Kind, quote: string, view: View, start: number, limit: number): number {
  const { bytes } = view;
  if (kind === 'quoted') return closingQuote(bytes, quote, start, limit);
  const isEnd = ENDS[kind];
  if (start >= limit) return -1;
  if (isEnd(bytes, start, start, limit)) return start;
  // What lies within reach of the limit is judged by what stands before that.
  let at = STRETCHES.get(kind)?.end(view, start + 1, Math.max(start + 1, limit - LOOKAHEAD_BYTES)) ?? start + 1;
  for (; at < limit; at++) if (isEnd(bytes, at, start, limit)) return at;
  return -1;
}

/** A quote mark inside the value is escaped once more than those around it. */
function closingQuote(bytes: Uint8Array, quote: string, start: number, limit: number): number {
  for (let at = start; at + quote.length <= limit; at++) {
    if (!isAt(bytes, at, quote)) continue;
    let backslashes = 0;
    while (at - backslashes > start && bytes[at - backslashes - 1] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Bytes as characters in lower case, as one character each. */
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte).toLowerCase().charCodeAt(0));

/** Stretches in which a name does not begin, by the name in lower case. Names are words of rules. */
const NAMELESS = new Map<string, Stretch>();

/** Whether a name, in whatever case, stands in the bytes from `start` to `end`. */
export function holdsName(view: View, start: number, end: number, name: string): boolean {
  const lower = name.toLowerCase();
  let stretch = NAMELESS.get(lower);
  if (stretch === undefined) {
    stretch = new Stretch((bytes, at) => !beginsName(bytes, at, lower));
    NAMELESS.set(lower, stretch);
  }
  const last = end - lower.length;
  return last >= start && stretch.end(view, start, last + 1) <= last;
}

function beginsName(bytes: Uint8Array, at: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) if (LOWER[bytes[at + i]] !== lower.charCodeAt(i)) return false;
  return true;
}
