/**
 * Work that may take long, in pieces between which others can have their turn: each `next` does one piece, the last brings what came of it. It knows
 * neither clock nor event loop; when it goes on is for whoever does it to say.
 */
export type InTurns<T> = Generator<undefined, T, undefined>;

/** All of it at once. */
export function atOnce<T>(work: InTurns<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}
