/** The whole engine: messages written chunk by chunk through `engine.open()`, findings compared by entity and place. */

import { makeCorpus, type Corpus, type CorpusKind } from '../corpus/corpus.js';
import { BLOCK_BYTES } from '../corpus/document.js';
import { maskingProblem } from '../harness/masked.js';
import { builtEngine, builtRules } from '../harness/sluice.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { median } from '../harness/statistics.js';
import { size } from '../harness/table.js';
import type { Effect, Engine, Format } from '../../src/engine/api.js';
import type { MatcherPlan } from '../matcher.js';

const MB = 1_048_576;

export interface StreamRow {
  readonly kind: CorpusKind;
  /** Bytes of one message. */
  readonly bytes: number;
  readonly megabytesPerSecond: number;
  readonly messagesPerSecond: number;
  readonly found: number;
  readonly expected: number;
  /** Findings that are neither planted nor cards. */
  readonly others: number;
}

export interface StreamReport {
  readonly rows: readonly StreamRow[];
  readonly failures: readonly string[];
}

const FORMATS: Record<CorpusKind, Format> = { crm: 'json', chat: 'text', html: 'html', transcript: 'text' };
/** Small messages are repeated until this much was written, so that the clock can tell. */
const ROUND_BYTES = 4_194_304;

interface Case {
  readonly kind: CorpusKind;
  readonly corpus: Corpus;
  readonly chunks: readonly Uint8Array[];
  readonly repeats: number;
}

function makeCase(kind: CorpusKind, bytes: number): Case {
  const corpus = makeCorpus(kind, bytes);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes; at += BLOCK_BYTES) chunks.push(corpus.bytes.slice(at, at + BLOCK_BYTES));
  return { kind, corpus, chunks, repeats: Math.max(1, Math.floor(ROUND_BYTES / bytes)) };
}

interface Outcome {
  readonly effects: readonly Effect[];
  readonly bytes: readonly Uint8Array[];
}

/** Whole message through the engine; effects and bytes are kept for the judge, as a proxy must handle them too. */
function passMessage(engine: Engine, one: Case): Outcome {
  const stream = engine.open({ format: FORMATS[one.kind], direction: 'response' });
  const effects: Effect[] = [];
  const bytes: Uint8Array[] = [];
  for (const chunk of one.chunks) {
    const step = stream.write(chunk);
    if (step.effects.length > 0) effects.push(...step.effects);
    bytes.push(step.bytes);
  }
  const last = stream.end();
  effects.push(...last.effects);
  bytes.push(last.bytes);
  return { effects, bytes };
}

/** What is wrong with the outcome: findings of the card family by count, PANs by place, bytes by the masks. */
function problems(one: Case, { effects, bytes }: Outcome): string[] {
  const what = `engine, ${one.kind} ${size(one.corpus.bytes.length)}`;
  const found = effects.flatMap((effect) => (effect.kind === 'finding' ? [effect.finding] : []));
  const wrong = effects.flatMap((effect) => (effect.kind === 'refuse' ? [`refused with ${effect.code}`] : []));
  const entities = new Set([
    ...one.corpus.expected.keys(),
    ...found.map((finding) => finding.entity).filter((entity) => entity.startsWith('card.')),
  ]);
  const alarms = unplanned(
    one,
    found.map(({ entity }) => entity),
  );
  if (alarms > Math.max(1, one.corpus.bytes.length / MB)) wrong.push(`${alarms} findings of other entities, more than one a megabyte`);
  for (const entity of entities) {
    const count = found.filter((finding) => finding.entity === entity).length;
    const expected = one.corpus.expected.get(entity) ?? 0;
    if (count !== expected) wrong.push(`${entity} found ${count} times, not ${expected}`);
  }
  const places = found.filter((finding) => finding.entity === 'card.pan').map(({ start, end }) => `${start}-${end}`);
  const planted = one.corpus.cards.map(({ start, end }) => `${start}-${end}`);
  const lost = planted.filter((place) => !places.includes(place));
  if (lost.length > 0) wrong.push(`${lost.length} cards not found where they are, the first at ${lost[0] ?? ''}`);
  const more = [...one.corpus.expected.keys()].some((entity) => entity.startsWith('card.') && entity !== 'card.pan');
  const masking = more ? undefined : maskingProblem(one.corpus, Buffer.concat(bytes), one.kind === 'crm');
  if (masking !== undefined) wrong.push(masking);
  return wrong.map((problem) => `${what}: ${problem}`);
}

/** Findings of entities that were not planted. Chats and transcripts also tell national telephone numbers, which may or may not be found. */
function unplanned(one: Case, entities: readonly string[]): number {
  return entities.filter((entity) => !one.corpus.expected.has(entity) && !entity.startsWith('card.') && entity !== 'contact.phone').length;
}

export async function benchStreams(plan: MatcherPlan, progress: (label: string) => void): Promise<StreamReport> {
  const { createEngine } = await builtEngine();
  const { loadRules } = await builtRules();
  const engine = createEngine({ rules: await loadRules() });
  const cases = plan.streams.map(([kind, bytes]) => makeCase(kind, bytes));
  const failures: string[] = [];
  const found = new Map<Case, number>();
  const others = new Map<Case, number>();
  for (const one of cases) {
    const outcome = passMessage(engine, one);
    failures.push(...problems(one, outcome));
    const entities = outcome.effects.flatMap((effect) => (effect.kind === 'finding' ? [effect.finding.entity] : []));
    others.set(one, unplanned(one, entities));
    found.set(one, outcome.effects.filter((effect) => effect.kind === 'finding' && effect.finding.entity === 'card.pan').length);
  }
  const speeds = new Map(cases.map((one) => [one, [] as number[]]));
  const begun = cpuMilliseconds();
  for (let round = 0; round < plan.rounds && (round === 0 || cpuMilliseconds() - begun < plan.budgetMs); round++) {
    for (const one of cases) {
      progress(`engine, ${one.kind} ${size(one.corpus.bytes.length)}`);
      const start = cpuMilliseconds();
      for (let i = 0; i < one.repeats; i++) passMessage(engine, one);
      speeds.get(one)?.push((one.corpus.bytes.length * one.repeats) / 1e3 / (cpuMilliseconds() - start));
    }
  }
  const rows = cases.map((one) => {
    const megabytesPerSecond = median(speeds.get(one) ?? []);
    const bytes = one.corpus.bytes.length;
    const counts = { found: found.get(one) ?? 0, expected: one.corpus.cards.length, others: others.get(one) ?? 0 };
    return { kind: one.kind, bytes, megabytesPerSecond, messagesPerSecond: (megabytesPerSecond * 1e6) / bytes, ...counts };
  });
  return { rows, failures };
}
