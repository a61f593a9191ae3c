/** How far the heap of a serving process grows between two collections of all of it. */
import { setFlagsFromString } from 'node:v8';

/**
 * To twice what was in use after the last one. Left to itself, V8 counts every buffer that is read, sees little of it die old, and collects after a
 * tenth more: a thousand messages of a kilobyte then have all rules and conversations marked for them several times a second, by threads that take the
 * core from the messages. V8 reads this at the end of each such collection, and goes on doubling no further than halfway to the heap's limit.
 */
const GROWTH = '--heap-growing-percent';
const GROWTH_PERCENT = 100;

/** Not where whoever started the process has said something else. */
export function letHeapGrow(startedWith: readonly string[] = process.execArgv): void {
  const isSaid = startedWith.some((flag) => flag.replaceAll('_', '-').startsWith(GROWTH));
  if (!isSaid) setFlagsFromString(`${GROWTH}=${GROWTH_PERCENT}`);
}
