/**
 * Streams of records: each line of NDJSON and each server-sent event is judged and released on its own, so that nothing waits for the
 * next one. Finds where records end, however the bytes are cut.
 */

export interface Segmenter {
  /** Offset behind the first record that ends in these bytes at or after `from`, or -1. */
  next(bytes: Uint8Array, from: number): number;
}

/** Lines that end in LF. */
export class LineSegmenter implements Segmenter {
  next(bytes: Uint8Array, from: number): number {
    return bytes.indexOf(0x0a, from) + 1 || -1;
  }
}

/** Events that end in an empty line; lines end in LF, CRLF or CR (HTML Living Standard, section 9.2.6). */
export class EventSegmenter implements Segmenter {
  private isLineEmpty = false;
  private wasReturn = false;

  next(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      const isRestOfReturn = byte === 0x0a && this.wasReturn;
      this.wasReturn = byte === 0x0d;
      if (isRestOfReturn) continue;
      if (byte !== 0x0a && byte !== 0x0d) this.isLineEmpty = false;
      else if (this.isLineEmpty) return at + 1;
      else this.isLineEmpty = true;
    }
    return -1;
  }
}

const RECORD_SEPARATOR = 0x1e;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
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
