/** Units by the rules of src/text/unit.ts, read from the kernel's memory. The two are compared in every test run. */
import { ASTRAL_AT, BMP_AT, ENTITIES_AT, UNIT_BYTES } from '../layout';

export const SEPARATOR: i32 = 10;
export const INVISIBLE: i32 = 11;
export const OTHER: i32 = 12;
export const CUT: i32 = 13;

const BACKSLASH: i32 = 0x5c;
const PERCENT: i32 = 0x25;
const AMPERSAND: i32 = 0x26;
const EQUALS: i32 = 0x3d;
const QUOTE: i32 = 0x22;

// @ts-ignore: decorator
@inline
function byteAt(at: i32): i32 {
  return load<u8>(at);
}

/** A unit in the kernel needs no code point: kind in bits 0–3, length from bit 4 on. */
// @ts-ignore: decorator
@inline
function pack(kind: i32, length: i32): i32 {
  return kind | (length << 4);
}

/** Those of src/text/characters.ts beyond the tables. */
function isInvisibleAstral(codePoint: i32): bool {
  if (codePoint >= 0xe0000) return codePoint <= 0xe0fff;
  return (
    (codePoint >= 0x1d173 && codePoint <= 0x1d17a) ||
    (codePoint >= 0x1bca0 && codePoint <= 0x1bca3) ||
    (codePoint >= 0x13430 && codePoint <= 0x1343f)
  );
}

function kindOf(codePoint: i32): i32 {
  if (codePoint < 0x10000) return load<u8>(BMP_AT + codePoint);
  if (isInvisibleAstral(codePoint)) return INVISIBLE;
  const count = load<i32>(ASTRAL_AT);
  for (let i = 1; i <= count; i++) {
    const zero = load<i32>(ASTRAL_AT + (i << 2));
    if (codePoint >= zero && codePoint < zero + 10) return codePoint - zero;
  }
  return OTHER;
}

/** Reads the unit at `at`; `end` and `final` as in the reference. */
export function readUnit(at: i32, end: i32, final: bool): i32 {
  const byte = byteAt(at);
  if (byte >= 0x80) return readUtf8(at, end, final);
  if (byte - 0x30 < 10 && byte >= 0x30) return pack(byte - 0x30, 1);
  if (byte == BACKSLASH) return readBackslash(at, end, final);
  if (byte == PERCENT) return readPercent(at, end, final);
  if (byte == AMPERSAND) return readReference(at, at + 1, end, final);
  if (byte == EQUALS) return readEquals(at, end, final);
  return pack(load<u8>(BMP_AT + byte), 1);
}

function hex(byte: i32): i32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function hexValue(at: i32, count: i32): i32 {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = hex(byteAt(at + i));
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

function utf8Length(lead: i32): i32 {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Joins one more continuation byte to `value`, or -1. */
// @ts-ignore: decorator
@inline
function join(value: i32, byte: i32): i32 {
  return value < 0 || (byte & 0xc0) != 0x80 ? -1 : (value << 6) | (byte & 0x3f);
}

function validated(value: i32, length: i32): i32 {
  if (value < 0 || value > 0x10ffff) return -1;
  const overlong = value < (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000);
  if (overlong) return -1;
  return value >= 0xd800 && value <= 0xdfff ? -1 : value;
}

function readUtf8(at: i32, end: i32, final: bool): i32 {
  const lead = byteAt(at);
  const length = utf8Length(lead);
  if (length == 0) return pack(SEPARATOR, 1);
  let value = lead & (0xff >> (length + 1));
  for (let i = 1; i < length && value >= 0; i++) {
    if (at + i == end) return final ? pack(SEPARATOR, 1) : CUT;
    value = join(value, byteAt(at + i));
  }
  value = validated(value, length);
  return value < 0 ? pack(SEPARATOR, 1) : pack(kindOf(value), length);
}

function readBackslash(at: i32, end: i32, final: bool): i32 {
  let depth = 1;
  while (depth <= 15 && at + depth < end && byteAt(at + depth) == BACKSLASH) depth++;
  if (depth > 15) return pack(SEPARATOR, 1);
  const escape = at + depth;
  if (escape == end) return final ? pack(SEPARATOR, 1) : CUT;
  const letter = byteAt(escape);
  if (letter == 0x75) return readUnicodeEscape(at, depth, end, final);
  if (letter == 0x78) return readHexEscape(at, depth, end, final);
  if (letter == 0x22) return pack(OTHER, depth + 1);
  // \/ \b \f \n \r \t \v
  if (letter == 0x2f || letter == 0x62 || letter == 0x66 || letter == 0x6e || letter == 0x72 || letter == 0x74 || letter == 0x76) {
    return pack(SEPARATOR, depth + 1);
  }
  return pack(SEPARATOR, 1);
}

function readUnicodeEscape(at: i32, depth: i32, end: i32, final: bool): i32 {
  const length = depth + 5;
  if (at + length > end) return final ? pack(SEPARATOR, 1) : CUT;
  const first = hexValue(at + depth + 1, 4);
  if (first < 0) return pack(SEPARATOR, 1);
  if (first == AMPERSAND) return readReference(at, at + length, end, final);
  if (first < 0xd800 || first > 0xdbff) return pack(first > 0xdbff && first < 0xe000 ? OTHER : kindOf(first), length);
  if (2 * length > UNIT_BYTES) return pack(OTHER, length);
  if (at + 2 * length > end) return final ? pack(OTHER, length) : CUT;
  for (let i = 0; i < depth; i++) if (byteAt(at + length + i) != BACKSLASH) return pack(OTHER, length);
  const second = byteAt(at + length + depth) == 0x75 ? hexValue(at + length + depth + 1, 4) : -1;
  if (second < 0xdc00 || second > 0xdfff) return pack(OTHER, length);
  return pack(kindOf(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)), 2 * length);
}

function readHexEscape(at: i32, depth: i32, end: i32, final: bool): i32 {
  const length = depth + 3;
  if (at + length > end) return final ? pack(SEPARATOR, 1) : CUT;
  const value = hexValue(at + depth + 1, 2);
  if (value == AMPERSAND) return readReference(at, at + length, end, final);
  return value < 0 ? pack(SEPARATOR, 1) : pack(kindOf(value), length);
}

function readPercent(at: i32, end: i32, final: bool): i32 {
  let levels = 0;
  let pair = at + 1;
  if (pair + 2 > end) return final ? pack(SEPARATOR, 1) : CUT;
  let lead = hexValue(pair, 2);
  while (lead == PERCENT && levels < 2) {
    if (pair + 4 > end) return final ? pack(SEPARATOR, 1) : CUT;
    if (hexValue(pair + 2, 2) < 0) break;
    pair += 2;
    levels++;
    lead = hexValue(pair, 2);
  }
  if (lead < 0) return pack(SEPARATOR, 1);
  if (lead >= 0x80) return readPercentUtf8(at, lead, levels, end, final);
  const kind: i32 = load<u8>(BMP_AT + lead);
  const stop = pair + 2;
  if (kind != OTHER) return pack(kind, stop - at);
  if (lead != QUOTE && stop == end && !final) return CUT;
  return lead != QUOTE && stop < end && <u32>(byteAt(stop) - 0x30) < 10 ? pack(SEPARATOR, 1) : pack(OTHER, stop - at);
}

function readPercentUtf8(at: i32, lead: i32, levels: i32, end: i32, final: bool): i32 {
  const width = 3 + 2 * levels;
  const length = utf8Length(lead);
  if (length == 0 || length * width > UNIT_BYTES) return pack(SEPARATOR, 1);
  if (at + length * width > end) return final ? pack(SEPARATOR, 1) : CUT;
  let value = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const start = at + i * width;
    let byte = byteAt(start) == PERCENT ? hexValue(start + width - 2, 2) : -1;
    for (let level = 0; level < levels; level++) {
      if (byteAt(start + 1 + 2 * level) != 0x32 || byteAt(start + 2 + 2 * level) != 0x35) byte = -1;
    }
    value = byte < 0 ? -1 : join(value, byte);
  }
  value = validated(value, length);
  return value < 0 ? pack(SEPARATOR, 1) : pack(kindOf(value), length * width);
}

