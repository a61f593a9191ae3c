/**
 * The lane of long bodies: in each turn of the event loop only so much time is spent on them, so that a hundred long answers that arrive
 * at once do not make everybody else wait for all of them. Those for whom a turn has no time left go on in the next one, in the order
 * in which they asked. Short messages are never in it. What comes in hundreds at once, such as ending those who are too late, goes the same way.
 */
export class Lane {
  readonly #turnMs: number;
  #spentMs = 0;
  #waiting: (() => void)[] = [];
  /** The next turn is asked for. */
  #isArmed = false;

  /** `turnMs`: time of one turn that goes to long bodies; the piece that is begun within it is finished, and there is one in each turn. */
  constructor(turnMs: number) {
    this.#turnMs = turnMs;
  }

  /** Whether a piece may be worked on at once: this turn has time left, and nobody waits. */
  get hasRoom(): boolean {
    return this.#waiting.length === 0 && this.#spentMs < this.#turnMs;
  }

  /** Works at once, on the account of this turn. */
  run<T>(work: () => T): T {
    const entered = performance.now();
    try {
      return work();
    } finally {
      this.#spentMs += performance.now() - entered;
      this.#arm();
    }
  }

  /** Works when its turn has come. `work` must not throw. */
  wait(work: () => void): void {
    this.#waiting.push(work);
    this.#arm();
  }

  /** Does the same for each item, some at once and the others in further turns. `work` must not throw. */
  each<T>(items: readonly T[], work: (item: T) => void): void {
    let at = 0;
    const some = (): void => {
      const until = performance.now() + this.#turnMs;
      while (at < items.length) {
        work(items[at++]);
        if (performance.now() >= until) break;
      }
      if (at < items.length) this.wait(some);
    };
    this.run(some);
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(this.#onTurn);
  }

  readonly #onTurn = (): void => {
    this.#isArmed = false;
    this.#spentMs = 0;
    let done = 0;
    for (const work of this.#waiting) {
      this.run(work);
      done++;
      if (this.#spentMs >= this.#turnMs) break;
    }
    this.#waiting = this.#waiting.slice(done);
  };
}
