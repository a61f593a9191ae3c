/**
 * Primary account numbers. A *window* of the cluster — from the start of one group to the end of one group — is a PAN when its issuer
 * prefix, its length and its Luhn check digit say so and the groups look like one number. Weaker evidence (uneven groups, a mistyped
 * check digit, rare brands) counts only near a card word. Numbers that begin or end inside a group are in glued.ts.
 */
import { LIMITS } from '../../base/limits.js';
import { GAP_COLON, type Cluster } from '../cluster.js';
import type { Trace, TraceStep } from '../trace.js';
import type { View } from '../view.js';
import { PLAIN, PREFIX_DIGITS, WITHOUT_LUHN, type BrandTable } from './brands.js';
import { mayHoldBorder } from './borders.js';
import { areCells } from './cells.js';
import { goesOnAfter, goesOnBefore, isParcelRun } from './chain.js';
import { isCommaList, isDecimals, isEven, isPrinted } from './grouping.js';
import { isInHexadecimal } from './hexadecimal.js';
import { NearWords } from './near.js';
import { expiryDigits } from './tail.js';
import { trackEnd } from './track.js';
import { isFraction, isInDoi, isInIban, isInToken, isInUuid, isMeasured, isParcel, isTelephone } from './veto.js';
import { LabelSet, type WordTest } from './words.js';

export interface PanRule {
  readonly id: string;
  readonly brands: BrandTable;
  readonly isCardText: WordTest;
  /** Labels, folded, that declare another kind of number. */
  readonly otherLabels: ReadonlySet<string>;
}

const DIGITS_MIN = LIMITS.panDigitsMin;
const DIGITS_MAX = LIMITS.panDigitsMax;
export const SCORE_STRONG = 95;
export const SCORE_WEAK = 75;
const NOTHING: View = { bytes: new Uint8Array(0), start: 0, end: 0 };

/** Finds PANs in one cluster after another; what it finds stands in its fields until it looks again. */
export class PanFinder {
  /** The PAN found last: its first digit, the digit behind its last, the group behind it, and its score. */
  from = 0;
  to = 0;
  endGroup = 0;
  score = 0;
  /** Offset behind the findings so far: what they cover is no part of anything else. */
  coveredTo = 0;
  /** What stands around the cluster, and who is told of each step. */
  view = NOTHING;
  /** The cluster stands between the strings of JSON: its groups are numbers there. */
  isBare = false;
  trace: Trace | undefined;
  private readonly words: NearWords;
  private readonly labels: LabelSet;

  constructor(
    readonly rule: PanRule,
    readonly cluster: Cluster,
  ) {
    this.words = new NearWords(rule.isCardText);
    this.labels = new LabelSet(rule.otherLabels);
  }

  /** Turns to the cluster that has just been read. */
  open(view: View, coveredTo: number, isBare: boolean, trace?: Trace): void {
    this.view = view;
    this.isBare = isBare;
    this.trace = trace;
    this.coveredTo = coveredTo;
    this.words.clear();
  }

  /** Raw offsets of the PAN found last. */
  get start(): number {
    return this.cluster.starts[this.from];
  }

  get end(): number {
    return this.cluster.end(this.to - 1);
  }

  /** Whether a PAN begins with digit `from` of `group`. */
  at(from: number, group: number): boolean {
    if (this.cluster.digits - from < DIGITS_MIN) return false;
    if (this.rule.brands.lengths[this.cluster.three(from)] === 0) return false;
    const strong = this.strongFrom(from, group, group);
    if (strong > 0) return this.found(from, strong, SCORE_STRONG);
    const weak = this.weakFrom(from, group);
    return weak > 0 && !this.hidesStronger(group, weak) && this.found(from, weak, SCORE_WEAK);
  }

  /** Whether a PAN begins with digit `from`, which may lie inside `group`, on its own evidence. */
  isStrongAt(from: number, group: number): boolean {
    const endGroup = this.strongFrom(from, group, group);
    return endGroup > 0 && this.found(from, endGroup, SCORE_STRONG);
  }

  /** First group inside the PAN found last with which another begins that reaches further, or 0: digits both claim. */
  rivalInside(firstGroup: number): number {
    const { first } = this.cluster;
    for (let group = firstGroup + 1; group < this.endGroup; group++) {
      if (this.strongFrom(first[group], group, this.endGroup) > 0) return group;
    }
    return 0;
  }

  /** What a number of `length` digits from digit `from` on may be, by its prefix: flags of the brand table. */
  flags(from: number, length: number): number {
    return this.rule.brands.lookup(this.cluster.value(from, from + PREFIX_DIGITS), length);
  }

  /** Whether the digits are a number of a live brand with a right check digit. */
  isPlain(from: number, to: number): boolean {
    const length = to - from;
    if (length < DIGITS_MIN || length > DIGITS_MAX || to > this.cluster.digits) return false;
    const three = this.cluster.three(from);
    return ((this.rule.brands.plainLengths[three] >>> length) & 1) !== 0 && this.isProven(from, to, three);
  }

