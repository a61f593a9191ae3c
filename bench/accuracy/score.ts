/** Runs generators through an engine and counts: found or missed, false alarms, findings of another kind. */
import type { Engine, Finding } from '../../src/engine/api.js';
import { makeClean, CLEAN_KINDS, type CleanKind } from '../corpus/corpus.js';
import type { ChatOutcomes } from './chats/chats.js';
import { makeCase, seedOf, type Case, type Generator, type Group, type Level } from './case.js';
import { CONTACT } from './contact.js';
import { IDS } from './ids/ids.js';
import { LOOKALIKES } from './lookalikes/lookalikes.js';
import { PAN } from './pan/pan.js';
import { SPOKEN } from './spoken/spoken.js';

export const GENERATORS: readonly Generator[] = [...PAN, ...IDS, ...CONTACT, ...SPOKEN, ...LOOKALIKES];

/** One generator's outcome. */
export interface Outcome {
  readonly name: string;
  readonly group: Group;
  readonly category: string;
  readonly level: Level;
  readonly kind: 'present' | 'absent';
  readonly cases: number;
  /** Cases whose value was covered (`present`), or in which the entity was found (`absent`). */
  readonly found: number;
  /** Cases with a finding of another entity. */
  readonly others: number;
  /** Which entities those were, with counts. */
  readonly otherEntities: Readonly<Record<string, number>>;
  /** Indices of misses (`present`) or false alarms (`absent`), the first few. */
  readonly wrong: readonly number[];
}

export interface CleanOutcome {
  readonly kind: CleanKind;
  readonly megabytes: number;
  readonly findings: Readonly<Record<string, number>>;
  readonly total: number;
}

const WRONG_KEPT = 5;
export const CLEAN_BYTES = 1_048_576;

export const isOf = (entities: readonly string[], entity: string): boolean =>
  entities.some((wanted) => (wanted.endsWith('.') ? entity.startsWith(wanted) : entity === wanted));

/** Whether findings of the right entities cover every digit (and letter, where letters count) of every marked value. */
export function isCovered(
  { text, targets, alsoRight = [] }: Case,
  { entities, letters }: Generator,
  findings: readonly Finding[],
): boolean {
  const right = findings.filter(({ entity }) => isOf(entities, entity) || isOf(alsoRight, entity));
  const counts = letters ? /[\p{N}\p{L}]/u : /\p{N}/u;
  // the 2B of a percent-encoded plus sign is no digit of the value
  const shown = text.replace(/%(?:2[0-9A-F]|3[A-F]|40|5[B-F]|7[B-E])/g, '___');
  return targets.every(({ start, end }) => {
    for (let at = start; at < end; at++) {
      const char = String.fromCodePoint(shown.codePointAt(at) ?? 0);
      if (counts.test(char) && !right.some((finding) => finding.start <= at && at + char.length <= finding.end)) return false;
      at += char.length - 1;
    }
    return true;
  });
}

export function judge(engine: Engine, generator: Generator, one: Case): { readonly found: boolean; readonly others: readonly string[] } {
  const { findings } = engine.redact(one.text, { format: one.format });
  const others = findings.map(({ entity }) => entity).filter((entity) => !isOf(generator.entities, entity));
  const found = generator.kind === 'present' ? isCovered(one, generator, findings) : others.length < findings.length;
  return { found, others };
}

export function runGenerator(engine: Engine, generator: Generator, seed: number, per: number): Outcome {
  const cases = Math.max(1, Math.round(per * (generator.share ?? 1)));
  const wrong: number[] = [];
  const otherEntities: Record<string, number> = {};
  let found = 0;
  let others = 0;
  for (let index = 0; index < cases; index++) {
    const verdict = judge(engine, generator, makeCase(generator, seed, index));
    if (verdict.found) found += 1;
    if (verdict.found !== (generator.kind === 'present') && wrong.length < WRONG_KEPT) wrong.push(index);
    if (verdict.others.length > 0) others += 1;
    for (const entity of new Set(verdict.others)) otherEntities[entity] = (otherEntities[entity] ?? 0) + 1;
  }
  const { name, group, category, level, kind } = generator;
  return { name, group, category, level, kind, cases, found, others, otherEntities, wrong };
}

/** Megabyte `index` of a clean document. */
export const cleanBytes = (kind: CleanKind, seed: number, index: number): Uint8Array =>
  makeClean(kind, CLEAN_BYTES, seedOf(seed, kind, index)).bytes;

export const scanClean = (engine: Engine, kind: CleanKind, bytes: Uint8Array): readonly Finding[] =>
  engine.redact(bytes, { format: kind === 'prose' ? 'text' : 'json' }).findings;

export function runClean(engine: Engine, kind: CleanKind, seed: number, megabytes: number): CleanOutcome {
  const findings: Record<string, number> = {};
  let total = 0;
  for (let index = 0; index < megabytes; index++) {
    for (const { entity } of scanClean(engine, kind, cleanBytes(kind, seed, index))) {
      findings[entity] = (findings[entity] ?? 0) + 1;
      total += 1;
    }
  }
  return { kind, megabytes, findings, total };
}

export interface Plan {
  readonly seed: number;
  /** Cases per generator, times its share. */
  readonly per: number;
  /** Megabytes of each clean document. */
  readonly megabytes: number;
  readonly groups: readonly Group[];
}

export interface Results {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly clean: readonly CleanOutcome[];
  /** Where conversations were asked for. */
  readonly chats?: ChatOutcomes | undefined;
}

export function runAll(engine: Engine, plan: Plan, progress: (label: string) => void = () => undefined): Results {
  const outcomes: Outcome[] = [];
  for (const generator of GENERATORS) {
    if (!plan.groups.includes(generator.group)) continue;
    progress(generator.name);
    outcomes.push(runGenerator(engine, generator, plan.seed, plan.per));
  }
  const kinds = plan.groups.includes('clean') ? CLEAN_KINDS : [];
  const clean = kinds.map((kind) => {
    progress(kind);
    return runClean(engine, kind, plan.seed, plan.megabytes);
  });
  return { plan, outcomes, clean };
}