function isAmp(at: i32, end: i32): bool {
  return at + 4 <= end && load<u32>(at) == 0x3b706d61; // "amp;"
}

function readReference(at: i32, from: i32, end: i32, final: bool): i32 {
  const ampersand = pack(OTHER, from - at);
  const limit = min(end, at + UNIT_BYTES);
  const incomplete = limit == end && !final ? CUT : ampersand;
  let name = from;
  for (let level = 0; level < 2 && isAmp(name, limit); level++) name += 4;
  if (name >= limit) return incomplete;
  if (byteAt(name) == 0x23) return readNumericEntity(at, name + 1, limit, limit < end || !final ? incomplete : 0, ampersand);
  let stop = name;
  while (stop < limit && isAlphanumeric(byteAt(stop))) stop++;
  if (stop == limit) return incomplete;
  if (byteAt(stop) != 0x3b) return ampersand;
  const kind = namedEntity(name, stop - name);
  return kind < 0 ? ampersand : pack(kind, stop + 1 - at);
}

function readNumericEntity(at: i32, from: i32, limit: i32, incomplete: i32, ampersand: i32): i32 {
  const radix = from < limit && (byteAt(from) | 0x20) == 0x78 ? 16 : 10;
  const first = radix == 16 ? from + 1 : from;
  let value = 0;
  let stop = first;
  for (; stop < limit; stop++) {
    const digit = hex(byteAt(stop));
    if (digit < 0 || digit >= radix) break;
    value = min(value * radix + digit, 0x110000);
  }
  if (stop == limit && incomplete != 0) return incomplete;
  if (stop == first || value > 0x10ffff) return ampersand;
  const kind = kindOf(value);
  const isClosed = stop < limit && byteAt(stop) == 0x3b;
  return kind == OTHER && !isClosed ? ampersand : pack(kind, stop + (isClosed ? 1 : 0) - at);
}

function isAlphanumeric(byte: i32): bool {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}

/** Kind of the named reference, or -1. */
function namedEntity(name: i32, length: i32): i32 {
  const count = load<i32>(ENTITIES_AT);
  let entry = ENTITIES_AT + 4;
  for (let i = 0; i < count; i++) {
    const size: i32 = load<u8>(entry);
    if (size == length && memory.compare(entry + 2, name, length) == 0) return load<u8>(entry + 1);
    entry += size + 2;
  }
  return -1;
}

function readEquals(at: i32, end: i32, final: bool): i32 {
  const cut = final ? pack(SEPARATOR, 1) : CUT;
  if (at + 1 == end) return cut;
  if (byteAt(at + 1) == 0x0a) return pack(INVISIBLE, 2);
  if (byteAt(at + 1) != 0x0d) return pack(SEPARATOR, 1);
  if (at + 2 == end) return cut;
  return byteAt(at + 2) == 0x0a ? pack(INVISIBLE, 3) : pack(SEPARATOR, 1);
}
