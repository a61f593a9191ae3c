/**
 * What people say in the messages of a channel: texts are found in content pieces, those that are not said yet are taken out or lose their
 * digits, and the others are told to their conversation, which answers what of them must be hidden because of what was said before.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { InTurns } from '../base/in-turns.js';
import { LIMITS } from '../base/limits.js';
import type { Engine } from '../engine/api.js';
import { isActedUpon } from '../policy/clause.js';
import type { Splice } from '../redact/splice.js';
import type { Addressed } from './address.js';
import type { Conversations, Part, Utterance, Verdict } from './conversation/api.js';
import { type DigitReader, hasTopics, hiddenBy, maskedDigits, type ReadDigits, spokenOf } from './digits.js';
import { blanked } from './drafts.js';
import { type Heard, heardOf, NOTHING } from './heard.js';
import { closeHearing, copiesOf, type Hearing, idOf, openHearing, readIn, readInTurns, restOf, type Told, within } from './hearing.js';
import { type Asking, isCopy, saidOnce } from './copies.js';
import type { Cut, Piece } from './framing/framing.js';
import { KeyWatch } from './key-watch.js';
import { DOUBTFUL_KEYS } from './names.js';
import { Places } from './places.js';
import { sharedIds } from './shared-ids.js';
import type { Listening } from './spec.js';
import type { Stamp, Text } from './texts.js';

/** Who keeps conversations, and who reads what they are told. */
export interface Keeper {
  readonly reader: DigitReader;
  readonly conversations: Conversations;
}

export interface Listener extends Keeper {
  /** What conversations are unique within: a tenant and a route. */
  readonly scope: string;
  /** What the address says of messages that do not say it themselves. */
  readonly address?: Addressed | undefined;
  /** Key of the conversation of messages that name none, the connection. Undefined: those are nobody's, and left as they are. */
  readonly connection: string | undefined;
  /** Messages are bodies: documents that hold words and other things, from where messages are kept. */
  readonly isBody?: boolean | undefined;
  /** Of bodies: the exchange, whose answer may hold what the request said. */
  readonly exchange?: string | undefined;
}

/** A message that the engine has seen. */
export interface Message {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly cut: Cut;
  /** What the engine replaces, in offsets of the cut's bytes. */
  readonly splices: readonly Splice[];
  /** Identifier of what carries the message, for texts that have none of their own. */
  readonly id?: string | undefined;
  /** Texts, by where they start, that have been told already. */
  readonly told?: ReadonlySet<number> | undefined;
}

/** A part of a text that arrives in pieces, read with what stands before it; offsets are those of the text. */
export interface SaidPart {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly text: Pick<Text, 'start' | 'end' | 'read' | 'conversation' | 'keyName' | 'author' | 'id'>;
  readonly read: ReadDigits;
  /** For each digit, 1 where it is hidden already. */
  readonly hidden: Uint8Array;
  readonly part: Part;
}

const NO_DOUBT: Pick<Utterance, 'line' | 'hasSureKey'> = { line: undefined, hasSureKey: true };
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const MARKUP = 0x3c;
const CLOSING_MARKUP = 0x3e;
export class Said {
  private readonly places: Places;
  private readonly keys = new KeyWatch();
  /** Key of the connection. */
  private readonly line: string | undefined;

  /** Without a listener nobody remembers what was said. */
  constructor(
    private readonly options: Listening,
    private readonly listener?: Listener,
  ) {
    this.places = new Places(options.roles);
    const { scope = '', connection } = listener ?? {};
    this.line = connection === undefined ? undefined : `${scope}\n\n${connection}`;
  }

  /** Undefined where nobody says anything that has to be hidden. A promise where another process keeps the conversations. */
  hear(message: Message): Heard | undefined | Promise<Heard | undefined> {
    const { direction, cut, id } = message;
    const hearing = openHearing(direction, cut, id);
    for (const piece of cut.pieces) {
      const texts = this.textsOf(hearing, piece);
      if (typeof texts === 'string') return { ...NOTHING, refused: texts };
      for (const text of texts) {
        const code = this.take(hearing, message, text, piece);
        if (code !== undefined) return { ...NOTHING, refused: code };
      }
    }
    return this.ask(hearing, message.engine);
  }

