/**
 * What the words around a value say about it. The nearest name decides: the key, element, attribute or label directly before the value; then
 * the words of its own text, before and behind, up to the next value; then the names around its field. A word that belongs to another value
 * says nothing about this one.
 */
import { ROLE_FILLER, ROLE_FOREIGN, ROLE_OWNED, ROLE_PAIR, type ContextIndex } from './context.js';
import { Field } from './field.js';
import { REACH_BEFORE_BYTES, REACH_BEHIND_BYTES, Surroundings, type Hit } from './surroundings.js';
import type { Region, View } from './view.js';

/** How strongly words say that a value is what the rule looks for. */
export const NONE = 0;
export const NEAR = 1;
export const SAME_LINE = 2;
export const LABEL = 3;

/** Words that deny it are this near, in characters. */
const LOWERING_CHARACTERS = 40;
/** Another number behind a word so near, in characters, is the one it belongs to. */
const BELONGS_CHARACTERS = 16;

const LINE = 0x0a;
const QUOTE = 0x22;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

export interface Judgement {
  strength: number;
  /** Words say that it is something else. */
  isLowered: boolean;
  /** The words that raised and lowered, of the trie; 0 for none. */
  raisedBy: number;
  loweredBy: number;
  /** How long the words are that raised, in half characters: the longer name says more. Of a name as far as it goes, also behind them. */
  named: number;
}

/** Reads a region's surroundings when first asked, and judges its candidates. One object serves one region after another. */
export class Nearness {
  private readonly around: Surroundings;
  private readonly column: Surroundings;
  private readonly field: Field;
  private view: View | undefined;
  private region: Region | undefined;
  private isRead = false;
  private columnLabel: string | undefined;
  /** The rule that was asked for last whether anything raises it, and the answer. */
  private silentRule = -1;
  private isRuleSilent = false;
  private valueStart = -1;
  private valueEnd = -1;
  /** Characters: behind the word that directly precedes the value; from where words of this value may stand. */
  private labelEnd = 0;
  /** The same, if words of rules and of other numbers are passed over that are fillers too: the "number" of "Greek tax number". */
  private nameEnd = 0;
  private firstWord = 0;
  private readonly judgement: Judgement = { strength: NONE, isLowered: false, raisedBy: 0, loweredBy: 0, named: 0 };

  constructor(readonly index: ContextIndex) {
    this.around = new Surroundings(index);
    this.column = new Surroundings(index);
    this.field = new Field(this.around, index);
  }

  /** A new region; nothing is read yet. */
  reset(view: View, region: Region): void {
    this.view = view;
    this.region = region;
    this.isRead = false;
    this.valueStart = -1;
  }

  /** What the words say of the value between two raw offsets to a rule. The answer is overwritten by the next. */
  judge(rule: number, start: number, end: number): Judgement {
    this.settle(start, end);
    const { judgement } = this;
    judgement.strength = NONE;
    judgement.isLowered = false;
    judgement.raisedBy = judgement.loweredBy = judgement.named = 0;
    this.judgeColumn(rule);
    if (judgement.strength !== LABEL && !judgement.isLowered) this.judgeText(rule, start, end);
    return judgement;
  }

  /** Whether a word of the rule touches the value, with no separator between. */
  touches(rule: number, start: number, end: number): boolean {
    this.settle(start, end);
    const { found, hits } = this.around;
    for (let i = 0; i < hits; i++) {
      if ((found[i].end === this.valueStart || found[i].start === this.valueEnd) && this.index.raises(found[i].word, rule)) return true;
    }
    return false;
  }

  /** Whether nothing around the region raises a rule, whichever value in it is asked for. */
  isSilent(rule: number): boolean {
    if (this.region?.columnLabel !== undefined) return false;
    this.ensureRead();
    if (this.silentRule === rule) return this.isRuleSilent;
    const { found, hits } = this.around;
    this.silentRule = rule;
    this.isRuleSilent = true;
    for (let i = 0; i < hits && this.isRuleSilent; i++) this.isRuleSilent = !this.index.raises(found[i].word, rule);
    return this.isRuleSilent;
  }

