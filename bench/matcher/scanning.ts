/** Card scanning over the CRM corpus: every contender sees the same 64 KiB chunks, turn by turn, and must count the same cards. */

import { makeCorpus } from '../corpus/corpus.js';
import { BLOCK_BYTES } from '../corpus/document.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { median } from '../harness/statistics.js';
import { byteLoop } from '../peers/byteloop.js';
import type { Contender } from '../peers/contender.js';
import { regexAnyGrouping, regexAnySeparators, regexPrintedGrouping, twentyRegexes } from '../peers/regex.js';
import { sluiceKernels } from '../peers/kernel.js';
import type { MatcherPlan } from '../matcher.js';

export interface ScanRow {
  readonly name: string;
  readonly claim: string;
  readonly megabytesPerSecond: number;
  readonly found: number;
  readonly expected: number;
}

export interface ScanReport {
  readonly rows: readonly ScanRow[];
  readonly failures: readonly string[];
}

const PEERS: readonly Contender[] = [regexAnySeparators, regexAnyGrouping, regexPrintedGrouping, byteLoop, twentyRegexes];
/** Chunks scanned before the first round, so that every contender is compiled. */
const WARM_UP_CHUNKS = 64;

/** Every chunk in memory of its own, as bytes come from a socket. */
function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) chunks.push(bytes.slice(at, at + BLOCK_BYTES));
  return chunks;
}

function scanAll(contender: Contender, chunks: readonly Uint8Array[]): number {
  let found = 0;
  for (const chunk of chunks) found += contender.scan(chunk);
  return found;
}

export async function benchScanning(plan: MatcherPlan, progress: (label: string) => void): Promise<ScanReport> {
  const corpus = makeCorpus('crm', plan.scanBytes);
  const chunks = chunksOf(corpus.bytes);
  const expected = corpus.cards.length;
  const ours = await sluiceKernels();
  const contenders = [...ours, ...PEERS];
  for (const contender of contenders) scanAll(contender, chunks.slice(0, WARM_UP_CHUNKS));
  const speeds = new Map(contenders.map((contender) => [contender, [] as number[]]));
  const found = new Map<Contender, number>();
  for (let round = 0; round < plan.rounds; round++) {
    for (const contender of contenders) {
      progress(contender.name);
      const start = cpuMilliseconds();
      found.set(contender, scanAll(contender, chunks));
      speeds.get(contender)?.push(corpus.bytes.length / 1e3 / (cpuMilliseconds() - start));
    }
  }
  const rows = contenders.map((contender) => ({
    name: contender.name,
    claim: contender.claim,
    megabytesPerSecond: median(speeds.get(contender) ?? []),
    found: found.get(contender) ?? 0,
    expected,
  }));
  const mayOvercount = new Set(contenders.filter((contender) => contender.overcounts).map(({ name }) => name));
  const isWrong = ({ name, found: count }: ScanRow): boolean => (mayOvercount.has(name) ? count < expected : count !== expected);
  const failures = rows.filter(isWrong).map((row) => `${row.name} found ${row.found} cards of ${expected}`);
  return { rows, failures };
}
