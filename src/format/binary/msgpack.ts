/** MessagePack (github.com/msgpack/msgpack, spec.md): one value, written out as JSON. Binary data and extensions are read as text. */
import { checkDepth, Cursor, malformed } from './document.js';
import { digitsOfFloat, readNumber } from './number.js';
import type { Rendition } from './rendition.js';

/** Writes out the one value that a document is. Throws `Unreadable`. */
export function renderMsgpack(raw: Uint8Array, rendition: Rendition): void {
  const cursor = new Cursor(raw);
  value(cursor, rendition, 0);
  if (cursor.at < raw.length) malformed();
}

function value(cursor: Cursor, out: Rendition, depth: number): void {
  const at = cursor.take(1);
  const type = cursor.raw[at];
  if (type < 0x80) out.number(String(type), at, 1, 'big');
  else if (type < 0x90) map(cursor, out, type & 15, depth);
  else if (type < 0xa0) array(cursor, out, type & 15, depth);
  else if (type < 0xc0) string(cursor, out, type & 31);
  else if (type >= 0xe0) negative(out, at, 1, BigInt(256 - type));
  else sized(cursor, out, type, depth);
}

/** Types that say how long they are in a number of 1, 2, 4 or 8 bytes behind them. */
function sized(cursor: Cursor, out: Rendition, type: number, depth: number): void {
  if (type === 0xc1) malformed(); // never used
  if (type === 0xc0 || type === 0xc2 || type === 0xc3) out.insert('null');
  else if (type <= 0xc6) string(cursor, out, cursor.length(1 << (type - 0xc4)));
  else if (type <= 0xc9) string(cursor, out, cursor.length(1 << (type - 0xc7)), 1);
  else if (type <= 0xcb) float(cursor, out, type === 0xca ? 4 : 8);
  else if (type <= 0xcf) integer(cursor, out, 1 << (type - 0xcc), false);
  else if (type <= 0xd3) integer(cursor, out, 1 << (type - 0xd0), true);
  else if (type <= 0xd8) string(cursor, out, 1 << (type - 0xd4), 1);
  else if (type <= 0xdb) string(cursor, out, cursor.length(1 << (type - 0xd9)));
  else if (type <= 0xdd) array(cursor, out, cursor.length(type === 0xdc ? 2 : 4), depth);
  else map(cursor, out, cursor.length(type === 0xde ? 2 : 4), depth);
}

/** Text, binary data or, behind a byte for its type, an extension. */
function string(cursor: Cursor, out: Rendition, length: number, typeBytes = 0): void {
  cursor.take(typeBytes);
  const at = cursor.take(length);
  out.quoted(at, at + length);
}

function float(cursor: Cursor, out: Rendition, width: number): void {
  const at = cursor.take(width);
  const number = cursor.float(at, width);
  const digits = digitsOfFloat(number);
  if (digits === undefined) out.insert('null');
  else if (number < 0) out.insert('-');
  if (digits !== undefined) out.number(digits, at, width, 'float');
}

function integer(cursor: Cursor, out: Rendition, width: number, isSigned: boolean): void {
  const at = cursor.take(width);
  const number = readNumber(cursor.raw, at, width);
  if (isSigned && cursor.raw[at] >= 0x80) negative(out, at, width, (1n << BigInt(8 * width)) - BigInt(number));
  else out.number(String(number), at, width, 'big');
}

function negative(out: Rendition, at: number, width: number, size: bigint): void {
  out.insert('-');
  out.number(String(size), at, width, 'minus');
}

function array(cursor: Cursor, out: Rendition, count: number, depth: number): void {
  checkDepth(depth);
  out.insert('[');
  for (let i = 0; i < count; i++) {
    if (i > 0) out.insert(',');
    value(cursor, out, depth + 1);
  }
  out.insert(']');
}

function map(cursor: Cursor, out: Rendition, count: number, depth: number): void {
  checkDepth(depth);
  out.insert('{');
  for (let i = 0; i < count; i++) {
    if (i > 0) out.insert(',');
    value(cursor, out, depth + 1);
    out.insert(':');
    value(cursor, out, depth + 1);
  }
  out.insert('}');
}