  private ensureRead(): void {
    if (this.isRead) return;
    if (this.view === undefined || this.region === undefined) throw new RangeError('no region to judge');
    this.around.read(this.view, this.region);
    this.isRead = true;
    this.silentRule = -1;
  }

  private settle(start: number, end: number): void {
    this.ensureRead();
    const [valueStart, valueEnd] = [this.around.indexOf(start), this.around.indexOf(end)];
    if (valueStart === this.valueStart) {
      if (valueEnd !== this.valueEnd) this.field.endAt(valueEnd);
      this.valueEnd = valueEnd;
      return;
    }
    this.valueStart = valueStart;
    this.valueEnd = valueEnd;
    this.field.find(valueStart, valueEnd, this.region?.isJson === true);
    this.labelEnd = this.skipBack(valueStart, this.field.start, false);
    this.nameEnd = this.skipBack(this.labelEnd, this.field.start, true);
    this.firstWord = this.numberBefore(this.labelEnd);
  }

  /** Behind the nearest word before `at` that is no filler; list items, joints and fillers are passed over. */
  private skipBack(from: number, floor: number, passesOwned: boolean): number {
    const { around } = this;
    let at = from;
    while (at > floor) {
      if (around.isLetter(at - 1)) {
        const start = this.fillerBefore(at, floor, passesOwned);
        if (start === at) break;
        at = start;
      } else at--;
    }
    return at;
  }

  private fillerBefore(at: number, floor: number, passesOwned: boolean): number {
    if (!this.around.isBehindWord(at)) return at;
    const { found, hits } = this.around;
    let start = at;
    for (let i = 0; i < hits; i++) {
      const hit = found[i];
      if (hit.end !== at || hit.start < floor) continue;
      if (!passesOwned && this.index.hasRole(hit.word, ROLE_OWNED | ROLE_FOREIGN)) return at;
      if (this.index.hasRole(hit.word, ROLE_FILLER)) start = Math.min(start, hit.start);
    }
    return start;
  }

  /** End of the last number before `at` that is a value of its own: words before it are not this value's. */
  private numberBefore(at: number): number {
    const { numbers } = this.around;
    let end = 0;
    for (let i = 1; i < numbers.length && numbers[i] <= at; i += 2) end = numbers[i];
    return end;
  }

  private judgeColumn(rule: number): void {
    const label = this.region?.columnLabel;
    if (label === undefined) return;
    const { column } = this;
    if (label !== this.columnLabel) {
      const bytes = Buffer.from(label);
      column.read({ bytes, start: 0, end: bytes.length }, { start: 0, end: bytes.length, inString: false, isJson: false });
      this.columnLabel = label;
    }
    this.judgeName(column.found, column.hits, 0, column.length, rule);
  }

  private judgeText(rule: number, start: number, end: number): void {
    const { field, judgement } = this;
    const { found, hits, from } = this.around;
    for (let i = 0; i < hits; i++) {
      const hit = found[i];
      const raises = this.index.raises(hit.word, rule);
      if (!raises && !this.index.lowers(hit.word, rule)) continue;
      if (hit.start >= field.start && hit.end <= this.valueStart) {
        if (start - from[hit.start] > REACH_BEFORE_BYTES || hit.start < this.firstWord || this.isInTag(hit)) continue;
        if (raises) this.raise(hit.word, this.strengthBefore(hit), this.nameLength(hit));
        else if (this.valueStart - hit.end <= LOWERING_CHARACTERS) this.lower(hit.word);
      } else if (hit.start >= this.valueEnd && hit.end <= field.end) {
        if (from[hit.end] - end > REACH_BEHIND_BYTES || !this.isOwnBehind(hit)) continue;
        if (raises) this.raise(hit.word, SAME_LINE);
        else if (hit.start - this.valueEnd <= LOWERING_CHARACTERS) this.lower(hit.word);
      }
    }
    if (judgement.strength === LABEL) {
      judgement.isLowered = false; // the word directly before the value knows best
      return;
    }
    this.judgeNearestName(rule);
    if (judgement.strength === NONE && !judgement.isLowered && field.kind !== 'text') this.judgeAround(rule, start, end);
  }

