/**
 * What the public library adds to the engine: conversations, whose messages are told one by one. The one place of the library that reads the
 * clock, and that says what is wrong with a call.
 */
import { SluiceError, type Direction } from './base/errors.js';
import { LIMITS } from './base/limits.js';
import { UtteranceReader } from './channel/conversation/utterance.js';
import { isTime, readStamp } from './channel/stamp.js';
import { ToldConversation, type ToldMessage } from './channel/told-conversation.js';
import type { Engine, Finding } from './engine/api.js';
import { createEngine as createCore, underPolicy as coreUnderPolicy, type EngineOptions } from './engine/engine.js';
import type { Policy } from './policy/policy.js';
import type { Ruleset } from './ruleset/compile.js';

export interface ConversationOptions {
  /**
   * The stricter budget: of a card number that comes in pieces, six digits leave from the first message on (else eight in the first), and
   * nothing is believed that says of itself that it is something else, such as an order number in a sentence. Default false.
   */
  readonly strict?: boolean | undefined;
}

/** One message of a chat, or one segment of a transcript. Messages are told in the order in which they were said. */
export interface ConversationMessage {
  readonly text: string;
  /** Who said it: any name that is the same each time. Digits of one author count together, and those of all do. Default '', unknown. */
  readonly author?: string | undefined;
  /**
   * When it was said: a Date, milliseconds since 1970, or ISO 8601 with date and time. By it what was said is forgotten after half an hour without a
   * digit, so it has to come from a clock that the author does not set. Earlier times than that of the message before count as that. Default: now.
   */
  readonly at?: Date | number | string | undefined;
  /**
   * Identifier of the message, of up to 256 characters. When it comes again, the message was told already: what was shown of it stays, what was hidden
   * too. '' is none.
   */
  readonly id?: string | undefined;
  /** `request` is what agents send, `response` what they are shown. Default `response`. */
  readonly direction?: Direction | undefined;
}

export interface ConversationAnswer {
  /** The text with what the policy of the engine masks, and what the conversation hides because of what was said before. */
  readonly text: string;
  /**
   * In order, in UTF-16 code units of the text that was told. Besides what rules find: `card.part` (rule `conversation`) from the first to the last digit
   * that the conversation hides, and `card.pan` (same rule) where these complete a card number. They may overlap what rules find.
   */
  readonly findings: readonly Finding[];
}

/** State across the messages of one chat. Nothing of it outlives the object, and no text is kept: digits, for half an hour behind the last. */
export interface Conversation {
  /** Throws `SluiceError`: SLUICE_USAGE for a message that is none, otherwise the code for which it may not leave; such a message is not remembered. */
  message(message: ConversationMessage): ConversationAnswer;
}

/** The engine of the library. */
export interface ConversingEngine extends Engine {
  /** Begins a conversation: one for each chat. */
  conversation(options?: ConversationOptions): Conversation;
}

/** What is made of an engine's rules: what reads texts is made when the first conversation begins, and is the same for all. */
class Conversing {
  #reader: UtteranceReader | undefined;

  constructor(private readonly rules: Ruleset) {}

  of(core: Engine): ConversingEngine {
    const engine: ConversingEngine = { ...core, conversation: (options) => this.#begin(core, options) };
    known.set(engine, this);
    return engine;
  }

  #begin(core: Engine, options: ConversationOptions = {}): Conversation {
    const strict: unknown = options.strict ?? false;
    if (typeof strict !== 'boolean') throw misuse('strict has to be true or false.');
    this.#reader ??= new UtteranceReader(this.rules.rules);
    const conversation = new ToldConversation(core, this.#reader, this.rules.card.pan.brands, strict);
    return { message: (message) => conversation.message(checked(message)) };
  }
}

const known = new WeakMap<Engine, Conversing>();
/** The same two are one engine. */
const governed = new WeakMap<Engine, ConversingEngine>();

/** An engine with its own kernel memory. Streams and conversations of one engine may be open side by side; none of it is shared between threads. */
export function createEngine(options: EngineOptions): ConversingEngine {
  return new Conversing(options.rules).of(createCore(options));
}

/** The same engine, under a policy: what is asked of it is decided by that, unless a message brings its own. */
export function underPolicy(engine: ConversingEngine, policy: Policy): ConversingEngine {
  const conversing = known.get(engine);
  if (conversing === undefined) throw misuse('The engine has to be one of createEngine.');
  const core = coreUnderPolicy(engine, policy);
  const made = governed.get(core) ?? conversing.of(core);
  governed.set(core, made);
  return made;
}

/** Callers may have no types, and texts come from anywhere. */
type Unchecked = { readonly [Name in keyof ConversationMessage]?: unknown };

function checked(message: unknown): ToldMessage {
  if (typeof message !== 'object' || message === null) throw misuse('A message has to be an object.');
  const { text, author = '', at, id, direction = 'response' }: Unchecked = message;
  if (typeof text !== 'string') throw misuse('text has to be a string.');
  if (typeof author !== 'string') throw misuse('author has to be a string.');
  if (id !== undefined && !isId(id)) throw misuse(`id has to be a string of at most ${LIMITS.conversationMessageIdCharacters} characters.`);
  if (direction !== 'request' && direction !== 'response') throw misuse('direction has to be request or response.');
  return { text, author: author.slice(0, LIMITS.conversationKeyBytes), atMs: timeOf(at), id: id === '' ? undefined : id, direction };
}

const isId = (id: unknown): id is string => typeof id === 'string' && id.length <= LIMITS.conversationMessageIdCharacters;

function timeOf(at: unknown): number {
  const ms = at === undefined ? Date.now() : at instanceof Date ? at.getTime() : typeof at === 'string' ? timeIn(at) : at;
  if (typeof ms !== 'number' || !Number.isFinite(ms)) {
    throw misuse('at has to be a Date, milliseconds since 1970, or a date and time as in ISO 8601.');
  }
  return ms;
}

function timeIn(text: string): number | undefined {
  const stamp = readStamp(text);
  return stamp !== undefined && isTime(stamp) ? stamp : undefined;
}

const misuse = (detail: string): SluiceError => new SluiceError('SLUICE_USAGE', detail);
