/** How far stretches of bytes go. What was read in a scan is remembered: many secrets may seem to begin in one that is long. */
import type { View } from '../view.js';

export class Stretch {
  private serial = -1;
  private from = 0;
  private to = 0;

  /** `goesOn` tells whether a stretch goes on over the byte at an offset; two bytes behind it and one before it may be looked at. */
  constructor(private readonly goesOn: (bytes: Uint8Array, at: number) => boolean) {}

  /** Offset behind the stretch that begins at `from`, at most `limit`. */
  end({ bytes, serial }: View, from: number, limit: number): number {
    if (serial === undefined || serial !== this.serial || from > this.to) {
      this.serial = serial ?? -1;
      this.from = this.to = from;
    }
    if (from < this.from) {
      const at = this.read(bytes, from, Math.min(limit, this.from));
      if (at < this.from) return at;
      this.from = from;
    }
    if (this.to < limit) this.to = this.read(bytes, this.to, limit);
    return Math.min(this.to, limit);
  }

  private read(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit && this.goesOn(bytes, at)) at++;
    return at;
  }
}
