/**
 * Telephone numbers in a region of digits. The international form proves itself; the national form needs words near, or the punctuation in
 * which nothing but telephone numbers is written, and a numbering plan that has it (plan.ts).
 */
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
import { insideString } from '../../text/quotes.js';
import { isInUuid } from '../card/veto.js';
import { compileContext, ContextIndex, type ContextSpec } from '../context.js';
import { Nearness, NONE } from '../nearness.js';
import { Folded } from '../shape/fold.js';
import type { Trace } from '../trace.js';
import type { Located, Region, View } from '../view.js';
import { ASSIGNED, E164_DIGITS_MAX, isNorthAmerican, judgeInternational, judgeNational, POSSIBLE, UNKNOWN } from './plan.js';

export interface PhoneRule {
  readonly id: string;
  readonly entity: string;
  /** Words that announce a number in national form. */
  readonly context: ContextSpec;
}

const SCORE_INTERNATIONAL = 80;
const SCORE_POSSIBLE = 65;
const SCORE_PUNCTUATED = 60;
const SCORE_ANNOUNCED = 85;
const SCORE_EXCLUDED = 40;
const THRESHOLD = 50;

const DIGITS_MIN = 7;
/** Digits that a number without a plus sign must have to be taken for one that begins with a calling code. */
const WITHOUT_PLUS_MIN = 10;
/** Separators between two groups: a closing parenthesis and a space. */
const GAP_MAX = 2;

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const PLUS = 0x2b;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;

/** What stands between the groups of a number. */
const isGap = (code: number): boolean =>
  code === SPACE || code === OPEN || code === CLOSE || code === HYPHEN || code === DOT || code === SLASH;

/** Groups as they are written without a word near: (415) 555-0132, 415-555-0132, 070-123 45 67, (020) 7946 0958, 06 12 34 56 78. */
const PUNCTUATED =
  /^(?:(?:1[- ])?\([2-9]\d\d\) ?\d{3}[- ]\d{4}|(?:1-)?[2-9]\d\d-[2-9]\d\d-\d{4}|0[1-9]\d{0,3}[-/]\d{2,4}(?:[- ]?\d{2,4}){1,3}|\(0[1-9]\d{0,3}\) ?\d{2,4}(?:[- ]?\d{2,4}){1,2}|0[1-9](?:([ .])\d\d)(?:\1\d\d){3})$/;
const PUNCTUATED_DIGITS_MIN = 9;
/** Days, times (also in seconds and milliseconds since 1970) and addresses of the internet, whatever the plans say. */
const OTHER_THINGS =
  /^(?:(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])(?!\d)|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d(?!\d)|\d{1,3}(?:\.\d{1,3}){3}$|1[5-9]\d{8}(?:\d{3})?$|\d+\.\d+$)/;

/** A number read from the folded text. */
interface Candidate {
  /** Characters: where the number begins with its plus sign or parenthesis, and behind it. */
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  readonly isInternational: boolean;
}

export class PhoneFinder {
  private readonly folded = new Folded();
  private readonly nearness: Nearness;
  private trace: Trace | undefined;

  constructor(private readonly rule: PhoneRule) {
    this.nearness = new Nearness(new ContextIndex(compileContext([rule.context])));
  }

  /** Numbers that begin in the region, in order. `coveredTo` is the offset behind earlier findings. */
  find(view: View, region: Region, coveredTo: number, trace?: Trace): Located[] {
    const { folded } = this;
    const found: Located[] = [];
    this.trace = trace;
    folded.read(view, region);
    this.nearness.reset(view, region);
    let free = 0;
    for (let at = 0; at < folded.length && folded.from[at] < region.end; at++) {
      if (at < free || !isDigit(folded.text[at]) || (at > 0 && isDigit(folded.text[at - 1]))) continue;
      if (folded.from[at] < region.start || folded.from[at] < coveredTo) continue;
      const best = this.best(view, at, free);
      if (best === undefined) continue;
      const [start, end] = [folded.from[best.candidate.start], folded.to[best.candidate.end - 1]];
      const form = region.isJson && !insideString(view.bytes, region.start, start, region.inString) && best.isPlain ? 'number' : 'text';
      found.push({ entity: this.rule.entity, rule: this.rule.id, class: 'contact', start, end, score: best.score, form });
      this.tell(best.candidate, 'found', true);
      free = best.candidate.end;
    }
    return found;
  }

  /** The longest number that begins with the group at `at`, with its score. */
  private best(view: View, at: number, free: number): { candidate: Candidate; score: number; isPlain: boolean } | undefined {
    const { folded } = this;
    const head = this.head(at);
    if (head.start < free || (!head.isInternational && this.isInside(at, free))) return undefined;
    const ends = this.groupEnds(at);
    // Punctuation says better than length where a number ends: 497-962-9876 - 259-340-2401 are two.
    const isWhole = (end: number): boolean => !head.isInternational && PUNCTUATED.test(folded.slice(this.opened(head.start, end), end));
    for (const end of [...ends.filter(isWhole), ...ends]) {
      const digits = this.digits(at, end, head.isInternational);
      if (digits.length < DIGITS_MIN || digits.length > E164_DIGITS_MAX) continue;
      const candidate = { start: this.opened(head.start, end), end, digits, isInternational: head.isInternational };
      const score = this.score(candidate, at);
      if (score < THRESHOLD) continue;
      if (isInUuid(view, folded.from[head.start], folded.to[end - 1])) return undefined;
      return { candidate, score, isPlain: candidate.start === at && digits.length === end - at };
    }
    return undefined;
  }

