/**
 * Shift_JIS, EUC-JP, GBK, GB18030, Big5 and EUC-KR: the structure of their characters is that of the WHATWG Encoding Standard (sections
 * 10 to 13), their code points come from the runtime's TextDecoder, pair by pair, when a pair is first met. An ASCII byte behind a
 * lead byte that it cannot follow is read for itself, so that no lead byte ever swallows a digit.
 */
import { TextDecoder } from 'node:util';
import type { DoubleByteCharset } from '../../base/charset.js';
import { type CharsetReader, BROKEN } from './reader.js';
import type { Transcript } from './transcript.js';

/** A character packed over its length in three bits. */
type Packed = number;
const CUT: Packed = -1;

const within = (byte: number, first: number, last: number): boolean => byte >= first && byte <= last;

/** Length of the character that two bytes begin, by charset: 1 is a byte for itself, and 0 one that is broken. */
const LENGTHS: Readonly<Record<DoubleByteCharset, (lead: number, second: number) => number>> = {
  shift_jis: (lead, second) => {
    if (within(lead, 0xa1, 0xdf)) return 1;
    if (!within(lead, 0x81, 0x9f) && !within(lead, 0xe0, 0xfc)) return 0;
    return within(second, 0x40, 0x7e) || within(second, 0x80, 0xfc) ? 2 : 0;
  },
  'euc-jp': (lead, second) => {
    if (lead === 0x8e) return within(second, 0xa1, 0xdf) ? 2 : 0;
    if (lead === 0x8f) return within(second, 0xa1, 0xfe) ? 3 : 0;
    return within(lead, 0xa1, 0xfe) && within(second, 0xa1, 0xfe) ? 2 : 0;
  },
  gbk: gbLength,
  gb18030: gbLength,
  big5: (lead, second) => (within(lead, 0x81, 0xfe) && (within(second, 0x40, 0x7e) || within(second, 0xa1, 0xfe)) ? 2 : 0),
  'euc-kr': (lead, second) => (within(lead, 0x81, 0xfe) && within(second, 0x41, 0xfe) ? 2 : 0),
};

/** GBK is decoded as GB18030, of which it is a part. */
function gbLength(lead: number, second: number): number {
  if (lead === 0x80) return 1;
  if (!within(lead, 0x81, 0xfe)) return 0;
  if (within(second, 0x30, 0x39)) return 4;
  return within(second, 0x40, 0x7e) || within(second, 0x80, 0xfe) ? 2 : 0;
}

/** Code points of one charset, learned from the runtime. */
export class CodePoints {
  private readonly decoder: TextDecoder;
  /** By two bytes; 0 is not known yet. */
  private readonly pairs = new Int32Array(0x10000);
  /** By longer characters, which are rare. */
  private readonly long = new Map<number, number>();

  constructor(charset: DoubleByteCharset) {
    this.decoder = new TextDecoder(charset === 'gbk' ? 'gb18030' : charset, { ignoreBOM: true });
  }

  single(byte: number): number {
    return this.pair(0, byte);
  }

  /** `lead` 0 is for a byte alone. */
  pair(lead: number, second: number): number {
    const key = (lead << 8) | second;
    const known = this.pairs[key];
    if (known !== 0) return known;
    return (this.pairs[key] = this.decode(lead === 0 ? [second] : [lead, second]));
  }

  longer(bytes: Uint8Array): number {
    let key = 0;
    for (const byte of bytes) key = key * 256 + byte;
    const known = this.long.get(key);
    if (known !== undefined) return known;
    const codePoint = this.decode(bytes);
    if (this.long.size >= LONG_KEPT) this.long.clear();
    this.long.set(key, codePoint);
    return codePoint;
  }

  /** The first code point: where two come of one character (Big5), the second is an accent. A control is a pair that the runtime lacks. */
  private decode(bytes: Iterable<number>): number {
    const codePoint = this.decoder.decode(Uint8Array.from(bytes)).codePointAt(0) ?? BROKEN;
    return codePoint < 0xa0 ? BROKEN : codePoint;
  }
}

const LONG_KEPT = 4096;

const shared = new Map<DoubleByteCharset, CodePoints>();

export function codePointsOf(charset: DoubleByteCharset): CodePoints {
  const known = shared.get(charset);
  if (known !== undefined) return known;
  const made = new CodePoints(charset);
  shared.set(charset, made);
  return made;
}

export class DoubleByteReader implements CharsetReader {
  private readonly lengthOf: (lead: number, second: number) => number;
  private readonly codePoints: CodePoints;

  constructor(charset: DoubleByteCharset) {
    this.lengthOf = LENGTHS[charset];
    this.codePoints = codePointsOf(charset);
  }

  read(bytes: Uint8Array, from: number, offset: number, final: boolean, transcript: Transcript): number {
    for (let at = from; at < bytes.length;) {
      if (bytes[at] < 0x80) {
        at = transcript.putAscii(bytes, at, offset);
        continue;
      }
      const packed = this.character(bytes, at);
      if (packed === CUT && !final) return at;
      const width = packed === CUT ? 1 : packed & 7;
      transcript.put(packed === CUT ? BROKEN : packed >> 3, offset + at, width);
      at += width;
    }
    return bytes.length;
  }

  private character(bytes: Uint8Array, at: number): Packed {
    const lead = bytes[at];
    const last = at + 1 === bytes.length;
    const length = this.lengthOf(lead, last ? 0 : bytes[at + 1]);
    if (length === 1) return (this.codePoints.single(lead) << 3) | 1;
    if (last) return CUT;
    if (length === 0) return (BROKEN << 3) | 1;
    if (length === 2) return (this.codePoints.pair(lead, bytes[at + 1]) << 3) | 2;
    return this.long(bytes, at, length);
  }

  /** Three bytes of EUC-JP or four of GB18030: the lead byte alone is broken when the rest does not follow. */
  private long(bytes: Uint8Array, at: number, length: number): Packed {
    const broken = (BROKEN << 3) | 1;
    const third = bytes.at(at + 2);
    if (third === undefined) return CUT;
    if (length === 3) return within(third, 0xa1, 0xfe) ? (this.codePoints.longer(bytes.subarray(at, at + 3)) << 3) | 3 : broken;
    if (!within(third, 0x81, 0xfe)) return broken;
    if (at + 3 >= bytes.length) return CUT;
    if (!within(bytes[at + 3], 0x30, 0x39)) return broken;
    return (this.codePoints.longer(bytes.subarray(at, at + 4)) << 3) | 4;
  }
}
