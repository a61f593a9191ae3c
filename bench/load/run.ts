/** Two kinds of load: as fast as the answers come, and at a rate of its own that does not wait for them. */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { percentile } from '../harness/statistics.js';
import { Connection, type Target } from './connection.js';

/** What the pacemaker is asked for, and what it says: the number of requests that are due. */
interface Beats {
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
}
type Beat = number | 'over';

export interface LoadTask {
  readonly url: string;
  /** The body that every response must have. */
  readonly expected: Uint8Array;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, due whether or not earlier ones are answered. Without it each connection asks again once it is answered. */
  readonly perSecond?: number;
  /** Ends earlier once this many requests are answered. */
  readonly requestsMax?: number;
}

export interface LoadResult {
  /** Answered as they must be. */
  readonly requests: number;
  /** From the first to the last answer. */
  readonly seconds: number;
  /** From the moment a request was due, waiting for a free connection included. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were wrong, incomplete or never came, by what was wrong. */
  readonly problems: Readonly<Record<string, number>>;
}

export const badAnswers = ({ problems }: LoadResult): number => Object.values(problems).reduce((sum, count) => sum + count, 0);

/** What is still unanswered this long after the end never will be. */
const LAST_ANSWER_MS = 30_000;
const SEED = 20_261_122;
/** After a failure, so that a proxy that is gone does not make the generator spin. */
const AGAIN_MS = 20;

/** One for all loads of this process: it takes a while to start. */
let pacemaker: Worker | undefined;

export class Load {
  readonly #task: LoadTask;
  readonly #connections: Connection[];
  readonly #latencies: number[] = [];
  readonly #problems = new Map<string, number>();
  readonly #free: Connection[] = [];
  /** When requests were due that wait for a free connection. */
  readonly #waiting: number[] = [];
  #busy = 0;
  #first = 0;
  #last = 0;
  #isOver = false;
  #settled: () => void = () => undefined;

  constructor(task: LoadTask) {
    this.#task = task;
    const target = targetOf(task);
    const watcher = { done: (connection: Connection, problem: string | undefined) => this.#done(connection, problem) };
    this.#connections = Array.from({ length: task.connections }, () => new Connection(target, watcher));
  }

  async run(): Promise<LoadResult> {
    const settled = new Promise<void>((resolve) => (this.#settled = resolve));
    if (this.#task.perSecond === undefined) await this.#asFastAsAnswered();
    else await this.#atRate(this.#task.perSecond);
    this.#isOver = true;
    let timer: NodeJS.Timeout | undefined;
    if (this.#busy + this.#waiting.length > 0) {
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_ANSWER_MS)));
      await Promise.race([settled, late]);
      clearTimeout(timer);
    }
    const unanswered = this.#busy + this.#waiting.length;
    if (unanswered > 0) this.#problems.set('no answer', unanswered);
    for (const connection of this.#connections) connection.close();
    const seconds = (this.#last - this.#first) / 1000;
    const problems = Object.fromEntries(this.#problems);
    const latencies = this.#latencies;
    return { requests: latencies.length, seconds, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), problems };
  }

  async #asFastAsAnswered(): Promise<void> {
    for (const connection of this.#connections) this.#send(connection, performance.now());
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#task.seconds * 1000);
      this.#enough = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #enough: () => void = () => undefined;

  async #atRate(perSecond: number): Promise<void> {
    this.#free.push(...this.#connections);
    pacemaker ??= new Worker(new URL('pacemaker.mjs', import.meta.url));
    const worker = pacemaker;
    await new Promise<void>((resolve) => {
      const due = (beat: Beat): void => {
        if (beat === 'over') {
          worker.off('message', due);
          resolve();
        } else for (let i = 0; i < beat; i++) this.#due();
      };
      worker.on('message', due);
      worker.postMessage({ perSecond, seconds: this.#task.seconds, seed: SEED } satisfies Beats);
    });
  }

  #due(): void {
    const now = performance.now();
    const connection = this.#free.pop();
    if (connection === undefined) this.#waiting.push(now);
    else this.#send(connection, now);
  }

  #send(connection: Connection, since: number): void {
    this.#busy += 1;
    connection.send(since);
  }

  #done(connection: Connection, problem: string | undefined): void {
    this.#busy -= 1;
    if (problem !== undefined) {
      this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
      setTimeout(() => this.#next(connection), AGAIN_MS);
      return;
    }
    const now = performance.now();
    this.#last = now;
    if (this.#first === 0) this.#first = now;
    this.#latencies.push(now - connection.since);
    if (this.#latencies.length === this.#task.requestsMax) this.#enough();
    this.#next(connection);
  }

  #next(connection: Connection): void {
    const due = this.#waiting.shift();
    if (due !== undefined) this.#send(connection, due);
    else if (this.#task.perSecond !== undefined) this.#free.push(connection);
    else if (!this.#isOver && this.#latencies.length !== this.#task.requestsMax) return this.#send(connection, performance.now());
    if (this.#isOver && this.#busy + this.#waiting.length === 0) this.#settled();
  }
}

export function targetOf({ url, expected }: Pick<LoadTask, 'url' | 'expected'>): Target {
  const { hostname, port, host, pathname, search } = new URL(url);
  const head = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, 'Connection: keep-alive', 'Accept: */*', '', ''].join('\r\n');
  return { host: hostname, port: Number(port), request: Buffer.from(head), expected: { status: 200, body: expected } };
}