  /** Where the number begins whose first digit is at `at`: with a plus sign, with a parenthesis, with itself. */
  private head(at: number): { start: number; isInternational: boolean } {
    const { text } = this.folded;
    let before = at - 1;
    if (before > 0 && text[before] === OPEN && text[before - 1] === PLUS) before--;
    if (text[before] === SPACE && before > 0 && text[before - 1] === PLUS) before--;
    if (before < 0 || text[before] !== PLUS || (before > 0 && isDigit(text[before - 1]))) {
      return { start: at, isInternational: false };
    }
    return { start: before, isInternational: true };
  }

  /** A parenthesis before the number belongs to it when it is closed inside: (415) 555-0132, but not (4155550132). */
  private opened(start: number, end: number): number {
    const { text } = this.folded;
    if (start === 0 || text[start - 1] !== OPEN) return start;
    for (let at = start; at < end; at++) {
      if (text[at] === OPEN) return start;
      if (text[at] === CLOSE) return start - 1;
    }
    return start;
  }

  /** Whether the group is part of a longer number or word. */
  private isInside(at: number, free: number): boolean {
    const { text } = this.folded;
    if (at === 0) return false;
    const before = text[at - 1];
    if (isAlphanumeric(before) || before >= 0x80) return isAlphanumeric(before) && this.isGlued(at);
    if (before !== HYPHEN && before !== DOT && before !== SLASH) return false;
    return at - 1 > free && at > 1 && isAlphanumeric(text[at - 2]);
  }

  /** Digits behind a letter belong to it, unless the word before is one that announces numbers: tel0701234567. */
  private isGlued(at: number): boolean {
    const { folded } = this;
    let end = at;
    while (end < folded.length && isDigit(folded.text[end])) end++;
    return !this.nearness.touches(0, folded.from[at], folded.to[end - 1]);
  }

  /** Where the number may end: behind each of its groups, the last first. */
  private groupEnds(at: number): number[] {
    const { text, length } = this.folded;
    const ends: number[] = [];
    let digits = 0;
    for (let i = at; i < length;) {
      while (i < length && isDigit(text[i])) {
        digits++;
        i++;
      }
      if (digits > E164_DIGITS_MAX + 1) break;
      if (!(i < length && isLetter(text[i]))) ends.push(i);
      let gap = 0;
      while (i + gap < length && gap <= GAP_MAX && isGap(text[i + gap])) gap++;
      if (gap === 0 || gap > GAP_MAX || i + gap >= length || !isDigit(text[i + gap])) break;
      i += gap;
    }
    return ends.reverse();
  }

  /** The digits between two characters; the zero of +44 (0)20 is left out. */
  private digits(at: number, end: number, isInternational: boolean): string {
    const written = this.folded.slice(at, end);
    return (isInternational ? written.replace('(0)', '') : written).replace(/\D/g, '');
  }

  private score(candidate: Candidate, at: number): number {
    const { digits, isInternational } = candidate;
    if (isInternational) {
      const certainty = judgeInternational(digits);
      this.tell(candidate, 'validator', certainty !== UNKNOWN, 'numbering plan');
      return certainty === ASSIGNED ? SCORE_INTERNATIONAL : certainty === POSSIBLE ? SCORE_POSSIBLE : 0;
    }
    const written = this.folded.slice(candidate.start, candidate.end);
    const isOther = OTHER_THINGS.test(this.folded.slice(at, candidate.end));
    this.tell(candidate, 'shape', !isOther, isOther ? 'a date, an address or a decimal' : undefined);
    if (isOther) return 0;
    const isPunctuated = digits.length >= PUNCTUATED_DIGITS_MIN && PUNCTUATED.test(written);
    // The plans are asked first: they refuse most numbers, and words cost more to read.
    const exists = isPunctuated ? this.isKnown(digits) : this.isPlausible(digits, written);
    this.tell(candidate, 'validator', exists, 'numbering plan');
    if (!exists) return 0;
    const { strength, isLowered } = this.nearness.judge(0, this.folded.from[candidate.start], this.folded.to[candidate.end - 1]);
    this.tell(candidate, 'context', strength !== NONE || isPunctuated, strength === NONE ? 'no words near' : 'announced');
    const score = (strength !== NONE ? SCORE_ANNOUNCED : isPunctuated ? SCORE_PUNCTUATED : 0) - (isLowered ? SCORE_EXCLUDED : 0);
    return score < THRESHOLD ? 0 : score;
  }

  private isKnown(digits: string): boolean {
    return isNorthAmerican(digits) || judgeNational(digits) !== UNKNOWN;
  }

  /** With words near also what begins with a calling code or 00, and a North American number without its area code. */
  private isPlausible(digits: string, written: string): boolean {
    if (this.isKnown(digits)) return true;
    if (/^[2-9]\d\d-\d{4}$/.test(written)) return true;
    if (digits.startsWith('00')) return judgeInternational(digits.slice(2)) !== UNKNOWN;
    return digits === written && digits.length >= WITHOUT_PLUS_MIN && judgeInternational(digits) === ASSIGNED;
  }

  private tell(candidate: Candidate, step: 'shape' | 'validator' | 'context' | 'found', ok: boolean, detail?: string): void {
    if (this.trace === undefined) return;
    const [start, end] = [this.folded.from[candidate.start], this.folded.to[candidate.end - 1]];
    this.trace(detail === undefined ? { rule: this.rule.id, start, end, step, ok } : { rule: this.rule.id, start, end, step, ok, detail });
  }
}