  /** The same for a long message, whose texts are found, read and told in turns. */
  *hearInTurns(message: Message): InTurns<Heard | undefined | Promise<Heard | undefined>> {
    const { direction, cut, id } = message;
    const hearing = openHearing(direction, cut, id);
    let done = 0;
    for (const piece of cut.pieces) {
      const texts = this.textsOf(hearing, piece);
      if (typeof texts === 'string') return { ...NOTHING, refused: texts };
      yield;
      for (const text of texts) {
        const isLong = text.read.length > LIMITS.liveSliceBytes;
        hearing.ahead = isLong && message.told?.has(text.start) !== true ? yield* this.readAhead(hearing, text) : undefined;
        const code = this.take(hearing, message, text, piece);
        if (code !== undefined) return { ...NOTHING, refused: code };
        done += text.read.length;
        if (done < LIMITS.liveSliceBytes) continue;
        done = 0;
        yield;
      }
    }
    yield;
    return this.ask(hearing, message.engine);
  }

  private textsOf(hearing: Hearing, piece: Piece): readonly Text[] | ErrorCode {
    if (piece.kind === 'head') return NO_TEXTS;
    const { cut } = hearing;
    const texts = this.textsIn(cut.bytes, piece);
    if (typeof texts === 'string') return texts;
    hearing.shared = sharedIds(texts);
    hearing.isLone = texts.length === 1 && cut.pieces.length === 1;
    return texts;
  }

  /** Why the message goes no further, if it does not. */
  private take(hearing: Hearing, { engine, splices, told }: Message, text: Text, { keepsLength }: Piece): ErrorCode | undefined {
    if (told?.has(text.start) === true) return undefined;
    if (text.state === 'said') this.listen(hearing, text, splices, keepsLength);
    else if (isActedUpon(engine.cardAction(hearing.direction))) this.hush(hearing, text, keepsLength);
    return hearing.utterances.length > LIMITS.conversationTexts ? 'SLUICE_MESSAGE_TOO_LARGE' : undefined;
  }

  /** Asks the conversations of all that is to be told. */
  private ask(hearing: Hearing, engine: Engine): Heard | undefined | Promise<Heard | undefined> {
    if (hearing.told.length === 0 && hearing.blanks.length === 0 && hearing.masks.length === 0) return closeHearing(hearing);
    const action = engine.cardAction(hearing.direction);
    if (this.listener === undefined || hearing.utterances.length === 0) return heardOf(hearing, [], action);
    const asking = saidOnce(hearing, this.listener.reader);
    const verdicts = this.listener.conversations.judge(stamped(asking));
    const heard = asking === hearing ? hearing : { ...hearing, told: asking.told };
    const answer = (known: readonly Verdict[]): Heard | undefined => heardOf(heard, this.learn(asking.told, known), action);
    return 'then' in verdicts ? verdicts.then(answer) : answer(verdicts);
  }

  /** Reads a long text, as it will be listened to or hushed; undefined where it need not be read. */
  private *readAhead(hearing: Hearing, text: Text): InTurns<ReadDigits | undefined> {
    const { isStrict, typing, interim } = this.options;
    const isSaid = text.state === 'said';
    const isRead = isSaid || (text.state === 'draft' ? typing : interim) === 'mask';
    if (this.listener === undefined || !isRead) return undefined;
    return yield* readInTurns(hearing, text, this.listener.reader, isSaid ? isStrict : true);
  }

  /** Reads what is told; undefined where nobody remembers what was said. */
  get reader(): DigitReader | undefined {
    return this.listener?.reader;
  }

  /** The same of a part of a text that arrives in pieces. */
  hearPart({
    engine,
    direction,
    text: { conversation: named, ...said },
    read,
    hidden,
    part,
  }: SaidPart): Heard | undefined | Promise<Heard | undefined> {
    const stretch = { bytes: said.read, start: 0, end: said.read.length };
    const text: Text = { ...WORDS, ...said, stretch, conversation: named };
    const conversation = this.keyOf(text);
    if (this.listener === undefined || conversation === undefined) return undefined;
    const { author, id } = said;
    const { isStrict } = this.options;
    const isSent = direction === 'request';
    const utterance: Utterance = { conversation, author, id, ...spokenOf(read), hidden, isStrict, isSent, part, ...this.trustOf(text) };
    const verdicts = this.listener.conversations.judge([utterance]);
    const told: Told = { text, read, keepsLength: false, asked: 0 };
    const action = engine.cardAction(direction);
    const answer = (known: readonly Verdict[]): Heard | undefined =>
      heardOf({ blanks: [], masks: [], told: [told] }, this.learn([told], known), action);
    return 'then' in verdicts ? verdicts.then(answer) : answer(verdicts);
  }

