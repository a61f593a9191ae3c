/**
 * Protocol Buffers without a schema (protobuf.dev, "Encoding"): fields with lengths are text, messages or lists of numbers, whatever they
 * can be, in this order. Numbers are looked at when they are as long as a card's; types that reckon in another way (zigzag, fixed 64 bits
 * beyond what a double's bits begin with) cannot be told from others and are not.
 */
import { checkDepth, Cursor, malformed } from './document.js';
import { digitsOfFloat } from './number.js';
import type { Rendition } from './rendition.js';

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const GROUP = 3;
const GROUP_END = 4;
const FIXED_32 = 5;
const FIELD_MAX = 536_870_911;
const VARINT_BYTES_MAX = 10;
/** Bytes of the least number of twelve digits; that number; and one behind the greatest of seventeen: the bits of ordinary doubles are beyond. */
const LONG_VARINT_BYTES = 6;
const NUMBER_MIN = 100_000_000_000n;
const FIXED_MAX = 100_000_000_000_000_000n;
/** Letters, so that nothing in one field touches what is in the next. */
const NAME = '"field":';

/** Writes out the text and the long numbers of a message. Throws `Unreadable`. */
export function renderProtobuf(raw: Uint8Array, rendition: Rendition): void {
  message(raw, 0, raw.length, rendition, 0);
}

function message(raw: Uint8Array, from: number, end: number, out: Rendition, depth: number): void {
  checkDepth(depth);
  const groups: number[] = [];
  const cursor = new Cursor(raw, from, end);
  out.insert('{');
  while (cursor.at < end) {
    const { field, type } = tagOf(cursor, groups);
    if (type === VARINT) varint(cursor, out);
    else if (type === FIXED_64) fixed(cursor, out);
    else if (type === FIXED_32)
      cursor.take(4); // a float of 32 bits has seven digits
    else if (type === GROUP) {
      groups.push(field);
      checkDepth(depth + groups.length);
    } else if (type === BYTES) {
      const length = smallVarint(cursor);
      const at = cursor.take(length);
      bytes(raw, at, at + length, out, depth);
    }
  }
  if (groups.length > 0) malformed();
  out.insert('}');
}

function tagOf(cursor: Cursor, groups: number[]): { field: number; type: number } {
  const tag = smallVarint(cursor);
  const type = tag % 8;
  const field = Math.floor(tag / 8);
  if (field === 0 || field > FIELD_MAX || type > FIXED_32) malformed();
  if (type === GROUP_END && groups.pop() !== field) malformed();
  return { field, type };
}

/** Whether bytes can be read as fields; those within are not looked at. */
function isMessage(raw: Uint8Array, from: number, end: number): boolean {
  const groups: number[] = [];
  const cursor = new Cursor(raw, from, end);
  try {
    while (cursor.at < end) {
      const { field, type } = tagOf(cursor, groups);
      if (type === VARINT) varintWidth(cursor);
      else if (type === FIXED_64) cursor.take(8);
      else if (type === FIXED_32) cursor.take(4);
      else if (type === GROUP) groups.push(field);
      else if (type === BYTES) cursor.take(smallVarint(cursor));
    }
    return groups.length === 0;
  } catch {
    return false;
  }
}

function bytes(raw: Uint8Array, from: number, end: number, out: Rendition, depth: number): void {
  if (from === end) return;
  if (!isPlainText(raw.subarray(from, end))) {
    if (isMessage(raw, from, end)) {
      out.insert(NAME);
      message(raw, from, end, out, depth + 1);
      out.insert(',');
      return;
    }
    if (longNumbers(raw, from, end, out)) return;
  }
  out.insert(`${NAME}"`);
  out.string(from, end);
  out.insert('",');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 without control characters but those of text. */
export function isPlainText(bytes: Uint8Array): boolean {
  let isAscii = true;
  for (const byte of bytes) {
    if (byte < 0x20 ? byte !== 0x0a && byte !== 0x0d && byte !== 0x09 : byte === 0x7f) return false;
    isAscii &&= byte < 0x80;
  }
  if (isAscii) return true;
  try {
    UTF8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A list of numbers, packed, when each of them is as long as a card's: other bytes can be read as a list, too. */
function longNumbers(raw: Uint8Array, from: number, end: number, out: Rendition): boolean {
  const cursor = new Cursor(raw, from, end);
  const mark = out.mark();
  try {
    while (cursor.at < end) if (!varint(cursor, out)) malformed();
    return true;
  } catch {
    out.reset(mark);
    return false;
  }
}

/** Says whether the number is long enough to be looked at. */
function varint(cursor: Cursor, out: Rendition): boolean {
  const { raw, at } = cursor;
  const width = varintWidth(cursor);
  if (width < LONG_VARINT_BYTES) return false;
  let number = 0n;
  for (let i = width - 1; i >= 0; i--) number = (number << 7n) | BigInt(raw[at + i] & 0x7f);
  number = BigInt.asIntN(64, number); // bits beyond are dropped, as readers do
  const size = number < 0n ? -number : number;
  if (size < NUMBER_MIN) return false;
  longNumber(out, String(size), at, width, 'varint');
  return true;
}

function fixed(cursor: Cursor, out: Rendition): void {
  const at = cursor.take(8);
  const number = Buffer.from(cursor.raw.buffer, cursor.raw.byteOffset + at, 8).readBigUInt64LE();
  if (number >= NUMBER_MIN && number < FIXED_MAX) longNumber(out, String(number), at, 8, 'little');
  const double = cursor.float(at, 8, true);
  const digits = Math.abs(double) >= Number(NUMBER_MIN) ? digitsOfFloat(double) : undefined;
  if (digits !== undefined) longNumber(out, digits, at, 8, 'float little');
}

function longNumber(out: Rendition, digits: string, at: number, width: number, style: 'varint' | 'little' | 'float little'): void {
  out.insert(NAME);
  out.number(digits, at, width, style);
  out.insert(',');
}

/** Bytes of the number that is passed over. */
function varintWidth(cursor: Cursor): number {
  for (let width = 1; width <= VARINT_BYTES_MAX; width++) if (cursor.raw[cursor.take(1)] < 0x80) return width;
  return malformed();
}

/** A tag or a length: what is beyond their range is malformed to whoever asks, so it need not be exact. */
function smallVarint(cursor: Cursor): number {
  const { at } = cursor;
  const width = varintWidth(cursor);
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 128 + (cursor.raw[at + i] & 0x7f);
  return value;
}
