/**
 * Primary account numbers. A *window* of the cluster — from the start of one group to the end of one group — is a PAN when its issuer
 * prefix, its length and its Luhn check digit say so and the groups look like one number. Weaker evidence (uneven groups, a mistyped
 * check digit, rare brands) counts only near a card word.
 */
import { LIMITS } from '../../base/limits.js';
import { isDigit } from '../../text/ascii.js';
import { digitsValue, isLuhnValid, type Cluster } from '../cluster.js';
import { textAfter, textBefore, type View } from '../view.js';
import { PLAIN, WITHOUT_LUHN, type BrandTable } from './brands.js';
import { isEvenList, isPrinted } from './grouping.js';
import { trackEnd } from './track.js';
import { isFraction, isInIban, isInToken, isInUuid, isTelephone } from './veto.js';
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

/** A window whose prefix and length some brand uses. */
interface Candidate {
  readonly group: number;
  readonly endGroup: number;
  /** Of the brand table. */
  readonly flags: number;
  readonly isLuhn: boolean;
}

const SCORE_STRONG = 95;
const SCORE_WEAK = 75;
/** How far a card word may stand from a number. */
const WORD_REACH = 64;
const PREFIX_DIGITS = 8;

export class PanFinder {
  /** Offset behind the findings so far: what they cover is no part of anything else. */
  coveredTo = 0;
  private readonly candidatesOf: (readonly Candidate[] | undefined)[] = [];
  private isNearCardWord: boolean | undefined;

  constructor(
    private readonly rule: PanRule,
    private readonly view: View,
    private readonly cluster: Cluster,
  ) {}

  /** The PAN that begins with `group`, if any. */
  at(group: number): PanWindow | undefined {
    const strong = this.best(group, (candidate) => this.isStrong(candidate));
    if (strong !== undefined) return this.window(strong, SCORE_STRONG);
    const weak = this.best(group, (candidate) => this.isWeak(candidate));
    return weak === undefined || this.hidesStronger(weak) ? undefined : this.window(weak, SCORE_WEAK);
  }

  /** First group inside a PAN with which another begins that reaches further: digits both claim. */
  rivalInside({ firstGroup, endGroup }: PanWindow): number | undefined {
    for (let group = firstGroup + 1; group < endGroup; group++) {
      if (this.best(group, (candidate) => candidate.endGroup > endGroup && this.isStrong(candidate)) !== undefined) return group;
    }
    return undefined;
  }

  /** Of the windows that begin with `group`, the most card-like: one group, else as printed, else the longest. */
  private best(group: number, accepts: (candidate: Candidate) => boolean): Candidate | undefined {
    let best: Candidate | undefined;
    for (const candidate of this.candidates(group)) {
      if (!accepts(candidate)) continue;
      if (candidate.endGroup === group + 1) return candidate;
      if (best === undefined || !isPrinted(this.cluster, group, best.endGroup)) best = candidate;
    }
    return best;
  }

  private candidates(group: number): readonly Candidate[] {
    return (this.candidatesOf[group] ??= this.findCandidates(group));
  }

  private findCandidates(group: number): Candidate[] {
    const { groups, values } = this.cluster;
    const { first } = groups[group];
    const candidates: Candidate[] = [];
    if (values.length - first < LIMITS.panDigitsMin) return candidates;
    const prefix = digitsValue(values, first, PREFIX_DIGITS);
    for (let endGroup = group + 1; endGroup <= groups.length; endGroup++) {
      const length = this.length(group, endGroup);
      if (length > LIMITS.panDigitsMax) break;
      const flags = length < LIMITS.panDigitsMin ? 0 : this.rule.brands.lookup(prefix, length);
      if (flags !== 0) candidates.push({ group, endGroup, flags, isLuhn: isLuhnValid(values, first, length) });
    }
    return candidates;
  }

