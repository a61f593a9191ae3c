/**
 * Charsets of one byte a character. Bytes that are valid UTF-8 are read as UTF-8 whatever the declaration says: a body that is declared
 * Latin-1 by a server's default and is UTF-8 in truth is the commonest lie of all, and text of these charsets hardly ever looks so.
 */
import type { SingleByteCharset } from '../../base/charset.js';
import { type CharsetReader, BROKEN } from './reader.js';
import type { Transcript } from './transcript.js';

/** 0x80–0x9F of windows-1252; runtimes differ in whether their Latin-1 has them. Index of the WHATWG Encoding Standard. */
const WINDOWS_1252 = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178'; // prettier-ignore

const tables = new Map<SingleByteCharset, Uint16Array>();

/** Code points of the bytes from 0x80 on. */
function tableOf(charset: SingleByteCharset): Uint16Array {
  const known = tables.get(charset);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(charset);
  const table = Uint16Array.from({ length: 128 }, (_, index) => decoder.decode(Uint8Array.of(0x80 + index)).charCodeAt(0));
  if (charset === 'windows-1252') for (let i = 0; i < WINDOWS_1252.length; i++) table[i] = WINDOWS_1252.charCodeAt(i);
  tables.set(charset, table);
  return table;
}

export class SingleByteReader implements CharsetReader {
  private readonly table: Uint16Array;

  constructor(charset: SingleByteCharset) {
    this.table = tableOf(charset);
  }

  read(bytes: Uint8Array, from: number, offset: number, final: boolean, transcript: Transcript): number {
    for (let at = from; at < bytes.length;) {
      const byte = bytes[at];
      if (byte < 0x80) {
        at = transcript.putAscii(bytes, at, offset);
        continue;
      }
      const utf8 = utf8At(bytes, at);
      if (utf8 === CUT && !final) return at;
      if (utf8 > 0) transcript.put(utf8 >> 3, offset + at, utf8 & 7);
      else transcript.put(this.table[byte - 0x80] ?? BROKEN, offset + at, 1);
      at += utf8 > 0 ? utf8 & 7 : 1;
    }
    return bytes.length;
  }
}

const CUT = -1;

/** The character of a valid UTF-8 sequence, packed over its length in three bits; 0 for none, CUT when more bytes could complete one. */
function utf8At(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let value = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    if (at + i >= bytes.length) return CUT;
    const byte = bytes[at + i];
    if ((byte & 0xc0) !== 0x80) return 0;
    value = (value << 6) | (byte & 0x3f);
    if (i === 1 && isForbidden(lead, byte)) return 0;
  }
  return (value << 3) | length;
}

/** Overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629 section 4). */
function isForbidden(lead: number, second: number): boolean {
  return (
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f)
  );
}