  /** The nearest name: a word of another kind of number directly before the value, or the field's name if the value stands alone in it. */
  private judgeNearestName(rule: number): void {
    const { field, around } = this;
    const standsAlone = this.labelEnd <= field.start;
    if (standsAlone) {
      if (field.nameEnd > field.nameStart) this.judgeName(around.found, around.hits, field.nameStart, field.nameEnd, rule);
      return;
    }
    for (let i = 0; i < around.hits; i++) {
      const hit = around.found[i];
      if (this.endOf(hit) < this.labelEnd || hit.start >= this.labelEnd || !this.index.hasRole(hit.word, ROLE_FOREIGN)) continue;
      this.lower(hit.word);
      this.judgement.strength = NONE;
    }
    if (this.judgement.strength === NONE && !this.judgement.isLowered) {
      this.judgeName(around.found, around.hits, field.nameStart, field.nameEnd, rule, true);
    }
  }

  /** Words of a name: the rule's own raise, its excluding words and those of other numbers and rules lower. */
  private judgeName(found: readonly Hit[], hits: number, start: number, end: number, rule: number, onlyRaises = false): void {
    let other = 0;
    for (let i = 0; i < hits; i++) {
      const { word, start: first, end: last } = found[i];
      if (first < start || last > end) continue;
      if (this.index.raises(word, rule)) {
        this.judgement.isLowered = false;
        this.judgement.loweredBy = 0;
        this.raise(word, LABEL, lengthOf(first, last, end));
      } else if (this.index.lowers(word, rule) || this.index.hasRole(word, ROLE_FOREIGN | ROLE_OWNED)) other = word;
    }
    if (other === 0 || onlyRaises || this.judgement.strength === LABEL) return;
    this.judgement.strength = NONE;
    this.lower(other);
  }

  /** Names around the field: the key of the object or array it is in, or the half of a pair that names it. */
  private judgeAround(rule: number, start: number, end: number): void {
    const { found, hits, from } = this.around;
    const { tagStart, tagEnd } = this.field;
    for (let i = 0; i < hits; i++) {
      const hit = found[i];
      if (!this.index.raises(hit.word, rule)) continue;
      if (hit.start >= tagStart && hit.end <= tagEnd) {
        if (this.namesTag(hit)) this.raise(hit.word, LABEL);
        continue;
      }
      const isBefore = hit.end <= this.field.start;
      if (isBefore ? start - from[hit.start] > REACH_BEFORE_BYTES : hit.start < this.field.end || from[hit.end] - end > REACH_BEHIND_BYTES) continue; // prettier-ignore
      if ((isBefore && this.isAncestor(hit)) || this.isPair(hit, isBefore)) this.raise(hit.word, LABEL);
    }
    if (this.judgement.strength === NONE && tagEnd > tagStart) this.judgeLabel(rule);
  }

  /** The text before the tag whose attribute the value is, in an element of its own: <label>SSN</label> <input value="…">. */
  private judgeLabel(rule: number): void {
    const { around } = this;
    const { codes } = around;
    const isText = (at: number): boolean => around.isLetter(at) || (codes[at] >= DIGIT_0 && codes[at] <= DIGIT_9);
    let end = this.field.tagStart;
    while (end > 0 && !isText(end - 1)) {
      const isTag = codes[--end] === GREATER;
      if (isTag) while (end > 0 && codes[end] !== LESS) end--;
    }
    let start = end;
    while (start > 0 && codes[start - 1] !== GREATER && codes[start - 1] !== LINE) start--;
    this.judgeName(around.found, around.hits, start, end, rule);
  }

  /** The name of the tag itself, or the value of an attribute whose name says that it names: <field name="ssn" value="…"/>. */
  private namesTag(hit: Hit): boolean {
    const { codes, found, hits } = this.around;
    let at = hit.start - 1;
    while (at > this.field.tagStart && codes[at] > 0x20 && codes[at] !== EQUALS) at--;
    if (codes[at] !== EQUALS) return at === this.field.tagStart;
    for (let i = 0; i < hits; i++) if (found[i].end === at && this.index.hasRole(found[i].word, ROLE_PAIR)) return true;
    return false;
  }

