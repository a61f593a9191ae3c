/**
 * UTF-16 in either order. Text whose bytes only make sense as something else is refused: it would be read as rare Chinese characters here
 * and as digits elsewhere. A lone surrogate is passed on, because JavaScript makes them; half a unit at the end is not.
 */
import { type CharsetReader, BROKEN, REFUSED } from './reader.js';
import type { Transcript } from './transcript.js';

const MARK = 0xfeff;
/** The byte order mark, read in the wrong order: from here on the bytes are swapped. */
const SWAPPED_MARK = 0xfffe;
/** So many units in a row that are two characters of ASCII each are ASCII. Chinese text makes one in five of them. */
const ASCII_UNITS_MAX = 24;
/** So many at the beginning are, too: readers that take all JSON, or all that a script fetches, for UTF-8 see numbers where this would see Chinese. */
const OPENING_UNITS_MAX = 8;
/** So many units in a row that are two characters of numbers each, or one in the wrong order: a number of twelve digits is no word. */
const NUMBER_UNITS_MAX = 6;
/** It does stand in rows, as does any one sign: Korean chats are full of a letter that looks like "11". */
const IDEOGRAPHIC_SPACE = 0x3000;

const TEXT = 1;
const NUMBER = 3;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x20 || byte === 0x2d) return NUMBER;
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? TEXT : 0;
});

export class WideReader implements CharsetReader {
  private asciiUnits = 0;
  private numberUnits = 0;
  /** The first unit of the row of numbers that is no space, and whether another one followed. */
  private sign = 0;
  private isMixed = false;
  /** Nothing but units of two characters of ASCII has come, a byte order mark aside. */
  private isOpening = true;
  private readonly high: number;

  constructor(isBigEndian: boolean) {
    this.high = isBigEndian ? 0 : 1;
  }

  read(bytes: Uint8Array, from: number, offset: number, final: boolean, transcript: Transcript): number {
    const { high } = this;
    let at = from;
    while (at + 2 <= bytes.length) {
      const unit = (bytes[at + high] << 8) | bytes[at + 1 - high];
      if (unit < 0x80) {
        this.numberUnits = this.asciiUnits = 0;
        this.isOpening = false;
        at = transcript.putAscii(bytes, at, offset, 2, high === 0 ? 1 : 0);
        continue;
      }
      if (this.contradicts(unit)) return REFUSED;
      if (unit < 0xd800 || unit > 0xdfff) {
        transcript.put(unit, offset + at, 2);
        at += 2;
        continue;
      }
      if (unit < 0xdc00 && at + 4 > bytes.length && !final) return at;
      const second = unit < 0xdc00 && at + 4 <= bytes.length ? (bytes[at + 2 + high] << 8) | bytes[at + 3 - high] : 0;
      const isPair = second >= 0xdc00 && second <= 0xdfff;
      transcript.put(isPair ? 0x10000 + ((unit - 0xd800) << 10) + second - 0xdc00 : BROKEN, offset + at, isPair ? 4 : 2);
      at += isPair ? 4 : 2;
    }
    return final && at < bytes.length ? REFUSED : at;
  }

  /** Whether a unit in its row makes the bytes something else than UTF-16 in this order. */
  private contradicts(unit: number): boolean {
    if (unit === SWAPPED_MARK) return true;
    const first = KINDS[unit >> 8];
    const second = KINDS[unit & 0xff];
    this.asciiUnits = first !== 0 && second !== 0 ? this.asciiUnits + 1 : 0;
    this.isOpening &&= this.asciiUnits > 0 || unit === MARK;
    if (first !== NUMBER || (second !== NUMBER && (unit & 0xff) !== 0)) this.numberUnits = 0;
    else {
      if (this.numberUnits++ === 0) {
        this.sign = 0;
        this.isMixed = false;
      }
      if (unit !== IDEOGRAPHIC_SPACE) {
        this.isMixed ||= this.sign !== 0 && this.sign !== unit;
        this.sign = unit;
      }
    }
    const asciiMax = this.isOpening ? OPENING_UNITS_MAX : ASCII_UNITS_MAX;
    return this.asciiUnits >= asciiMax || (this.numberUnits >= NUMBER_UNITS_MAX && this.isMixed);
  }
}
