/**
 * A head as its reader sees it: encoded words decoded (RFC 2047) and parameters that go on in numbered pieces joined (RFC 2231 section 3),
 * with a map back to the raw bytes. Percent-encoded pieces stay as they are; detectors read those.
 */
import { BASE64, BASE64_VALUES, HEX, LITERAL, Mapped } from './mapped.js';
import { hexPair } from './transfer.js';

export interface HeadView {
  readonly mapped: Mapped;
  /** Charsets that the head names for its words and parameters. */
  readonly charsets: readonly string[];
}

/** `=?charset?B?…?=`; a language may follow the charset (RFC 2231 section 5). Readers take longer words than the RFC allows. */
const WORD = /=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bq])\?([^?\r\n]*)\?=/iy;
const BETWEEN_WORDS = /[ \t\r\n]+(?==\?[^?\s]{1,81}\?[bq]\?[^?\r\n]*\?=)/iy;
/** From the end of one piece to the value of the next: `; name*1*=`, quotes included. */
const NEXT_PIECE = /"?\s*;\s*([\w-]+)\*(\d{1,4})(\*?)\s*=\s*"?/iy;
const FIRST_PIECE = /;\s*([\w-]+)\*(\d{1,4})\*?\s*=/iy;
/** `name*=charset'language'`: its digits are none of the value. */
const CHARSET_OF_PARAMETER = /(;\s*[\w-]+\*(?:0\*)?\s*=\s*"?)([^'"\s;]*)'[^'\s;]*'/gi;

/** The view of a head in Latin-1; undefined where it reads as it stands, `ambiguous` when pieces come out of order. */
export function viewOf(raw: Uint8Array): HeadView | 'ambiguous' | undefined {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
  if (!text.includes('=?') && !/\*\d*\*?\s*=/.test(text)) return undefined;
  return new Reader(raw, text).read();
}

class Reader {
  private readonly mapped = new Mapped();
  private readonly charsets: string[] = [];
  /** Where the names of charsets and languages begin and end. */
  private readonly skips = new Map<number, number>();
  /** Name and number of the piece at hand. */
  private piece: { name: string; number: number } | undefined;

  constructor(
    private readonly raw: Uint8Array,
    private readonly text: string,
  ) {}

  read(): HeadView | 'ambiguous' {
    for (const { 0: whole, 1: before, 2: charset, index } of this.text.matchAll(CHARSET_OF_PARAMETER)) {
      this.charsets.push(charset);
      this.skips.set(index + before.length, index + whole.length);
    }
    for (let at = 0; at < this.text.length;) {
      const next = this.skips.get(at) ?? this.word(at) ?? this.nextPiece(at);
      if (next === 'ambiguous') return next;
      if (next === undefined) this.mapped.add(this.raw[at], at, LITERAL);
      at = next ?? at + 1;
    }
    return { mapped: this.mapped, charsets: this.charsets };
  }

  /** Offset behind the encoded word at `at`, and behind the white space before the next one. */
  private word(at: number): number | undefined {
    if (this.text.charCodeAt(at) !== 0x3d) return undefined;
    const match = matchAt(WORD, this.text, at);
    if (match === undefined) return undefined;
    const [whole, charset, kind, encoded] = match;
    this.charsets.push(charset);
    const end = at + whole.length;
    const from = end - 2 - encoded.length;
    if (kind.toLowerCase() === 'q') this.quoted(from, end - 2);
    else this.base64(from, end - 2);
    return end + (matchAt(BETWEEN_WORDS, this.text, end)?.[0].length ?? 0);
  }

  private quoted(from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = this.raw[at];
      const pair = byte === 0x3d && at + 2 < end ? hexPair(this.raw, at + 1) : -1;
      if (pair >= 0) {
        this.mapped.add(pair, at, HEX);
        at += 2;
      } else this.mapped.add(byte === 0x5f ? 0x20 : byte, at, LITERAL);
    }
  }

  /** Characters foreign to base64 are skipped, as readers do. */
  private base64(from: number, end: number): void {
    let places: number[] = [];
    const flush = (): void => {
      const values = places.map((at) => BASE64_VALUES[this.raw[at]]);
      const bits = values.reduce((sum, value, index) => sum | (value << (18 - 6 * index)), 0);
      for (let i = 0; i < places.length - 1; i++) this.mapped.add((bits >>> (16 - 8 * i)) & 0xff, places[0], BASE64, i);
      places = [];
    };
    for (let at = from; at < end; at++) {
      if (BASE64_VALUES[this.raw[at]] >= 0) places.push(at);
      if (places.length === 4) flush();
    }
    flush();
  }

  private nextPiece(at: number): number | 'ambiguous' | undefined {
    const byte = this.text.charCodeAt(at);
    if (byte !== 0x3b && byte !== 0x22 && byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return undefined;
    const first = matchAt(FIRST_PIECE, this.text, at);
    if (first !== undefined && Number(first[2]) === 0) {
      this.piece = { name: first[1].toLowerCase(), number: 0 };
      return undefined;
    }
    const match = matchAt(NEXT_PIECE, this.text, at);
    if (match === undefined) return undefined;
    const [name, number] = [match[1].toLowerCase(), Number(match[2])];
    if (number === 0) return undefined; // another parameter begins: the semicolon comes to it
    if (this.piece?.name !== name || number !== this.piece.number + 1) return 'ambiguous';
    this.piece = { name, number };
    return at + match[0].length;
  }
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}
