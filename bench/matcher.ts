/** MB/s of finding cards, one core: the kernels beside what one would write instead, and the whole engine by format and size. */
import type { CorpusKind } from './corpus/corpus.js';
import { runTask } from './harness/child.js';
import { Progress } from './harness/progress.js';
import { ratio, short, size, type Table } from './harness/table.js';
import type { ScanReport, ScanRow } from './matcher/scanning.js';
import type { StreamReport } from './matcher/streams.js';
import { byteLoop } from './peers/byteloop.js';
import { regexAnyGrouping, regexAnySeparators } from './peers/regex.js';

export interface MatcherPlan {
  /** Bytes of the CRM corpus that every contender scans in a round. */
  readonly scanBytes: number;
  readonly rounds: number;
  /** Messages that pass through the whole engine. */
  readonly streams: readonly (readonly [CorpusKind, number])[];
}

export interface MatcherReport {
  readonly scanning: ScanReport;
  readonly streams: StreamReport;
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

const FULL: MatcherPlan = { scanBytes: 32 * MB, rounds: 9, streams: [...SMALL, ...KINDS(16 * MB), ['crm', 64 * MB]] };
const QUICK: MatcherPlan = { scanBytes: 4 * MB, rounds: 3, streams: [...SMALL, ...KINDS(2 * MB)] };
const CONTENDERS = 7;

export async function runMatcherBench(quick: boolean): Promise<MatcherReport> {
  const plan = quick ? QUICK : FULL;
  const progress = new Progress(plan.rounds * (CONTENDERS + plan.streams.length));
  try {
    return await runTask<MatcherReport>(1, 'matcher/task.ts', plan, (label) => progress.step(label));
  } finally {
    progress.end();
  }
}

export function matcherTables({ scanning, streams }: MatcherReport): Table[] {
  const speed = (name: string) => scanning.rows.find((row) => row.name === name)?.megabytesPerSecond ?? Number.NaN;
  const scanCells = (row: ScanRow): string[] => [
    row.name,
    short(row.megabytesPerSecond),
    ratio(row.megabytesPerSecond / speed(regexAnySeparators.name)),
    ratio(row.megabytesPerSecond / speed(regexAnyGrouping.name)),
    ratio(row.megabytesPerSecond / speed(byteLoop.name)),
    `${row.found}/${row.expected}`,
  ];
  const streamCells = (row: StreamReport['rows'][number]): string[] => [
    row.kind,
    size(row.bytes),
    short(row.megabytesPerSecond),
    short(row.messagesPerSecond),
    `${row.found}/${row.expected}`,
  ];
  return [
    {
      title: 'Card scanning, CRM JSON in 64 KB chunks',
      columns: ['contender', 'MB/s', 'to V8 regex, any separators', 'to V8 regex', 'to byte loop', 'cards'],
      rows: scanning.rows.map(scanCells),
      notes: scanning.rows.map((row) => `${row.name}: ${row.claim}`),
    },
    {
      title: 'Whole engine, messages in 64 KB chunks',
      columns: ['document', 'size', 'MB/s', 'messages/s', 'cards'],
      rows: streams.rows.map(streamCells),
    },
  ];
}
