/**
 * JSON, as far as paths need it: brackets, names and where values begin and end (RFC 8259). Strings that no path means are passed over; one that
 * holds JSON itself is followed as if that stood in its place. Documents that are no JSON are followed as far as they look like it.
 */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import type { Names, OnValue, Place, ValueKind } from './lexer.js';
import { InnerText } from './inner.js';
import { KeyReader } from './key.js';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LINE_FEED = 0x0a;

const DOCUMENT = 0;
const OBJECT = 1;
const LIST = 2;

/** Bytes that end what stands without quotes. */
const ENDS_BARE = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte <= 0x20 || '"{}[]:,/'.includes(String.fromCharCode(byte))));
/** First bytes of a string that may hold JSON: brackets, white space, an escape. */
const MAY_BE_INNER = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte <= 0x20 || '{[\\'.includes(String.fromCharCode(byte))));
/** First bytes of numbers and truth values. */
const BEGINS_SCALAR = Uint8Array.from({ length: 256 }, (_, byte) => Number('+-.0123456789tfTF'.includes(String.fromCharCode(byte))));

const TRUE_LENGTH = 4;
const FALSE_LENGTH = 5;

const BETWEEN = 0;
/** In a string: one to pass over, a name, a value that a path means, one that may hold JSON. The first byte decides about the last. */
const PASSED = 1;
const NAME = 2;
const MEANT = 3;
const OPENED = 4;
const INNER = 5;
/** Without quotes. */
const BARE = 6;
const COMMENT_OPENED = 7;
const COMMENT = 8;
const LINE_COMMENT = 9;

export interface JsonOptions {
  readonly names: Names;
  readonly onValue: OnValue;
  /** Strings within which this document stands. */
  readonly depth: number;
  /** It stands in percent-encoding. */
  readonly isCoded: boolean;
}

/** Follows one document of JSON, which may stand inside another. */
export class JsonFollower {
  fault: ErrorCode | undefined;
  private mode = BETWEEN;
  private kind = DOCUMENT;
  private root: PathState;
  private state: PathState;
  /** Of the value that comes next. */
  private value: PathState;
  private isName = false;
  private readonly kinds: number[] = [];
  private readonly states: PathState[] = [];
  private quote = QUOTE;
  private isEscaped = false;
  private name = 0;
  private readonly key: KeyReader;
  /** Where the value at hand begins that a path means, -1 without one, and whether a piece of it has been told. */
  private valueStart = -1;
  private isRest = false;
  private isAtStart = false;
  private first = 0;
  private bareLength = 0;
  private wasStar = false;
  private inner: InnerText<JsonFollower> | undefined;

  /** `root` is the state of a whole document. */
  constructor(
    private readonly options: JsonOptions,
    root: PathState,
  ) {
    this.root = this.state = this.value = root;
    this.key = new KeyReader(options.names);
  }

  get heldFrom(): number {
    if (this.valueStart >= 0) return this.valueStart;
    return this.mode === INNER ? (this.inner?.heldFrom ?? Infinity) : Infinity;
  }

  feed(bytes: Uint8Array, from: number, to: number, place: Place): void {
    let at = from;
    while (at < to && this.fault === undefined) {
      if (this.mode === BETWEEN) at = this.between(bytes, at, to, place);
      else if (this.mode === PASSED) at = this.pass(bytes, at, to);
      else if (this.mode === NAME) at = this.readName(bytes, at, to);
      else if (this.mode === MEANT) at = this.readMeant(bytes, at, to, place);
      else if (this.mode === OPENED) this.mode = MAY_BE_INNER[bytes[at]] === 1 && this.mayOpen() ? this.openInner() : PASSED;
      else if (this.mode === INNER) at = this.readInner(bytes, at, to, place);
      else if (this.mode === BARE) at = this.readBare(bytes, at, to, place);
      else at = this.readComment(bytes, at, to);
    }
  }

  /** The document ends: so does what is open. */
  end(offset: number): void {
    if (this.mode === INNER) this.closeInner(offset);
    if (this.mode === BARE) this.endBare(offset);
    else if (this.mode === MEANT && !this.isAtStart) this.endValue(offset, 'text');
  }

