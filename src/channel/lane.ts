/** How long messages take their turns beside others that are long: the channel knows what to do next, its carrier when. */
import type { InTurns } from '../base/in-turns.js';

/** Shares each turn of the event loop among those who have much to do. */
export interface Lane {
  /** Whether a piece may be worked on at once: this turn has time left, and nobody waits. */
  readonly hasRoom: boolean;
  /** Works at once, on the account of this turn. */
  run<T>(work: () => T): T;
  /** Works when its turn has come. `work` must not throw. */
  wait(work: () => void): void;
}

/** What becomes of work that does not come to its end. */
interface Failing<T> {
  /** Asked before each further turn: nobody waits for it any more. */
  readonly isOver: () => boolean;
  /** The answer then, and where something goes wrong. */
  readonly failed: () => T;
}

/** Goes on with some work as far as this turn has room, and with the rest in further ones: answers at once where nothing is left. */
export function takingTurns<T extends object>(work: InTurns<T | Promise<T>>, lane: Lane, { isOver, failed }: Failing<T>): T | Promise<T> {
  const piece = (): IteratorResult<undefined, T | Promise<T>> => work.next();
  while (lane.hasRoom) {
    const next = lane.run(piece);
    if (next.done === true) return next.value;
  }
  return new Promise((resolve) => {
    const goOn = (): void => {
      try {
        const next = isOver() ? work.return(failed()) : work.next();
        if (next.done === true) resolve(next.value);
        else lane.wait(goOn);
      } catch {
        resolve(failed());
      }
    };
    lane.wait(goOn);
  });
}
