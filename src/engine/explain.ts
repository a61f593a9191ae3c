/**
 * Why something in a message was or was not a finding: every candidate with the steps its rules took, and every region in which no rule saw
 * a candidate. Positions, rules and their words; never a value.
 */
import type { TraceEvent, TraceStep } from '../detect/trace.js';
import type { PlacedRule } from '../ruleset/rule.js';
import type { KernelTables } from '../kernel/kernel.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Finding, Format } from './api.js';
import { createEngine } from './engine.js';

export interface ExplainedStep {
  readonly step: TraceStep;
  readonly ok: boolean;
  readonly detail: string | undefined;
}

/** What one rule made of one candidate. */
export interface Explained {
  readonly rule: string;
  readonly entity: string;
  /** `file:line:column` of the rule. */
  readonly place: string;
  /** Bytes of the message. */
  readonly start: number;
  readonly end: number;
  readonly isFound: boolean;
  /** Of a finding. */
  readonly score: number | undefined;
  readonly steps: readonly ExplainedStep[];
}

export interface ExplainedRegion {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** Some rule saw a candidate that begins in it. */
  readonly hasCandidates: boolean;
}

export interface Explanation {
  /** By place; of several rules at one place the finding first. */
  readonly candidates: readonly Explained[];
  readonly regions: readonly ExplainedRegion[];
}

/**
 * Runs a whole message through an engine and keeps what its detectors tell. Numbers that only lack the check digit of a card open a region
 * here, so that there is something to tell of them. Throws SLUICE_ENGINE_FAILED where a stream would refuse.
 */
export function explain(ruleset: Ruleset, message: Uint8Array, format: Format): Explanation {
  const { rules } = ruleset;
  const { findings } = createEngine({ rules: ruleset }).redact(message, { format });
  const events: TraceEvent[] = [];
  const seen = new Set<string>();
  createEngine({ rules: { ...ruleset, tables: withoutCheckDigits(ruleset.tables) } }).redact(message, {
    format,
    // Where regions overlap, or bytes were held back, the same is told twice.
    trace: (event) => {
      const key = `${event.rule} ${event.start} ${event.end} ${event.step} ${event.ok} ${event.detail ?? ''}`;
      if (seen.has(key)) return;
      seen.add(key);
      events.push(event);
    },
  });
  const candidates = candidatesOf(events, rules, findings);
  const regions = events.filter(({ step }) => step === 'region').map((event) => regionOf(event, candidates));
  return { candidates, regions };
}

/** Tables for which a number need not have a check digit to be worth a look. What is prepared of them stays so. */
function withoutCheckDigits(tables: KernelTables): KernelTables {
  const lengthsAny = tables.lengthsAny.map((lengths, prefix) => lengths | tables.lengthsLuhn[prefix]);
  return Object.create(tables, { lengthsAny: { value: lengthsAny } }) as KernelTables;
}

function candidatesOf(events: readonly TraceEvent[], rules: readonly PlacedRule[], findings: readonly Finding[]): Explained[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.step === 'region') continue;
    const key = `${event.rule} ${event.start} ${event.end}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  const explained = [...groups.values()].map((group) => explainedOf(group, byId.get(group[0].rule), findings));
  for (const finding of findings) {
    // What a detector found without telling how.
    if (explained.some(({ rule, start, end }) => rule === finding.rule && start === finding.start && end === finding.end)) continue;
    const { rule, start, end } = finding;
    explained.push(explainedOf([{ rule, start, end, step: 'found', ok: true }], byId.get(rule), findings));
  }
  return explained.sort((a, b) => a.start - b.start || Number(b.isFound) - Number(a.isFound) || b.end - a.end);
}

function explainedOf(events: readonly TraceEvent[], rule: PlacedRule | undefined, findings: readonly Finding[]): Explained {
  const { start, end, rule: id } = events[0];
  const finding = findings.find((one) => one.rule === id && one.start === start && one.end === end);
  const steps = events.filter(({ step }) => step !== 'found').map(({ step, ok, detail }) => ({ step, ok, detail }));
  const wasFound = events.some(({ step }) => step === 'found');
  // A region's finding may still lose against that of another region.
  if (wasFound && finding === undefined && steps.every(({ step, ok }) => step !== 'overlap' || ok))
    steps.push({ step: 'overlap', ok: false, detail: 'a finding that weighs more, or that was made before, covers it' }); // prettier-ignore
  return {
    rule: id,
    entity: finding?.entity ?? rule?.entity ?? id,
    place: rule?.place ?? '',
    start,
    end,
    isFound: finding !== undefined,
    score: finding?.score,
    steps,
  };
}

function regionOf({ start, end, detail }: TraceEvent, candidates: readonly Explained[]): ExplainedRegion {
  const hasCandidates = candidates.some((candidate) => candidate.start < end && candidate.end > start);
  return { start, end, reason: detail ?? '', hasCandidates };
}
