/**
 * The lane of long bodies: in each turn of the event loop only so much time is spent on them, so that a hundred long answers that arrive
 * at once do not make everybody else wait for all of them. Those for whom a turn has no time left go on in the next one, in the order
 * in which they asked. Short messages are never in it. What comes in hundreds at once, such as ending those who are too late, goes the same way.
 */
import type { InTurns } from '../../base/in-turns.js';
import type { Failing } from '../../channel/lane.js';
import { TurnQueue } from './turn-queue.js';

export class Lane {
  readonly #turnMs: number;
  #spentMs = 0;
  readonly #queue = new TurnQueue(
    () => (this.#spentMs = 0),
    () => this.#spentMs >= this.#turnMs,
  );

  /** `turnMs`: time of one turn that goes to long bodies; the piece that is begun within it is finished, and there is one in each turn. */
  constructor(turnMs: number) {
    this.#turnMs = turnMs;
  }

  /** Whether a piece may be worked on at once: this turn has time left, and nobody waits. */
  get hasRoom(): boolean {
    return this.#queue.isEmpty && this.#spentMs < this.#turnMs;
  }

  /** Works at once, on the account of this turn. */
  run<T>(work: () => T): T {
    const entered = performance.now();
    try {
      return work();
    } finally {
      this.#spentMs += performance.now() - entered;
      this.#queue.arm();
    }
  }

  /** Works when its turn has come. `work` must not throw. */
  wait(work: () => void): void {
    this.#queue.wait(() => this.run(work));
  }

  /** Goes on with some work as far as this turn has room, and with the rest in further ones: answers at once where nothing is left. */
  take<T extends object>(work: InTurns<T | Promise<T>>, { isOver, failed }: Failing<T>): T | Promise<T> {
    const piece = (): IteratorResult<undefined, T | Promise<T>> => work.next();
    while (this.hasRoom) {
      const next = this.run(piece);
      if (next.done === true) return next.value;
    }
    return new Promise((resolve) => {
      const goOn = (): void => {
        try {
          const next = isOver() ? work.return(failed()) : work.next();
          if (next.done === true) resolve(next.value);
          else this.wait(goOn);
        } catch {
          resolve(failed());
        }
      };
      this.wait(goOn);
    });
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
}
