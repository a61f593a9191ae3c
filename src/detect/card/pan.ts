/**
 * Primary account numbers. A *window* of the cluster — from the start of one group to the end of one group — is a PAN when its issuer
 * prefix, its length and its Luhn check digit say so and the groups look like one number. Weaker evidence (uneven groups, a mistyped
 * check digit, rare brands) counts only near a card word.
 */
import { LIMITS } from '../../base/limits.js';
import { digitsValue, isLuhnValid, type Cluster } from '../cluster.js';
import { textAfter, textBefore, type View } from '../view.js';
import { PLAIN, WITHOUT_LUHN, type BrandTable } from './brands.js';
import { isFraction, isInToken, isInUuid, isTelephone } from './veto.js';
import { labelBefore, type WordTest } from './words.js';

export interface PanRule {
  readonly id: string;
  readonly brands: BrandTable;
  readonly isCardText: WordTest;
  /** Labels, folded, that declare another kind of number. */
  readonly otherLabels: ReadonlySet<string>;
}

export interface PanWindow {
  /** Indices of the first group and behind the last. */
  readonly firstGroup: number;
  readonly endGroup: number;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** Another PAN begins where this one is cut short. */
  readonly isCut?: boolean;
}

/** How cards are printed: by brand and with the extra digits of 19-digit cards. */
const PRINTED = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-5-6', '4-4-4-4-3', '4-4-4-4-2', '4-4-4-4-1', '4-4-4-3', '4-4-4-2', '6-13', '6-5-5-2']); // prettier-ignore

const SCORE_STRONG = 95;
const SCORE_WEAK = 75;
/** How far a card word may stand from a number. */
const WORD_REACH = 64;

export class PanFinder {
  private isNearCardWord: boolean | undefined;

  constructor(
    private readonly rule: PanRule,
    private readonly view: View,
    private readonly cluster: Cluster,
  ) {}

  /** Offset behind the findings so far: what they cover is no part of anything else. */
  coveredTo = 0;

  /** The PAN that begins with `group`, if any. */
  at(group: number): PanWindow | undefined {
    const strong = this.best(group, (endGroup) => this.isStrong(group, endGroup));
    if (strong !== undefined) return this.window(group, strong, SCORE_STRONG);
    const weak = this.best(group, (endGroup) => this.isWeak(group, endGroup));
    if (weak === undefined || this.hidesStronger(group, weak)) return undefined;
    return this.window(group, weak, SCORE_WEAK);
  }

  /** First group inside a PAN with which another begins that reaches further: digits both claim. */
  rivalInside({ firstGroup, endGroup }: PanWindow): number | undefined {
    for (let group = firstGroup + 1; group < endGroup; group++) {
      const end = this.best(group, (candidate) => candidate > endGroup && this.isStrong(group, candidate));
      if (end !== undefined) return group;
    }
    return undefined;
  }

  /** Of the windows that begin with `group`, the most card-like: one group, else as printed, else the longest. */
  private best(group: number, accepts: (endGroup: number) => boolean): number | undefined {
    let best: number | undefined;
    for (let endGroup = group + 1; endGroup <= this.cluster.groups.length; endGroup++) {
      const length = this.length(group, endGroup);
      if (length > LIMITS.panDigitsMax) break;
      if (length < LIMITS.panDigitsMin || !accepts(endGroup)) continue;
      if (endGroup === group + 1) return endGroup;
      if (best === undefined || !this.isPrinted(group, best)) best = endGroup;
    }
    return best;
  }

  private isStrong(group: number, endGroup: number): boolean {
    if ((this.flags(group, endGroup) & PLAIN) === 0 || !this.isLuhn(group, endGroup)) return false;
    const isOneGroup = endGroup === group + 1;
    const looksLikeOne = isOneGroup
      ? !isFraction(this.view, this.start(group))
      : this.isEvenlyGrouped(group, endGroup) && !this.isPartOfChain(group, endGroup);
    return looksLikeOne && !this.isVetoed(group, endGroup);
  }

  /** Near a card word only: rare brands, uneven groups, and what is grouped like a card but mistyped. */
  private isWeak(group: number, endGroup: number): boolean {
    const flags = this.flags(group, endGroup);
    if (flags === 0) return false;
    const isPlausible = (flags & WITHOUT_LUHN) !== 0 || this.isLuhn(group, endGroup) || this.isPrinted(group, endGroup);
    return isPlausible && this.cardWordNear() && !this.isVetoed(group, endGroup);
  }

