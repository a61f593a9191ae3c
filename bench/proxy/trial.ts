/** What the proxy's further benches have in common: how they are called, what they hand back, and the processes that they start. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../harness/child.js';
import type { Table } from '../harness/table.js';
import { startGenerator, type Generator } from '../load/generator.js';
import type { LoadResult, LoadTask } from '../load/run.js';
import { CASES, bodyOf, isJson, pathOf, type Case } from './bodies.js';
import { judge } from './judge.js';
import { startUpstream } from './subjects.js';

export interface TrialOptions {
  readonly quick: boolean;
  /** Of a soak. */
  readonly minutes: number | undefined;
}

export interface TrialReport {
  readonly tables: readonly Table[];
  /** What the tables are made of, for the results' JSON. */
  readonly figures: unknown;
  /** Only counts: they mean the same whatever else the machine does. */
  readonly isUntimed?: boolean;
  /** Wrong answers. */
  readonly failures: readonly string[];
  /** What could not be done here, and why. */
  readonly skipped: readonly string[];
}

export type Trial = (options: TrialOptions) => Promise<TrialReport>;

/** The processes of one trial, stopped in the order opposite to the one they were started in. */
export class Stage {
  readonly generator: Generator = startGenerator();
  readonly failures: string[] = [];
  readonly skipped: string[] = [];
  readonly #started: Child[] = [];
  #upstream: Child | undefined;

  async start(starting: Promise<Child>): Promise<Child> {
    const child = await starting;
    this.#started.push(child);
    return child;
  }

  /** Ends one before the others. */
  async stop(child: Child): Promise<void> {
    this.#started.splice(this.#started.indexOf(child), 1);
    await child.stop();
  }

  async upstream(): Promise<string> {
    this.#upstream ??= await this.start(startUpstream());
    return this.#upstream.ready;
  }

  /** Fetches what Sluice answers and judges it; what a load must be answered with from then on. */
  async expected(proxy: string, one: Case): Promise<Uint8Array> {
    const response = await fetch(proxy + pathOf(one));
    const answer = new Uint8Array(await response.arrayBuffer());
    const body = bodyOf(one);
    const problem = response.status === 200 ? judge('everything', body, answer, isJson(one)).problem : `status ${response.status}`;
    if (problem !== undefined) throw new Error(`Sluice, ${pathOf(one)}: ${problem}`);
    return answer;
  }

  /** One load whose wrong answers are failures of the trial. */
  async load(what: string, task: LoadTask): Promise<LoadResult> {
    return this.told(what, await this.generator.run(task));
  }

  /** A load's result; what was wrong in it fails the run. */
  told(what: string, result: LoadResult): LoadResult {
    this.failures.push(...Object.entries(result.problems).map(([problem, count]) => `${what}: ${count}x ${problem}`));
    return result;
  }

  /**
   * What the upstream still has open once every client has left, and the connections among them whose reader does not read: a proxy that
   * leaves such behind leaks.
   */
  async upstreamConnections(): Promise<{ open: number; busy: number }> {
    let counted = { open: 0, busy: 0 };
    for (let tries = 0; tries < LEAVE_TRIES; tries++) {
      const [open = 0, busy = 0] = (await (await fetch(`${await this.upstream()}/connections`)).text()).split(' ').map(Number);
      counted = { open, busy };
      if (busy === 0) break;
      await sleep(LEAVE_MS);
    }
    return counted;
  }

  async close(): Promise<void> {
    this.generator.stop();
    for (const child of this.#started.splice(0).reverse()) await child.stop();
  }
}

const LEAVE_MS = 250;
const LEAVE_TRIES = 20;

/** Runs a trial's steps and ends its processes, whatever happens. */
export async function onStage(steps: (stage: Stage) => Promise<Pick<TrialReport, 'tables' | 'figures'>>): Promise<TrialReport> {
  const stage = new Stage();
  try {
    const { tables, figures } = await steps(stage);
    return { tables, figures, failures: stage.failures, skipped: stage.skipped };
  } finally {
    await stage.close();
  }
}

/** CRM JSON of 16 KB: what an agent's desktop asks for all day. */
export const USUAL: Case = CASES[1] ?? { kind: 'crm', bytes: 16_384 };
export const LONG: Case = CASES[2] ?? { kind: 'crm', bytes: 262_144 };
export const SMALL: Case = CASES[0] ?? { kind: 'crm', bytes: 1_024 };

/** Compiles what is hot before anything is measured. */
export const WARM_UP = { connections: 32, requestsMax: 20_000 } as const;
