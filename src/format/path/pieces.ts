/**
 * A value of a text format that may stand at a path, told in pieces: without the white space around it, and not longer than one value may be
 * held back. Where pieces end depends on the bytes alone, not on how they came.
 */
import { LIMITS } from '../../base/limits.js';

const SPACE = 0x20;

export class Pieces {
  private isTold = false;
  /** Of the piece at hand; -1 without one. */
  private start = -1;
  /** Offset behind its last byte that is no white space. */
  private last = -1;

  constructor(private readonly onPiece: (start: number, end: number) => void) {}

  get heldFrom(): number {
    return this.start < 0 ? Infinity : this.start;
  }

  /** A value is at hand that is told. */
  get isOpen(): boolean {
    return this.isTold;
  }

  /** A value begins; what follows is of it. */
  begin(isTold: boolean): void {
    this.isTold = isTold;
  }

  /** Bytes of the value; the first of `bytes` stands at `offset` of the document. */
  add(bytes: Uint8Array, from: number, to: number, offset: number): void {
    if (this.isTold) for (let at = from; at < to; at++) this.addByte(bytes[at], offset + at);
  }

  addByte(byte: number, offset: number): void {
    if (!this.isTold) return;
    const isBeginOfCharacter = (byte & 0xc0) !== 0x80;
    if (this.start >= 0 && offset - this.start >= LIMITS.pathValueBytes && isBeginOfCharacter) this.tell();
    if (byte <= SPACE) return;
    if (this.start < 0) this.start = offset;
    this.last = offset + 1;
  }

  end(): void {
    if (this.start >= 0) this.tell();
    this.isTold = false;
  }

  private tell(): void {
    this.onPiece(this.start, this.last);
    this.start = this.last = -1;
  }
}
