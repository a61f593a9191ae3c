/** The runs of digits, and of letters and digits, in folded text: where values of a shape may begin and end. */
import { isDigit, isLetter } from '../../text/ascii.js';

export class Runs {
  /** Start and length of each run, `count` of them. */
  start = new Int32Array(256);
  size = new Int32Array(256);
  count = 0;

  /** Finds the runs of digits; with `letters`, those of letters and digits. */
  find(text: Uint8Array, length: number, letters: boolean): void {
    this.count = 0;
    for (let at = 0; at < length;) {
      if (!isDigit(text[at]) && !(letters && isLetter(text[at]))) {
        at++;
        continue;
      }
      const start = at;
      while (at < length && (isDigit(text[at]) || (letters && isLetter(text[at])))) at++;
      this.push(start, at - start);
    }
  }

  private push(start: number, size: number): void {
    if (this.count === this.start.length) {
      this.start = doubled(this.start);
      this.size = doubled(this.size);
    }
    this.start[this.count] = start;
    this.size[this.count] = size;
    this.count++;
  }
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(values.length * 2);
  twice.set(values);
  return twice;
}
