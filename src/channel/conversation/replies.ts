/**
 * What was answered for messages with an identifier: digits and masks, so that a reload shows no more than was shown live. All digits of a message are
 * kept, those that do not count included, for what counts may be another when it comes again. Bounded; messages in which nothing was masked are
 * forgotten first, since to judge those anew can only hide more.
 */
import { LIMITS } from '../../base/limits.js';
import type { Utterance } from './api.js';
import { VALUE } from './digits.js';

const MASKED = 0x10;
/** Has been judged where it came as well: see Order. */
const ARRIVED = 0x20;
/** What a map entry takes beside its strings and bytes, about. */
const ENTRY_BYTES = 160;
/** Connections and times that are remembered. */
const TIMES_MAX = 16;
/** Fewer digits may be said again by chance. */
const MANY_DIGITS = 5;

/** Digits with their masks. */
export class Reply {
  readonly #bytes: Uint8Array;
  /** The connections by which it came, each as often as it did. */
  #lines: string[];

  /**
   * `before`: what it goes on behind. `line`: the connection by which it came; undefined where it is kept somewhere. `isWorn`: other digits came under
   * the same identifier, so it may be that of a person or a room. `rest`: what follows its digits, see Utterance.
   */
  constructor(
    digits: Uint8Array,
    masks: Uint8Array,
    before?: Reply,
    line?: string,
    readonly isWorn = false,
    public rest?: string,
  ) {
    const own = new Uint8Array(digits.length);
    for (let i = 0; i < own.length; i++) own[i] = (digits[i] & VALUE) | (masks[i] === 1 ? MASKED : 0);
    this.#bytes = before === undefined ? own : Buffer.concat([before.#bytes, own]);
    this.#lines = line === undefined ? [] : [line];
  }

