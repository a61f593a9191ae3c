/**
 * The ledgers of all conversations, bounded in number and bytes. Pure: time is handed in, so one process can keep them for all others. When
 * they are full, the conversation that was idle the longest is forgotten. One that is forgotten while it is in use is remembered by its key: what
 * is said in it next is masked, for what was said before is not known any more.
 */
import { LIMITS } from '../../base/limits.js';
import type { BrandTable } from '../../detect/card/brands.js';
import type { Conversations, Utterance, Verdict } from './api.js';
import { Conversation } from './conversation.js';
import { mayCount, saysDigits } from './digits.js';
import { hasTopics } from '../digits.js';
import { KeyNames } from './key-names.js';
import type { Told } from './turn.js';

/** What may be kept. Smaller in tests. */
export interface LedgerLimits {
  readonly conversations: number;
  readonly bytes: number;
  readonly forgotten: number;
}

const DEFAULTS: LedgerLimits = {
  conversations: LIMITS.conversations,
  bytes: LIMITS.conversationsBytes,
  forgotten: LIMITS.conversationsForgotten,
};

export class Ledgers {
  #brands: BrandTable;
  readonly #limits: LedgerLimits;
  /** By key; the one that was idle the longest comes first. */
  readonly #conversations = new Map<string, Conversation>();
  /** The one that comes last. */
  #newest: Conversation | undefined;
  /** When conversations were last used that were forgotten in use, the longest ago first. */
  readonly #forgotten = new Map<string, number>();
  readonly #names = new KeyNames();
  /** Until then every unknown conversation may be one that was forgotten in use. */
  #blindUntilMs = -Infinity;
  #bytes = 0;

  constructor(brands: BrandTable, limits: Partial<LedgerLimits> = {}) {
    this.#brands = brands;
    this.#limits = { ...DEFAULTS, ...limits };
  }

  /** Other rules are in force: conversations that begin from now on go by them. */
  use(brands: BrandTable): void {
    this.#brands = brands;
  }

  /** Conversations that are kept, and the bytes that they take, about. */
  get size(): { readonly conversations: number; readonly bytes: number } {
    return { conversations: this.#conversations.size, bytes: this.#bytes };
  }

  /** Judges utterances of any conversations, each in the order given. `nowMs` never goes back. */
  judge(utterances: readonly Utterance[], nowMs: number): Verdict[] {
    this.#expire(nowMs);
    return utterances.length === 1 && isBeyondDoubt(utterances[0])
      ? this.#judgeOne(utterances[0], nowMs)
      : this.#judgeAll(utterances, nowMs);
  }

  /** What most messages are: one text, and nobody has to find out what it belongs to. */
  #judgeOne(utterance: Utterance, nowMs: number): Verdict[] {
    const verdicts = this.#judgeIn(utterance.conversation, [utterance], nowMs);
    this.#makeRoom(nowMs);
    return verdicts;
  }

  #judgeAll(utterances: readonly Utterance[], nowMs: number): Verdict[] {
    const { released, isList } = this.#names.note(utterances);
    for (const { line, key } of released) this.#release(line, key);
    const groups = placesByConversation(utterances);
    const onLines = this.#onLines(utterances, groups);
    const verdicts = onLines === undefined ? new Array<Verdict>(utterances.length) : this.#judgeOnLines(onLines, nowMs);
    for (const [key, places] of groups) {
      if (onLines?.lines.has(key) === true) continue;
      const onLine = places.map((place) => (isList && utterances[place].keyName !== undefined ? undefined : verdicts.at(place)));
      const own = places.map((place, i) => veiled(utterances[place], onLine[i]));
      const answers = this.#judgeIn(key, own, nowMs);
      for (let i = 0; i < places.length; i++) verdicts[places[i]] = both(answers[i], onLine[i]);
    }
    this.#makeRoom(nowMs);
    return verdicts.map((verdict, place) => (this.#isNamedSurely(utterances[place]) ? { ...verdict, isKey: true } : verdict));
  }

  #isNamedSurely({ keyName }: Utterance): boolean {
    return keyName !== undefined && this.#names.isProved(keyName);
  }

  /** What is said on lines as well, because its key has not proved itself, or on lines alone; undefined without any. */
  #onLines(utterances: readonly Utterance[], groups: ReadonlyMap<string, readonly number[]>): OnLines | undefined {
    const lines = new Set<string>();
    const told: (Told | undefined)[] = [];
    for (const [key, places] of groups) {
      const line = utterances[places[0]].line; // what comes at once comes by one connection
      if (line === undefined || this.#isKey(key, line, places.map((place) => utterances[place]))) continue; // prettier-ignore
      for (const place of places) {
        const utterance = utterances[place];
        if (saysNothing(utterance)) continue;
        lines.add(line);
        const id = utterance.id === undefined ? undefined : `${key}\n${utterance.id}`;
        told[place] = { ...utterance, conversation: line, of: key, id };
      }
    }
    if (lines.size === 0) return undefined;
    return { lines, told: utterances.map((utterance, place) => told[place] ?? utterance) };
  }

