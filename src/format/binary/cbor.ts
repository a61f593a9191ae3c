/**
 * CBOR (RFC 8949): one item, written out as JSON. Byte strings are read as text, or as the CBOR they are tagged to hold (section
 * 3.4.5.1); strings in chunks are joined; big numbers are numbers.
 */
import { checkDepth, Cursor, malformed, Unreadable } from './document.js';
import { digitsOfFloat, readBig, readHalf, readNumber } from './number.js';
import type { Rendition } from './rendition.js';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const INDEFINITE = 31;
const BREAK = 0xff;
const TAG_BIG = 2;
const TAG_BIG_NEGATIVE = 3;
const TAG_CBOR = 24;
/** Longer ones hold no number of anybody's. */
const BIG_BYTES_MAX = 16;

/** Writes out the one item that a document is. Throws `Unreadable`. */
export function renderCbor(raw: Uint8Array, rendition: Rendition): void {
  const cursor = new Cursor(raw);
  item(cursor, rendition, 0);
  if (cursor.at < raw.length) malformed();
}

/** Type, the five bits behind it, and where it stands. */
interface Head {
  readonly at: number;
  readonly type: number;
  readonly info: number;
  /** Bytes of the argument behind the first one. */
  readonly width: number;
}

function headOf(cursor: Cursor): Head {
  const at = cursor.take(1);
  const type = cursor.raw[at] >>> 5;
  const info = cursor.raw[at] & 31;
  if (info > 27 && info !== INDEFINITE) malformed();
  return { at, type, info, width: info < 24 || info === INDEFINITE ? 0 : 1 << (info - 24) };
}

function item(cursor: Cursor, out: Rendition, depth: number, tag = -1): void {
  checkDepth(depth);
  const head = headOf(cursor);
  const { type, info, width } = head;
  if (info === INDEFINITE) {
    if (type === BYTES && isBig(tag)) malformed(); // a number in pieces
    indefinite(cursor, out, type, depth);
    return;
  }
  if (type === UNSIGNED || type === NEGATIVE) integer(cursor, out, head);
  else if (type > TAG) simple(cursor, out, head);
  else {
    const argument = width === 0 ? info : cursor.length(width);
    if (type === BYTES || type === TEXT) string(cursor, out, argument, type === BYTES ? tag : -1, depth);
    else if (type === ARRAY) list(out, argument, '[]', () => item(cursor, out, depth + 1));
    else if (type === MAP) list(out, argument, '{}', () => pair(cursor, out, depth));
    else item(cursor, out, depth + 1, argument);
  }
}

function integer(cursor: Cursor, out: Rendition, { at, type, info, width }: Head): void {
  const from = width === 0 ? at : cursor.take(width);
  const argument = width === 0 ? info : readNumber(cursor.raw, from, width);
  const style = type === NEGATIVE ? 'negative' : 'big';
  if (type === NEGATIVE) out.insert('-');
  const low = type === NEGATIVE ? 'negative low 5' : 'low 5';
  out.number(String(type === NEGATIVE ? BigInt(argument) + 1n : argument), from, Math.max(1, width), width === 0 ? low : style);
}

function simple(cursor: Cursor, out: Rendition, { info, width }: Head): void {
  const at = cursor.take(width);
  if (info < 25) {
    out.insert('null'); // false, true, null, undefined and simple values
    return;
  }
  const number = width === 2 ? readHalf(cursor.raw[at] * 256 + cursor.raw[at + 1]) : cursor.float(at, width);
  const digits = digitsOfFloat(number);
  if (digits === undefined) out.insert('null');
  else if (number < 0) out.insert('-');
  if (digits !== undefined) out.number(digits, at, width, 'float');
}

function string(cursor: Cursor, out: Rendition, length: number, tag: number, depth: number): void {
  const at = cursor.take(length);
  if (isBig(tag) && big(cursor, out, at, length, tag === TAG_BIG_NEGATIVE)) return;
  if (tag === TAG_CBOR && embedded(cursor.raw, out, at, at + length, depth)) return;
  out.quoted(at, at + length);
}

const isBig = (tag: number): boolean => tag === TAG_BIG || tag === TAG_BIG_NEGATIVE;

/** A number of so many bytes, zeros before it left out; false when it is too large for any that counts (RFC 8949 section 3.4.3). */
function big(cursor: Cursor, out: Rendition, start: number, bytes: number, isNegative: boolean): boolean {
  let at = start;
  while (at < start + bytes - 1 && cursor.raw[at] === 0) at++;
  const length = start + bytes - at;
  if (length === 0 || length > BIG_BYTES_MAX) return false;
  const number = readBig(cursor.raw, at, length);
  if (isNegative) out.insert('-');
  out.number(String(isNegative ? number + 1n : number), at, length, isNegative ? 'negative' : 'big');
  return true;
}

/** CBOR in a byte string; false when it is none, which the tag allows. */
function embedded(raw: Uint8Array, out: Rendition, from: number, end: number, depth: number): boolean {
  const mark = out.mark();
  const cursor = new Cursor(raw, from, end);
  try {
    item(cursor, out, depth + 1);
    if (cursor.at === end) return true;
  } catch (error) {
    if (!(error instanceof Unreadable) || error.code !== 'SLUICE_BINARY_MALFORMED') throw error;
  }
  out.reset(mark);
  return false;
}

/** Strings in chunks of their own type, arrays and maps, up to a break. */
function indefinite(cursor: Cursor, out: Rendition, type: number, depth: number): void {
  if (type === ARRAY) list(out, Infinity, '[]', () => !isBreak(cursor) && (item(cursor, out, depth + 1), true));
  else if (type === MAP) list(out, Infinity, '{}', () => !isBreak(cursor) && (pair(cursor, out, depth), true));
  else if (type === BYTES || type === TEXT) {
    out.insert('"');
    while (!isBreak(cursor)) {
      const chunk = headOf(cursor);
      if (chunk.type !== type || chunk.info === INDEFINITE) malformed();
      const length = chunk.width === 0 ? chunk.info : cursor.length(chunk.width);
      const at = cursor.take(length);
      out.string(at, at + length);
    }
    out.insert('"');
  } else malformed();
}

function isBreak(cursor: Cursor): boolean {
  const at = cursor.take(1);
  if (cursor.raw[at] === BREAK) return true;
  cursor.at = at;
  return false;
}

function pair(cursor: Cursor, out: Rendition, depth: number): void {
  item(cursor, out, depth + 1);
  out.insert(':');
  item(cursor, out, depth + 1);
}

/** Members between brackets, until there are `count`. */
function list(out: Rendition, count: number, brackets: string, member: () => unknown): void {
  out.insert(brackets[0]);
  for (let i = 0; i < count; i++) {
    if (i > 0) out.insert(',');
    if (member() === false) break; // the comma before the end is nobody's
  }
  out.insert(brackets[1]);
}
