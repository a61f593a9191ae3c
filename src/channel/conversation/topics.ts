/**
 * What a conversation is about, of each source of its own: a key that was heard on a line takes with it what it brought when it has proved to be one.
 * Time is handed in, in milliseconds.
 */
import { hasTopics, type TextTopics } from '../digits.js';
import { Asked, Mention, Payment } from './payment.js';

interface Topic {
  readonly payment: Payment;
  readonly asked: Asked;
  readonly phones: Mention;
}

/** Sources that are told apart: those of which nothing was heard the longest are forgotten. */
const TOPICS_MAX = 64;

export class Topics {
  readonly #bySource = new Map<number, Topic>();

  /** A message is said that counts for codes. */
  message(): void {
    for (const { payment } of this.#bySource.values()) payment.message();
  }

  /** Words of payment, or a card number that is complete. */
  words(source: number, nowMs: number): void {
    this.#of(source).payment.words(nowMs);
  }

  /** Digits that may begin a card number. */
  sign(source: number, nowMs: number): void {
    this.#of(source).payment.sign(nowMs);
  }

  /** The words of a message: of a payment, of telephones, of a national identifier that is asked for. */
  hear(source: number, words: TextTopics, nowMs: number): void {
    const own = hasTopics(words) ? this.#of(source) : undefined;
    for (const topic of this.#bySource.values()) {
      topic.asked.message(nowMs, topic === own ? (words.asks ?? 0) : 0);
      topic.phones.message();
    }
    if (words.hasPhoneWords === true) own?.phones.mention(nowMs);
    if (words.hasPaymentWords) this.words(source, nowMs);
  }

  isNearWords(nowMs: number): boolean {
    return this.#some(({ payment }) => payment.isNearWords(nowMs));
  }

  expectsCode(nowMs: number, isOnPage: boolean): boolean {
    return this.#some(({ payment }) => payment.expectsCode(nowMs, isOnPage));
  }

  /** Whether somebody has just spoken of telephones. */
  arePhones(nowMs: number): boolean {
    return this.#some(({ phones }) => phones.isRecent(nowMs));
  }

  /** Digits of the longest identifier that may be said now; 0 when none was asked for. */
  askedDigits(nowMs: number): number {
    let digits = 0;
    for (const { asked } of this.#bySource.values()) digits = Math.max(digits, asked.digits(nowMs));
    return digits;
  }

  release(source: number): void {
    this.#bySource.delete(source);
  }

  #some(is: (topic: Topic) => boolean): boolean {
    for (const topic of this.#bySource.values()) if (is(topic)) return true;
    return false;
  }

  #of(source: number): Topic {
    const known = this.#bySource.get(source);
    if (known !== undefined && this.#bySource.size === 1) return known;
    const topic = known ?? { payment: new Payment(), asked: new Asked(), phones: new Mention() };
    this.#bySource.delete(source);
    this.#bySource.set(source, topic);
    if (this.#bySource.size > TOPICS_MAX) this.#bySource.delete([...this.#bySource.keys()][0]);
    return topic;
  }
}
