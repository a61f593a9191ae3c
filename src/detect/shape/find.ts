/**
 * Identifiers by shape in a region: candidates come from the table by the lengths of their runs, then each rule is asked in the order of what
 * it costs — template, edges, words it cannot do without, validator, surroundings, score.
 */
import { isDigit, isLetter } from '../../text/ascii.js';
import { insideString } from '../../text/quotes.js';
import { isInToken, isInUuid } from '../card/veto.js';
import { compileContext, type ContextData, type ContextSpec } from '../context.js';
import type { RuleClass } from '../overlap.js';
import { LABEL, NEAR, NONE, type Judgement, type Nearness } from '../nearness.js';
import { Reading } from '../reading.js';
import type { Trace, TraceStep } from '../trace.js';
import { mayFind, mayFindShapes, type Located, type Region, type View } from '../view.js';
import { edges, isChained, isDecimal, isJoined, isMasked, isPart, isTelephone, lacksCheckDigit, REFUSED, TOUCHES } from './edges.js';
import type { Folded } from './fold.js';
import type { ShapeRule } from './rule.js';
import { Runs } from './runs.js';
import { buildTable, mixRun, type Entry, type RunTable, type ShapeTable } from './table.js';
import { matches } from './template.js';

/** Score below which nothing is reported. */
export const SCORE_THRESHOLD = 50;
/** Least score of a value with words of its rule: by their strength. */
export const SCORES_IN_CONTEXT = [0, 85, 88, 92];
/** What the validator adds to an identifier that is named: more than an issuer's prefix and a check digit say that no word speaks for. */
export const SCORE_VALID_AND_NAMED = 4;
/** What is taken away from a value that no word speaks for, as a part of a token: enough for those whose shape alone speaks for them. */
export const SCORE_JOINED = 10;
/** What words that deny it take away. */
export const SCORE_EXCLUDED = 40;

/**
 * The words that rules ask for near their values, and behind them those of telephone numbers; these and those of look-alikes say to all
 * others that a number is something else.
 */
export function shapeWords(rules: readonly ShapeRule[], phones: readonly ContextSpec[] = []): ContextData {
  const foreign = rules.filter((rule) => rule.class === 'look-alike').map((rule) => rule.context);
  return compileContext(
    [...rules.map((rule) => rule.context), ...phones],
    [...foreign, ...phones].flatMap(({ words }) => words),
  );
}

/** Classes of identifiers that look like the keys of records when nothing names them. */
const KEYED: ReadonlySet<RuleClass> = new Set(['national-id', 'bank']);

const NOTHING: readonly Located[] = [];

export class ShapeFinder {
  private readonly table: ShapeTable;
  private readonly nearness: Nearness;
  private readonly folded: Folded;
  private readonly runs = new Runs();
  private view: View = { bytes: new Uint8Array(0), start: 0, end: 0 };
  private region: Region = { start: 0, end: 0, inString: false, isJson: false };
  private coveredTo = 0;
  private trace: Trace | undefined;
  private found: Located[] = [];
  /** The candidate written last. */
  private written = '';
  private writtenStart = -1;
  private writtenEnd = -1;

  constructor(
    rules: readonly ShapeRule[],
    private readonly reading = new Reading(shapeWords(rules)),
  ) {
    this.table = buildTable(rules);
    ({ nearness: this.nearness, folded: this.folded } = reading);
  }

  /** All values that some rule takes for its own, also where they overlap. `coveredTo` is the offset behind earlier findings. */
  find(view: View, region: Region, coveredTo: number, trace?: Trace): readonly Located[] {
    if (trace === undefined && !mayFindShapes(region)) return NOTHING;
    this.view = view;
    this.region = region;
    this.coveredTo = coveredTo;
    this.trace = trace;
    this.found = [];
    this.reading.open(view, region);
    this.written = '';
    this.writtenEnd = -1;
    this.searchAll();
    if (this.found.length === 0 && this.folded.spaceForm(view, region)) this.searchAll();
    return this.found;
  }

