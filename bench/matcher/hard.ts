/** The whole engine on hard texts, streamed in 64 KiB chunks: time per byte beside clean CRM data, and what memory it takes. */

import { makeCorpus } from '../corpus/corpus.js';
import { BLOCK_BYTES } from '../corpus/document.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { builtEngine, builtRules } from '../harness/sluice.js';
import type { Engine } from '../../src/engine/api.js';
import { chunksOf } from './scanning.js';
import { HARD_TEXTS, type HardText } from './texts.js';

export interface HardRow {
  readonly name: string;
  readonly group: HardText['group'] | 'clean';
  readonly bytes: number;
  readonly megabytesPerSecond: number;
  /** Nanoseconds of CPU a byte in the second half of the text, to those in the first: 1 is linear. */
  readonly growth: number;
  /** Bytes by which the process grew beyond its size before the text. */
  readonly rssBytes: number;
  readonly found: number;
  readonly expected: number | undefined;
}

export interface HardReport {
  readonly rows: readonly HardRow[];
  readonly failures: readonly string[];
}

export interface HardPlan {
  /** A text that takes longer is stopped, and its row says how far it came. */
  readonly cpuMsMax: number;
  readonly adversarialBytes: number;
  readonly bytes: number;
}

const SAMPLE_CHUNKS = 8;

interface Run {
  readonly milliseconds: readonly [first: number, second: number];
  /** NaN for the second half when it was stopped. */
  readonly total: number;
  readonly found: number;
  readonly rssBytes: number;
  readonly problem: string | undefined;
  /** Bytes written: fewer than planned when it was stopped. */
  readonly bytes: number;
}

/** Writes `count` chunks; chunk `i` is given by `chunkAt`. */
function stream(engine: Engine, count: number, chunkAt: (index: number) => Uint8Array, entity: string | undefined, cpuMsMax: number): Run {
  const one = engine.open({ format: 'text', direction: 'response' });
  const half = Math.max(1, Math.floor(count / 2));
  let [written, left, found, peak] = [0, 0, 0, 0];
  let stopped = false;
  let problem: string | undefined;
  const take = (step: ReturnType<typeof one.write>): void => {
    left += step.bytes.length;
    for (const effect of step.effects) {
      if (effect.kind === 'refuse') problem = `refused with ${effect.code}`;
      else if (effect.finding.entity === entity) found += 1;
    }
  };
  const before = process.memoryUsage().rss;
  const start = cpuMilliseconds();
  let middle = start;
  for (let i = 0; i < count && problem === undefined && !stopped; i++) {
    const chunk = chunkAt(i);
    written += chunk.length;
    take(one.write(chunk));
    if (i + 1 === half) middle = cpuMilliseconds();
    if (i % SAMPLE_CHUNKS === 0) {
      peak = Math.max(peak, process.memoryUsage().rss - before);
      stopped = cpuMilliseconds() - start > cpuMsMax;
    }
  }
  take(one.end());
  const end = cpuMilliseconds();
  if (problem === undefined && left > written) problem = `${left} bytes came out of ${written}`;
  const halves = [middle - start, stopped ? Number.NaN : end - middle] as const;
  return {
    milliseconds: halves,
    total: end - start,
    bytes: written,
    found,
    rssBytes: Math.max(peak, process.memoryUsage().rss - before),
    problem,
  };
}

function row(name: string, group: HardRow['group'], run: Run, expected: number | undefined): HardRow {
  const [first, second] = run.milliseconds;
  const { found, rssBytes, bytes, total } = run;
  return { name, group, bytes, megabytesPerSecond: bytes / 1e3 / total, growth: second / first, rssBytes, found, expected };
}

export async function benchHard(plan: HardPlan, progress: (label: string) => void): Promise<HardReport> {
  const { createEngine } = await builtEngine();
  const { loadRules } = await builtRules();
  const engine = createEngine({ rules: await loadRules() });
  const rows: HardRow[] = [];
  const failures: string[] = [];
  const clean = chunksOf(makeCorpus('crm', plan.bytes, { cards: false }).bytes);
  progress('clean CRM data');
  const cleanAt = (index: number): Uint8Array => clean[index] ?? new Uint8Array(0);
  const { cpuMsMax } = plan;
  stream(engine, clean.length, cleanAt, undefined, cpuMsMax);
  rows.push(row('clean CRM data', 'clean', stream(engine, clean.length, cleanAt, undefined, cpuMsMax), undefined));
  for (const text of HARD_TEXTS) {
    progress(text.name);
    const count = Math.ceil((text.group === 'adversarial' ? plan.adversarialBytes : plan.bytes) / BLOCK_BYTES);
    const blockAt = (): Uint8Array => text.block;
    stream(engine, Math.min(count, 8), blockAt, undefined, cpuMsMax / 4);
    const run = stream(engine, count, blockAt, text.entity, cpuMsMax);
    const expected = text.expected === undefined ? undefined : text.expected * (run.bytes / BLOCK_BYTES);
    rows.push(row(text.name, text.group, run, expected));
    if (run.problem !== undefined) failures.push(`${text.name}: ${run.problem}`);
    if (expected !== undefined && run.found !== expected)
      failures.push(`${text.name}: ${text.entity ?? ''} found ${run.found} times, not ${expected}`);
  }
  return { rows, failures };
}
