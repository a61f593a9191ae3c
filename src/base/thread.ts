/** Threads of our own code, from the build and from the sources alike. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** From sources (tests, the demo) a thread needs a loader for them; threads of Node 20 do not take one from their parent. */
const IS_SOURCE = import.meta.url.endsWith('.ts');

/** Starts a thread with a file of ours, as `new URL('./file.js', import.meta.url)` names it. It keeps no process alive. */
export function startThread(file: URL, options: Omit<WorkerOptions, 'eval'> = {}): Worker {
  const worker = IS_SOURCE
    ? new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); })`, {
        ...options,
        eval: true,
      })
    : new Worker(file, options);
  worker.unref();
  return worker;
}
