/** JSON in the bodies that carry it: a document of its own, one a line (NDJSON), or in the data of server-sent events. */
import type { ErrorCode } from '../../base/errors.js';
import type { PathState } from '../../detect/path/automaton.js';
import { ValueSegmenter } from '../segments.js';
import { Sniffer } from '../sniff.js';
import { GuardedStart } from './guarded.js';
import { JsonFollower } from './json.js';
import type { Names, OnValue, PathLexer, Place } from './lexer.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

abstract class JsonLexer implements PathLexer {
  protected readonly follower: JsonFollower;

  constructor(
    names: Names,
    root: PathState,
    protected onValue: OnValue,
  ) {
    const tell: OnValue = (start, end, kind, state) => {
      this.onValue(start, end, kind, state);
    };
    this.follower = new JsonFollower({ names, onValue: tell, depth: 0, isCoded: false }, root);
  }

  get heldFrom(): number {
    return this.follower.heldFrom;
  }

  get fault(): ErrorCode | undefined {
    return this.follower.fault;
  }

  end(offset: number): void {
    this.follower.end(offset);
  }

  abstract feed(bytes: Uint8Array, offset: number): void;
}

/** One document, which may stand behind a guard. */
export class DocumentLexer extends JsonLexer {
  private readonly start = new GuardedStart((bytes, from, to, place) => {
    this.follower.feed(bytes, from, to, place);
  });

  feed(bytes: Uint8Array, offset: number): void {
    this.start.feed(bytes, offset);
  }

  override end(offset: number): void {
    this.start.end();
    super.end(offset);
  }
}

const RECORD_SEPARATOR = 0x1e;

/** Values one after another, each a document: behind record separators, where a broken one does not spoil the next, or with nothing between them. */
export class SequenceLexer extends JsonLexer {
  private readonly segmenter = new ValueSegmenter();

  feed(bytes: Uint8Array, offset: number): void {
    const place = placeFrom(offset);
    let from = 0;
    for (let end = this.segmenter.next(bytes, 0); end >= 0; end = this.segmenter.next(bytes, end)) {
      const to = bytes[end - 1] === RECORD_SEPARATOR ? end - 1 : end; // the separator is no part of a text that it breaks off
      this.follower.feed(bytes, from, to, place);
      this.follower.end(offset + to);
      if (this.fault !== undefined) return;
      this.follower.begin();
      from = end;
    }
    this.follower.feed(bytes, from, bytes.length, place);
  }
}

/** A body of no declared type: a document of JSON where it begins like one, be it behind a guard, and nothing else. */
export class SniffedLexer extends DocumentLexer {
  private sniffer: Sniffer | undefined = new Sniffer();
  private isJson = true;
  /** Values that count once the body is known to be JSON. */
  private early: Parameters<OnValue>[] = [];
  private readonly tell: OnValue;

  constructor(names: Names, root: PathState, onValue: OnValue) {
    super(names, root, (...value) => this.early.push(value));
    this.tell = onValue;
  }

  override get heldFrom(): number {
    return this.isJson ? (this.early.at(0)?.[0] ?? this.follower.heldFrom) : Infinity;
  }

  override feed(bytes: Uint8Array, offset: number): void {
    this.judge(this.sniffer?.feed(bytes)?.kind);
    if (this.isJson) super.feed(bytes, offset);
  }

  override end(offset: number): void {
    if (this.sniffer !== undefined) this.judge(this.sniffer.end()?.kind ?? 'text');
    if (this.isJson) super.end(offset);
  }

  private judge(kind: 'json' | 'text' | undefined): void {
    if (kind === undefined) return;
    this.sniffer = undefined;
    this.isJson = kind === 'json';
    this.onValue = this.tell;
    if (this.isJson) for (const value of this.early) this.tell(...value);
    this.early = [];
  }
}

/** Each line is a document, so that a broken one does not spoil the next. */
export class LinesLexer extends JsonLexer {
  feed(bytes: Uint8Array, offset: number): void {
    const place = placeFrom(offset);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      this.follower.feed(bytes, from, end, place);
      this.follower.end(offset + end);
      if (this.fault !== undefined) return;
      this.follower.begin();
      from = end + 1;
    }
    this.follower.feed(bytes, from, bytes.length, place);
  }
}

const DATA = 'data:';

/** The data of each event is a document, which may take several lines; lines end in LF, CRLF or CR (HTML Living Standard, section 9.2.6). */
export class EventsLexer extends JsonLexer {
  /** Bytes matched of `data:` on this line; -1 on another field. */
  private matched = 0;
  private isLineEmpty = true;
  private wasReturn = false;

  feed(bytes: Uint8Array, offset: number): void {
    const place = placeFrom(offset);
    for (let at = 0; at < bytes.length;) at = this.readLine(bytes, at, place);
  }

  /** Reads to the end of the line, as far as it has come. */
  private readLine(bytes: Uint8Array, from: number, place: Place): number {
    let at = from;
    for (; at < bytes.length && this.matched >= 0 && this.matched < DATA.length; at++) {
      if (isLineEnd(bytes[at])) return this.endLine(bytes[at], place(at), at);
      this.isLineEmpty = this.wasReturn = false;
      this.matched = bytes[at] === DATA.charCodeAt(this.matched) ? this.matched + 1 : -1;
    }
    const start = at;
    while (at < bytes.length && !isLineEnd(bytes[at])) at++;
    if (this.matched === DATA.length) this.follower.feed(bytes, start, at, place);
    if (at === bytes.length) return at;
    this.isLineEmpty = false;
    return this.endLine(bytes[at], place(at), at);
  }

  private endLine(byte: number, offset: number, at: number): number {
    const isRestOfReturn = byte === LINE_FEED && this.wasReturn;
    this.wasReturn = byte === RETURN;
    if (isRestOfReturn) return at + 1;
    if (this.isLineEmpty) {
      this.follower.end(offset);
      if (this.fault === undefined) this.follower.begin();
    }
    this.matched = 0;
    this.isLineEmpty = true;
    return at + 1;
  }
}

const isLineEnd = (byte: number): boolean => byte === LINE_FEED || byte === RETURN;

const placeFrom =
  (offset: number): Place =>
  (index) =>
    offset + index;
