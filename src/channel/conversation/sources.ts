/** Numbers for the keys that are heard on one line, small enough to go with each digit; 0 is the line itself. */
import { SOURCE_SHIFT } from './digits.js';

const SOURCES_MAX = 511;
const SOURCE = SOURCES_MAX << SOURCE_SHIFT;

/** The mark of a digit from a source. */
export const markOf = (source: number): number => source << SOURCE_SHIFT;

export const isFrom = (digit: number, source: number): boolean => (digit & SOURCE) >> SOURCE_SHIFT === source;

/** Keys that are remembered: what older ones said stays on the line until it expires. */
const KEYS_MAX = 256;

export class Sources {
  readonly #byKey = new Map<string, number>();
  #last = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** Of a key, or of the line itself. */
  of(key: string | undefined): number {
    if (key === undefined) return 0;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#last = (this.#last % SOURCES_MAX) + 1;
    this.#byKey.set(key, this.#last);
    if (this.#byKey.size > KEYS_MAX) this.#byKey.delete([...this.#byKey.keys()][0]);
    return this.#last;
  }

  /** The number of a key that goes; undefined where it has none. */
  take(key: string): number | undefined {
    const known = this.#byKey.get(key);
    this.#byKey.delete(key);
    return known;
  }
}
