/**
 * Content-Transfer-Encodings (RFC 2045 section 6) while they come: raw bytes in, decoded bytes with their places out. What readers decode
 * in different ways is refused in base64; in quoted-printable it stands for itself, as the RFC advises.
 */
import { BASE64, BASE64_VALUES, HEX, LITERAL, type Mapped } from './mapped.js';

export interface TransferDecoder {
  /**
   * Decodes `raw` from offset `from` on and adds it to `mapped`; with `final` nothing comes behind it. Returns the offset up to which the
   * bytes are understood: the rest is given again. Undefined when it is malformed.
   */
  decode(raw: Uint8Array, from: number, final: boolean, mapped: Mapped): number | undefined;
}

const EQUALS = 0x3d;
const PERCENT = 0x25;
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;
const isSpace = (byte: number): boolean => isBlank(byte) || byte === 0x0a || byte === 0x0d;

/**
 * Base64 in lines, without anything foreign in it; the padding may be missing, but nothing may follow it. In `pieces` more may: whoever
 * streams base64 pads each piece that is written.
 */
export class Base64Decoder implements TransferDecoder {
  private hasEnded = false;

  constructor(private readonly form: 'whole' | 'pieces' = 'whole') {}

  decode(raw: Uint8Array, from: number, final: boolean, mapped: Mapped): number | undefined {
    mapped.reserve(raw.length - from);
    let at = from;
    for (;;) {
      while (at < raw.length && isSpace(raw[at])) at++;
      if (at === raw.length) return at;
      if (this.hasEnded) return undefined;
      at = wholeGroups(raw, at, mapped);
      if (at === raw.length || isSpace(raw[at])) continue;
      const next = this.group(raw, at, final, mapped);
      if (next === undefined || next === -1) return next === -1 ? at : undefined;
      at = next;
    }
  }

  /** Decodes one group of four in which there may be white space and padding; -1 when it is not all there. */
  private group(raw: Uint8Array, start: number, final: boolean, mapped: Mapped): number | undefined {
    let bits = 0;
    let count = 0;
    let padding = 0;
    let at = start;
    for (; at < raw.length && count + padding < 4; at++) {
      const value = BASE64_VALUES[raw[at]];
      if (value >= 0 && padding === 0) {
        bits = (bits << 6) | value;
        count++;
      } else if (raw[at] === EQUALS && count >= 2) padding++;
      else if (!isSpace(raw[at])) return undefined;
    }
    if (count + padding < 4 && !final) return -1;
    if (count < 4) {
      if (count < 2 || (padding > 0 && count + padding !== 4)) return undefined;
      this.hasEnded = this.form === 'whole' || padding === 0;
    }
    bits <<= 6 * (4 - count);
    for (let place = 0; place < count - 1; place++) mapped.add((bits >>> (16 - 8 * place)) & 0xff, start, BASE64, place);
    return at;
  }
}

/** Decodes groups of four characters that stand side by side; returns the offset behind them. Room is reserved. */
function wholeGroups(raw: Uint8Array, from: number, mapped: Mapped): number {
  const { plain } = mapped;
  let at = from;
  let index = mapped.length;
  for (; at + 4 <= raw.length; at += 4) {
    const first = (BASE64_VALUES[raw[at]] << 6) | BASE64_VALUES[raw[at + 1]];
    const bits = (first << 12) | (BASE64_VALUES[raw[at + 2]] << 6) | BASE64_VALUES[raw[at + 3]];
    if (bits < 0) break; // one of them is no character of base64
    plain[index] = bits >>> 16;
    plain[index + 1] = bits >>> 8;
    plain[index + 2] = bits;
    index += 3;
  }
  if (at > from) mapped.begin(from, BASE64);
  mapped.length = index;
  return at;
}

