/**
 * What went to the upstream and may come back: a message that somebody posts has no identifier before the upstream gives it one, and is then the
 * same message, not another with the same digits. It is known by the digits that left, once: in the answer to it, or for a short time anywhere, if
 * they are so many that nobody else says the same by chance.
 */
import { LIMITS } from '../../base/limits.js';
import { textOf } from './digits.js';

const DIGITS_MIN = 5;

interface Sent {
  /** The digits that left, as characters. */
  readonly digits: string;
  readonly exchange: string | undefined;
  readonly ms: number;
}

export class Echoes {
  #sent: Sent[] = [];

  get size(): number {
    return this.#sent.length;
  }

  /** Digits of a message that left, those that are masked or hidden not among them. */
  sent(digits: readonly number[], exchange: string | undefined, nowMs: number): void {
    if (digits.length === 0 || digits.length > LIMITS.conversationDigits) return;
    this.#sent = [...this.#sent, { digits: textOf(digits), exchange, ms: nowMs }].slice(-LIMITS.conversationEchoes);
  }

  /** Whether digits are those of a message that was sent and has not come back yet; from now on it has. */
  claims(digits: readonly number[], exchange: string | undefined, nowMs: number): boolean {
    if (this.#sent.length === 0 || digits.length === 0) return false;
    const text = textOf(digits);
    const isMany = digits.length >= DIGITS_MIN;
    const at = this.#sent.findIndex(
      (sent) =>
        sent.digits === text &&
        nowMs - sent.ms <= LIMITS.conversationEchoMs &&
        (isMany || (exchange !== undefined && sent.exchange === exchange)),
    );
    if (at < 0) return false;
    this.#sent = this.#sent.filter((_, i) => i !== at);
    return true;
  }
}
