/** The matcher bench: what is measured, and the process that does it. The tables are in matcher/tables.ts. */
import type { CorpusKind } from './corpus/corpus.js';
import { runTask } from './harness/child.js';
import { Progress } from './harness/progress.js';
import type { HardPlan, HardReport } from './matcher/hard.js';
import type { ScalingPlan, ScalingReport } from './matcher/scaling.js';
import type { ScanPlan, ScanReport } from './matcher/scanning.js';
import type { StartupReport } from './matcher/startup.js';
import type { StreamReport } from './matcher/streams.js';

export interface MatcherPlan {
  readonly scans: readonly ScanPlan[];
  readonly rounds: number;
  /** No further round of messages begins after this much CPU time. */
  readonly budgetMs: number;
  /** Messages that pass through the whole engine. */
  readonly streams: readonly (readonly [CorpusKind, number])[];
  readonly scaling: ScalingPlan;
  readonly startupRounds: number;
  readonly hard: HardPlan;
}

export interface MatcherReport {
  readonly scanning: readonly ScanReport[];
  readonly streams: StreamReport;
  readonly scaling: ScalingReport;
  /** Rules that name paths. */
  readonly paths: ScalingReport;
  readonly startup: StartupReport;
  readonly hard: HardReport;
}

const KB = 1_024;
const MB = 1_048_576;
const KINDS = (bytes: number): (readonly [CorpusKind, number])[] => [
  ['crm', bytes],
  ['chat', bytes],
  ['html', bytes],
  ['transcript', bytes],
];

const SMALL: readonly (readonly [CorpusKind, number])[] = [
  ['crm', KB],
  ['crm', 16 * KB],
  ['crm', 256 * KB],
];

const scans = (long: number, short: number, rounds: number, budgetMs: number): ScanPlan[] => [
  { kind: 'crm', bytes: long, rounds, budgetMs, short: false },
  { kind: 'chat', bytes: short, rounds, budgetMs, short: true },
  { kind: 'transcript', bytes: short, rounds, budgetMs, short: true },
];

const FULL: MatcherPlan = {
  scans: scans(32 * MB, 16 * MB, 9, 120_000),
  rounds: 9,
  budgetMs: 240_000,
  streams: [...SMALL, ...KINDS(16 * MB), ['crm', 64 * MB]],
  scaling: { bytes: 16 * MB, rounds: 9 },
  startupRounds: 7,
  hard: { adversarialBytes: 64 * MB, bytes: 16 * MB, cpuMsMax: 90_000 },
};
const QUICK: MatcherPlan = {
  scans: scans(2 * MB, MB, 3, 5_000),
  rounds: 3,
  budgetMs: 6_000,
  streams: [...SMALL, ...KINDS(MB)],
  scaling: { bytes: MB, rounds: 3 },
  startupRounds: 1,
  hard: { adversarialBytes: MB / 2, bytes: MB / 4, cpuMsMax: 3_000 },
};
/** Rough count of steps, for the progress bar. */
const STEPS_PER_ROUND = 30;
const STEPS_ONCE = 35;

export async function runMatcherBench(quick: boolean): Promise<MatcherReport> {
  const plan = quick ? QUICK : FULL;
  const progress = new Progress(plan.rounds * STEPS_PER_ROUND + STEPS_ONCE);
  try {
    return await runTask<MatcherReport>(1, 'matcher/task.ts', plan, (label) => progress.step(label));
  } finally {
    progress.end();
  }
}

export function matcherFailures({ scanning, streams, scaling, paths, startup, hard }: MatcherReport): string[] {
  return [...scanning.flatMap(({ failures }) => failures), ...[streams, scaling, paths, startup, hard].flatMap(({ failures }) => failures)];
}
