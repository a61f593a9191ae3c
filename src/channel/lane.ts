/** How long messages take their turns beside others that are long: the channel knows what to do next, its carrier when. */
import type { InTurns } from '../base/in-turns.js';

/** What becomes of work that does not come to its end. */
export interface Failing<T> {
  /** Asked before each further turn: nobody waits for it any more. */
  readonly isOver: () => boolean;
  /** The answer then, and where something goes wrong in a further turn. */
  readonly failed: () => T;
}

/** Shares each turn of the event loop among those who have much to do. */
export interface Lane {
  /** Goes on with some work as far as this turn has room, and with the rest in further ones: answers at once where nothing is left. */
  take<T extends object>(work: InTurns<T | Promise<T>>, failing: Failing<T>): T | Promise<T>;
}
