/** What the readers of binary documents share: how they fail, and bytes read in order. */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';

/** Ends the reading of a document; the message is refused with the code. */
export class Unreadable extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

export function malformed(): never {
  throw new Unreadable('SLUICE_BINARY_MALFORMED');
}

/** Refuses values within values beyond the limit. */
export function checkDepth(depth: number): void {
  if (depth > LIMITS.binaryDepth) throw new Unreadable('SLUICE_NESTING_TOO_DEEP');
}

/** Bytes of a document from an offset to an end; whatever reaches behind the end is malformed. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    readonly raw: Uint8Array,
    public at = 0,
    readonly end = raw.length,
  ) {
    this.view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  }

  /** Offset of the next `count` bytes, which are passed over. */
  take(count: number): number {
    const from = this.at;
    if (count > this.end - from) malformed();
    this.at = from + count;
    return from;
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes, the first byte first; as a length, where more than memory holds is malformed anyway. */
  length(width: number): number {
    const at = this.take(width);
    if (width === 1) return this.raw[at];
    if (width === 2) return this.view.getUint16(at);
    return width === 4 ? this.view.getUint32(at) : Number(this.view.getBigUint64(at));
  }

  float(at: number, width: number, isLittle = false): number {
    return width === 4 ? this.view.getFloat32(at, isLittle) : this.view.getFloat64(at, isLittle);
  }
}
