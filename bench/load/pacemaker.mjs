/**
 * Says when requests are due: a thread that sleeps to the microsecond (timers of the event loop know only milliseconds) and sends one
 * message a beat. Gaps are drawn as from many independent people (exponential), the same ones in every run. Plain JavaScript, because
 * a thread does not take over the loader that runs the bench's TypeScript. Takes `Beats`, answers with `Beat`s: see run.ts.
 */
import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Numbers in [0, 1), as in corpus/random.ts (mulberry32). */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

parentPort?.on('message', ({ perSecond, seconds, seed }) => {
  const next = chance(seed);
  const gapMs = () => (-Math.log(1 - next()) * 1000) / perSecond;
  const start = performance.now();
  const end = start + seconds * 1000;
  for (let at = start + gapMs(); at < end;) {
    const wait = at - performance.now();
    if (wait > 0) Atomics.wait(sleeper, 0, 0, wait);
    let due = 0;
    for (const now = performance.now(); at <= now && at < end; at += gapMs()) due += 1;
    if (due > 0) parentPort?.postMessage(due);
  }
  parentPort?.postMessage('over');
});
