/**
 * All templates of all rules by the lengths of their runs: candidates that no rule could take are dismissed with one look-up. Two tables:
 * for values that are digits and separators only, and for those with letters.
 */
import { needsWords, type ShapeRule } from './rule.js';
import type { Template } from './template.js';

export interface Entry {
  readonly template: Template;
  readonly rule: ShapeRule;
  /** Index of the rule among those of the table. */
  readonly index: number;
  readonly family: number;
  /** Without words of the rule near it is nothing. */
  readonly needsWords: boolean;
}

const SLOTS = 8192;
const NONE: readonly Entry[] = [];

/** Mixes the length of one more run into a hash; a hash begins as 0. */
export const mixRun = (hash: number, length: number): number => Math.imul(hash ^ (length + 1), 0x9e3779b1);

const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);

export class RunTable {
  private readonly buckets: (readonly Entry[])[] = [NONE];
  private readonly slots = new Uint16Array(SLOTS);

  add(entry: Entry): void {
    let hash = 0;
    for (const run of entry.template.runs) hash = mixRun(hash, run);
    const slot = slotOf(hash);
    if (this.slots[slot] === 0) {
      this.slots[slot] = this.buckets.length;
      this.buckets.push([entry]);
    } else this.buckets[this.slots[slot]] = [...this.buckets[this.slots[slot]], entry];
  }

  /** Entries that may have these runs. A few may not: the template decides. */
  lookup(hash: number): readonly Entry[] {
    return this.buckets[this.slots[slotOf(hash)]];
  }
}

export interface ShapeTable {
  readonly rules: readonly ShapeRule[];
  readonly digits: RunTable;
  readonly mixed: RunTable;
  /** Most runs of any template, and the longest run. */
  readonly runsMax: number;
  readonly runLengthMax: number;
  /** Most letters of a run without a digit. */
  readonly lettersMax: number;
}

export function buildTable(rules: readonly ShapeRule[]): ShapeTable {
  const [digits, mixed] = [new RunTable(), new RunTable()];
  let [runsMax, runLengthMax, lettersMax] = [0, 0, 0];
  // Of rules that take the same value with the same score the first found stays: those whose checks are worth more are asked first.
  const byWorth = rules.map((rule, index) => ({ rule, index })).sort((a, b) => b.rule.score - a.rule.score);
  byWorth.forEach(({ rule, index }) => {
    for (const template of rule.templates) {
      runsMax = Math.max(runsMax, template.runs.length);
      runLengthMax = Math.max(runLengthMax, ...template.runs);
      lettersMax = Math.max(lettersMax, template.lettersMax);
      const entry = { template, rule, index, family: rule.family, needsWords: needsWords(template, rule.context.required) };
      if (template.takesDigitsOnly) digits.add(entry);
      if (template.takesLetters) mixed.add(entry);
    }
  });
  return { rules, digits, mixed, runsMax, runLengthMax, lettersMax };
}
