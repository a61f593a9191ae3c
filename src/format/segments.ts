/**
 * Streams of records: each line of NDJSON and each server-sent event is judged and released on its own, so that nothing waits for the
 * next one. Finds where records end, however the bytes are cut.
 */
import { MARK } from './events.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const COLON = 0x3a;

export interface Segmenter {
  /** Offset behind the first record that ends in these bytes at or after `from`, or -1. */
  next(bytes: Uint8Array, from: number): number;
}

/** Lines that end in LF. */
export class LineSegmenter implements Segmenter {
  next(bytes: Uint8Array, from: number): number {
    return bytes.indexOf(LINE_FEED, from) + 1 || -1;
  }
}

/**
 * Events that end in an empty line; lines end in LF, CRLF or CR (HTML Living Standard, section 9.2.6). An empty line or a comment between two
 * events is a record of its own, so that it waits for nothing; so is the LF of a CRLF that was cut, as nobody knows at the CR whether one comes.
 */
export class EventSegmenter implements Segmenter {
  /** Something of an event has come. */
  private hasBegun = false;
  private isLineEmpty = true;
  private isComment = false;
  private wasReturn = false;
  /** Bytes of the mark that have come; all of them behind it, and where there is none. */
  private marked = 0;

  next(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.marked < MARK.length && this.isOfMark(byte)) continue;
      const isRestOfReturn = byte === LINE_FEED && this.wasReturn;
      this.wasReturn = byte === RETURN;
      if (isRestOfReturn) {
        if (!this.hasBegun) return at + 1;
      } else if (byte === LINE_FEED || byte === RETURN) {
        if (this.endLine()) return this.behindReturn(bytes, at + 1);
      } else if (this.isLineEmpty) this.beginLine(byte);
    }
    return -1;
  }

  private isOfMark(byte: number): boolean {
    if (byte === MARK[this.marked]) {
      this.marked++;
      return true;
    }
    if (this.marked > 0) this.beginLine(MARK[0]);
    this.marked = MARK.length;
    return false;
  }

  private beginLine(byte: number): void {
    this.isLineEmpty = false;
    this.isComment = byte === COLON && !this.hasBegun;
    this.hasBegun = !this.isComment;
  }

  /** Whether the record ends with this line. */
  private endLine(): boolean {
    const isEnd = this.isLineEmpty || this.isComment;
    if (isEnd) this.hasBegun = false;
    this.isLineEmpty = true;
    this.isComment = false;
    return isEnd;
  }

  /** The LF of a CRLF that is not cut belongs to the record before it. */
  private behindReturn(bytes: Uint8Array, end: number): number {
    if (!this.wasReturn || bytes[end] !== LINE_FEED) return end;
    this.wasReturn = false;
    return end + 1;
  }
}

const RECORD_SEPARATOR = 0x1e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Values of JSON one after another: behind record separators (RFC 7464), or with nothing between them. A record ends behind the bracket that
 * closes it, and behind a record separator: one that a truncated value never closed ends there. Numbers and strings outside of brackets end with
 * their line.
 */
export class ValueSegmenter implements Segmenter {
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** Something of a value has come since the last record ended. */
  private hasBegun = false;

  next(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === RECORD_SEPARATOR && this.hasBegun) return this.endAt(at + 1);
      if (this.isInString) this.inString(byte);
      else if (byte === QUOTE) this.isInString = this.hasBegun = true;
      else if (byte === 0x7b || byte === 0x5b) {
        this.depth++;
        this.hasBegun = true;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (--this.depth <= 0) return this.endAt(at + 1);
      } else if (byte === LINE_FEED && this.depth <= 0 && this.hasBegun) return this.endAt(at + 1);
      else if (byte !== RECORD_SEPARATOR && byte !== LINE_FEED && byte !== RETURN && byte !== 0x20 && byte !== 0x09) this.hasBegun = true;
    }
    return -1;
  }

  private inString(byte: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) this.isInString = false;
  }

  private endAt(end: number): number {
    this.depth = 0;
    this.isInString = this.isEscaped = this.hasBegun = false;
    return end;
  }
}