  get isMasked(): boolean {
    for (let i = 0; i < this.#bytes.length; i++) if ((this.#bytes[i] & MASKED) !== 0) return true;
    return false;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** How many of its digits are seen. */
  get shown(): number {
    return this.#bytes.reduce((shown, byte) => shown + ((byte & MASKED) === 0 ? 1 : 0), 0);
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
    const masks = new Uint8Array(Math.max(0, Math.min(count, this.#bytes.length - from)));
    for (let i = 0; i < masks.length; i++) masks[i] = (this.#bytes[from + i] & MASKED) >> 4;
    return masks;
  }

  /** Whether so many digits from an offset on have been judged where they came. */
  hasArrived(from: number, count: number): boolean {
    return from + count <= this.size && this.#bytes.subarray(from, from + count).every((byte) => (byte & ARRIVED) !== 0);
  }

  /** What digits from an offset on were masked for where they came; others of them have been masked already. */
  arrive(from: number, masks: Uint8Array): void {
    for (let i = 0; i < masks.length && from + i < this.size; i++) this.#bytes[from + i] |= ARRIVED | (masks[i] === 1 ? MASKED : 0);
  }

  /** It comes again. Answers how often it has come by the same connection before. */
  again(line: string): number {
    const times = this.#lines.filter((known) => known === line).length;
    this.#lines = [...this.#lines, line].slice(-TIMES_MAX);
    return times;
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

/** What is known of a message that is said now: see Answers.hear. */
export interface HeardAgain {
  readonly masks: Uint8Array | undefined;
  readonly uncounted: number;
  readonly isDoubted: boolean;
}

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

  /** Whether there is an answer for an utterance, or for its first digits. */
  isKnown(utterance: Utterance): boolean {
    return this.find(utterance) !== undefined && (utterance.rest === undefined || utterance.digits.length > 0 || this.knowsRest(utterance));
  }

  /** Whether what follows the digits of an utterance followed them before. */
  knowsRest({ id, rest }: Utterance): boolean {
    const reply = hasId(id) ? this.#messages.find(id) : undefined;
    return reply !== undefined && !reply.isWorn && reply.rest === rest;
  }

  /**
   * The same for a message that is said now. The identifier is no message's, but a person's or a room's, where other digits have come under it, or
   * few digits so often by the same connection that together they might be more than anybody may see; then there is no answer, and `uncounted`
   * times of them were shown as if they had come again. Where all of them are known (`isDoubted`), they may have come again all the same.
   */
  hear(utterance: Utterance): HeardAgain {
    const { id, digits, part, isStrict } = utterance;
    const masks = this.find(utterance);
    const reply = part === undefined && hasId(id) ? this.#messages.find(id) : undefined;
    if (masks === undefined || reply === undefined || digits.length === 0) return { masks, uncounted: 0, isDoubted: false };
    if (masks.length < digits.length) {
      const isEdited = !reply.isWorn && (masks.length === reply.size || digits.length >= MANY_DIGITS);
      return { masks: isEdited ? masks : NONE, uncounted: 0, isDoubted: false };
    }
    const times = reply.again(lineOf(utterance));
    if (times === 0) return { masks, uncounted: 0, isDoubted: false }; // another connection hears of it
    if (reply.isWorn) return { masks: NONE, uncounted: 0, isDoubted: true };
    const most = isStrict === true ? LIMITS.conversationShownDigits : LIMITS.conversationFirstShownDigits;
    const isAgain = digits.length >= MANY_DIGITS || reply.shown * (times + 1) <= most;
    return isAgain ? { masks, uncounted: 0, isDoubted: false } : { masks: NONE, uncounted: times - 1, isDoubted: true };
  }

  /** The masks of digits that have been judged where they came; undefined where they have not, or nobody knows. */
  arrived(utterance: Utterance): Uint8Array | undefined {
    const replies = this.#repliesOf(utterance);
    const isKnown = replies.length > 0 && replies.every(({ reply, from, count }) => reply.hasArrived(from, count));
    return isKnown ? Buffer.concat(replies.map(({ reply, from, count }) => reply.masks(from, count))) : undefined;
  }

  /** Adds to the masks of digits that have been judged where they came now. */
  arrive({ id, part, digits }: Utterance, masks: Uint8Array): void {
    const add = (to: Replies, key: string, from: number, at: number, count: number): void => {
      const reply = to.find(key);
      if (reply === undefined) return;
      reply.arrive(from, masks.subarray(at, at + count));
      to.set(key, reply);
    };
    if (hasId(id)) add(this.#messages, id, part?.behind ?? 0, 0, digits.length);
    let at = 0;
    for (const { id: carrier, digits: count } of part?.carriers ?? []) {
      add(this.#carriers, carrier, 0, at, count);
      at += count;
    }
  }

  /** What is kept of the digits of a part: of what carried them, else of the message. */
  #repliesOf({ id, part, digits }: Utterance): readonly { readonly reply: Reply; readonly from: number; readonly count: number }[] {
    if (part !== undefined && part.carriers.length > 0) {
      const found = part.carriers.map(({ id: carrier, digits: count }) => ({ reply: this.#carriers.find(carrier), from: 0, count }));
      return found.every(({ reply }) => reply !== undefined) ? found.map(({ reply, ...rest }) => ({ reply: reply as Reply, ...rest })) : [];
    }
    const reply = hasId(id) ? this.#messages.find(id) : undefined;
    return reply === undefined ? [] : [{ reply, from: part?.behind ?? 0, count: digits.length }];
  }

  /** Keeps the masks of all digits of an utterance, of which so many were known. */
  keep(utterance: Utterance, masks: Uint8Array, known: number): void {
    const { id, digits, part, rest } = utterance;
    if (digits.length === 0 && rest === undefined) return;
    if (hasId(id)) {
      if (part === undefined) this.#messages.set(id, replyOf(utterance, masks, known, this.#messages.find(id)));
      else this.#goOn(id, digits.subarray(known), masks.subarray(known));
    }
    let at = 0;
    for (const { id: carrier, digits: count } of part?.carriers ?? []) {
      if (hasId(carrier) && at + count > known)
        this.#carriers.set(carrier, new Reply(digits.subarray(at, at + count), masks.subarray(at, at + count)));
      at += count;
    }
  }

  /** Another part of a message. */
  #goOn(id: string, digits: Uint8Array, masks: Uint8Array): void {
    const before = this.#messages.find(id);
    const isTooLong = (before?.size ?? 0) + digits.length > LIMITS.conversationTextDigits;
    if (!isTooLong && digits.length > 0) this.#messages.set(id, new Reply(digits, masks, before));
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

const NONE = new Uint8Array(0);

/** The connection by which it came; '' where that is the conversation. */
const lineOf = ({ line = '' }: Utterance): string => line;

/** What is remembered of a message: what is known of one that comes again. */
function replyOf(utterance: Utterance, masks: Uint8Array, known: number, before: Reply | undefined): Reply {
  const { digits, isStored, rest } = utterance;
  const line = isStored === true ? undefined : lineOf(utterance);
  if (before === undefined) return new Reply(digits, masks, undefined, line, false, rest);
  const same = before.same(digits);
  const isAll = known === digits.length && same === before.size;
  const isBeginning = rest !== undefined && same === digits.length && same < before.size;
  if (isAll || isBeginning) {
    before.rest = rest ?? before.rest;
    return before;
  }
  const isChanged = same < Math.min(before.size, digits.length);
  const isSaidAgain = known === 0 && same === digits.length && same > 0;
  return new Reply(digits, masks, undefined, line, before.isWorn || isChanged || isSaidAgain, rest);
}

const hasId = (id: string | undefined): id is string =>
  id !== undefined && id !== '' && id.length <= LIMITS.conversationMessageIdCharacters;
