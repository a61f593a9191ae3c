/**
 * Card numbers in a sequence of number words. A window of tokens is a PAN when one of its readings has an issuer prefix, a length of that
 * issuer and a Luhn check digit, and when it begins and ends where people begin and end a number; with a card word near, it may lie among
 * other digits, and digits that were misheard are taken for a PAN too.
 */
import { LIMITS } from '../base/limits.js';
import { PLAIN, PREFIX_DIGITS, WITHOUT_LUHN, type BrandTable } from '../detect/card/brands.js';
import { isLuhnValid } from '../detect/cluster.js';
import { digitsValue, type Reader } from './digits.js';
import { NUMERAL } from './lexicon.js';
import type { Sequence } from './sequence.js';
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
  readonly first: number;
  readonly end: number;
  readonly length: number;
  readonly rank: number;
  /** Needs no card word if it also ends where a number may end. */
  readonly isStrong: boolean;
}

export class PanSearch {
  private bestEnd = -1;
  private bestLength = 0;
  private bestRank = -Infinity;
  private isBestStrong = false;

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
    const { reader } = this;
    const candidates: Candidate[] = [];
    reader.search(sequence, first, (length, end) => {
      if (length >= ISSUER_DIGITS && this.brands.lengths[digitsValue(reader.digits, 0, ISSUER_DIGITS)] === 0) return false;
      if (reader.detours > DETOURS_MAX) return false;
      if (length < LIMITS.panDigitsMin) return true;
      if (length > LIMITS.panDigitsMax) return false;
      const flags = this.brands.lookup(digitsValue(reader.digits, 0, PREFIX_DIGITS), length);
      const isLuhn = flags !== 0 && isLuhnValid(reader.digits, 0, length);
      if (isLuhn || (flags & WITHOUT_LUHN) !== 0) {
        const rank = length - reader.detours * RANK_DETOUR;
        candidates.push({ first, end, length, rank, isStrong: (flags & PLAIN) !== 0 && isLuhn && begins });
      }
      return true;
    });
    for (const candidate of candidates) this.consider(sequence, candidate, isNearCardWord);
    return this.bestEnd < 0 || isCounting(sequence, first, this.bestEnd)
      ? undefined
      : { end: this.bestEnd, digits: this.bestLength, isStrong: this.isBestStrong };
  }

  private consider(sequence: Sequence, { first, end, length, rank, isStrong }: Candidate, isNearCardWord: () => boolean): void {
    if (!hasWord(sequence, first, end)) return;
    const place = this.endRank(sequence, end, length);
    const isSure = isStrong && place > 0;
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
    if (onlySoft(sequence, end, sequence.count)) return sequence.hasEnd ? RANK_END - (sequence.count - end) : 0;
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
  return first === 0 ? sequence.hasBeginning : sequence.isPauseBefore(first) || onlySoft(sequence, 0, first);
}

function onlySoft(sequence: Sequence, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (sequence.soft[i] === 0) return false;
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