  /** The same for digits that begin with `three`, where a live brand may have so many. */
  private isProven(from: number, to: number, three: number): boolean {
    if (!this.cluster.isLuhn(from, to)) return false;
    const length = to - from;
    return ((this.rule.brands.sureLengths[three] >>> length) & 1) !== 0 || (this.flags(from, length) & PLAIN) !== 0;
  }

  /** Takes the digits as a PAN; the group behind it is the first that begins behind its end. */
  take(from: number, to: number, endGroup: number, score: number): true {
    this.from = from;
    this.to = to;
    this.endGroup = endGroup;
    this.score = score;
    return true;
  }

  /** Whether a card word stands near the digits. */
  isNearCardWord(from: number, to: number): boolean {
    return this.words.isNear(this.view, this.cluster.starts[from], this.cluster.end(to - 1));
  }

  /** Tells why; called only when somebody listens. */
  tell(step: TraceStep, ok: boolean, from: number, to: number, detail: string): void {
    const { rule, cluster } = this;
    this.trace?.({ rule: rule.id, start: cluster.starts[from], end: cluster.end(to - 1), step, ok, detail });
  }

  private found(from: number, endGroup: number, score: number): true {
    const to = this.cluster.first[endGroup];
    if (this.trace !== undefined) {
      this.tell('score', true, from, to, String(score));
      this.tell('found', true, from, to, score === SCORE_STRONG ? 'issuer prefix, length, check digit' : 'near a card word');
    }
    return this.take(from, to, endGroup, score);
  }

  /** End of the most card-like strong window from `from` on that ends behind `beyond`, or 0: one group, else as printed, else the longest. */
  private strongFrom(from: number, group: number, beyond: number): number {
    const { cluster } = this;
    if (cluster.digits - from < DIGITS_MIN) return 0;
    const three = cluster.three(from);
    const lengths = this.rule.brands.plainLengths[three];
    if (lengths === 0) return 0;
    const { first, groups } = cluster;
    let best = 0;
    for (let endGroup = beyond + 1; endGroup <= groups; endGroup++) {
      const length = first[endGroup] - from;
      if (length > DIGITS_MAX) break;
      if (((lengths >>> length) & 1) === 0 || !this.isStrong(from, group, endGroup, three)) continue;
      if (endGroup === group + 1) return endGroup;
      if (best === 0 || !isPrinted(cluster, from, group, best) || this.isLonger(from, group, best, endGroup)) best = endGroup;
    }
    return best;
  }

  /** Whether a printed number goes on in the same manner, with a right check digit again: 4-4-4-4-3 rather than 4-4-4-4 and a code. */
  private isLonger(from: number, group: number, best: number, endGroup: number): boolean {
    const { cluster } = this;
    const isSame = endGroup === best + 1 && cluster.gaps[best] === cluster.gaps[group + 1];
    return isSame && isPrinted(cluster, from, group, endGroup) && expiryDigits(cluster, cluster.first[best], best) === 0;
  }

  private isStrong(from: number, group: number, endGroup: number, three: number): boolean {
    const { cluster, trace } = this;
    const to = cluster.first[endGroup];
    if (!this.isProven(from, to, three)) {
      if (trace !== undefined) this.tell('validator', false, from, to, 'issuer prefix, length or check digit');
      return false;
    }
    const looksLikeOne = endGroup === group + 1 ? !isFraction(this.view, cluster.starts[from]) : this.isOneNumber(from, group, endGroup);
    if (!looksLikeOne && trace !== undefined) this.tell('shape', false, from, to, 'a fraction, uneven groups or part of a list');
    return looksLikeOne && !this.isVetoed(from, group, endGroup);
  }

  /** End of the most card-like weak window, or 0. Near a card word only: rare brands, uneven groups, grouped like a card but mistyped. */
  private weakFrom(from: number, group: number): number {
    const { cluster } = this;
    const { first, groups } = cluster;
    const { lengths, lengthsAny } = this.rule.brands;
    const three = cluster.three(from);
    let best = 0;
    let isBestLuhn = false;
    for (let endGroup = group + 1; endGroup <= groups; endGroup++) {
      const to = first[endGroup];
      const length = to - from;
      if (length > DIGITS_MAX) break;
      if (((lengths[three] >>> length) & 1) === 0) continue;
      const isLuhn = cluster.isLuhn(from, to);
      const isPlausible = isLuhn || isPrinted(cluster, from, group, endGroup);
      if (!isPlausible && ((lengthsAny[three] >>> length) & 1) === 0) continue;
      const flags = this.flags(from, length);
      if (flags === 0 || (!isPlausible && (flags & WITHOUT_LUHN) === 0)) continue;
      const isNear = this.isNearCardWord(from, to);
      if (this.trace !== undefined) this.tell('context', isNear, from, to, isNear ? 'near a card word' : 'no card word near');
      if (!isNear) return 0;
      if (this.isVetoed(from, group, endGroup)) continue;
      const isProven = isLuhn || ((flags & WITHOUT_LUHN) !== 0 && isPrinted(cluster, from, group, endGroup));
      if (this.areCells(from, to, group, endGroup, isProven)) continue;
      if (endGroup === group + 1) return endGroup;
      if (best > 0 && isPrinted(cluster, from, group, best) && (isBestLuhn || !isLuhn)) continue;
      best = endGroup;
      isBestLuhn = isLuhn;
    }
    return best;
  }

