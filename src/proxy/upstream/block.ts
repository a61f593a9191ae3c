/**
 * Collects a head or trailers that arrive in pieces, up to the empty line, and refuses lines that do not end in CRLF as soon as
 * they are seen. Bounded; each byte is looked at once.
 */
const CR = 13;
const LF = 10;
const NUL = 0;

export class BlockReader {
  readonly #maxBytes: number;
  #text = '';
  #bytes = 0;
  #afterCr = false;
  /** Nothing yet on this line. */
  #atLineStart = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** `emptyAllowed`: the empty line may be the first one, as in trailers. */
  begin(emptyAllowed: boolean): void {
    this.#text = '';
    this.#bytes = 0;
    this.#afterCr = false;
    this.#atLineStart = emptyAllowed;
  }

  /** Lines so far, each with its CRLF; without the empty one when the block is complete. */
  get text(): string {
    return this.#text;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Where in `chunk` the bytes behind the block begin, `chunk.length + 1` when it goes on, -1 when it is malformed or too long. */
  read(chunk: Buffer, from: number): number {
    const most = Math.min(chunk.length, from + this.#maxBytes - this.#bytes);
    for (let at = from; at < most; at++) {
      const byte = chunk[at];
      if (this.#afterCr) {
        if (byte !== LF) return -1;
        this.#afterCr = false;
        if (this.#atLineStart) {
          this.#text = (this.#text + chunk.toString('latin1', from, at + 1)).slice(0, -2);
          return at + 1;
        }
        this.#atLineStart = true;
      } else if (byte === CR) this.#afterCr = true;
      else if (byte === LF || byte === NUL) return -1;
      else this.#atLineStart = false;
    }
    this.#bytes += most - from;
    this.#text += chunk.toString('latin1', from, most);
    return most < chunk.length || this.#bytes >= this.#maxBytes ? -1 : chunk.length + 1;
  }
}
