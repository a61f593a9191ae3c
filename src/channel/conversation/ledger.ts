/**
 * A ledger: the last digits that one author said, or all authors of a conversation together. They are forgotten when no digit follows for long
 * enough, and never because something else is said. One that is cut has not been told of the digits right before its first.
 */
import { LIMITS } from '../../base/limits.js';
import { markedAgain } from './again.js';
import { isFrom } from './sources.js';

export class Ledger {
  #digits: number[] = [];
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
    const all = this.#digits.concat(markedAgain(this.#digits, digits));
    this.#digits = all.length > LIMITS.conversationDigits ? all.slice(-LIMITS.conversationDigits) : all;
    this.#isCut &&= this.#digits.length < LIMITS.conversationDigits;
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
    const room = this.#isCut ? 0 : LIMITS.conversationDigits - this.#digits.length;
    if (room === 0 || digits.length === 0) return;
    this.#digits = [...digits.slice(-room), ...this.#digits];
    this.#lastMs = nowMs;
  }

  /** The same of digits that it is not told of. */
  cutBefore(nowMs: number): void {
    if (this.#digits.length === LIMITS.conversationDigits) return;
    this.#isCut = true;
    this.#lastMs = nowMs;
  }
}