  /** Takes in what is said under a key. What its line has heard of one that has proved itself now is taken back. */
  #isKey(key: string, line: string, utterances: readonly Utterance[]): boolean {
    if (utterances.some((utterance) => utterance.hasSureKey === true || this.#isNamedSurely(utterance))) return true;
    if (utterances.every(({ keyName }) => keyName !== undefined)) return false;
    const known = this.#conversations.get(key);
    if (known === undefined) return false;
    const { isProved, isNew } = known.proofs.note(line, utterances);
    if (isNew) this.#release(line, key);
    return isProved;
  }

  /** Takes back from a line what was said under a key. */
  #release(line: string, key: string): void {
    const heard = this.#conversations.get(line);
    if (heard === undefined) return;
    this.#bytes -= heard.bytes;
    heard.release(key);
    this.#bytes += heard.bytes;
  }

  #judgeOnLines({ lines, told }: OnLines, nowMs: number): Verdict[] {
    const verdicts: Verdict[] = [];
    for (const [line, places] of placesByConversation(told)) {
      if (!lines.has(line)) continue;
      const answers = this.#judgeIn(line, places.map((place) => told[place]), nowMs); // prettier-ignore
      places.forEach((place, i) => (verdicts[place] = answers[i]));
    }
    return verdicts;
  }

  #judgeIn(key: string, utterances: readonly Told[], nowMs: number): Verdict[] {
    const known = this.#conversations.get(key);
    if (known === undefined && utterances.every(saysNothing)) return utterances.map(({ digits }) => nothing(digits.length));
    const conversation = known ?? new Conversation(this.#brands, this.#wasForgotten(key, nowMs), nowMs);
    this.#bytes -= known === undefined ? 0 : known.bytes + 2 * key.length;
    const [{ line }] = utterances;
    if (known === undefined && line !== undefined && line !== key) conversation.proofs.note(line, utterances);
    const verdicts = conversation.judge(utterances, nowMs);
    this.#bytes += conversation.bytes + 2 * key.length;
    if (conversation !== this.#newest) {
      this.#conversations.delete(key);
      this.#conversations.set(key, conversation);
      this.#newest = conversation;
    }
    return verdicts;
  }

  #wasForgotten(key: string, nowMs: number): boolean {
    return this.#forgotten.delete(key) || nowMs <= this.#blindUntilMs;
  }

  /** Forgets conversations in which nobody says anything any more. */
  #expire(nowMs: number): void {
    for (const [key, conversation] of this.#conversations) {
      if (nowMs - conversation.lastMs <= LIMITS.conversationIdleMs) break;
      this.#drop(key, conversation);
    }
    for (const [key, lastMs] of this.#forgotten) {
      if (nowMs - lastMs <= LIMITS.conversationDigitsMs) break;
      this.#forgotten.delete(key);
    }
  }

  #makeRoom(nowMs: number): void {
    for (const [key, conversation] of this.#conversations) {
      const isFull = this.#conversations.size > this.#limits.conversations || this.#bytes > this.#limits.bytes;
      if (!isFull) return;
      this.#drop(key, conversation);
      if (conversation.isInUse(nowMs)) this.#noteForgotten(key, conversation.lastMs);
    }
  }

  #drop(key: string, conversation: Conversation): void {
    if (conversation === this.#newest) this.#newest = undefined;
    this.#conversations.delete(key);
    this.#bytes -= conversation.bytes + 2 * key.length;
  }

  #noteForgotten(key: string, lastMs: number): void {
    this.#forgotten.set(key, lastMs);
    if (this.#forgotten.size <= this.#limits.forgotten) return;
    for (const [oldest, itsLastMs] of this.#forgotten) {
      this.#forgotten.delete(oldest);
      this.#blindUntilMs = Math.max(this.#blindUntilMs, itsLastMs + LIMITS.conversationDigitsMs);
      return;
    }
  }
}

/** The ledgers of this very process. `clock` tells milliseconds and never goes back. */
export function keptHere(ledgers: Ledgers, clock: () => number): Conversations {
  return { judge: (utterances) => ledgers.judge(utterances, clock()) };
}

/** What is told to lines, and the lines. */
interface OnLines {
  readonly lines: ReadonlySet<string>;
  readonly told: readonly Told[];
}

/** Neither the key nor its name has to prove itself. */
const isBeyondDoubt = ({ line, hasSureKey, keyName }: Utterance): boolean =>
  keyName === undefined && (line === undefined || hasSureKey === true);

const veiled = (utterance: Utterance, onLine: Verdict | undefined): Told =>
  onLine === undefined ? utterance : { ...utterance, veil: onLine.masks };

/** The verdict of a conversation, whose masks hold those of its line already. */
const both = (own: Verdict, onLine: Verdict | undefined): Verdict =>
  onLine === undefined ? own : { masks: own.masks, completes: own.completes || onLine.completes };

function placesByConversation(utterances: readonly Utterance[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  utterances.forEach(({ conversation }, place) => {
    const known = places.get(conversation);
    if (known === undefined) places.set(conversation, [place]);
    else known.push(place);
  });
  return places;
}

/** Nothing that a conversation has to remember. Of a message with an identifier also digits are remembered that do not count yet: they may on a page. */
const saysNothing = (utterance: Utterance): boolean =>
  !(utterance.id === undefined ? saysDigits(utterance) : mayCount(utterance)) && !hasTopics(utterance);

const nothing = (digits: number): Verdict => ({ masks: new Uint8Array(digits), completes: false });
