/**
 * Telephone numbers in a region of digits. The international form proves itself; the national form needs words near, or the punctuation in
 * which nothing but telephone numbers is written, and a numbering plan that has it (plan.ts).
 */
import { FAMILY_PHONE } from '../../kernel/kernel.js';
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
import { insideString } from '../../text/quotes.js';
import { isInUuid } from '../card/veto.js';
import { compileContext, type ContextSpec } from '../context.js';
import { NONE, type Nearness } from '../nearness.js';
import type { RuleClass } from '../overlap.js';
import { Reading } from '../reading.js';
import type { Folded } from '../shape/fold.js';
import type { Trace } from '../trace.js';
import { mayFind, type Located, type Region, type View } from '../view.js';
import { judgePlain } from './plain.js';
import { ASSIGNED, E164_DIGITS_MAX, isNorthAmerican, judgeInternational, judgeNational, POSSIBLE, UNKNOWN } from './plan.js';

export interface PhoneRule {
  readonly id: string;
  readonly entity: string;
  /** `contact` when missing. */
  readonly class?: RuleClass;
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
/** Candidates of one region that are judged before its words are read: most regions have fewer, and words cost more to read than plans. */
const UNREAD_MAX = 4;
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
/** Digits of its first group. */
const AREA_DIGITS_MAX = 5;
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

const NOTHING: readonly Located[] = [];
/** The digits of a candidate are gathered here, and judged here. */
const gathered = Buffer.alloc(E164_DIGITS_MAX + 2);
/** Where the number at hand may end, the first end first; of sixteen digits at most. */
const ends = new Int32Array(E164_DIGITS_MAX + 2);
/** Digits up to each of them. */
const digitsTo = new Uint8Array(E164_DIGITS_MAX + 2);

const scoreOf = (certainty: number): number => (certainty === ASSIGNED ? SCORE_INTERNATIONAL : certainty === POSSIBLE ? SCORE_POSSIBLE : 0);

export class PhoneFinder {
  private readonly folded: Folded;
  private readonly nearness: Nearness;
  private trace: Trace | undefined;
  private score = 0;
  /** Candidates in national form that were judged in the region at hand. */
  private judged = 0;

  /** `index` is that of its words among those of the reading. */
  constructor(
    private readonly rule: PhoneRule,
    private readonly reading = new Reading(compileContext([rule.context])),
    private readonly index = 0,
  ) {
    ({ folded: this.folded, nearness: this.nearness } = reading);
  }

  /** Numbers that begin in the region, in order. `coveredTo` is the offset behind earlier findings. */
  find(view: View, region: Region, coveredTo: number, trace?: Trace): readonly Located[] {
    if (!mayFind(region, FAMILY_PHONE)) return NOTHING;
    if (trace === undefined && region.start >= coveredTo) {
      const certainty = judgePlain(view, region);
      if (certainty !== UNKNOWN) return [this.located(region.start - 1, region.end, scoreOf(certainty), 'text')];
    }
    this.trace = trace;
    this.judged = 0;
    this.reading.open(view, region);
    this.folded.spaceForm(view, region);
    const { text, length, from, to } = this.folded;
    let found: Located[] | undefined;
    let free = 0;
    for (let at = 0; at < length && from[at] < region.end; at++) {
      if (!isDigit(text[at]) || at < free || (at > 0 && isDigit(text[at - 1]))) continue;
      if (from[at] < region.start || from[at] < coveredTo) continue;
      const best = this.best(view, at, free);
      if (best === undefined) continue;
      const start = from[best.start];
      const isPlain = best.start === at && best.digits.length === best.end - at;
      const isNumber = isPlain && region.isJson && !insideString(view.bytes, region.start, start, region.inString);
      (found ??= []).push(this.located(start, to[best.end - 1], this.score, isNumber ? 'number' : 'text'));
      this.tell(best, 'found', true);
      free = best.end;
    }
    return found ?? NOTHING;
  }

  private located(start: number, end: number, score: number, form: Located['form']): Located {
    const { entity, id, class: kind = 'contact' } = this.rule;
    return { entity, rule: id, class: kind, start, end, score, form };
  }

  /** The longest number that begins with the group at `at`; its score is left in `score`. */
  private best(view: View, at: number, free: number): Candidate | undefined {
    const { folded } = this;
    const head = this.plusBefore(at);
    const isInternational = head < at;
    const isPunctuated = !isInternational && this.mayBePunctuated(at);
    if (head < free || (!isInternational && this.isInside(at, free))) return undefined;
    if (!isInternational && !isPunctuated && this.isUnannounced()) return undefined;
    const count = this.findEnds(at);
    // Punctuation says better than length where a number ends: 497-962-9876 - 259-340-2401 are two.
    for (let pass = isPunctuated ? 0 : 1; pass < 2; pass++) {
      for (let i = count - 1; i >= 0; i--) {
        const end = ends[i];
        if (digitsTo[i] < DIGITS_MIN || (!isInternational && digitsTo[i] > E164_DIGITS_MAX)) continue;
        const start = this.opened(head, end);
        if (pass === 0 && !PUNCTUATED.test(folded.slice(start, end))) continue;
        const digits = this.digits(at, end, isInternational);
        if (digits.length < DIGITS_MIN || digits.length > E164_DIGITS_MAX) continue;
        const candidate = { start, end, digits, isInternational };
        this.score = this.judge(candidate, at);
        if (this.score < THRESHOLD) continue;
        return isInUuid(view, folded.from[head], folded.to[end - 1]) ? undefined : candidate;
      }
    }
    return undefined;
  }

