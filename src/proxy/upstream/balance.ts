/** Which of several servers gets the next request. Weights are relative; a server that may not be used is passed over. */

export interface Candidate {
  readonly weight: number;
  /** Requests and leased connections under way. */
  readonly load: number;
}

/** Picks one of `usable`, which is not empty. */
export type Balance<C extends Candidate> = (usable: readonly C[]) => C;

/** The fewest requests for its weight; those level with each other take turns. */
export function leastRequests<C extends Candidate>(): Balance<C> {
  let turn = 0;
  return (usable) => {
    turn = (turn + 1) % usable.length;
    let best = usable[turn];
    for (let i = 1; i < usable.length; i++) {
      const other = usable[(turn + i) % usable.length];
      if ((other.load + 1) * best.weight < (best.load + 1) * other.weight) best = other;
    }
    return best;
  };
}

/** In turns, evenly spread: of 2:1 comes A B A and not A A B. */
export function roundRobin<C extends Candidate>(): Balance<C> {
  const credits = new Map<C, number>();
  return (usable) => {
    let best = usable[0];
    let total = 0;
    let most = -Infinity;
    for (const server of usable) {
      total += server.weight;
      const credit = (credits.get(server) ?? 0) + server.weight;
      credits.set(server, credit);
      if (credit > most) {
        most = credit;
        best = server;
      }
    }
    credits.set(best, most - total);
    return best;
  };
}
