/** Tells the ledger what became of the bytes of one body, once its first bytes have said of what kind it is, however they are cut. */
import type { Direction } from '../base/errors.js';
import type { Observer } from '../observe/observer.js';
import { OPENING_BYTES, type Opaque, opaqueKind } from '../wire/opaque.js';

export class Reckoning {
  readonly #observer: Observer;
  readonly #direction: Direction;
  readonly #contentType: string | undefined;
  /** The first bytes, while they are too few to decide. */
  #opening: Uint8Array | undefined = new Uint8Array(0);
  #opaque: Opaque | undefined;

  constructor(observer: Observer, direction: Direction, contentType: string | undefined) {
    this.#observer = observer;
    this.#direction = direction;
    this.#contentType = contentType;
  }

  /** Bytes of the content that the engine was given. */
  add(chunk: Uint8Array): void {
    if (this.#opening === undefined) {
      this.#tell(chunk.length);
      return;
    }
    this.#opening = this.#opening.length === 0 ? chunk : Buffer.concat([this.#opening, chunk]);
    if (this.#opening.length >= OPENING_BYTES) this.end();
    else if (this.#opening === chunk) this.#opening = Uint8Array.from(chunk); // the engine may write masks into its chunk
  }

  /** No more bytes will come. */
  end(): void {
    if (this.#opening === undefined) return;
    const opening = this.#opening;
    this.#opening = undefined;
    this.#opaque = opaqueKind(this.#contentType, opening);
    this.#tell(opening.length);
  }

  #tell(bytes: number): void {
    if (bytes === 0) return;
    if (this.#opaque === undefined) this.#observer.scanned(bytes, this.#direction);
    else this.#observer.unscanned(bytes, this.#direction, this.#opaque);
  }
}
