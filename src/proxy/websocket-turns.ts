/**
 * How much is inspected in one turn of the event loop, over all WebSockets: one read of a socket may hold thousands of small messages, or with
 * compression tens of megabytes, and everybody else would wait for all of them. Counted, not timed: what a turn does is the same on every machine.
 */
import { LIMITS } from '../base/limits.js';
import { TurnQueue } from './overload/turn-queue.js';

/** What a message costs beside its bytes, as bytes: small ones cost as much as these. */
const MESSAGE_BYTES = 1024;

export class Turns {
  readonly #bytes: number;
  #left: number;
  readonly #queue = new TurnQueue(
    () => (this.#left = this.#bytes),
    () => this.isOver,
  );

  constructor(bytes: number = LIMITS.webSocketTurnBytes) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /** Whether enough was done: whoever has more to do asks for another turn. */
  get isOver(): boolean {
    return this.#left <= 0;
  }

  /** Bytes were read from a socket. */
  read(bytes: number): void {
    this.#left -= bytes;
  }

  /** A message of so many bytes is to be inspected. */
  inspect(bytes: number): void {
    this.#left -= bytes + MESSAGE_BYTES;
  }

  /** Goes on in a turn that has something left. `goOn` must not throw; it may ask for another turn, behind all who wait by then. */
  rest(goOn: () => void): void {
    this.#queue.wait(goOn);
  }
}
