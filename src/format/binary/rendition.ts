/**
 * A binary document (MessagePack, CBOR, protobuf) written out as JSON would write it, with a map back to its bytes: names, strings and
 * numbers are judged among their neighbours, as in JSON, and a mask is written into the bytes they came from, which keep their length.
 */
import { STYLES, writeNumber, type NumberStyle } from './number.js';

/** What the bytes of a run are: made up, bytes of the document, or the digits of a number in one of the styles. */
const INSERTED = 0;
const TEXT = 1;
const NUMBER = 2;

/** A run in a list of integers: where it begins in the text and in the document, what it is, and how many bytes of the document it takes. */
const FIELDS = 4;
const SOURCE = 1;
const KIND = 2;
const WIDTH = 3;
const FIRST_RUNS = 256;
/** Shorter strings are copied faster by a loop than by a call. */
const LOOP_BYTES_MAX = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_BYTES = 4096;

/** A place to which a rendition can be taken back. */
export interface Mark {
  readonly length: number;
  readonly runs: number;
}

export class Rendition {
  private text = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;
  private list = new Int32Array(FIRST_RUNS * FIELDS);
  private runs = 0;

  constructor(private readonly raw: Uint8Array) {}

  get bytes(): Uint8Array {
    return this.text.subarray(0, this.length);
  }

  mark(): Mark {
    return { length: this.length, runs: this.runs };
  }

  /** Forgets what was written since. */
  reset({ length, runs }: Mark): void {
    this.length = length;
    this.runs = runs;
  }

  /** Punctuation and literals, in ASCII. */
  insert(ascii: string): void {
    this.beginInserted();
    this.reserve(ascii.length);
    for (let i = 0; i < ascii.length; i++) this.text[this.length++] = ascii.charCodeAt(i);
  }

  /** A string with quotes around it. */
  quoted(from: number, end: number): void {
    this.insert('"');
    this.string(from, end);
    this.insert('"');
  }

  /** The content of a string; quotes and backslashes are escaped. */
  string(from: number, end: number): void {
    const { raw } = this;
    for (let at = from; at < end;) {
      let stop = at;
      while (stop < end && raw[stop] !== QUOTE && raw[stop] !== BACKSLASH) stop++;
      if (stop === at) {
        this.insert('\\');
        stop = at + 1;
      }
      this.begin(TEXT, at, stop - at);
      this.reserve(stop - at);
      if (stop - at > LOOP_BYTES_MAX) this.text.set(raw.subarray(at, stop), this.length);
      else for (let i = at, to = this.length; i < stop; i++, to++) this.text[to] = raw[i];
      this.length += stop - at;
      at = stop;
    }
  }

  /** A number in `width` bytes from an offset on; a sign belongs to what is inserted. */
  number(digits: string, at: number, width: number, style: NumberStyle): void {
    this.begin(NUMBER + STYLES.indexOf(style), at, width);
    this.reserve(digits.length);
    for (let i = 0; i < digits.length; i++) this.text[this.length++] = digits.charCodeAt(i);
  }

  /** Offset in the document of the byte at an offset of the text, or of what stands next to it. */
  sourceOf(offset: number): number {
    const run = this.runOf(offset);
    const behind = Math.min(offset - this.of(run), this.of(run, WIDTH));
    return this.of(run, SOURCE) + (this.of(run, KIND) === TEXT ? behind : 0);
  }

  /** Offset behind what the byte before an offset of the text belongs to. */
  sourceEnd(offset: number): number {
    const run = this.runOf(Math.max(0, offset - 1));
    if (this.of(run, KIND) === TEXT) return this.of(run, SOURCE) + offset - this.of(run);
    return this.of(run, SOURCE) + this.of(run, WIDTH);
  }

  /** Whether these bytes of the document are all content of one string. */
  isText(start: number, end: number): boolean {
    let from = start; // a string is in runs that touch where it holds quotes
    for (let run = this.runOf(start, SOURCE); run < this.runs && from < end && this.of(run, SOURCE) <= from; run++)
      if (this.of(run, KIND) === TEXT) from = Math.max(from, this.of(run, SOURCE) + this.of(run, WIDTH));
    return from >= end;
  }

  /** Writes a redacted text of equal length into a copy of the document. */
  written(redacted: Uint8Array): Uint8Array {
    if (redacted.length !== this.length) throw new RangeError('a mask has changed the length');
    const bytes = new Uint8Array(this.raw);
    for (let run = 0; run < this.runs; run++) {
      const kind = this.of(run, KIND);
      if (kind === INSERTED) continue;
      const start = this.of(run);
      const end = run + 1 < this.runs ? this.of(run + 1) : this.length;
      if (this.text.compare(redacted, start, end, start, end) === 0) continue;
      const content = redacted.subarray(start, end);
      if (kind === TEXT) bytes.set(content, this.of(run, SOURCE));
      else writeNumber(bytes, this.of(run, SOURCE), this.of(run, WIDTH), STYLES[kind - NUMBER], Buffer.from(content).toString('latin1'));
    }
    return bytes;
  }

  private of(run: number, field = 0): number {
    return this.list[run * FIELDS + field];
  }

  /** What is inserted stands behind what came before it. */
  private beginInserted(): void {
    const last = this.runs - 1;
    if (last < 0) this.begin(INSERTED, 0, 0);
    else if (this.of(last, KIND) !== INSERTED) this.begin(INSERTED, this.of(last, SOURCE) + this.of(last, WIDTH), 0);
  }

  private begin(kind: number, source: number, width: number): void {
    const at = this.runs++ * FIELDS;
    if (at === this.list.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.list);
      this.list = grown;
    }
    this.list[at] = this.length;
    this.list[at + SOURCE] = source;
    this.list[at + KIND] = kind;
    this.list[at + WIDTH] = width;
  }

  /** The last run that begins at an offset of the text, or of the document, or before it. */
  private runOf(offset: number, field = 0): number {
    let low = 0;
    let high = this.runs - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.of(middle, field) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.text.length) return;
    const grown = Buffer.allocUnsafe(2 * (this.length + count));
    grown.set(this.text.subarray(0, this.length));
    this.text = grown;
  }
}