  /** Notes which names have proved to be those of keys. */
  private learn(told: readonly Told[], verdicts: readonly Verdict[]): readonly Verdict[] {
    for (const { text, asked } of told) if (verdicts[asked].isKey === true && text.keyName !== undefined) this.keys.believe(text.keyName);
    return verdicts;
  }

  /** Key of the conversation of a text; undefined where it belongs to none. */
  private keyOf({ conversation }: Text): string | undefined {
    if (this.listener === undefined) return '';
    const { scope, address } = this.listener;
    const named = conversation ?? address?.conversation;
    return named === undefined ? this.line : `${scope}\n${named}`;
  }

  /** Key of the connection of a text that names a conversation, which may be one of its own. Bodies are of an address, not of a connection. */
  private lineOf({ conversation }: Text): string | undefined {
    return conversation === undefined || this.listener?.isBody === true ? undefined : this.line;
  }

  /** How far what names the conversation of a text is believed. */
  private trustOf(text: Text): Pick<Utterance, 'line' | 'hasSureKey' | 'keyName'> {
    const line = this.lineOf(text);
    if (line === undefined) return NO_DOUBT;
    const { keyName } = text;
    if (keyName === undefined || this.keys.believes(keyName)) return { line, hasSureKey: true };
    return { line, hasSureKey: false, keyName: DOUBTFUL_KEYS.includes(keyName) ? undefined : `${this.listener?.scope ?? ''}\n${keyName}` };
  }

  /** Whether a text that says nothing else tells something of its key, or of the name of that. */
  private tellsOfKey(text: Text, conversation: string, { direction, utterances }: Hearing): boolean {
    const isLooking = this.keys.look() && utterances.length < LIMITS.conversationNameMessages;
    const { hasSureKey, keyName } = this.trustOf(text);
    if (hasSureKey === true) return false;
    if (keyName === undefined) return this.keys.takes(conversation, direction);
    return isLooking && this.keys.takesForName(conversation, direction, text.read);
  }

  /** Takes out what is not said yet, or its digits. */
  private hush(hearing: Hearing, text: Text, keepsLength: boolean): void {
    const { blanks, masks } = hearing;
    const { typing, interim } = this.options;
    const wish = text.state === 'draft' ? typing : interim;
    if (wish === 'allow' || text.end === text.start || this.keyOf(text) === undefined) return;
    if (wish === 'blank' || this.listener === undefined || !text.isString) {
      blanks.push(blanked(text, keepsLength));
      return;
    }
    const read = readIn(hearing, text, this.listener.reader, true);
    for (const mask of maskedDigits(text, read, new Uint8Array(read.digits.length).fill(1), keepsLength)) masks.push(mask);
    const rest = restOf(hearing, text, read);
    if (rest !== undefined) masks.push(rest);
  }