  private searchAll(): void {
    this.search(this.table.digits, false);
    if (this.folded.hasLetters) this.search(this.table.mixed, true);
  }

  private search(table: RunTable, letters: boolean): void {
    const { runs, folded } = this;
    runs.find(folded.text, folded.length, letters);
    for (let run = 0; run < runs.count; run++) {
      const start = runs.start[run];
      if (folded.from[start] >= this.region.end) return;
      this.from(table, run, start, letters);
      if (!letters || !isLetter(folded.text[start])) continue;
      const digit = this.firstDigit(run);
      if (digit > start) this.from(table, run, digit, true);
    }
  }

  /** The first digit behind the letters that a run begins with: they may be a word that touches the value. */
  private firstDigit(run: number): number {
    const { text } = this.folded;
    const end = this.runs.start[run] + this.runs.size[run];
    for (let at = this.runs.start[run]; at < end; at++) if (isDigit(text[at])) return at;
    return -1;
  }

  /** Candidates that begin at `start`, in the run `first`, and end with it or with a run behind. */
  private from(table: RunTable, first: number, start: number, letters: boolean): void {
    const { runs, folded } = this;
    if (folded.from[start] < this.coveredTo) return;
    const firstEnd = runs.start[first] + runs.size[first];
    if (this.trace === undefined && isInUuid(this.view, folded.from[start], folded.to[firstEnd - 1])) return;
    const last = Math.min(runs.count, first + this.table.runsMax);
    let hash = 0;
    let digits = false;
    for (let run = first; run < last; run++) {
      const from = run === first ? start : runs.start[run];
      const end = runs.start[run] + runs.size[run];
      if (end - from > this.table.runLengthMax) return;
      if (run > first && from - runs.start[run - 1] - runs.size[run - 1] > 1) return;
      if (letters && !this.holdsDigit(from, end)) {
        if (end - from > this.table.lettersMax) return;
      } else digits = true;
      hash = mixRun(hash, end - from);
      const entries = table.lookup(hash);
      if (entries.length > 0 && digits && folded.to[end - 1] > this.region.start) this.ask(entries, start, letters);
    }
  }

  private holdsDigit(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (isDigit(this.folded.text[at])) return true;
    return false;
  }

  private ask(entries: readonly Entry[], runStart: number, letters: boolean): void {
    const { folded } = this;
    for (const entry of entries) {
      if (this.trace === undefined && !mayFind(this.region, entry.family)) continue;
      const start = runStart - entry.template.lead;
      const end = start + entry.template.sets.length;
      if (start < 0 || end > folded.length || !matches(entry.template, folded.text, start)) continue;
      if (letters && !this.holdsLetter(start, end)) continue; // digits alone have been asked about
      this.judge(entry, start, end);
    }
  }

  private holdsLetter(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (isLetter(this.folded.text[at])) return true;
    return false;
  }

  private judge({ rule, index, needsWords }: Entry, start: number, end: number): void {
    const { folded } = this;
    const [from, to] = [folded.from[start], folded.to[end - 1]];
    const edge = edges(folded, start, end);
    if (edge === REFUSED || (edge === TOUCHES && !this.nearness.touches(index, from, to))) {
      if (edge === TOUCHES) this.tell(rule, from, to, 'shape', false, 'a letter touches it');
      return;
    }
    this.tell(rule, from, to, 'shape', true);
    if (needsWords && this.nearness.judge(index, from, to).strength === NONE) {
      if (this.trace !== undefined) this.tell(rule, from, to, 'context', false, `needs one of its words${this.why(this.nearness.judge(index, from, to))}`); // prettier-ignore
      return;
    }
    if (rule.validator !== undefined) {
      const isValid = rule.validator(this.write(start, end));
      this.tell(rule, from, to, 'validator', isValid, rule.validatorName);
      if (!isValid) return;
    }
    const judgement = this.nearness.judge(index, from, to);
    this.tellContext(rule, from, to, judgement);
    const veto = this.veto(rule, start, end, judgement.strength);
    if (veto !== undefined) this.tell(rule, from, to, 'veto', false, veto);
    else this.score(rule, from, to, judgement, judgement.strength === NONE && KEYED.has(rule.class) && isJoined(folded, start, end));
  }