  /** Whether a strong window begins inside the weak one: then the weak one took its digits together wrongly. */
  private hidesStronger(group: number, endGroup: number): boolean {
    for (let inner = group + 1; inner < endGroup; inner++) {
      if (this.best(inner, (end) => this.isStrong(inner, end)) !== undefined) return true;
    }
    return false;
  }

  private flags(group: number, endGroup: number): number {
    const { groups, values } = this.cluster;
    return this.rule.brands.lookup(digitsValue(values, groups[group].first, 8), this.length(group, endGroup));
  }

  private isLuhn(group: number, endGroup: number): boolean {
    return isLuhnValid(this.cluster.values, this.cluster.groups[group].first, this.length(group, endGroup));
  }

  private length(group: number, endGroup: number): number {
    const { groups } = this.cluster;
    const last = groups[endGroup - 1];
    return last.first + last.size - groups[group].first;
  }

  private sizes(group: number, endGroup: number): number[] {
    return this.cluster.groups.slice(group, endGroup).map(({ size }) => size);
  }

  private separators(group: number, endGroup: number): Set<string> {
    return new Set(this.cluster.groups.slice(group + 1, endGroup).map(({ before }) => before));
  }

  private isPrinted(group: number, endGroup: number): boolean {
    return PRINTED.has(this.sizes(group, endGroup).join('-'));
  }

  /** As printed with any separators but commas alone, or in groups of one size with one kind of separator. */
  private isEvenlyGrouped(group: number, endGroup: number): boolean {
    const separators = this.separators(group, endGroup);
    if ([...separators].every((separator) => separator.trim() === ',')) return false;
    if (this.isPrinted(group, endGroup)) return true;
    const sizes = this.sizes(group, endGroup);
    const last = sizes.pop() ?? 0;
    return separators.size === 1 && sizes.every((size) => size === sizes[0]) && last <= sizes[0];
  }

  /** Whether the groups go on beside the window in the same manner: a longer number, a table row, an IPv6 address. */
  private isPartOfChain(group: number, endGroup: number): boolean {
    const { groups } = this.cluster;
    const { size } = groups[group];
    const separator = groups[group + 1].before;
    const start = this.start(group);
    const left = textBefore(this.view, start);
    const isLeft = left.endsWith(separator) && endsInDigits(left.slice(0, left.length - separator.length), size);
    if (isLeft && start - size - separator.length >= this.coveredTo) return true;
    const continues = (index: number): boolean => groups[index]?.before === separator && groups[index].size === size;
    return continues(endGroup) && continues(endGroup + 1) && !this.startsNumber(endGroup);
  }

  /** Whether another card begins right behind: two cards in a row are no chain. */
  private startsNumber(group: number): boolean {
    for (let endGroup = group + 1; endGroup <= this.cluster.groups.length; endGroup++) {
      const length = this.length(group, endGroup);
      if (length > LIMITS.panDigitsMax) return false;
      if (length >= LIMITS.panDigitsMin && (this.flags(group, endGroup) & PLAIN) !== 0 && this.isLuhn(group, endGroup)) return true;
    }
    return false;
  }

  private isVetoed(group: number, endGroup: number): boolean {
    const start = this.start(group);
    const end = this.end(endGroup);
    const digits = this.length(group, endGroup);
    if (isInUuid(this.view, start, end) || isTelephone(this.view, start, digits)) return true;
    if (this.rule.otherLabels.has(labelBefore(textBefore(this.view, start)))) return true;
    return endGroup === group + 1 && isInToken(this.view, start, end);
  }

  private cardWordNear(): boolean {
    const { starts, ends } = this.cluster;
    this.isNearCardWord ??= this.rule.isCardText(
      `${textBefore(this.view, starts[0]).slice(-WORD_REACH)} 0 ${textAfter(this.view, ends[ends.length - 1]).slice(0, WORD_REACH)}`,
    );
    return this.isNearCardWord;
  }

  private start(group: number): number {
    return this.cluster.starts[this.cluster.groups[group].first];
  }

  private end(endGroup: number): number {
    const last = this.cluster.groups[endGroup - 1];
    return this.cluster.ends[last.first + last.size - 1];
  }

  private window(firstGroup: number, endGroup: number, score: number): PanWindow {
    return { firstGroup, endGroup, start: this.start(firstGroup), end: this.end(endGroup), score };
  }
}

/** Whether text ends in exactly `count` digits. */
function endsInDigits(text: string, count: number): boolean {
  return new RegExp(`(?<!\\d)\\d{${count}}$`).test(text);
}
