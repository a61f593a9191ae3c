/**
 * What was answered for messages with an identifier: digits and masks, so that a reload shows no more than was shown live. Bounded; messages in
 * which nothing was masked are forgotten first, since to judge those anew can only hide more.
 */
import { LIMITS } from '../../base/limits.js';
import { VALUE } from './digits.js';

const MASKED = 0x10;
/** What a map entry takes beside its strings and bytes, about. */
const ENTRY_BYTES = 160;
/** Connections and times that are remembered. */
const TIMES_MAX = 16;

/** Digits with their masks. */
export class Reply {
  readonly #bytes: Uint8Array;
  /** The connections by which it came, each as often as it did. */
  #lines: string[];

  /**
   * `line`: the connection by which it came; undefined where it is kept somewhere. `isWorn`: other digits came under the same identifier, so it
   * may be that of a person or a room.
   */
  constructor(
    digits: readonly number[],
    masks: Uint8Array,
    line: string | undefined,
    readonly isWorn = false,
  ) {
    this.#bytes = Uint8Array.from(digits, (digit, i) => (digit & VALUE) | (masks[i] === 1 ? MASKED : 0));
    this.#lines = line === undefined ? [] : [line];
  }

  get isMasked(): boolean {
    return this.#bytes.some((byte) => (byte & MASKED) !== 0);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** How many of its digits are seen. */
  get shown(): number {
    return this.#bytes.reduce((shown, byte) => shown + (byte < MASKED ? 1 : 0), 0);
  }

  /** How many digits at the beginning are the same. */
  same(digits: readonly number[]): number {
    let same = 0;
    while (same < this.#bytes.length && same < digits.length && (this.#bytes[same] & VALUE) === (digits[same] & VALUE)) same++;
    return same;
  }

  isMaskedAt(index: number): boolean {
    return (this.#bytes[index] & MASKED) !== 0;
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
