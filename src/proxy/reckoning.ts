/**
 * Tells the ledger what became of the bytes of one body: scanned, or passed although their content was not seen. A byte is told once, and
 * not before it is known which of the two it is.
 */
import type { Direction } from '../base/errors.js';
import type { UnscannedReason } from '../observe/coverage.js';
import type { Observer } from '../observe/observer.js';

export class Reckoning {
  readonly #observer: Observer;
  readonly #direction: Direction;
  /** Bytes that came and are not told. */
  #openBytes = 0;
  /** Of these, how many wait for what they belong to. Parts follow each other, so there is one that asks at a time. */
  undecidedBytes = 0;

  constructor(observer: Observer, direction: Direction) {
    this.#observer = observer;
    this.#direction = direction;
  }

  /** Bytes of the content that are about to be given to the engine. */
  came(bytes: number): void {
    this.#openBytes += bytes;
  }

  /** Of the bytes that came, some whose content was not seen. */
  unseen(bytes: number, reason: UnscannedReason): void {
    const told = Math.min(bytes, this.#openBytes);
    this.#openBytes -= told;
    if (told > 0) this.#observer.unscanned(told, this.#direction, reason);
  }

  /** All other bytes that came and are decided were scanned. */
  settle(): void {
    const bytes = this.#openBytes - this.undecidedBytes;
    if (bytes <= 0) return;
    this.#openBytes -= bytes;
    this.#observer.scanned(bytes, this.#direction);
  }
}
