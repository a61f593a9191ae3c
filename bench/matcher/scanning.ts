/** Card scanning over one corpus: every contender sees the same 64 KiB chunks, turn by turn, and must count the same cards. */

import { makeCorpus, type CorpusKind } from '../corpus/corpus.js';
import { BLOCK_BYTES } from '../corpus/document.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { median } from '../harness/statistics.js';
import { byteLoop } from '../peers/byteloop.js';
import type { Contender, RoundContender } from '../peers/contender.js';
import { startHyperscan } from '../peers/hyperscan/hyperscan.js';
import { sluiceKernels } from '../peers/kernel.js';
import { defaultPacks } from '../peers/packs.js';
import { regexAnyGrouping, regexAnySeparators, regexPrintedGrouping, twentyRegexes } from '../peers/regex.js';

export interface ScanRow {
  readonly name: string;
  readonly claim: string;
  readonly megabytesPerSecond: number;
  readonly found: number;
  readonly expected: number;
}

export interface ScanReport {
  readonly kind: CorpusKind;
  readonly bytes: number;
  readonly rows: readonly ScanRow[];
  readonly failures: readonly string[];
  /** Why there is no row of Hyperscan, if there is none. */
  readonly missing?: string;
}

export interface ScanPlan {
  readonly kind: CorpusKind;
  readonly bytes: number;
  readonly rounds: number;
  /** No further round begins after this much CPU time, so that a slow matcher cannot hold the bench up. */
  readonly budgetMs: number;
  /** Only the rows that bars are about. */
  readonly short: boolean;
}

const SHORT: readonly Contender[] = [twentyRegexes, byteLoop];
const LONG: readonly Contender[] = [regexAnySeparators, regexAnyGrouping, regexPrintedGrouping, byteLoop, twentyRegexes];
/** Chunks scanned before the first round, so that every contender is compiled. */
const WARM_UP_CHUNKS = 64;

/** Every chunk in memory of its own, as bytes come from a socket. */
export function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) chunks.push(bytes.slice(at, at + BLOCK_BYTES));
  return chunks;
}

function inProcess(contender: Contender, chunks: readonly Uint8Array[]): RoundContender {
  const scanAll = (some: readonly Uint8Array[]): number => some.reduce((found, chunk) => found + contender.scan(chunk), 0);
  scanAll(chunks.slice(0, WARM_UP_CHUNKS));
  const { name, claim, overcounts } = contender;
  return {
    name,
    claim,
    ...(overcounts === undefined ? {} : { overcounts }),
    async round() {
      const start = cpuMilliseconds();
      const found = scanAll(chunks);
      return { milliseconds: cpuMilliseconds() - start, found };
    },
  };
}

export async function benchScanning(plan: ScanPlan, progress: (label: string) => void): Promise<ScanReport> {
  const corpus = makeCorpus(plan.kind, plan.bytes);
  const chunks = chunksOf(corpus.bytes);
  const expected = corpus.cards.length;
  const kernels = await sluiceKernels();
  const ours = [await defaultPacks(), ...(plan.short ? kernels.slice(0, 1) : kernels)];
  const hyperscan = await startHyperscan(corpus, BLOCK_BYTES);
  const peers = plan.short ? SHORT : LONG;
  const contenders: RoundContender[] = [
    ...ours.map((contender) => inProcess(contender, chunks)),
    ...(typeof hyperscan === 'string' ? [] : [hyperscan]),
    ...peers.map((contender) => inProcess(contender, chunks)),
  ];
  const speeds = new Map(contenders.map((contender) => [contender, [] as number[]]));
  const found = new Map<RoundContender, number>();
  try {
    const start = cpuMilliseconds();
    for (let round = 0; round < plan.rounds && (round === 0 || cpuMilliseconds() - start < plan.budgetMs); round++) {
      for (const contender of contenders) {
        progress(`${plan.kind}, ${contender.name}`);
        const one = await contender.round();
        found.set(contender, one.found);
        speeds.get(contender)?.push(corpus.bytes.length / 1e3 / one.milliseconds);
      }
    }
  } finally {
    if (typeof hyperscan !== 'string') hyperscan.stop();
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
  const failures = rows.filter(isWrong).map((row) => `${plan.kind}: ${row.name} found ${row.found} cards of ${expected}`);
  return { kind: plan.kind, bytes: plan.bytes, rows, failures, ...(typeof hyperscan === 'string' ? { missing: hyperscan } : {}) };
}
