/**
 * kill -9 of a worker under load: what it was answering fails, nothing else does; another worker takes its place; the upstream keeps no connection
 * of the dead one. Skipped where Sluice has no workers yet.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../harness/machine.js';
import { short } from '../harness/table.js';
import { pathOf } from './bodies.js';
import { USUAL, WARM_UP, onStage, type Trial } from './trial.js';
import { startWorkers } from './workers.js';

const WORKERS = 2;
const CONNECTIONS = 32;
/** A new worker compiles its rules first. */
const REPLACED_MS = 10_000;
const POLL_MS = 50;

/** What a client sees of a worker that dies: its connection breaks. Anything else is a wrong answer. */
const isBroken = (problem: string): boolean => /^connection (?:closed|ECONNRESET|EPIPE) /.test(problem);

/** Milliseconds until there are as many workers as before without the dead one; Infinity if there never are. */
async function untilReplaced(primary: number, dead: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const living = childrenOf(primary);
    const waited = performance.now() - start;
    if (!living.includes(dead) && living.length >= WORKERS) return waited;
    if (waited > REPLACED_MS) return Number.POSITIVE_INFINITY;
    await sleep(POLL_MS);
  }
}

export const killTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const sluice = await startWorkers(stage, WORKERS);
    if (sluice === undefined) return { tables: [], figures: undefined };
    const kills = quick ? 1 : 5;
    const url = sluice.ready + pathOf(USUAL);
    const expected = await stage.expected(sluice.ready, USUAL);
    await stage.load('warm-up', { url, expected, seconds: quick ? 0.5 : 8, ...WARM_UP });
    const rows: string[][] = [];
    const figures: object[] = [];
    for (let i = 0; i < kills; i++) {
      const [victim] = childrenOf(sluice.pid);
      if (victim === undefined) throw new Error('Sluice has no worker processes.');
      const load = stage.generator.run({ url, expected, connections: CONNECTIONS, seconds: quick ? 2 : 5 });
      await sleep(quick ? 500 : 1_500);
      process.kill(victim, 'SIGKILL');
      const replacedMs = await untilReplaced(sluice.pid, victim);
      const { requests, problems } = await load;
      const broken = Object.entries(problems).reduce((sum, [problem, count]) => sum + (isBroken(problem) ? count : 0), 0);
      const others = Object.entries(problems).filter(([problem]) => !isBroken(problem));
      stage.failures.push(...others.map(([problem, count]) => `while a worker died: ${count}x ${problem}`));
      if (broken > CONNECTIONS) stage.failures.push(`${broken} exchanges failed on ${CONNECTIONS} connections`);
      if (replacedMs === Number.POSITIVE_INFINITY) stage.failures.push('the dead worker was not replaced');
      await stage.load('after a worker died', { url, expected, connections: CONNECTIONS, seconds: quick ? 0.5 : 2 });
      const { open, busy } = await stage.upstreamConnections();
      if (busy > 0) stage.failures.push(`${busy} upstream connections are left whose reader has gone`);
      rows.push([`${i + 1}`, short(requests), String(broken), short(replacedMs), String(open)]);
      figures.push({ requests, broken, replacedMs, upstreamOpen: open });
    }
    const notes = [`At most ${CONNECTIONS} exchanges are under way; only they may fail, and none of the answers may be wrong.`];
    const columns = ['kill -9', 'answered', 'broken', 'new worker after ms', 'upstream connections kept'];
    return { tables: [{ title: `Proxy: a worker of ${WORKERS} dies under load`, columns, rows, notes }], figures };
  });
