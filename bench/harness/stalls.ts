/**
 * How long the machine itself keeps a process waiting that is ready to run: another program has the core, or the host of a virtual machine does. A process
 * that does nothing but look at the clock tells by the gaps between two looks.
 */
import { runTask } from './child.js';
import type { Core } from './machine.js';

export interface Stalls {
  /** Between two looks; short ones are left out. */
  readonly gapsMs: readonly number[];
  readonly watchedMs: number;
}

const STEP_MS = 0.001;

/** Watches the clock on a core for so long. */
export const watchStalls = (core: Core, seconds: number): Promise<Stalls> => runTask(core, 'harness/clock-watcher.ts', seconds);

/** What a moment picked at random waits for the machine, in ms: no longer than this in `share` of all cases. */
export function waitAt(share: number, { gapsMs, watchedMs }: Stalls): number {
  const mayExceed = (1 - share) * watchedMs;
  const beyond = (wait: number): number => gapsMs.reduce((sum, gap) => sum + Math.max(0, gap - wait), 0);
  let [low, high] = [0, Math.max(0, ...gapsMs)];
  if (beyond(low) <= mayExceed) return 0;
  while (high - low > STEP_MS) {
    const middle = (low + high) / 2;
    if (beyond(middle) > mayExceed) low = middle;
    else high = middle;
  }
  return high;
}