  /** Whether no word in the region announces a telephone number. Of dense numbers each group may begin one and end many: they are refused at once. */
  private isUnannounced(): boolean {
    return this.trace === undefined && this.judged >= UNREAD_MAX && this.nearness.isSilent(this.index);
  }

  /** Where the plus sign stands that the number begins with whose first digit is at `at`; `at` where there is none. */
  private plusBefore(at: number): number {
    const { text } = this.folded;
    let before = at - 1;
    if (before > 0 && text[before] === OPEN && text[before - 1] === PLUS) before--;
    if (text[before] === SPACE && before > 0 && text[before - 1] === PLUS) before--;
    return before < 0 || text[before] !== PLUS || (before > 0 && isDigit(text[before - 1])) ? at : before;
  }

  /** A glance at the first group: whether what it begins may be PUNCTUATED. */
  private mayBePunctuated(at: number): boolean {
    const { text, length } = this.folded;
    let end = at + 1;
    while (end < length && end - at <= AREA_DIGITS_MAX && isDigit(text[end])) end++;
    if (end === length) return false;
    const separator = text[end];
    const size = end - at;
    if (text[at] === 0x31) return size === 1 && (separator === HYPHEN || separator === SPACE);
    if (text[at] !== 0x30) return size === 3 && (separator === HYPHEN || separator === CLOSE);
    if (separator === SPACE || separator === DOT) return size === 2;
    return size > 1 && (separator === HYPHEN || separator === SLASH || separator === CLOSE);
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
    return !this.nearness.touches(this.index, folded.from[at], folded.to[end - 1]);
  }

  /** Where the number may end: behind each of its groups. Answers how many ends there are. */
  private findEnds(at: number): number {
    const { text, length } = this.folded;
    let count = 0;
    let digits = 0;
    for (let i = at; i < length;) {
      while (i < length && isDigit(text[i])) {
        digits++;
        i++;
      }
      if (digits > E164_DIGITS_MAX + 1) break;
      if (!(i < length && isLetter(text[i]))) {
        digitsTo[count] = digits;
        ends[count++] = i;
      }
      let gap = 0;
      while (i + gap < length && gap <= GAP_MAX && isGap(text[i + gap])) gap++;
      if (gap === 0 || gap > GAP_MAX || i + gap >= length || !isDigit(text[i + gap])) break;
      i += gap;
    }
    return count;
  }

  /** The digits between two characters; the zero of +44 (0)20 is left out. */
  private digits(at: number, end: number, isInternational: boolean): string {
    const { text } = this.folded;
    let count = 0;
    let hasTrunk = !isInternational;
    for (let i = at; i < end; i++) {
      if (!hasTrunk && text[i] === OPEN && text[i + 1] === 0x30 && text[i + 2] === CLOSE) {
        hasTrunk = true;
        i += 2;
      } else if (isDigit(text[i])) gathered[count++] = text[i];
    }
    return gathered.toString('latin1', 0, count);
  }

  private judge(candidate: Candidate, at: number): number {
    const { digits, isInternational } = candidate;
    if (isInternational) {
      const certainty = judgeInternational(gathered, 0, digits.length);
      this.tell(candidate, 'validator', certainty !== UNKNOWN, 'numbering plan');
      return scoreOf(certainty);
    }
    const written = this.folded.slice(candidate.start, candidate.end);
    const isOther = OTHER_THINGS.test(candidate.start === at ? written : written.slice(at - candidate.start));
    this.tell(candidate, 'shape', !isOther, isOther ? 'a date, an address or a decimal' : undefined);
    if (isOther) return 0;
    const isPunctuated = digits.length >= PUNCTUATED_DIGITS_MIN && PUNCTUATED.test(written);
    this.judged++;
    if (!isPunctuated && this.isUnannounced()) return 0;
    // The plans are asked first: they refuse most numbers, and words cost more to read.
    const exists = isPunctuated ? this.isKnown(digits) : this.isPlausible(digits, written);
    this.tell(candidate, 'validator', exists, 'numbering plan');
    if (!exists) return 0;
    const { strength, isLowered } = this.nearness.judge(this.index, this.folded.from[candidate.start], this.folded.to[candidate.end - 1]);
    this.tell(candidate, 'context', strength !== NONE || isPunctuated, strength === NONE ? 'no words near' : 'announced');
    const score = (strength !== NONE ? SCORE_ANNOUNCED : isPunctuated ? SCORE_PUNCTUATED : 0) - (isLowered ? SCORE_EXCLUDED : 0);
    return score < THRESHOLD ? 0 : score;
  }

  private isKnown(digits: string): boolean {
    return isNorthAmerican(gathered, 0, digits.length) || judgeNational(gathered, 0, digits.length) !== UNKNOWN;
  }

  /** With words near also what begins with a calling code or 00, and a North American number without its area code. */
  private isPlausible(digits: string, written: string): boolean {
    if (this.isKnown(digits)) return true;
    if (/^[2-9]\d\d-\d{4}$/.test(written)) return true;
    if (digits.startsWith('00')) return judgeInternational(gathered, 2, digits.length) !== UNKNOWN;
    return digits === written && digits.length >= WITHOUT_PLUS_MIN && judgeInternational(gathered, 0, digits.length) === ASSIGNED;
  }

  private tell(candidate: Candidate, step: 'shape' | 'validator' | 'context' | 'found', ok: boolean, detail?: string): void {
    if (this.trace === undefined) return;
    const [start, end] = [this.folded.from[candidate.start], this.folded.to[candidate.end - 1]];
    this.trace(detail === undefined ? { rule: this.rule.id, start, end, step, ok } : { rule: this.rule.id, start, end, step, ok, detail });
  }
}
