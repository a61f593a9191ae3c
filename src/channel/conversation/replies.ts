/**
 * What was answered for messages with an identifier: digits and masks, so that a reload shows no more than was shown live. All digits of a message are
 * kept, those that do not count included, for what counts may be another when it comes again. Bounded; messages in which nothing was masked are
 * forgotten first, since to judge those anew can only hide more.
 */
import { LIMITS } from '../../base/limits.js';
import type { Utterance } from './api.js';
import { VALUE } from './digits.js';

const MASKED = 0x10;
/** What a map entry takes beside its strings and bytes, about. */
const ENTRY_BYTES = 160;

/** Digits with their masks. */
export class Reply {
  readonly #bytes: Uint8Array;

  constructor(digits: Uint8Array, masks: Uint8Array, before?: Reply) {
    const own = digits.map((digit, i) => (digit & VALUE) | (masks[i] === 1 ? MASKED : 0));
    this.#bytes = before === undefined ? own : Buffer.concat([before.#bytes, own]);
  }

  get isMasked(): boolean {
    return this.#bytes.some((byte) => (byte & MASKED) !== 0);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** How many of these digits are those from an offset on. */
  same(digits: Uint8Array, from = 0): number {
    let same = 0;
    while (from + same < this.#bytes.length && same < digits.length && (this.#bytes[from + same] & VALUE) === (digits[same] & VALUE))
      same++;
    return same;
  }

  /** Of so many digits from an offset on, 1 where one is masked. */
  masks(from: number, count: number): Uint8Array {
    return this.#bytes.slice(from, from + count).map((byte) => (byte & MASKED) >> 4);
  }
}

export class Replies {
  readonly #masked = new Map<string, Reply>();
  readonly #plain = new Map<string, Reply>();
  /** Bytes that all of it takes, about. */
  bytes = 0;

  find(id: string): Reply | undefined {
    return this.#masked.get(id) ?? this.#plain.get(id);
  }

  set(id: string, reply: Reply): void {
    this.#delete(this.#masked, id);
    this.#delete(this.#plain, id);
    (reply.isMasked ? this.#masked : this.#plain).set(id, reply);
    this.bytes += bytesOf(id, reply);
    if (this.#masked.size + this.#plain.size > LIMITS.conversationMessages) {
      const crowded = this.#plain.size > 0 ? this.#plain : this.#masked;
      const [oldest] = crowded.keys();
      this.#delete(crowded, oldest);
    }
  }

  #delete(from: Map<string, Reply>, id: string): void {
    const reply = from.get(id);
    if (reply === undefined) return;
    from.delete(id);
    this.bytes -= bytesOf(id, reply);
  }
}

const bytesOf = (id: string, reply: Reply): number => ENTRY_BYTES + 2 * id.length + reply.size;

/** What was answered for messages, and for what carried the parts of those that arrive in pieces. */
export class Answers {
  readonly #messages = new Replies();
  readonly #carriers = new Replies();

  get bytes(): number {
    return this.#messages.bytes + this.#carriers.bytes;
  }

  /**
   * The masks of the digits with which an utterance begins and for which there is an answer; undefined where nothing is known of the message. What
   * its carriers tell comes first: a stream that is asked for again may begin in the middle of a message.
   */
  find({ id, digits, part }: Utterance): Uint8Array | undefined {
    if (part !== undefined && part.carriers.length > 0) return this.#carried(digits, part.carriers);
    const reply = hasId(id) ? this.#messages.find(id) : undefined;
    const from = part?.behind ?? 0;
    return reply?.masks(from, reply.same(digits, from));
  }

  /** Keeps the masks of all digits of an utterance, of which so many were known. */
  keep({ id, digits, part }: Utterance, masks: Uint8Array, known: number): void {
    if (digits.length === 0) return;
    if (hasId(id)) {
      const before = part === undefined ? undefined : this.#messages.find(id);
      const from = part === undefined ? 0 : known;
      const isTooLong = (before?.size ?? 0) + digits.length - from > LIMITS.conversationTextDigits;
      if (part === undefined || (!isTooLong && from < digits.length))
        this.#messages.set(id, new Reply(digits.subarray(from), masks.subarray(from), before));
    }
    let at = 0;
    for (const { id: carrier, digits: count } of part?.carriers ?? []) {
      if (hasId(carrier)) this.#carriers.set(carrier, new Reply(digits.subarray(at, at + count), masks.subarray(at, at + count)));
      at += count;
    }
  }

  #carried(digits: Uint8Array, carriers: NonNullable<Utterance['part']>['carriers']): Uint8Array | undefined {
    const masks: Uint8Array[] = [];
    let at = 0;
    for (const { id, digits: count } of carriers) {
      const reply = this.#carriers.find(id);
      if (reply?.size !== count || reply.same(digits.subarray(at, at + count)) < count) break;
      masks.push(reply.masks(0, count));
      at += count;
    }
    return masks.length === 0 ? undefined : Buffer.concat(masks);
  }
}

const hasId = (id: string | undefined): id is string =>
  id !== undefined && id !== '' && id.length <= LIMITS.conversationMessageIdCharacters;
