/**
 * Comments of our own in an event stream that is silent (HTML Living Standard, section 9.2.7), so that nobody on the way takes it for dead. They
 * stand between events, because events leave whole.
 */

const COMMENT = Buffer.from(':\n');
const MARK = Buffer.from('\ufeff');

export class KeepAlive {
  readonly #timer: NodeJS.Timeout;
  /** Nothing of the stream itself has left. */
  #isAtStart = true;
  #hasSpoken = false;

  constructor(intervalMs: number, send: (comment: Uint8Array) => void) {
    this.#timer = setInterval(() => {
      this.#hasSpoken = true;
      send(COMMENT);
    }, intervalMs).unref();
  }

  /** What leaves of the stream's own. A byte order mark behind a comment would be read as part of a name: it says nothing that is not known. */
  pass(chunk: Uint8Array): Uint8Array {
    this.#timer.refresh();
    const isMarked = this.#isAtStart && this.#hasSpoken && MARK.every((byte, at) => chunk[at] === byte);
    this.#isAtStart = false;
    return isMarked ? chunk.subarray(MARK.length) : chunk;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
