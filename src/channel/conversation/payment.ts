/** Whether a conversation is about a payment, and what may follow: a code or date, an identifier, a telephone number. Time is handed in, in milliseconds. */
import { LIMITS } from '../../base/limits.js';

const NEVER = -Infinity;

/** Something that was spoken of, and whether it still counts: by its age and by the messages said since. */
export class Mention {
  #at = NEVER;
  #messagesSince = 0;

  /** A message is said. */
  message(): void {
    this.#messagesSince++;
  }

  /** It is spoken of. */
  mention(nowMs: number): void {
    this.#at = nowMs;
    this.#messagesSince = 0;
  }

  /** On a page of a history only messages are counted: it comes all at once. */
  isRecent(nowMs: number, isOnPage = false): boolean {
    const age = nowMs - this.#at;
    if (age > LIMITS.conversationDigitsMs) return false;
    return (!isOnPage && age <= LIMITS.conversationCodeMs) || this.#messagesSince <= LIMITS.conversationCodeMessages;
  }
}

export class Payment {
  #wordsAt = NEVER;
  /** Words, or digits that may begin a card number. */
  readonly #signs = new Mention();

  /** A message is said. */
  message(): void {
    this.#signs.message();
  }

  /** Words of payment, or a card number that is complete. */
  words(nowMs: number): void {
    this.#wordsAt = nowMs;
    this.sign(nowMs);
  }

  /** Digits that may begin a card number. */
  sign(nowMs: number): void {
    this.#signs.mention(nowMs);
  }

  isNearWords(nowMs: number): boolean {
    return nowMs - this.#wordsAt <= LIMITS.conversationDigitsMs;
  }

  /** Whether groups of three or four digits may be codes. */
  expectsCode(nowMs: number, isOnPage: boolean): boolean {
    return this.#signs.isRecent(nowMs, isOnPage);
  }
}

/** Whether a national identifier has been asked for, and how long it is. */
export class Asked {
  #digits = 0;
  readonly #mention = new Mention();

  message(nowMs: number, digits: number): void {
    this.#mention.message();
    if (digits === 0) return;
    this.#digits = Math.max(digits, this.digits(nowMs));
    this.#mention.mention(nowMs);
  }

  /** Digits of the identifier that may be said now; 0 when none was asked for. */
  digits(nowMs: number): number {
    return this.#mention.isRecent(nowMs) ? this.#digits : 0;
  }
}