  /** Prepares what the conversation is told of a text, unless that is nothing. */
  private listen(hearing: Hearing, text: Text, splices: readonly Splice[], keepsLength: boolean): void {
    const { listener } = this;
    if (listener === undefined) return;
    const read = readIn(hearing, text, listener.reader, this.options.isStrict);
    const isForCopies = read.hasAsides === true && !hearing.isLone; // what stands there by the way may stand elsewhere by itself
    const saysNothing = read.digits.length === 0 && read.rest === undefined && !isForCopies && !hasTopics(read);
    if (saysNothing && !this.keys.isWatching) return;
    const conversation = this.keyOf(text);
    if (conversation === undefined) return;
    if (saysNothing && !this.tellsOfKey(text, conversation, hearing)) return;
    const trust = this.trustOf(text);
    if (!saysNothing && trust.hasSureKey !== true && trust.keyName === undefined) this.keys.note(conversation, hearing.direction);
    const own = text.id;
    const id = own === undefined || hearing.shared.has(own) ? listener.address?.message : own;
    const copies = hearing.isLone ? undefined : copiesOf(hearing, conversation, id, text);
    const same = copies?.find((other) => isCopy(other, text, read));
    const hidden = hiddenBy(within(splices, text), text, read);
    const rest = restOf(hearing, text, read);
    const told: Told = { text, read, hidden, keepsLength, rest, asked: same?.asked ?? hearing.utterances.length };
    hearing.told.push(told);
    if (same !== undefined) return;
    const count = copies?.length ?? 0;
    copies?.push(told);
    hearing.utterances.push({
      conversation,
      author: text.author,
      id: id === undefined ? idOf(hearing, text, saysNothing) : count === 0 ? id : `${id}\n${count}`, // several texts of one message
      ...spokenOf(read),
      hidden,
      isStrict: this.options.isStrict,
      isSent: hearing.direction === 'request',
      isStored: listener.isBody === true && hearing.direction === 'response',
      exchange: listener.exchange,
      ...trust,
    });
  }

  private textsIn(bytes: Uint8Array, { start, end, format }: Piece): readonly Text[] | ErrorCode {
    if (format === 'text') return wholeText(bytes, start, end);
    if (format !== 'auto' && format !== 'json' && format !== 'json-seq' && format !== 'ndjson') return NO_TEXTS;
    const first = firstOf(bytes, start, end);
    const isDocument = first === OPEN_BRACE || first === OPEN_BRACKET;
    const places = isDocument
      ? this.places.find(bytes, start, end)
      : format === 'json'
        ? this.places.findPart(bytes, start, end)
        : 'not json';
    if (places === 'too deep') return 'SLUICE_NESTING_TOO_DEEP';
    if (places !== 'not json') return places;
    if (isDocument && format !== 'auto' && this.listener?.isBody === true) return this.unread();
    const isMarkup = first === MARKUP && bytes[end - 1] === CLOSING_MARKUP;
    return isMarkup ? NO_TEXTS : wholeText(bytes, start, end);
  }

  /** A body that is declared as JSON and is none: its words cannot be told. Where it need not hold any, that is no harm. */
  private unread(): readonly Text[] | ErrorCode {
    const { address, connection } = this.listener ?? {};
    return address === undefined && connection === undefined ? NO_TEXTS : 'SLUICE_BAD_REQUEST';
  }
}

/** The utterances, with their stamps where those of a conversation compare. */
function stamped({ told, utterances }: Asking): readonly Utterance[] {
  if (told.length === 1) return alone(told[0].text, utterances);
  const stamps: (Stamp | undefined)[] = [];
  for (const { text, asked } of told) stamps[asked] ??= text.stamp;
  const members = new Map<string, number | undefined>();
  utterances.forEach(({ conversation }, i) => {
    const member = stamps[i]?.member;
    members.set(conversation, members.has(conversation) && members.get(conversation) !== member ? undefined : member);
  });
  return utterances.map((utterance, i) => {
    const isOrdered = members.get(utterance.conversation) !== undefined;
    return isOrdered ? { ...utterance, at: stamps[i]?.at } : utterance;
  });
}

/** One compares with none that comes with it. */
function alone({ stamp }: Text, utterances: readonly Utterance[]): readonly Utterance[] {
  return stamp === undefined ? utterances : [{ ...utterances[0], at: stamp.at }];
}

const NO_TEXTS: readonly Text[] = [];

/** The first byte that is no white space; -1 without one. */
function firstOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] > 0x20) return bytes[at];
  return -1;
}

/** Words of which nothing is known but what they are. */
const WORDS = {
  offsets: undefined,
  isString: true,
  conversation: undefined,
  keyName: undefined,
  author: '',
  id: undefined,
  stamp: undefined,
  of: undefined,
  state: 'said',
} as const;

/** A message that is nothing but words. */
function wholeText(bytes: Uint8Array, start: number, end: number): readonly Text[] {
  return [{ ...WORDS, start, end, read: bytes.subarray(start, end), stretch: { bytes, start, end } }];
}
