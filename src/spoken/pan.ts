/**
 * Card numbers in a sequence of number words. A window of tokens is a PAN when one of its readings has an issuer prefix, a length of that
 * issuer and a Luhn check digit, and when it begins and ends where people begin and end a number; with a card word near, it may lie among
 * other digits, and digits that were misheard are taken for a PAN too.
 */
import { LIMITS } from '../base/limits.js';
import { PLAIN, PREFIX_DIGITS, WITHOUT_LUHN, type BrandTable } from '../detect/card/brands.js';
import { isLuhnValid } from '../detect/cluster.js';
import { digitsValue, STEPS_MAX, type Reader } from './digits.js';
import { NUMERAL } from './lexicon.js';
import { LOOKAHEAD_TOKENS, UNTOLD, type Sequence } from './sequence.js';
import { readTail } from './tail.js';

const ISSUER_DIGITS = 3;
const RANK_END = 400;
const RANK_TAIL = 200;
const RANK_PAUSE = 100;
const RANK_STRONG = 1000;
/** What each unlikely reading of a word costs. */
const RANK_DETOUR = 25;
/** Unlikely readings of words that one number may need: some combination of many would satisfy any check digit. */
const DETOURS_MAX = 2;
/** Lengths that everybody expects of a card: misheard digits of that number are one, whatever they begin with. */
const COMMON_LENGTHS: readonly number[] = [15, 16];
/** Numbers that each are the one before plus the same: people count so, and no card is numbered so. */
const COUNTED_MIN = 8;

/** Tokens of a PAN. */
export interface SpokenPan {
  readonly end: number;
  readonly digits: number;
  readonly isStrong: boolean;
}

/** A window some reading of which has an issuer, its length and what it asks of the check digit. */
interface Candidate {
  /** Tokens of it. */
  readonly tokens: number;
  readonly length: number;
  readonly rank: number;
  /** Needs no card word if it also begins and ends where a number may. */
  readonly isStrong: boolean;
}

/** Searches that are remembered, by the first of their tokens. */
const SEARCHES = 1024;
const KEY_TOKENS = 8;

/** What was found in tokens of some codes: the same again, wherever they stand. */
interface Search {
  readonly languages: number;
  /** Of all tokens that were looked at. */
  readonly codes: Int32Array;
  /** The sequence ended behind them. */
  readonly isEnd: boolean;
  readonly steps: number;
  readonly candidates: readonly Candidate[];
}

export class PanSearch {
  private bestEnd = -1;
  private bestLength = 0;
  private bestRank = -Infinity;
  private isBestStrong = false;
  private readonly searches: (Search | undefined)[] = new Array<undefined>(SEARCHES).fill(undefined);

  constructor(
    private readonly brands: BrandTable,
    private readonly reader: Reader,
  ) {}

  /** The PAN that begins with the token `first`, if any. */
  at(sequence: Sequence, first: number, isNearCardWord: () => boolean): SpokenPan | undefined {
    this.bestEnd = -1;
    this.bestRank = -Infinity;
    const begins = beginsCleanly(sequence, first);
    if (!begins && !isNearCardWord()) return undefined;
    for (const candidate of this.candidates(sequence, first)) this.consider(sequence, first, candidate, begins, isNearCardWord);
    return this.bestEnd < 0 || isCounting(sequence, first, this.bestEnd)
      ? undefined
      : { end: this.bestEnd, digits: this.bestLength, isStrong: this.isBestStrong };
  }

  /**
   * Windows from the token `first` on. Regions of number words overlap, and people who count on and on say the same: what was searched before is
   * not searched again, though its steps count.
   */
  private candidates(sequence: Sequence, first: number): readonly Candidate[] {
    const { reader } = this;
    if (reader.budget < STEPS_MAX) return this.search(sequence, first);
    const slot = slotOf(sequence, first);
    const known = this.searches[slot];
    if (known !== undefined && isSame(known, sequence, first)) {
      reader.budget -= known.steps;
      return known.candidates;
    }
    const before = reader.budget;
    const candidates = this.search(sequence, first);
    const behind = reader.reach + LOOKAHEAD_TOKENS;
    const isEnd = behind >= sequence.count;
    const codes = sequence.codes.slice(first, isEnd ? sequence.count : behind);
    const steps = before - reader.budget;
    this.searches[slot] = codes.includes(UNTOLD) ? undefined : { languages: sequence.languages, codes, isEnd, steps, candidates };
    return candidates;
  }

  private search(sequence: Sequence, first: number): Candidate[] {
    const { reader, brands } = this;
    const candidates: Candidate[] = [];
    reader.search(sequence, first, (length, end) => {
      if (length >= ISSUER_DIGITS && brands.lengths[digitsValue(reader.digits, 0, ISSUER_DIGITS)] === 0) return false;
      if (reader.detours > DETOURS_MAX) return false;
      if (length < LIMITS.panDigitsMin) return true;
      if (length > LIMITS.panDigitsMax) return false;
      const flags = brands.lookup(digitsValue(reader.digits, 0, PREFIX_DIGITS), length);
      const isLuhn = flags !== 0 && isLuhnValid(reader.digits, 0, length);
      if (isLuhn || (flags & WITHOUT_LUHN) !== 0) {
        const rank = length - reader.detours * RANK_DETOUR;
        candidates.push({ tokens: end - first, length, rank, isStrong: (flags & PLAIN) !== 0 && isLuhn });
      }
      return true;
    });
    return candidates;
  }

