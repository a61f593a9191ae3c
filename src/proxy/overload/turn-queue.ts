/** Work that waits for later turns of the event loop, as much of it in each as its owner allows, in the order in which it was asked for. */
export class TurnQueue {
  readonly #begin: () => void;
  readonly #isOver: () => boolean;
  #waiting: (() => void)[] = [];
  /** The next turn is asked for. */
  #isArmed = false;

  /** `begin`: a turn begins. `isOver`: it has done enough; one piece of work is done in each all the same. */
  constructor(begin: () => void, isOver: () => boolean) {
    this.#begin = begin;
    this.#isOver = isOver;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Works when its turn has come. `work` must not throw; it may wait again, behind all who wait by then. */
  wait(work: () => void): void {
    this.#waiting.push(work);
    this.arm();
  }

  /** Asks for a turn, be it that nobody waits. */
  arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(this.#onTurn);
  }

  readonly #onTurn = (): void => {
    this.#isArmed = false;
    this.#begin();
    let done = 0;
    for (const work of this.#waiting) {
      work();
      done++;
      if (this.#isOver()) break;
    }
    this.#waiting = this.#waiting.slice(done);
    if (!this.isEmpty) this.arm();
  };
}
