/** Bytes of one body that wait for their turn beside other long bodies, in order. */
import type { Lane } from './overload/lane.js';

/** What becomes of the bytes; none of these but `take` may throw. */
export interface BodyTaker {
  /** Takes the next bytes. False: no more for now. */
  take(bytes: Uint8Array): boolean;
  /** Nothing waits any more; `hasRoom` is what `take` answered last. */
  caughtUp(hasRoom: boolean): void;
  /** All has been taken, and nothing follows. */
  ended(): void;
  failed(error: unknown): void;
}

export class BodyQueue {
  readonly #lane: Lane;
  readonly #taker: BodyTaker;
  readonly #waiting: Uint8Array[] = [];
  /** The body ended while some of it was waiting. */
  #endsLate = false;

  constructor(lane: Lane, taker: BodyTaker) {
    this.#lane = lane;
    this.#taker = taker;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** At once where this turn has room, and what `take` throws is thrown. False: no more for now. */
  add(bytes: Uint8Array): boolean {
    if (this.isEmpty && this.#lane.hasRoom) return this.#lane.run(() => this.#taker.take(bytes));
    if (this.#waiting.push(bytes) === 1) this.#lane.wait(this.#onTurn);
    return false;
  }

  end(): void {
    if (this.isEmpty) this.#taker.ended();
    else this.#endsLate = true;
  }

  /** Nobody wants the rest. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Nobody else stands behind this call, so nothing may be thrown out of it. */
  readonly #onTurn = (): void => {
    const bytes = this.#waiting[0];
    if (bytes === undefined) return;
    try {
      const hasRoom = this.#taker.take(bytes);
      if (this.isEmpty) return; // cleared
      this.#waiting.shift();
      if (!this.isEmpty) this.#lane.wait(this.#onTurn);
      else if (this.#endsLate) this.#taker.ended();
      else this.#taker.caughtUp(hasRoom);
    } catch (error) {
      this.#taker.failed(error);
    }
  };
}