/** Value of each hexadecimal digit, -1 for all other bytes. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()));

/** Hexadecimal value of two characters, negative where they are none or not there. */
export function hexPair(raw: Uint8Array, at: number): number {
  return at + 1 < raw.length ? (HEX_VALUES[raw[at]] << 4) | HEX_VALUES[raw[at + 1]] : -1;
}

/** White space that some senders leave between `=` and the end of its line; more is no soft line break. */
const SOFT_BREAK_BLANKS_MAX = 16;

/** Quoted-printable: `=XX` is a byte, `=` at the end of a line joins it with the next. */
export class QuotedPrintableDecoder implements TransferDecoder {
  decode(raw: Uint8Array, from: number, final: boolean, mapped: Mapped): number {
    let at = from;
    while (at < raw.length) {
      const next = raw.indexOf(EQUALS, at);
      const end = next === -1 ? raw.length : next;
      if (end > at) mapped.literal(raw, at, end);
      if (next === -1) return end;
      at = next;
      const length = escapeLength(raw, at, final);
      if (length === -1) return at;
      if (length === 0) mapped.add(EQUALS, at, LITERAL);
      else if (length === 3 && raw[at + 2] !== 0x0a) mapped.add(hexPair(raw, at + 1), at, HEX);
      at += Math.max(1, length);
    }
    return at;
  }
}

/** Bytes of what begins with the `=` at `at`; 0 when it stands for itself, -1 when that is not known yet. */
function escapeLength(raw: Uint8Array, at: number, final: boolean): number {
  const cut = final ? 0 : -1;
  if (at + 1 === raw.length) return cut;
  let end = at + 1;
  while (end < raw.length && isBlank(raw[end]) && end - at <= SOFT_BREAK_BLANKS_MAX) end++;
  if (end === raw.length) return cut;
  if (raw[end] === 0x0a) return end + 1 - at;
  if (raw[end] === 0x0d) {
    if (end + 1 === raw.length) return cut;
    return raw[end + 1] === 0x0a ? end + 2 - at : 0;
  }
  if (end > at + 1) return 0;
  if (at + 2 === raw.length) return cut;
  return hexPair(raw, at + 1) >= 0 ? 3 : 0;
}

const AMPERSAND = 0x26;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
/** Times that a percent sign may itself be encoded. */
const PERCENT_LEVELS_MAX = 3;