  private consider(
    sequence: Sequence,
    first: number,
    { tokens, length, rank, isStrong }: Candidate,
    begins: boolean,
    isNearCardWord: () => boolean,
  ): void {
    const end = first + tokens;
    if (!hasWord(sequence, first, end)) return;
    const place = this.endRank(sequence, end, length);
    const isSure = isStrong && begins && place > 0;
    if (!isSure && !isNearCardWord()) return;
    const total = (isSure ? RANK_STRONG : 0) + place + rank;
    if (total <= this.bestRank) return;
    this.bestRank = total;
    this.bestEnd = end;
    this.bestLength = length;
    this.isBestStrong = isSure;
  }

  /** How much speaks for a number that ends before the token `end`. */
  private endRank(sequence: Sequence, end: number, length: number): number {
    if (sequence.isSoftFrom(end)) return sequence.hasEnd ? RANK_END - (sequence.count - end) : 0;
    if (readTail(this.reader, sequence, end, length) !== undefined) return RANK_TAIL;
    return sequence.isPauseBefore(end) ? RANK_PAUSE : 0;
  }

  /**
   * Digits that were misheard or mistyped: the whole sequence has as many as a card number, perhaps with a tail, and no check digit agrees.
   * To be asked only near a card word.
   */
  misheard(sequence: Sequence): { readonly first: number; readonly end: number; readonly digits: number } | undefined {
    const { reader } = this;
    if (!sequence.hasBeginning || !sequence.hasEnd) return undefined;
    let first = 0;
    let last = sequence.count;
    while (first < last && sequence.soft[first] === 1) first++;
    while (last > first && sequence.soft[last - 1] === 1) last--;
    let split = -1;
    let splitLength = 0;
    const length = reader.likeliest(sequence, first, last, (read, next) => {
      if (split < 0 && next < last && COMMON_LENGTHS.includes(read) && this.isIssued(read)) [split, splitLength] = [next, read];
    });
    if (length > 0 && (COMMON_LENGTHS.includes(length) || this.isIssued(length))) return this.plausible(sequence, first, last, length);
    return split > 0 && readTail(reader, sequence, split, splitLength) !== undefined
      ? this.plausible(sequence, first, split, splitLength)
      : undefined;
  }

  private plausible(
    sequence: Sequence,
    first: number,
    end: number,
    digits: number,
  ): { first: number; end: number; digits: number } | undefined {
    return hasWord(sequence, first, end) && !isCounting(sequence, first, end) ? { first, end, digits } : undefined;
  }

  private isIssued(length: number): boolean {
    if (length < LIMITS.panDigitsMin || length > LIMITS.panDigitsMax) return false;
    return this.brands.lookup(digitsValue(this.reader.digits, 0, PREFIX_DIGITS), length) !== 0;
  }
}

/** Whether people begin a number at the token: at the beginning, behind an interjection ("oh"), or behind a pause. */
function beginsCleanly(sequence: Sequence, first: number): boolean {
  return first === 0 ? sequence.hasBeginning : sequence.isPauseBefore(first) || sequence.isSoftBefore(first);
}

/** Where a search that begins with the token `first` is remembered. */
function slotOf({ codes, count }: Sequence, first: number): number {
  let hash = 0;
  for (let i = first; i < first + KEY_TOKENS && i < count; i++) hash = Math.imul(hash ^ codes[i], 0x01000193) ^ (hash >>> 15);
  return (hash ^ (hash >>> 16)) & (SEARCHES - 1);
}

/** Whether all that a search has looked at stands from the token `first` on. */
function isSame({ languages, codes, isEnd }: Search, sequence: Sequence, first: number): boolean {
  const end = first + codes.length;
  if (languages !== sequence.languages || end > sequence.count || isEnd !== (end === sequence.count)) return false;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== sequence.codes[first + i]) return false;
  return true;
}

/** Numerals alone are none of our business: they are found as digits. */
function hasWord(sequence: Sequence, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (sequence.kinds[i] !== NUMERAL) return true;
  return false;
}

/** "one two three four …" */
function isCounting(sequence: Sequence, from: number, to: number): boolean {
  let counted = 1;
  for (let i = from + 1; i < to; i++) {
    const step = sequence.values[i] - sequence.values[i - 1];
    const isSame = step !== 0 && i > from + 1 && step === sequence.values[i - 1] - sequence.values[i - 2];
    counted = isSame ? counted + 1 : 2;
    if (counted >= COUNTED_MIN) return true;
  }
  return false;
}
