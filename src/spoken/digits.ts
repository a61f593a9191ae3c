/** The digits of a sequence: every reading is tried token by token until one satisfies whoever asks. */
import { Alternatives, type Sequence } from './sequence.js';

/** Digits that any number looked for can have. */
const DIGITS_MAX = 20;
/** Steps of one search; beyond it the likeliest readings have been tried. */
export const STEPS_MAX = 128;

/** Told of the digits read so far, `length` of them, up to before the token `end`. Whether to read on. */
export type Judge = (length: number, end: number) => boolean;

export class Reader {
  /** The digits of the reading at hand. */
  readonly digits: number[] = new Array<number>(DIGITS_MAX).fill(0);
  /** Steps left for the region at hand: what is made to be ambiguous costs no more than so much. */
  budget = 0;
  /** How often the reading at hand takes a way other than the likeliest. */
  detours = 0;
  /** The last token that the search at hand has looked at. */
  reach = 0;
  private readonly levels = Array.from({ length: DIGITS_MAX + 1 }, () => new Alternatives());
  private steps = 0;

  /** Offers every reading that begins with the token `first`, the likeliest first. */
  search(sequence: Sequence, first: number, judge: Judge): void {
    this.steps = Math.min(STEPS_MAX, this.budget);
    const before = this.steps;
    this.reach = first;
    this.extend(sequence, first, 0, 0, judge);
    this.budget -= before - this.steps;
  }

  private extend(sequence: Sequence, index: number, length: number, level: number, judge: Judge): void {
    if (!judge(length, index) || index >= sequence.count || length >= DIGITS_MAX) return;
    if (index > this.reach) this.reach = index;
    const alternatives = this.levels[level];
    sequence.alternatives(index, alternatives);
    for (let i = 0; i < alternatives.count && this.steps > 0; i++) {
      this.steps--;
      const next = this.write(sequence, index, alternatives, i, length);
      if (next < 0) continue;
      this.detours += i > 0 ? 1 : 0;
      this.extend(sequence, alternatives.nexts[i], next, level + 1, judge);
      this.detours -= i > 0 ? 1 : 0;
    }
  }

  /** Writes the digits of one alternative behind the first `length`; returns their new number, or -1 when there is no room. */
  private write(sequence: Sequence, index: number, { values, widths, times }: Alternatives, i: number, length: number): number {
    const width = widths[i];
    const end = length + width * times[i];
    if (end > DIGITS_MAX) return -1;
    if (sequence.numeralSize[index] > 0) {
      for (let k = 0; k < width; k++) this.digits[length + k] = sequence.numerals[sequence.numeralFirst[index] + k];
      return end;
    }
    for (let at = end - 1, rest = 0, left = 0; at >= length; at--, left--) {
      if (left === 0) [rest, left] = [values[i], width];
      this.digits[at] = rest % 10;
      rest = (rest - (rest % 10)) / 10;
    }
    return end;
  }

  private readonly likely = new Alternatives();

  /** Writes the likeliest reading of the tokens from `first` to before `end`; returns how many digits it has, or -1 when too many or none. */
  likeliest(sequence: Sequence, first: number, end: number, onToken?: (length: number, next: number) => void): number {
    let length = 0;
    for (let index = first; index < end;) {
      sequence.alternatives(index, this.likely);
      if (this.likely.count === 0) return -1;
      length = this.write(sequence, index, this.likely, 0, length);
      if (length < 0) return -1;
      index = this.likely.nexts[0];
      onToken?.(length, index);
    }
    return length;
  }
}

/** The number written with `length` digits from `first`. */
export function digitsValue(digits: readonly number[], first: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 10 + digits[first + i];
  return value;
}
