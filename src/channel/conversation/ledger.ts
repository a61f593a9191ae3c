/**
 * A ledger: the last digits that one author said, or all authors of a conversation together. They are forgotten when no digit follows for long
 * enough, and never because something else is said. What findings hide, what is said again, and what is likely no digit takes no room from the
 * others. One that is cut has not been told of the digits right before its first.
 */
import { LIMITS } from '../../base/limits.js';
import { markedAgain } from './again.js';
import { AGAIN, HIDDEN, LEFT, UNLIKELY } from './digits.js';
import { isFrom } from './sources.js';

export class Ledger {
  #digits: readonly number[] = [];
  #isCut = false;
  #lastMs = 0;

  /** The digits, first said first: see digits.ts. */
  get digits(): readonly number[] {
    return this.#digits;
  }

  /** Digits have been said of which it has not been told, and since then no more than it holds. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get isEmpty(): boolean {
    return this.#digits.length === 0 && !this.#isCut;
  }

  isSame({ digits, isCut }: Ledger): boolean {
    return this.#isCut === isCut && this.#digits.length === digits.length && this.#digits.every((digit, i) => digit === digits[i]);
  }

  copy(): Ledger {
    const copy = new Ledger();
    copy.#digits = [...this.#digits];
    copy.#isCut = this.#isCut;
    copy.#lastMs = this.#lastMs;
    return copy;
  }

  expire(nowMs: number): void {
    if (nowMs - this.#lastMs <= LIMITS.conversationDigitsMs) return;
    this.#digits = [];
    this.#isCut = false;
  }

  add(digits: readonly number[], nowMs: number): void {
    if (digits.length === 0) return;
    this.#digits = lastOf(this.#digits.concat(markedAgain(this.#digits, digits)));
    this.#isCut &&= !isFull(this.#digits);
    this.#lastMs = nowMs;
  }

  /** More digits are said than it is told of. */
  cut(nowMs: number): void {
    this.#digits = [];
    this.#isCut = true;
    this.#lastMs = nowMs;
  }

  /** Forgets what came from a source: see sources.ts. */
  release(source: number): void {
    this.#digits = this.#digits.filter((digit) => !isFrom(digit, source));
  }

  /** Puts digits before the first, as far as there is room: what was said earlier and is heard of now. */
  addBefore(digits: readonly number[], nowMs: number): void {
    if (this.#isCut || digits.length === 0 || isFull(this.#digits)) return;
    this.#digits = lastOf([...digits, ...this.#digits]);
    this.#lastMs = nowMs;
  }

  /** The same of digits that it is not told of. */
  cutBefore(nowMs: number): void {
    if (isFull(this.#digits)) return;
    this.#isCut = true;
    this.#lastMs = nowMs;
  }
}

/** What a number may go on without, see budget.ts: it pushes nothing out that the number goes on with. */
const WITHOUT: readonly number[] = [0, HIDDEN, HIDDEN | LEFT, HIDDEN | LEFT | AGAIN].flatMap((way) => [way, way | UNLIKELY]);

/** The last digits of all, and of those that are left without each of these. */
function lastOf(digits: readonly number[]): readonly number[] {
  if (digits.length <= LIMITS.conversationDigits) return digits;
  const kept: number[] = [];
  const rooms = WITHOUT.map(() => LIMITS.conversationDigits);
  for (let at = digits.length - 1; at >= 0; at--) {
    let isKept = false;
    for (let i = 0; i < WITHOUT.length; i++) if ((digits[at] & WITHOUT[i]) === 0 && rooms[i]-- > 0) isKept = true;
    if (isKept) kept.push(digits[at]);
  }
  return kept.reverse();
}

/** There is no room for anything before them. */
function isFull(digits: readonly number[]): boolean {
  const without = WITHOUT[WITHOUT.length - 1];
  let count = 0;
  for (let i = 0; i < digits.length; i++) if ((digits[i] & without) === 0) count++;
  return count >= LIMITS.conversationDigits;
}
