/** One worker and two: requests a second of the whole and per CPU second of all processes. Skipped where Sluice has no workers yet. */
import { availableParallelism } from 'node:os';
import { cpuSeconds } from '../harness/machine.js';
import type { Child } from '../harness/child.js';
import { median } from '../harness/statistics.js';
import { ratio, short } from '../harness/table.js';
import { pathOf, type Case } from './bodies.js';
import { startSluiceOn } from './subjects.js';
import { SMALL, USUAL, WARM_UP, onStage, type Stage, type Trial } from './trial.js';

const SPEEDUP_MIN = 1.8;
const CONNECTIONS = 64;
/** Two workers, the load generator and the upstream. */
const CORES_MIN = 4;

interface Figures {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** Two workers on all cores, or undefined and a word about it. */
export async function startWorkers(stage: Stage, count: number, ...options: string[]): Promise<Child | undefined> {
  try {
    return await stage.start(startSluiceOn(undefined, await stage.upstream(), '--workers', String(count), ...options));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!message.includes('SLUICE_USAGE')) throw error;
    stage.skipped.push(`sluice serve --workers ${count} is refused: ${/^.*SLUICE_USAGE.*$/m.exec(message)?.[0] ?? message}`);
    return undefined;
  }
}

async function measure(stage: Stage, name: string, child: Child, one: Case, seconds: number): Promise<Figures> {
  const task = { url: child.ready + pathOf(one), expected: await stage.expected(child.ready, one), connections: CONNECTIONS, seconds };
  const before = cpuSeconds(child.pid);
  const { requests, seconds: taken } = await stage.load(name, task);
  return { perSecond: requests / taken, perCpuSecond: requests / (cpuSeconds(child.pid) - before) };
}

export const workersTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const two = await startWorkers(stage, 2);
    if (two === undefined) return { tables: [], figures: undefined };
    const one = await stage.start(startSluiceOn(undefined, await stage.upstream(), '--workers', '1'));
    const seconds = quick ? 0.5 : 3;
    const cases = [SMALL, USUAL];
    const measured = new Map<string, Figures[]>();
    for (const body of cases) {
      for (const [name, child] of [['1', one] as const, ['2', two] as const]) {
        const expected = await stage.expected(child.ready, body);
        await stage.load(`${name} workers, warm-up`, { url: child.ready + pathOf(body), expected, seconds: quick ? 0.5 : 8, ...WARM_UP });
      }
    }
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      for (const body of cases) {
        for (const [name, child] of [['1', one] as const, ['2', two] as const]) {
          const figures = await measure(stage, `${name} workers`, child, body, seconds);
          const key = `${name} ${pathOf(body)}`;
          measured.set(key, [...(measured.get(key) ?? []), figures]);
        }
      }
    }
    const of = (name: string, body: Case, figure: (figures: Figures) => number) =>
      median((measured.get(`${name} ${pathOf(body)}`) ?? []).map(figure));
    const rows = cases.flatMap((body) =>
      ['1', '2'].map((name) => {
        const compared = (figure: (figures: Figures) => number) => ratio(of(name, body, figure) / of('1', body, figure));
        const speed = (figures: Figures) => figures.perSecond;
        const cost = (figures: Figures) => figures.perCpuSecond;
        return [`${name}, ${pathOf(body)}`, short(of(name, body, speed)), compared(speed), short(of(name, body, cost)), compared(cost)];
      }),
    );
    const cores = availableParallelism();
    const notes = [`The bar is ${SPEEDUP_MIN}x where the load generator is not the limit. Processes are not pinned.`];
    if (cores < CORES_MIN)
      notes.push(
        `With ${cores} cores the generator and the upstream take their share of both: only the figures per CPU second can be compared.`,
      );
    const columns = ['workers, body', 'req/s', 'to 1 worker', 'req per CPU s', 'to 1 worker'];
    return { tables: [{ title: 'Proxy: workers', columns, rows, notes }], figures: Object.fromEntries(measured) };
  });
