/**
 * What went to the upstream and may come back: a message that somebody posts has no identifier before the upstream gives it one, and is then the
 * same message, not another with the same digits. It is known by the digits that left, once: in the answer to it, or for a short time anywhere, if
 * they are so many that nobody else says the same by chance. Fewer may be those of a card that goes on, and so may the same few over and over from another
 * author.
 */
import { LIMITS } from '../../base/limits.js';
import { isPattern } from './again.js';
import type { Utterance } from './api.js';
import { textOf } from './digits.js';

const DIGITS_MIN = 5;

/** Who says something, and in which exchange. */
type By = Pick<Utterance, 'author' | 'exchange'>;

interface Sent {
  /** The digits that left, as characters. */
  readonly digits: string;
  readonly author: string;
  readonly exchange: string | undefined;
  readonly ms: number;
}

export class Echoes {
  #sent: Sent[] = [];

  get size(): number {
    return this.#sent.length;
  }

  /** Digits of a message that left, those that are masked or hidden not among them. */
  sent(digits: readonly number[], { author, exchange }: By, nowMs: number): void {
    if (digits.length === 0 || digits.length > LIMITS.conversationDigits) return;
    this.#sent = [...this.#sent, { digits: textOf(digits), author, exchange, ms: nowMs }].slice(-LIMITS.conversationEchoes);
  }

  /** Whether digits are those of a message that was sent and has not come back yet; where it surely has, it has from now on. */
  find(digits: readonly number[], { author, exchange }: By, nowMs: number): 'sure' | 'doubtful' | undefined {
    if (this.#sent.length === 0 || digits.length === 0) return undefined;
    const text = textOf(digits);
    const same = this.#sent.filter((sent) => sent.digits === text && nowMs - sent.ms <= LIMITS.conversationEchoMs);
    const isMany = digits.length >= DIGITS_MIN;
    const mayBeOf = (sent: Sent): boolean => sent.author === '' || sent.author === author || !isPattern(text);
    const echo = same.find((sent) => (isMany && mayBeOf(sent)) || (exchange !== undefined && sent.exchange === exchange));
    if (echo === undefined) return same.length > 0 ? 'doubtful' : undefined;
    this.#sent = this.#sent.filter((sent) => sent !== echo);
    return 'sure';
  }
}
