/** The load generator: one autocannon run a task, in a process of its own. */
import autocannon from 'autocannon';
import { performance } from 'node:perf_hooks';
import { percentile } from '../harness/statistics.js';

export interface LoadTask {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Ends earlier once this many requests are answered. */
  readonly requestsMax?: number;
  /** Bytes of the smallest complete answer, its head included. */
  readonly answerBytesMin: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200, too short or never came. */
  readonly bad: number;
}

const SAMPLE_MS = 50;

function run(task: LoadTask): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let bad = 0;
    let first = 0;
    let last = 0;
    const { url, connections, seconds } = task;
    const load = autocannon(
      { url, connections, duration: seconds, sampleInt: SAMPLE_MS, skipAggregateResult: true },
      (error, { errors, timeouts }) => {
        if (error !== null) return reject(error);
        const all = { requests: latencies.length, seconds: (last - first) / 1000, bad: bad + errors + timeouts };
        resolve({ ...all, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) });
      },
    );
    load.on('response', (_connection, status, bytes, milliseconds) => {
      if (status !== 200 || bytes < task.answerBytesMin) bad += 1;
      last = performance.now();
      if (first === 0) first = last;
      latencies.push(milliseconds);
      if (latencies.length === task.requestsMax) load.stop();
    });
  });
}

process.on('message', (task: LoadTask) => {
  run(task).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