  /** A key whose object or array holds the value. */
  private isAncestor(hit: Hit): boolean {
    const { codes } = this.around;
    let at = this.closingQuote(hit.end, this.valueStart) + 1;
    if (at === 0) return false;
    while (at < this.valueStart && (codes[at] <= 0x20 || codes[at] === COLON)) at++;
    return OPENING.has(codes[at]) && this.depth(at + 1, this.valueStart) >= 0;
  }

  /** A string in the same object, whose key is the name of the naming half: "type": "ssn". */
  private isPair(hit: Hit, isBefore: boolean): boolean {
    const { codes, found, hits } = this.around;
    let open = hit.start - 1;
    while (open >= 0 && codes[open] !== QUOTE) open--;
    let colon = open - 1;
    while (colon >= 0 && codes[colon] <= 0x20) colon--;
    if (open < 0 || codes[colon] !== COLON) return false;
    let key = colon - 1;
    while (key >= 0 && codes[key] <= 0x20) key--;
    for (let i = 0; i < hits; i++) {
      if (found[i].end === key && this.index.hasRole(found[i].word, ROLE_PAIR)) {
        return isBefore
          ? this.depth(hit.end, this.valueStart) === 0 && this.numberBefore(this.valueStart) <= hit.start
          : this.depth(this.valueEnd, hit.start) === 0;
      }
    }
    return false;
  }

  private closingQuote(from: number, end: number): number {
    for (let at = from; at < end; at++) if (this.around.codes[at] === QUOTE) return at;
    return -1;
  }

  /** Brackets opened and not closed between two characters; -1 when more are closed. */
  private depth(start: number, end: number): number {
    let depth = 0;
    for (let at = start; at < end; at++) {
      if (OPENING.has(this.around.codes[at])) depth++;
      else if (CLOSING.has(this.around.codes[at]) && --depth < 0) return -1;
    }
    return depth;
  }

  private strengthBefore(hit: Hit): number {
    if (this.endOf(hit) >= this.nameEnd) return LABEL;
    const { codes } = this.around;
    for (let at = hit.end; at < this.valueStart; at++) if (codes[at] === LINE) return NEAR;
    return SAME_LINE;
  }

  /** The end of a word with what inflects it: the "en" of Beställningen. */
  private endOf({ end }: Hit): number {
    let at = end;
    while (at < this.labelEnd && this.around.isLetter(at)) at++;
    return at;
  }

  /** How long a word before the value is. A name ends with the words that stand between it and the value. */
  private nameLength(hit: Hit): number {
    const { start, end } = hit;
    return lengthOf(start, end, this.endOf(hit) >= this.nameEnd ? Math.max(end, this.labelEnd) : end);
  }

  /** Whether the word is part of a tag: names of elements count only for what they hold. */
  private isInTag({ start }: Hit): boolean {
    const { codes } = this.around;
    const last = Math.max(0, start - REACH_BEFORE_BYTES);
    let at = start - 1;
    while (at >= last && codes[at] !== LESS && codes[at] !== GREATER) at--;
    return at >= last && codes[at] === LESS && (codes[at + 1] === SLASH || this.around.isLetter(at + 1));
  }

  /** A word behind the value on its line, with no other number that it would rather belong to. */
  private isOwnBehind(hit: Hit): boolean {
    const { codes, numbers } = this.around;
    for (let at = this.valueEnd; at < hit.start; at++) if (codes[at] === LINE || codes[at] === 0x3c) return false;
    for (let i = 0; i < numbers.length; i += 2) {
      if (numbers[i] >= this.valueEnd && numbers[i] < hit.end + BELONGS_CHARACTERS) return false;
    }
    return true;
  }

  private raise(word: number, strength: number, named = 0): void {
    const { judgement } = this;
    if (strength < judgement.strength) return;
    judgement.named = strength > judgement.strength ? named : Math.max(named, judgement.named);
    if (strength === judgement.strength) return;
    judgement.strength = strength;
    judgement.raisedBy = word;
  }

  private lower(word: number): void {
    this.judgement.isLowered = true;
    this.judgement.loweredBy = word;
  }
}

/** Half characters of a name whose words end at `end`; those that reach to its end say a little more. */
const lengthOf = (start: number, end: number, nameEnd: number): number => 2 * (nameEnd - start) - (end < nameEnd ? 1 : 0);
