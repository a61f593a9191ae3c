/**
 * Connections that the system has taken and nobody has accepted yet are reset with the listening socket. So a listener that closes first takes
 * what waits: Node accepts one connection in each turn of the event loop (libuv since 1.45), and when turns pass without one, none is waiting.
 */
import cluster from 'node:cluster';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** Turns without a connection: one may be over as far as connections go. */
const QUIET_TURNS = 2;
/** A worker is handed its connections by the primary, each behind a word that it took the last. */
const HANDOVER_MS = 100;
/** What goes on for so long is no queue: others have not heard yet that this listener closes. */
const MOST_MS = 5_000;

/** Resolves when no connection waits any more. `connections` counts those that came; undefined: nobody wants them any more. */
export async function queueTaken(connections: () => number | undefined): Promise<void> {
  const until = performance.now() + MOST_MS;
  let seen = connections();
  for (let quiet = 0; quiet < QUIET_TURNS && seen !== undefined && performance.now() < until;) {
    if (cluster.isWorker) await sleep(HANDOVER_MS);
    await turn();
    const now = connections();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
  }
}
