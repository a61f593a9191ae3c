/** The name of a tag or of an attribute, however it is cut: its local part, and enough of the rest to know it again. */
import { LIMITS } from '../../base/limits.js';
import type { Names } from './lexer.js';

const COLON = 0x3a;
/** Longest prefix that means something by itself. */
const PREFIX_MAX = 5;

export class TagName {
  private readonly bytes = Buffer.alloc(LIMITS.pathNameBytes);
  /** Bytes of the local part, also of those that found no room. */
  private length = 0;
  private prefixText = '';
  /** Of all of it. */
  hash = 0;

  begin(): void {
    this.length = this.hash = 0;
    this.prefixText = '';
  }

  add(byte: number): void {
    this.hash = (Math.imul(this.hash, 31) + byte) | 0;
    if (byte === COLON) {
      this.prefixText = this.length <= PREFIX_MAX ? this.text : ':';
      this.length = 0;
      return;
    }
    if (this.length < this.bytes.length) this.bytes[this.length] = byte;
    this.length++;
  }

  /** Namespace prefix, '' without one, ':' for a long one. */
  get prefix(): string {
    return this.prefixText;
  }

  /** The local part, cut off where it is longer than any name that counts. */
  get text(): string {
    return this.bytes.toString('latin1', 0, Math.min(this.length, this.bytes.length));
  }

  /** The number of the local part; 0 when no path mentions it. */
  numberIn(names: Names): number {
    return this.length > this.bytes.length ? 0 : names.find(this.bytes, 0, this.length);
  }
}
