/** Looks for what ends a stretch of markup, such as `-->`, byte by byte: bytes that might belong to it wait until the next ones tell. */

export class Ending {
  /** Bytes of the end that have come. */
  private matched = 0;

  /** `text` in lower case. */
  constructor(readonly text: string) {}

  /** Bytes that wait. */
  get waiting(): number {
    return this.matched;
  }

  get isWhole(): boolean {
    return this.matched === this.text.length;
  }

  /** Takes in a byte when the end is not whole; returns how many of those that waited, and of this one, are no part of it. */
  feed(byte: number): number {
    const before = this.matched;
    const letter = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    while (this.matched > 0 && this.text.charCodeAt(this.matched) !== letter) this.matched = this.shorter();
    if (this.text.charCodeAt(this.matched) === letter) this.matched++;
    return before + 1 - this.matched;
  }

  /** Nothing of it has come. */
  clear(): void {
    this.matched = 0;
  }

  /** The longest shorter beginning with which what has come ends. */
  private shorter(): number {
    let length = this.matched - 1;
    while (length > 0 && !this.text.slice(0, this.matched).endsWith(this.text.slice(0, length))) length--;
    return length;
  }
}
