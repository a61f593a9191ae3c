/** One measurement: a subject, a body, some seconds. First as fast as it answers, then at half of that beside the direct path. */
import { cpuSeconds } from '../harness/machine.js';
import type { Corpus } from '../corpus/corpus.js';
import type { Generator } from '../load/generator.js';
import type { LoadResult } from '../load/run.js';
import { isJson, pathOf, type Case } from './bodies.js';
import { judge, type Verdict } from './judge.js';
import type { Subject } from './subjects.js';

export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  /** At half load, for the subject and for the direct path. */
  readonly halfSeconds: number;
  readonly warmUpSeconds: number;
}

export const FULL: Plan = { rounds: 5, seconds: 2.5, halfSeconds: 2, warmUpSeconds: 8 };
export const QUICK: Plan = { rounds: 1, seconds: 0.3, halfSeconds: 0.2, warmUpSeconds: 0.3 };
const WARM_UP_REQUESTS = 20_000;
export const CONNECTIONS = 32;
/** Open ones that a request finds free at half load; more than can be busy unless the subject stalls. */
const HALF_CONNECTIONS = 64;

export interface Measurement {
  readonly requestsPerSecond: number;
  /** Of the process under test; the figure to compare. NaN where CPU time cannot be read. */
  readonly requestsPerCpuSecond: number;
  /** At half of `requestsPerSecond`. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Over the direct path at the same rate. */
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
  /** Wrong answers, by what was wrong with them. */
  readonly problems: readonly string[];
}

/** A body with the answer that a subject must give, each time. */
export interface Prepared {
  readonly url: string;
  readonly expected: Uint8Array;
  readonly problems: readonly string[];
  readonly verdict: Verdict | undefined;
}

/** Fetches one answer and judges it. All later ones must be the same bytes; without a good one the upstream's own are asked for. */
export async function prepare(subject: Subject, one: Case, body: Corpus): Promise<Prepared> {
  const url = subject.child.ready + pathOf(one);
  try {
    const response = await fetch(url);
    const answer = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) return { url, expected: body.bytes, problems: [`status ${response.status}`], verdict: undefined };
    const { problem, verdict } = judge(subject.duty, body, answer, isJson(one));
    return { url, expected: answer, problems: problem === undefined ? [] : [problem], verdict };
  } catch (error) {
    return { url, expected: body.bytes, problems: [error instanceof Error ? error.message : String(error)], verdict: undefined };
  }
}

const told = ({ problems }: LoadResult): string[] => Object.entries(problems).map(([what, count]) => `${count}x ${what}`);

/** Compiles what is hot, and finds out what the right answer is: under load and after it, every answer must be that one. */
export async function warmUp(generator: Generator, subject: Subject, one: Case, body: Corpus, plan: Plan): Promise<Prepared> {
  const prepared = await prepare(subject, one, body);
  const { url, expected, problems, verdict } = prepared;
  if (problems.length > 0) return prepared;
  const task = { url, expected, connections: CONNECTIONS, seconds: plan.warmUpSeconds, requestsMax: WARM_UP_REQUESTS };
  return { url, expected, problems: told(await generator.run(task)), verdict };
}

export async function measure(
  generator: Generator,
  subject: Subject,
  prepared: Prepared,
  direct: Prepared,
  plan: Plan,
): Promise<Measurement> {
  const { url, expected } = prepared;
  const before = cpuSeconds(subject.child.pid);
  const load = await generator.run({ url, expected, connections: CONNECTIONS, seconds: plan.seconds });
  const used = cpuSeconds(subject.child.pid) - before;
  const requestsPerSecond = load.requests / load.seconds;
  const half = { connections: HALF_CONNECTIONS, seconds: plan.halfSeconds, perSecond: Math.max(1, requestsPerSecond / 2 || 0) };
  const proxied = await generator.run({ ...half, url, expected });
  const floor = await generator.run({ ...half, url: direct.url, expected: direct.expected });
  return {
    requestsPerSecond,
    requestsPerCpuSecond: load.requests / used,
    p50Ms: proxied.p50Ms,
    p99Ms: proxied.p99Ms,
    addedP50Ms: proxied.p50Ms - floor.p50Ms,
    addedP99Ms: proxied.p99Ms - floor.p99Ms,
    problems: [...told(load), ...told(proxied), ...told(floor).map((problem) => `direct: ${problem}`)],
  };
}
