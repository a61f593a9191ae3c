/** Counts events in windows of a fixed length, to tell when somebody does something too often. */
export class Rate {
  readonly #most: number;
  readonly #windowMs: number;
  #count = 0;
  #since = -Infinity;

  /** More than `most` events within `windowMs` are too many. */
  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** One more event at `now` (performance.now). True when there are too many. */
  add(now: number): boolean {
    if (now - this.#since >= this.#windowMs) {
      this.#since = now;
      this.#count = 0;
    }
    return ++this.#count > this.#most;
  }
}
