/**
 * Bytes that come in pieces and are wanted in one. Copied, because a piece of a few bytes would keep the whole chunk alive that it came in;
 * growing costs as much as the bytes that come, however small the pieces are.
 */

const LEAST_BYTES = 1024;

export class Gather {
  length = 0;
  #bytes: Buffer = NONE;

  /** What has been gathered so far, for reading only: its first `length` bytes. */
  get view(): Buffer {
    return this.#bytes;
  }

  /** Adds `source` from `from` to `to`. Memory grows with what came, never with what was announced, and never beyond `most` bytes. */
  add(source: Uint8Array, from = 0, to = source.length, most = Infinity): void {
    const length = this.length + to - from;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, Math.min(most, Math.max(LEAST_BYTES, this.#bytes.length * 2))));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    this.#bytes.set(source.subarray(from, to), this.length);
    this.length = length;
  }

  /** Hands over what was gathered and begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = NONE;
    this.length = 0;
    return taken;
  }
}

const NONE = Buffer.alloc(0);
