/**
 * Reload under load: SIGHUP again and again, every other time with rules that do not load. No request may fail or be answered differently, and
 * the log must tell of every reload, done or refused.
 */
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../harness/child.js';
import { short } from '../harness/table.js';
import { pathOf } from './bodies.js';
import { startSluice } from './subjects.js';
import { USUAL, WARM_UP, onStage, type Trial } from './trial.js';

const PER_SECOND = 500;
const CONNECTIONS = 32;
const ANSWER_MS = 30_000;
const POLL_MS = 20;

/** Lines of the log that tell of reloads. */
function told(log: string): { done: number; refused: number } {
  const text = readFileSync(log, 'utf8');
  const count = (what: string) => text.split(what).length - 1;
  return { done: count('"msg":"reloaded"'), refused: count('"msg":"reload failed"') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The longest that Sluice's event loop stood still since it was last asked, in milliseconds. */
async function longestBlockMs(admin: string): Promise<number> {
  const { workers } = (await (await fetch(`${admin}/api/status`)).json()) as { workers: { vitals: { loopDelay: { max: number } } }[] };
  return Math.max(...workers.map(({ vitals }) => vitals.loopDelay.max * 1000));
}

export const reloadTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
    try {
      const rules = join(folder, 'rules');
      const pack = join(rules, 'card/pack.yaml');
      const log = join(folder, 'log');
      cpSync(join(ROOT, 'rules'), rules, { recursive: true });
      const good = readFileSync(pack, 'utf8');
      const admin = `127.0.0.1:${await freePort()}`;
      const sluice = await stage.start(startSluice(await stage.upstream(), '--rules', rules, '--log-file', log, '--admin', admin));
      const url = sluice.ready + pathOf(USUAL);
      const expected = await stage.expected(sluice.ready, USUAL);
      await stage.load('warm-up', { url, expected, seconds: quick ? 0.5 : 8, ...WARM_UP });
      await longestBlockMs(`http://${admin}`);
      const calm = await stage.load('before', { url, expected, connections: CONNECTIONS, seconds: quick ? 0.5 : 4, perSecond: PER_SECOND });
      const calmBlockMs = await longestBlockMs(`http://${admin}`);
      const reloads = quick ? 2 : 8;
      const seconds = quick ? 3 : 20;
      const load = stage.load('while rules are loaded again', { url, expected, connections: CONNECTIONS, seconds, perSecond: PER_SECOND });
      for (let i = 0; i < reloads; i++) {
        if (i % 2 === 0) writeFileSync(pack, `${good}\n# read again, ${i}\n`);
        else appendFileSync(pack, '\nno such key: [\n');
        const before = told(log);
        sluice.process.kill('SIGHUP');
        const wanted = i % 2 === 0 ? 'done' : 'refused';
        const deadline = performance.now() + ANSWER_MS;
        while (told(log)[wanted] === before[wanted] && performance.now() < deadline) await sleep(POLL_MS);
        if (told(log)[wanted] === before[wanted]) stage.failures.push(`reload ${i + 1} was not ${wanted}`);
        await sleep(quick ? 100 : 500);
      }
      const busy = await load;
      const busyBlockMs = await longestBlockMs(`http://${admin}`);
      const row = (name: string, { requests, p50Ms, p99Ms }: typeof busy, blockMs: number) => [
        ...[name, short(requests), short(p50Ms), short(p99Ms), short(blockMs)],
      ];
      const table = {
        title: 'Proxy: reload under load',
        columns: ['', 'answered', 'p50 ms', 'p99 ms', 'loop blocked at most, ms'],
        rows: [row('before', calm, calmBlockMs), row(`${reloads} reloads`, busy, busyBlockMs)],
        notes: [
          `${PER_SECOND} requests a second. Every other reload brings rules that do not load: those before stay. No request may fail.`,
        ],
      };
      return { tables: [table], figures: { calm, busy, reloads, calmBlockMs, busyBlockMs } };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