  /** Begins another document. */
  begin(root = this.root): void {
    this.mode = BETWEEN;
    this.kind = DOCUMENT;
    this.root = this.state = this.value = root;
    this.isName = this.isEscaped = this.wasStar = false;
    this.kinds.length = this.states.length = 0;
    this.valueStart = -1;
  }

  /** Brackets, colons and commas, and the strings that need no second look. */
  private between(bytes: Uint8Array, from: number, to: number, place: Place): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at];
      if (byte <= 0x20) continue;
      if (byte === QUOTE) {
        const end = this.isName ? this.quickName(bytes, at + 1, to) : this.quickString(bytes, at + 1, to);
        if (end < 0) return this.openString(at, byte);
        at = end;
      } else if (byte === COLON) {
        if (this.isName) this.value = this.state.next(this.name);
        this.isName = false;
      } else if (byte === COMMA) {
        if (this.kind === OBJECT) {
          this.isName = true;
          this.name = 0;
        }
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (!this.open(byte === OPEN_BRACE ? OBJECT : LIST)) return to;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.close();
      else if (byte === APOSTROPHE && this.kind !== DOCUMENT) return this.openString(at, byte);
      else if (byte === SLASH) {
        this.mode = COMMENT_OPENED;
        return at + 1;
      } else return this.openBare(at, byte, place);
    }
    return to;
  }

  /** A name that stands in these bytes whole and without escapes; returns the offset of its closing quote, or -1. */
  private quickName(bytes: Uint8Array, start: number, to: number): number {
    let at = start;
    while (at < to && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
    if (at === to || bytes[at] === BACKSLASH) return -1;
    this.name = this.options.names.find(bytes, start, at);
    return at;
  }

  /** The same for a value that no path means and that holds no JSON. */
  private quickString(bytes: Uint8Array, start: number, to: number): number {
    if (this.value.accepts.length > 0 || start === to || MAY_BE_INNER[bytes[start]] === 1) return -1;
    let at = start;
    while (at < to && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
    return at === to || bytes[at] === BACKSLASH ? -1 : at;
  }

  private openString(at: number, quote: number): number {
    this.quote = quote;
    this.isEscaped = false;
    if (this.isName) {
      this.mode = NAME;
      this.key.begin();
    } else if (this.value.accepts.length > 0) {
      this.mode = MEANT;
      this.isRest = false;
      this.isAtStart = true; // where its first byte stands shows when it comes
    } else this.mode = OPENED;
    return at + 1;
  }

  private open(kind: number): boolean {
    if (this.kinds.length >= LIMITS.pathDepth) {
      this.fault = 'SLUICE_PATH_TOO_DEEP';
      return false;
    }
    this.kinds.push(this.kind);
    this.states.push(this.state);
    this.kind = kind;
    this.state = this.value;
    this.isName = kind === OBJECT;
    this.name = 0;
    if (kind === LIST) this.value = this.state.element;
    return true;
  }

  private close(): void {
    this.kind = this.kinds.pop() ?? DOCUMENT;
    this.state = this.states.pop() ?? this.root;
    this.value = this.kind === LIST ? this.state.element : this.state;
    this.isName = false;
  }

  /** The offset of the quote that ends the string, or `to`. Where a backslash is the last byte, the next one belongs to it. */
  private quoteIn(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    if (this.isEscaped && at < to) at++;
    this.isEscaped = false;
    const { quote } = this;
    for (; at < to && bytes[at] !== quote; at++) if (bytes[at] === BACKSLASH) at++;
    this.isEscaped = at > to;
    return Math.min(at, to);
  }

  private pass(bytes: Uint8Array, from: number, to: number): number {
    const end = this.quoteIn(bytes, from, to);
    if (end === to) return to;
    this.mode = BETWEEN;
    return end + 1;
  }

  private readName(bytes: Uint8Array, from: number, to: number): number {
    const end = this.quoteIn(bytes, from, to);
    this.key.add(bytes, from, end);
    if (end === to) return to;
    this.name = this.key.end();
    this.mode = BETWEEN;
    return end + 1;
  }

  private readMeant(bytes: Uint8Array, from: number, to: number, place: Place): number {
    if (this.isAtStart) this.beginValue(place(from));
    this.isAtStart = false;
    const end = this.quoteIn(bytes, from, to);
    this.cutPieces(bytes, from, end, place);
    if (end === to) return to;
    this.endValue(place(end), 'text');
    this.mode = BETWEEN;
    return end + 1;
  }

  /** Tells the pieces of a value that is longer than one may be, each up to the beginning of a character. */
  private cutPieces(bytes: Uint8Array, from: number, to: number, place: Place): void {
    if (to <= from || place(to - 1) - this.valueStart < LIMITS.pathValueBytes) return;
    for (let at = from; at < to; at++) {
      const offset = place(at);
      if (offset - this.valueStart < LIMITS.pathValueBytes || (bytes[at] & 0xc0) === 0x80) continue;
      this.endValue(offset, this.mode === MEANT ? 'text' : this.scalarKind());
      this.beginValue(offset, true);
    }
  }

  private beginValue(offset: number, isRest = false): void {
    this.valueStart = offset;
    this.isRest = isRest;
  }

  private endValue(end: number, kind: ValueKind): void {
    if (end > this.valueStart) this.options.onValue(this.valueStart, end, kind, this.value);
    this.valueStart = -1;
  }

  private mayOpen(): boolean {
    return this.options.depth < LIMITS.pathStrings;
  }

  private openInner(): number {
    const { value, options } = this;
    this.inner ??= new InnerText('json', new JsonFollower({ ...options, depth: options.depth + 1 }, value));
    this.inner.reader.begin(value);
    this.inner.begin();
    return INNER;
  }

  private readInner(bytes: Uint8Array, from: number, to: number, place: Place): number {
    const end = this.quoteIn(bytes, from, to);
    const isJson = this.inner?.feed(bytes, from, end, place) ?? false;
    this.fault = this.inner?.reader.fault;
    if (end < to) {
      this.closeInner(place(end));
      return end + 1;
    }
    if (!isJson) this.mode = PASSED;
    return to;
  }

  private closeInner(offset: number): void {
    this.inner?.end(offset);
    this.mode = BETWEEN;
  }

  private openBare(at: number, byte: number, place: Place): number {
    this.mode = BARE;
    this.first = byte;
    this.bareLength = 0;
    if (this.isName) this.key.begin();
    else if (this.value.accepts.length > 0 && BEGINS_SCALAR[byte] === 1) this.beginValue(place(at));
    return at;
  }

  private readBare(bytes: Uint8Array, from: number, to: number, place: Place): number {
    let at = from;
    while (at < to && ENDS_BARE[bytes[at]] === 0) at++;
    this.bareLength += at - from;
    if (this.isName) this.key.add(bytes, from, at);
    else if (this.isWord() && this.bareLength > FALSE_LENGTH)
      this.valueStart = -1; // nothing that JSON knows
    else if (this.valueStart >= 0) this.cutPieces(bytes, from, at, place);
    if (at < to) this.endBare(place(at));
    return at;
  }

  private endBare(offset: number): void {
    this.mode = BETWEEN;
    if (this.isName) this.name = this.key.end();
    if (this.valueStart < 0) return;
    const length = this.isTrue() ? TRUE_LENGTH : FALSE_LENGTH;
    if (this.isWord() && this.bareLength !== length) this.valueStart = -1;
    else this.endValue(offset, this.scalarKind());
  }

  private isTrue(): boolean {
    return (this.first | 0x20) === 0x74;
  }

  /** Begins like a truth value. */
  private isWord(): boolean {
    return this.isTrue() || (this.first | 0x20) === 0x66;
  }

  private scalarKind(): ValueKind {
    if (this.isRest) return this.options.isCoded ? 'coded rest' : 'rest';
    return this.options.isCoded ? 'coded scalar' : 'scalar';
  }

  /** Comments are none of JSON, but many readers take them. */
  private readComment(bytes: Uint8Array, from: number, to: number): number {
    const byte = bytes[from];
    if (this.mode === COMMENT_OPENED) {
      this.mode = byte === STAR ? COMMENT : byte === SLASH ? LINE_COMMENT : BETWEEN;
      this.wasStar = false;
      return this.mode === BETWEEN ? from : from + 1;
    }
    for (let at = from; at < to; at++) {
      const isEnd = this.mode === LINE_COMMENT ? bytes[at] === LINE_FEED : this.wasStar && bytes[at] === SLASH;
      this.wasStar = bytes[at] === STAR;
      if (!isEnd) continue;
      this.mode = BETWEEN;
      return at + 1;
    }
    return to;
  }
}
