/**
 * A ledger: the last digits that one author said, or all authors of a conversation together. They are forgotten when no digit follows for long
 * enough, and never because something else is said.
 */
import { LIMITS } from '../../base/limits.js';
import { markedAgain } from './again.js';
import { isFrom } from './sources.js';

export class Ledger {
  #digits: number[] = [];
  #lastMs = 0;

  /** The digits, first said first: see digits.ts. */
  get digits(): readonly number[] {
    return this.#digits;
  }

  get isEmpty(): boolean {
    return this.#digits.length === 0;
  }

  copy(): Ledger {
    const copy = new Ledger();
    copy.#digits = [...this.#digits];
    copy.#lastMs = this.#lastMs;
    return copy;
  }

  expire(nowMs: number): void {
    if (nowMs - this.#lastMs > LIMITS.conversationDigitsMs) this.#digits = [];
  }

  add(digits: readonly number[], nowMs: number): void {
    if (digits.length === 0) return;
    this.#digits = [...this.#digits, ...markedAgain(this.#digits, digits)].slice(-LIMITS.conversationDigits);
    this.#lastMs = nowMs;
  }

  /** Forgets what came from a source: see sources.ts. */
  release(source: number): void {
    this.#digits = this.#digits.filter((digit) => !isFrom(digit, source));
  }

  /** Puts digits before the first, as far as there is room: what was said earlier and is heard of now. */
  addBefore(digits: readonly number[], nowMs: number): void {
    const room = LIMITS.conversationDigits - this.#digits.length;
    if (room === 0 || digits.length === 0) return;
    this.#digits = [...digits.slice(-room), ...this.#digits];
    this.#lastMs = nowMs;
  }
}
