/** A value that is a message of its own, such as the part of a multipart form whose name a path means: all of it. */
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import type { OnValue, PathLexer } from './lexer.js';

export class WholeLexer implements PathLexer {
  readonly fault = undefined;
  private start = 0;

  constructor(
    private readonly state: PathState,
    private readonly onValue: OnValue,
  ) {}

  get heldFrom(): number {
    return this.start;
  }

  feed(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.length; at++) {
      if (offset + at - this.start < LIMITS.pathValueBytes || (bytes[at] & 0xc0) === 0x80) continue;
      this.tell(offset + at);
    }
  }

  end(offset: number): void {
    if (offset > this.start) this.tell(offset);
  }

  private tell(end: number): void {
    this.onValue(this.start, end, 'text', this.state);
    this.start = end;
  }
}