  /** The characters of a candidate; most are asked for by several rules in turn. */
  private write(start: number, end: number): string {
    if (start !== this.writtenStart || end !== this.writtenEnd) {
      this.written = this.folded.slice(start, end);
      this.writtenStart = start;
      this.writtenEnd = end;
    }
    return this.written;
  }

  private score(rule: ShapeRule, start: number, end: number, { strength, isLowered, named }: Judgement, isJoinedTo: boolean): void {
    const valid = strength === LABEL && rule.validator !== undefined && rule.class === 'national-id' ? SCORE_VALID_AND_NAMED : 0;
    const score =
      Math.max(rule.score, SCORES_IN_CONTEXT[strength] + valid) - (isLowered ? SCORE_EXCLUDED : 0) - (isJoinedTo ? SCORE_JOINED : 0);
    if (this.trace !== undefined) this.tell(rule, start, end, 'score', score >= SCORE_THRESHOLD, `${score} of at least ${SCORE_THRESHOLD}`);
    if (score < SCORE_THRESHOLD || !mayFind(this.region, rule.family)) return;
    const form = this.isBareNumber(start) ? 'number' : 'text';
    this.found.push({ entity: rule.entity, rule: rule.id, class: rule.class, start, end, score, form, named });
  }

  /** What about its surroundings proves that the value is part of something else. */
  private veto({ class: kind }: ShapeRule, start: number, end: number, strength: number): string | undefined {
    const { folded, view } = this;
    const [from, to] = [folded.from[start], folded.to[end - 1]];
    if (isMasked(folded, start, end)) return 'beside asterisks: the rest of a masked value';
    if (isDecimal(folded, start, end)) return 'part of a decimal';
    if (lacksCheckDigit(folded, start, end)) return 'a check digit follows that it has no place for';
    if (isInUuid(view, from, to)) return 'part of a UUID';
    if (isInToken(view, from, to)) return 'part of a long token';
    if (this.isBareNumber(from)) {
      if (!this.isPlain(start, end)) return 'several JSON numbers, or a negative one';
      if (strength === NONE && KEYED.has(kind)) return 'a JSON number that no word names: most likely the key of a record';
    }
    if (isTelephone(folded, start, end)) return 'a telephone number';
    const isLonger = strength <= NEAR ? isChained(folded, start, end) : isPart(folded, start, end, strength === LABEL);
    if (isLonger) return 'part of a longer chain of numbers';
    return undefined;
  }

  /** Digits alone, and no minus before them. */
  private isPlain(start: number, end: number): boolean {
    const { text } = this.folded;
    for (let at = start; at < end; at++) if (!isDigit(text[at])) return false;
    return start === 0 || text[start - 1] !== 0x2d;
  }

  private isBareNumber(start: number): boolean {
    const { region, view } = this;
    if (!region.isJson) return false;
    return start < region.start ? !region.inString : !insideString(view.bytes, region.start, start, region.inString);
  }

  private tellContext(rule: ShapeRule, start: number, end: number, judgement: Judgement): void {
    if (this.trace === undefined) return;
    const { strength, isLowered } = judgement;
    const how = strength === LABEL ? 'names it' : strength === NONE ? 'no words of the rule near' : 'near';
    this.tell(rule, start, end, 'context', !isLowered, `${how}${this.why(judgement)}`);
  }

  private why({ raisedBy, loweredBy }: Judgement): string {
    const { index } = this.nearness;
    const raised = raisedBy === 0 ? '' : `: "${index.text(raisedBy)}"`;
    return loweredBy === 0 ? raised : `${raised}; "${index.text(loweredBy)}" speaks against it`;
  }

  private tell(rule: ShapeRule, start: number, end: number, step: TraceStep, ok: boolean, detail?: string): void {
    this.trace?.(detail === undefined ? { rule: rule.id, start, end, step, ok } : { rule: rule.id, start, end, step, ok, detail });
  }
}