  private isStrong({ group, endGroup, flags, isLuhn }: Candidate): boolean {
    if ((flags & PLAIN) === 0 || !isLuhn) return false;
    const looksLikeOne =
      endGroup === group + 1
        ? !isFraction(this.view, this.start(group))
        : isEvenList(this.cluster, group, endGroup) && !this.isPartOfChain(group, endGroup);
    return looksLikeOne && !this.isVetoed(group, endGroup);
  }

  /** Near a card word only: rare brands, uneven groups, and what is grouped like a card but mistyped. */
  private isWeak({ group, endGroup, flags, isLuhn }: Candidate): boolean {
    const isPlausible = isLuhn || (flags & WITHOUT_LUHN) !== 0 || isPrinted(this.cluster, group, endGroup);
    return isPlausible && this.cardWordNear() && !this.isVetoed(group, endGroup);
  }

  /** Whether a strong window begins inside the weak one: then the weak one took its digits together wrongly. */
  private hidesStronger({ group, endGroup }: Candidate): boolean {
    for (let inner = group + 1; inner < endGroup; inner++) {
      if (this.candidates(inner).some((candidate) => this.isStrong(candidate))) return true;
    }
    return false;
  }

  /**
   * Whether the groups go on beside the window in the same manner: a list of numbers, an IPv6 address. What is printed like a card is
   * one whatever stands beside it (a house number, a year, an amount), unless colons join it to more.
   */
  private isPartOfChain(group: number, endGroup: number): boolean {
    const { groups } = this.cluster;
    const { size } = groups[group];
    const separator = groups[group + 1].before;
    if (separator !== ':' && isPrinted(this.cluster, group, endGroup)) return false;
    const start = this.start(group);
    if (start - size - separator.length >= this.coveredTo && endsInGroup(textBefore(this.view, start), size, separator)) return true;
    const continues = (index: number): boolean => groups[index]?.before === separator && groups[index].size === size;
    return continues(endGroup) && continues(endGroup + 1) && !this.beginsPlainly(endGroup);
  }

  /** Whether another card begins right behind: two cards in a row are no chain. */
  private beginsPlainly(group: number): boolean {
    return this.candidates(group).some(({ flags, isLuhn }) => isLuhn && (flags & PLAIN) !== 0);
  }

  private isVetoed(group: number, endGroup: number): boolean {
    const start = this.start(group);
    const end = this.end(endGroup);
    if (isInUuid(this.view, start, end) || isInIban(this.view, start, end)) return true;
    if (isTelephone(this.view, start, this.length(group, endGroup))) return true;
    if (endGroup > group + 1) return false;
    return (
      this.rule.otherLabels.has(labelBefore(this.view, start)) ||
      (isInToken(this.view, start, end) && trackEnd(this.view, end) === undefined)
    );
  }

  private cardWordNear(): boolean {
    const { starts, ends } = this.cluster;
    this.isNearCardWord ??= this.rule.isCardText(
      `${textBefore(this.view, starts[0]).slice(-WORD_REACH)} 0 ${textAfter(this.view, ends[ends.length - 1]).slice(0, WORD_REACH)}`,
    );
    return this.isNearCardWord;
  }

  private length(group: number, endGroup: number): number {
    const { groups } = this.cluster;
    const last = groups[endGroup - 1];
    return last.first + last.size - groups[group].first;
  }

  private start(group: number): number {
    return this.cluster.starts[this.cluster.groups[group].first];
  }

  private end(endGroup: number): number {
    const last = this.cluster.groups[endGroup - 1];
    return this.cluster.ends[last.first + last.size - 1];
  }

  private window({ group, endGroup }: Candidate, score: number): PanWindow {
    return { firstGroup: group, endGroup, start: this.start(group), end: this.end(endGroup), score };
  }
}

/** Whether text ends in a separator behind exactly `size` digits. */
function endsInGroup(text: string, size: number, separator: string): boolean {
  if (!text.endsWith(separator)) return false;
  const end = text.length - separator.length;
  for (let at = end - size; at < end; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return !isDigit(text.charCodeAt(end - size - 1));
}
