/**
 * Text of another charset as UTF-8, and where each of its characters lies in the source. Long stretches of characters of equal width are
 * one run, so the map of a page of ASCII is one entry. Offsets count from the beginning of the message, in UTF-8 (`text`) and in the
 * bytes that came (`source`).
 */

/** How a character is written in its source, where that matters to a mask. */
export const PLAIN = 0;
/** Two bytes of a double-byte set that an escape sequence has switched on (ISO-2022-JP). */
export const SHIFTED = 1;
/** Half-width katakana that an escape sequence has switched on (ISO-2022-JP). */
export const KATAKANA = 2;
export type WrittenAs = typeof PLAIN | typeof SHIFTED | typeof KATAKANA;

/** Characters that follow each other without a gap, all of the same widths. */
export interface Run {
  readonly text: number;
  readonly source: number;
  readonly textWidth: number;
  readonly sourceWidth: number;
  readonly writtenAs: WrittenAs;
  count: number;
}

/** Most UTF-8 bytes that one byte of a source can become: a broken byte becomes U+FFFD. */
export const TEXT_BYTES_PER_SOURCE_BYTE = 3;

export class Transcript {
  /** The UTF-8 of the piece at hand. */
  private readonly bytes: Uint8Array;
  private length = 0;
  /** Offset of the piece at hand. */
  private begin = 0;
  private runs: Run[] = [];
  private last: Run | undefined;

  /** For pieces of at most `sourceBytes`. */
  constructor(sourceBytes: number) {
    this.bytes = new Uint8Array(sourceBytes * TEXT_BYTES_PER_SOURCE_BYTE);
  }

  /** Begins the next piece. The map of what was not dropped stays. */
  next(): void {
    this.begin += this.length;
    this.length = 0;
  }

  /** The UTF-8 of the piece at hand; overwritten by the next. */
  get piece(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Offset behind all text so far. */
  get end(): number {
    return this.begin + this.length;
  }

  /** Adds one character. */
  put(codePoint: number, source: number, sourceWidth: number, writtenAs: WrittenAs = PLAIN): void {
    const { bytes } = this;
    const from = this.length;
    let to = from;
    if (codePoint < 0x80) bytes[to++] = codePoint;
    else {
      if (codePoint < 0x800) bytes[to++] = 0xc0 | (codePoint >> 6);
      else {
        if (codePoint < 0x10000) bytes[to++] = 0xe0 | (codePoint >> 12);
        else {
          bytes[to++] = 0xf0 | (codePoint >> 18);
          bytes[to++] = 0x80 | ((codePoint >> 12) & 0x3f);
        }
        bytes[to++] = 0x80 | ((codePoint >> 6) & 0x3f);
      }
      bytes[to++] = 0x80 | (codePoint & 0x3f);
    }
    this.length = to;
    this.map(this.begin + from, source, to - from, sourceWidth, 1, writtenAs);
  }

  /**
   * Adds the ASCII characters that lie in `bytes` from `at` on, every `width` bytes, as long as the bytes between are zero: a width of 2
   * is UTF-16 with the index of the low byte. `offset` is that of `bytes[0]` in the source. Returns the index behind them.
   */
  putAscii(bytes: Uint8Array, at: number, offset: number, width: 1 | 2 = 1, low: 0 | 1 = 0): number {
    const { bytes: text, length: begin } = this;
    const last = bytes.length - width;
    let from = at;
    let to = begin;
    if (width === 1) while (from <= last && bytes[from] < 0x80) text[to++] = bytes[from++];
    else {
      for (; from <= last && bytes[from + low] < 0x80 && bytes[from + 1 - low] === 0; from += 2) text[to++] = bytes[from + low];
    }
    if (to > begin) this.map(this.begin + begin, offset + at, 1, width, to - begin, PLAIN);
    this.length = to;
    return from;
  }

  private map(text: number, source: number, textWidth: number, sourceWidth: number, count: number, writtenAs: WrittenAs): void {
    const { last } = this;
    const goesOn =
      last !== undefined &&
      last.textWidth === textWidth &&
      last.sourceWidth === sourceWidth &&
      last.writtenAs === writtenAs &&
      last.source + last.count * sourceWidth === source;
    if (goesOn) last.count += count;
    else this.runs.push((this.last = { text, source, textWidth, sourceWidth, writtenAs, count }));
  }

  /** The run that holds a text offset, which must not have been dropped. */
  runAt(text: number): Run {
    const { runs } = this;
    let low = 0;
    let high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (runs[middle].text <= text) low = middle;
      else high = middle - 1;
    }
    const run = runs.at(low);
    if (run === undefined || text < run.text) throw new RangeError('text that has left');
    return run;
  }

  /** Where in the source the character begins that holds a text offset. */
  sourceStart(text: number): number {
    const run = this.runAt(text);
    return run.source + Math.floor((text - run.text) / run.textWidth) * run.sourceWidth;
  }

  /** Where in the source the character ends that holds the byte before a text offset. */
  sourceEnd(text: number): number {
    const run = this.runAt(text - 1);
    return run.source + (Math.floor((text - 1 - run.text) / run.textWidth) + 1) * run.sourceWidth;
  }

  /** Forgets the map of what lies before a text offset, apart from the run that holds it. */
  drop(text: number): void {
    const { runs } = this;
    let first = 0;
    while (first < runs.length && runs[first].text + runs[first].count * runs[first].textWidth <= text) first++;
    if (first === 0) return;
    this.runs = runs.slice(first);
    if (first === runs.length) this.last = undefined;
  }
}
