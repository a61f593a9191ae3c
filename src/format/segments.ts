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
