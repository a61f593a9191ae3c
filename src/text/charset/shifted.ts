/**
 * ISO-2022-JP: seven bits, escape sequences switch between ASCII and Japanese (WHATWG Encoding Standard, section 12.2; RFC 1468). The
 * sequences are no text and stay where they are. Sets that the standard does not know, and bytes that are not of seven bits, are
 * refused: another reader would find digits where this one finds letters. So are line ends within Japanese: some readers go back to ASCII
 * there, others do not, and RFC 1468 forbids them.
 */
import { codePointsOf, type CodePoints } from './double.js';
import { type CharsetReader, BROKEN, REFUSED } from './reader.js';
import { KATAKANA, SHIFTED, type Transcript } from './transcript.js';

const ESCAPE = 0x1b;
/** What has been switched on. */
const enum Mode {
  Ascii,
  Roman,
  Katakana,
  Japanese,
}

/** By the two bytes behind the escape. */
const MODES: ReadonlyMap<number, Mode> = new Map([
  [0x2842, Mode.Ascii], // ( B
  [0x284a, Mode.Roman], // ( J
  [0x2849, Mode.Katakana], // ( I
  [0x2440, Mode.Japanese], // $ @
  [0x2442, Mode.Japanese], // $ B
]);

const isGraphic = (byte: number): boolean => byte >= 0x21 && byte <= 0x7e;

export class ShiftedReader implements CharsetReader {
  private mode: Mode = Mode.Ascii;
  private readonly codePoints: CodePoints = codePointsOf('euc-jp');

  read(bytes: Uint8Array, from: number, offset: number, final: boolean, transcript: Transcript): number {
    for (let at = from; at < bytes.length;) {
      const byte = bytes[at];
      if (byte >= 0x80 || byte === 0x0e || byte === 0x0f) return REFUSED;
      if (byte === ESCAPE) {
        if (at + 3 > bytes.length) return this.endAt(bytes, at, offset, final, transcript);
        const mode = MODES.get((bytes[at + 1] << 8) | bytes[at + 2]);
        if (mode === undefined) return REFUSED;
        this.mode = mode;
        at += 3;
      } else if (this.mode === Mode.Japanese && isGraphic(byte)) {
        if (at + 1 === bytes.length) return this.endAt(bytes, at, offset, final, transcript);
        at += this.pair(bytes, at, offset, transcript);
      } else if (this.mode >= Mode.Katakana && (byte === 0x0a || byte === 0x0d)) return REFUSED;
      else at += this.single(byte, offset + at, transcript);
    }
    return bytes.length;
  }

  /** A sequence or character that is cut: more may come, or never will. */
  private endAt(bytes: Uint8Array, at: number, offset: number, final: boolean, transcript: Transcript): number {
    if (!final) return at;
    for (let rest = at; rest < bytes.length; rest++) transcript.put(BROKEN, offset + rest, 1);
    return bytes.length;
  }

  /** What cannot be the second byte is read for itself. */
  private pair(bytes: Uint8Array, at: number, offset: number, transcript: Transcript): number {
    if (!isGraphic(bytes[at + 1])) {
      transcript.put(BROKEN, offset + at, 1);
      return 1;
    }
    transcript.put(this.codePoints.pair(bytes[at] | 0x80, bytes[at + 1] | 0x80), offset + at, 2, SHIFTED);
    return 2;
  }

  /** One byte. Controls and spaces mean the same in every set. */
  private single(byte: number, source: number, transcript: Transcript): number {
    if (this.mode === Mode.Katakana && isGraphic(byte)) transcript.put(byte <= 0x5f ? 0xff40 + byte : BROKEN, source, 1, KATAKANA);
    else if (this.mode === Mode.Roman && byte === 0x5c) transcript.put(0xa5, source, 1);
    else if (this.mode === Mode.Roman && byte === 0x7e) transcript.put(0x203e, source, 1);
    else transcript.put(byte, source, 1);
    return 1;
  }
}
