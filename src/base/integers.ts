/** Integers of 32 bits in a row, in memory that is used again: a list of JavaScript gives its memory back when it is emptied. */

const LEAST = 32;

export class Integers {
  length = 0;
  #values = new Int32Array(LEAST);

  static of(...values: readonly number[]): Integers {
    const all = new Integers();
    for (const value of values) all.push(value);
    return all;
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  /** Of an index below `length`. */
  at(index: number): number {
    return this.#values[index];
  }

  clear(): void {
    this.length = 0;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}
