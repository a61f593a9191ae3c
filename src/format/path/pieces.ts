/**
 * A value of a text format that a path names, told in pieces: without the white space around it, and not longer than one value may be held
 * back. Where pieces end depends on the bytes alone, not on how they came.
 */
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import type { OnValue } from './lexer.js';

const SPACE = 0x20;

export class Pieces {
  private state: PathState | undefined;
  /** Of the piece at hand; -1 without one. */
  private start = -1;
  /** Offset behind its last byte that is no white space. */
  private last = -1;

  constructor(private readonly onValue: OnValue) {}

  get heldFrom(): number {
    return this.start < 0 ? Infinity : this.start;
  }

  /** A value begins. What follows is told only where some rule means its place. */
  begin(state: PathState | undefined): void {
    this.state = state !== undefined && state.accepts.length > 0 ? state : undefined;
  }

  /** Bytes of the value; the first of `bytes` stands at `offset` of the document. */
  add(bytes: Uint8Array, from: number, to: number, offset: number): void {
    if (this.state !== undefined) for (let at = from; at < to; at++) this.addByte(bytes[at], offset + at);
  }

  addByte(byte: number, offset: number): void {
    const isBeginOfCharacter = (byte & 0xc0) !== 0x80;
    if (this.start >= 0 && offset - this.start >= LIMITS.pathValueBytes && isBeginOfCharacter) this.tell();
    if (byte <= SPACE) return;
    if (this.start < 0) this.start = offset;
    this.last = offset + 1;
  }

  end(): void {
    if (this.start >= 0) this.tell();
    this.state = undefined;
  }

  private tell(): void {
    if (this.state !== undefined) this.onValue(this.start, this.last, 'text', this.state);
    this.start = this.last = -1;
  }
}
