/** Whether a conversation is about a payment, and what may follow: a code or date, an identifier, a telephone number. Time is handed in, in milliseconds. */
import { LIMITS } from '../../base/limits.js';

const NEVER = -Infinity;

export class Payment {
  #wordsAt = NEVER;
  /** When something last spoke for a payment: words, or digits that may begin a card number. */
  #signAt = NEVER;
  #messagesSince = 0;

  /** A message is said. */
  message(): void {
    this.#messagesSince++;
  }

  /** Words of payment, or a card number that is complete. */
  words(nowMs: number): void {
    this.#wordsAt = nowMs;
    this.sign(nowMs);
  }

  /** Digits that may begin a card number. */
  sign(nowMs: number): void {
    this.#signAt = nowMs;
    this.#messagesSince = 0;
  }

  isNearWords(nowMs: number): boolean {
    return nowMs - this.#wordsAt <= LIMITS.conversationDigitsMs;
  }

  /** Whether groups of three or four digits may be codes. On a page of a history only messages are counted: it comes all at once. */
  expectsCode(nowMs: number, isOnPage: boolean): boolean {
    const age = nowMs - this.#signAt;
    if (age > LIMITS.conversationDigitsMs) return false;
    return (!isOnPage && age <= LIMITS.conversationCodeMs) || this.#messagesSince <= LIMITS.conversationCodeMessages;
  }
}

/** Whether a topic still counts, by its age and by the messages said since. */
const isRecent = (ageMs: number, messages: number): boolean =>
  ageMs <= LIMITS.conversationCodeMs || (ageMs <= LIMITS.conversationDigitsMs && messages <= LIMITS.conversationCodeMessages);

/** Whether somebody has just spoken of telephones. */
export class Phones {
  #at = NEVER;
  #messagesSince = 0;

  message(nowMs: number, hasPhoneWords: boolean): void {
    this.#messagesSince++;
    if (!hasPhoneWords) return;
    this.#at = nowMs;
    this.#messagesSince = 0;
  }

  areSpokenOf(nowMs: number): boolean {
    return isRecent(nowMs - this.#at, this.#messagesSince);
  }
}

/** Whether a national identifier has been asked for, and how long it is. */
export class Asked {
  #digits = 0;
  #at = NEVER;
  #messagesSince = 0;

  message(nowMs: number, digits: number): void {
    this.#messagesSince++;
    if (digits === 0) return;
    this.#digits = this.digits(nowMs) > digits ? this.#digits : digits;
    this.#at = nowMs;
    this.#messagesSince = 0;
  }

  /** Digits of the identifier that may be said now; 0 when none was asked for. */
  digits(nowMs: number): number {
    return isRecent(nowMs - this.#at, this.#messagesSince) ? this.#digits : 0;
  }
}