  /** Whether the digits from `from` to before `to`, in groups `group` to before `endGroup`, are numbers of neighbouring cells. */
  areCells(from: number, to: number, group: number, endGroup: number, isProven: boolean): boolean {
    const { cluster, view } = this;
    const { first, starts } = cluster;
    if (!mayHoldBorder(view.bytes, starts[first[group]], cluster.end(first[endGroup] - 1))) return false;
    const firstOf = (i: number): number => Math.max(from, first[i]);
    const behind = (i: number): number => Math.min(to, first[i + 1]);
    const groups = {
      size: (i: number): number => behind(i) - firstOf(i),
      start: (i: number): number => starts[firstOf(i)],
      end: (i: number): number => cluster.end(behind(i) - 1),
    };
    const evidence = { isProven, isBare: this.isBare ? (): boolean => true : undefined };
    if (!areCells(view, this.rule.isCardText, groups, group, endGroup, evidence)) return false;
    if (this.trace !== undefined) this.tell('shape', false, from, to, 'numbers of neighbouring cells');
    return true;
  }

  /** Whether a strong window begins inside the weak one: then the weak one took its digits together wrongly. */
  private hidesStronger(group: number, endGroup: number): boolean {
    const { first } = this.cluster;
    for (let inner = group + 1; inner < endGroup; inner++) {
      if (this.strongFrom(first[inner], inner, inner) > 0) return true;
    }
    return false;
  }

  /**
   * Whether the groups read as one number and do not go on beside it in the same manner, as in a list of numbers or an IPv6 address. What is
   * printed like a card is one whatever stands beside it (a house number, a year, an amount), unless colons join it to more.
   */
  private isOneNumber(from: number, group: number, endGroup: number): boolean {
    const { cluster, view } = this;
    if (isCommaList(cluster, group, endGroup)) return false; // a list of numbers, a matrix
    const isCard = isPrinted(cluster, from, group, endGroup);
    if (isCard ? isDecimals(cluster, group, endGroup) : !isEven(cluster, from, group, endGroup)) return false;
    if (this.areCells(from, cluster.first[endGroup], group, endGroup, true)) return false;
    if (isCard && cluster.gapBits[group + 1] !== GAP_COLON) return !isParcelRun(view, cluster, from, endGroup);
    if (isInHexadecimal(view, cluster.starts[from], cluster.end(cluster.first[endGroup] - 1))) return false;
    if (goesOnBefore(view, cluster, from, group, this.coveredTo)) return false;
    if (!goesOnAfter(cluster, from, group, endGroup)) return true;
    return cluster.gapBits[group + 1] !== GAP_COLON && this.beginsPlainly(endGroup);
  }

  /** Whether another card begins right behind: two cards in a row are no chain. */
  private beginsPlainly(group: number): boolean {
    const { cluster } = this;
    for (let endGroup = group + 1; endGroup <= cluster.groups; endGroup++) {
      const length = cluster.first[endGroup] - cluster.first[group];
      if (length > DIGITS_MAX) return false;
      if (this.isPlain(cluster.first[group], cluster.first[endGroup])) return true;
    }
    return false;
  }

  /** Whether the surroundings prove that the number is something else. */
  isVetoed(from: number, group: number, endGroup: number): boolean {
    const veto = this.vetoOf(from, group, endGroup);
    if (veto === '') return false;
    if (this.trace !== undefined) this.tell('veto', false, from, this.cluster.first[endGroup], veto);
    return true;
  }

  private vetoOf(from: number, group: number, endGroup: number): string {
    const { cluster, view } = this;
    const start = cluster.starts[from];
    const to = cluster.first[endGroup];
    const end = cluster.end(to - 1);
    if (isInUuid(view, start, end)) return 'in a UUID';
    if (isInIban(view, start, end)) return 'in an IBAN';
    if (isTelephone(view, start, to - from)) return 'a telephone number';
    if (endGroup > group + 1) {
      if (isMeasured(view, end)) return 'a row of measurements';
      return isInDoi(view, start) ? 'in a DOI' : '';
    }
    if (this.labels.isBefore(view.bytes, view.start, start)) return 'labelled as another kind of number';
    if (isParcel(view, start, to - from)) return 'a parcel number';
    return isInToken(view, start, end) && trackEnd(view, end) === undefined ? 'in a hexadecimal or base64 token' : '';
  }
}