/** Bytes of the raw text in which the brackets of a name must close. */
const MEMBER_BYTES_MAX = 64;
/** `[name]` with more of the name, or its value, behind it; brackets may be encoded. */
const MEMBER = /^(?:\[|%5b)([\w.-]*)(\]|%5d)(?=\[|%5b|=)/i;
/** As much of that as may have come. */
const MEMBER_BEGUN = /^(?:\[|%(?:5b?)?|%5b)[\w.-]*(?:\]|%(?:5d?)?)?(?:%(?:5b?)?)?$/i;

/**
 * Percent-encoding (RFC 3986 section 2.1), also where it was encoded again: `%34`, `%2534`. A plus sign stays, it reads as a space. The
 * name of a member, `card[cvv]=`, reads like a name of its own: `card&cvv=`. An index is none: `cvv[0]=` reads `cvv=`.
 */
export class PercentDecoder implements TransferDecoder {
  decode(raw: Uint8Array, from: number, final: boolean, mapped: Mapped): number {
    let at = from;
    while (at < raw.length) {
      const start = at;
      while (at < raw.length && raw[at] !== PERCENT && raw[at] !== BRACKET) at++;
      if (at > start) mapped.literal(raw, start, at);
      if (at === raw.length) return at;
      const member = mayBeBracket(raw, at) ? memberAt(raw, at, final) : 0;
      if (member === -1) return at;
      if (member > 0) {
        at = this.member(raw, at, at + member, mapped);
        continue;
      }
      const pair = raw[at] === PERCENT ? pairOf(raw, at) : 0;
      if (pair === -1 && !final) return at;
      if (pair <= 0) mapped.add(raw[at], at++, LITERAL);
      else {
        const end = sequenceEnd(raw, at, pair, final);
        if (end === -1) return at;
        const width = pair + 2 - at;
        if (end === 0) {
          mapped.add(PERCENT, at, HEX);
          at += 3;
        } else for (; at < end; at += width) mapped.add(hexPair(raw, at + width - 2), at + width - 3, HEX);
      }
    }
    return at;
  }

  /** Adds `[name]` from an offset to its end as `&name`; an index is left out, so that the name before it stands before the value. */
  private member(raw: Uint8Array, at: number, end: number, mapped: Mapped): number {
    const isEncoded = raw[at] === PERCENT;
    const name = at + (isEncoded ? 3 : 1);
    const behind = end - (raw[end - 1] === BRACKET_END ? 1 : 3);
    if (isIndex(raw, name, behind)) return end;
    mapped.add(AMPERSAND, at, isEncoded ? HEX : LITERAL);
    if (behind > name) mapped.literal(raw, name, behind);
    return end;
  }
}

/** What says which of several values this is, or that it is the value: too short to hide anything in. */
const INDEX = /^(?:\d{0,3}|value|val)$/i;
const INDEX_BYTES_MAX = 5;

const isIndex = (raw: Uint8Array, from: number, to: number): boolean =>
  to - from <= INDEX_BYTES_MAX && INDEX.test(Buffer.from(raw.buffer, raw.byteOffset + from, to - from).toString('latin1'));

const mayBeBracket = (raw: Uint8Array, at: number): boolean =>
  raw[at] === BRACKET || at + 2 >= raw.length || (raw[at + 1] === 0x35 && (raw[at + 2] | 0x20) === 0x62);

/** Bytes of the `[name]` at an offset; 0 when there is none, -1 when that is not known yet. */
function memberAt(raw: Uint8Array, at: number, final: boolean): number {
  const bytes = raw.subarray(at, at + MEMBER_BYTES_MAX);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const length = MEMBER.exec(text)?.[0].length ?? 0;
  return length === 0 && !final && bytes.length < MEMBER_BYTES_MAX && MEMBER_BEGUN.test(text) ? -1 : length;
}

/**
 * The end of the character that begins with the byte at `pair` of the escape at `at`; 0 where the escape was not encoded again after all,
 * -1 when more is needed. What was encoded twice is text, so a byte beyond ASCII has the others of its character (RFC 3629) behind it,
 * encoded as often; else `%25B4111` is the percent sign and the letter before the number on a magnetic stripe.
 */
function sequenceEnd(raw: Uint8Array, at: number, pair: number, final: boolean): number {
  const width = pair + 2 - at;
  const lead = hexPair(raw, pair);
  if (width === 3 || lead < 0x80) return pair + 2;
  const length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let index = 1; index < length; index++) {
    const next = at + index * width;
    if (next + width > raw.length) return final ? 0 : -1;
    for (let i = 0; i < width - 2; i++) if (raw[next + i] !== raw[at + i]) return 0;
    if ((hexPair(raw, next + width - 2) & 0xc0) !== 0x80 || hexPair(raw, next + width - 2) < 0) return 0;
  }
  return length === 0 ? 0 : at + length * width;
}

/** Offset of the last two hexadecimal digits of what begins with the `%` at `at`; 0 when it stands for itself, -1 when more is needed. */
function pairOf(raw: Uint8Array, at: number): number {
  let pair = at + 1;
  for (let level = 0; ; level++, pair += 2) {
    if (pair + 2 > raw.length) return -1;
    const byte = hexPair(raw, pair);
    if (byte < 0) return level === 0 ? 0 : pair - 2;
    if (byte !== PERCENT || level === PERCENT_LEVELS_MAX) return pair;
    if (pair + 4 > raw.length) return -1;
    if (hexPair(raw, pair + 2) < 0) return pair;
  }
}
