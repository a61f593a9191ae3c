/** Keys of a connection that were heard a first time: whether something follows under them, be it without a digit, tells whether they are keys at all. */
import type { Direction } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';

export class KeyWatch {
  /** By key and direction: how many texts are still of interest. */
  readonly #left = new Map<string, number>();
  #watched = 0;

  /** Whether there is any key of which more has to be known. */
  get isWatching(): boolean {
    return this.#watched > 0;
  }

  /** Something that counts was said under a key. */
  note(key: string, direction: Direction): void {
    const place = `${direction} ${key}`;
    if (this.#left.has(place)) {
      this.takes(key, direction);
      return;
    }
    this.#left.set(place, LIMITS.conversationKeyMessages - 1);
    this.#watched++;
    if (this.#left.size > LIMITS.conversationKeys) this.#forgetFirst();
  }

  /** Whether a text that says nothing else is of interest. */
  takes(key: string, direction: Direction): boolean {
    const place = `${direction} ${key}`;
    const left = this.#left.get(place) ?? 0;
    if (left === 0) return false;
    this.#left.set(place, left - 1);
    if (left === 1) this.#watched--;
    return true;
  }

  #forgetFirst(): void {
    for (const [place, left] of this.#left) {
      this.#left.delete(place);
      if (left > 0) this.#watched--;
      return;
    }
  }
}
