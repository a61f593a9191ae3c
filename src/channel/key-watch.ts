/**
 * What of a connection's messages is of interest though it says no digit, because of what they name: whether something follows under a key that was heard a
 * first time tells whether it is one, and anything that is said tells whether its name is that of keys.
 */
import { hash } from 'node:crypto';
import type { Direction } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';

/** Characters of a digest that tell two texts apart. */
const DIGEST_CHARACTERS = 8;

export class KeyWatch {
  /** By key and direction: how many texts are still of interest. */
  readonly #left = new Map<string, number>();
  #watched = 0;
  /** Names that have proved to be those of keys. */
  readonly #names = new Set<string>();
  /** By key and direction, of names that have not, the last text. */
  readonly #last = new Map<string, Uint8Array>();
  #lookedAt = 0;

  /** Whether there is any key, or may be any name, of which more has to be known. */
  get isWatching(): boolean {
    return this.#watched > 0 || this.#lookedAt < LIMITS.conversationNameMessages;
  }

  /** A text that says nothing else is looked at. Only so many are, for where nothing proves a name nothing ever may. */
  look(): boolean {
    return this.#lookedAt++ < LIMITS.conversationNameMessages;
  }

  believes(name: string): boolean {
    return this.#names.has(name);
  }

  believe(name: string): void {
    this.#names.add(name);
    this.#last.clear();
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

  /** The same of a text under a key whose name has not proved itself: not the last one, nor that one grown. */
  takesForName(key: string, direction: Direction, text: Uint8Array): boolean {
    const place = `${direction} ${key}`;
    const last = this.#last.get(place);
    this.#last.set(place, text.slice(0, LIMITS.conversationKeyBytes));
    return last === undefined || Buffer.compare(last, text.subarray(0, last.length)) !== 0;
  }

  #forgetFirst(): void {
    for (const [place, left] of this.#left) {
      this.#left.delete(place);
      if (left > 0) this.#watched--;
      return;
    }
  }
}

/** What tells a text that says no digit from another, where it has no identifier. */
export const digestOf = (text: Uint8Array): string => hash('sha256', text, 'hex').slice(0, DIGEST_CHARACTERS);
