/**
 * UTF-16 in either order. Text whose bytes only make sense as something else is refused: it would be read as rare Chinese characters here
 * and as digits elsewhere. A lone surrogate is passed on, because JavaScript makes them; half a unit at the end is not.
 */
import { type CharsetReader, BROKEN, REFUSED } from './reader.js';
import type { Transcript } from './transcript.js';

/** The byte order mark, read in the wrong order: from here on the bytes are swapped. */
const SWAPPED_MARK = 0xfffe;
/** So many units in a row that are two characters of ASCII each are ASCII. Chinese text makes one in five of them. */
const ASCII_UNITS_MAX = 24;
/** So many units in a row that are two characters of numbers each, or one in the wrong order: a number of twelve digits is no word. */
const NUMBER_UNITS_MAX = 6;
/** The ideographic space and the letters of the Korean alphabet do stand in rows; they look like " 0" and "11". */
const IDEOGRAPHIC_SPACE = 0x3000;
const isJamo = (unit: number): boolean => unit >= 0x3130 && unit <= 0x3139;

const TEXT = 1;
const NUMBER = 3;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x20 || byte === 0x2d) return NUMBER;
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? TEXT : 0;
});

export class WideReader implements CharsetReader {
  private asciiUnits = 0;
  private numberUnits = 0;
  /** The numbers of the row at hand could be letters of their own. */
  private isHarmless = true;
  private readonly high: number;

  constructor(isBigEndian: boolean) {
    this.high = isBigEndian ? 0 : 1;
  }

  read(bytes: Uint8Array, from: number, offset: number, final: boolean, transcript: Transcript): number {
    const { high } = this;
    let at = from;
    while (at + 2 <= bytes.length) {
      const unit = (bytes[at + high] << 8) | bytes[at + 1 - high];
      if (unit >= 0x2000 ? this.contradicts(unit) : this.isPlain()) return REFUSED;
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

  /** A unit below U+2000 is text as it stands: it ends every row. */
  private isPlain(): boolean {
    this.asciiUnits = 0;
    this.numberUnits = 0;
    this.isHarmless = true;
    return false;
  }

  private contradicts(unit: number): boolean {
    if (unit === SWAPPED_MARK) return true;
    const first = KINDS[unit >> 8];
    const second = KINDS[unit & 0xff];
    const isNumber = first === NUMBER && (second === NUMBER || (unit & 0xff) === 0);
    this.asciiUnits = first !== 0 && second !== 0 ? this.asciiUnits + 1 : 0;
    this.numberUnits = isNumber ? this.numberUnits + 1 : 0;
    if (!isNumber) this.isHarmless = true;
    else if (unit !== IDEOGRAPHIC_SPACE && !isJamo(unit)) this.isHarmless = false;
    return this.asciiUnits >= ASCII_UNITS_MAX || (this.numberUnits >= NUMBER_UNITS_MAX && !this.isHarmless);
  }
}
