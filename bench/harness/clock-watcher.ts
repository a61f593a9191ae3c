/** The process that does nothing but look at the clock: see stalls.ts. */
import { serveTask } from './child.js';
import type { Stalls } from './stalls.js';

/** Shorter gaps are looks that took their time: an interrupt, a page that was touched first. */
const GAP_MS_MIN = 0.1;

function watch(seconds: number): Stalls {
  const gapsMs: number[] = [];
  const start = performance.now();
  let last = start;
  while (last - start < seconds * 1000) {
    const now = performance.now();
    if (now - last > GAP_MS_MIN) gapsMs.push(now - last);
    last = now;
  }
  return { gapsMs, watchedMs: last - start };
}

serveTask<number, Stalls>((seconds) => Promise.resolve(watch(seconds)));
