/**
 * What people say in the messages of a channel: texts are found in content pieces, those that are not said yet are taken out or lose their
 * digits, and the others are told to their conversation, which answers what of them must be hidden because of what was said before.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Action, Effect, Engine } from '../engine/api.js';
import type { Splice } from '../redact/splice.js';
import { together } from '../redact/together.js';
import type { Conversations, Utterance, Verdict } from './conversation/api.js';
import { type DigitReader, hiddenBy, maskedDigits, type ReadDigits } from './digits.js';
import { blanked } from './drafts.js';
import type { Cut, Piece } from './framing/framing.js';
import { Places } from './places.js';
import type { Listening } from './spec.js';
import type { Text } from './texts.js';

/** What to replace besides what the engine found. Both lists are in order and disjoint. */
export interface Heard {
  /** Texts that go as a whole. */
  readonly blanks: readonly Splice[];
  readonly masks: readonly Splice[];
  readonly effects: readonly Effect[];
  /** Why the message goes no further. */
  readonly refused?: ErrorCode | undefined;
}

/** Texts that are taken out whole win over what the engine found, and that over single digits. */
export function withHeard(found: readonly Splice[], { blanks, masks }: Pick<Heard, 'blanks' | 'masks'>): readonly Splice[] {
  const known = blanks.length === 0 ? found : together(blanks, found);
  return masks.length === 0 ? known : together(known, masks);
}

/** Who keeps conversations, and who reads what they are told. */
export interface Keeper {
  readonly reader: DigitReader;
  readonly conversations: Conversations;
}

export interface Listener extends Keeper {
  /** What conversations are unique within: a tenant and a route. */
  readonly scope: string;
  /** Key of the conversation of messages that name none: the connection. */
  readonly connection: string;
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
}

/** A text whose conversation is asked. */
interface Told {
  readonly text: Text;
  readonly read: ReadDigits;
  readonly keepsLength: boolean;
  /** Index of what is asked: the same text under the same identifier, or several times in one object, is said once. */
  readonly asked: number;
}

/** What a message comes to, while its texts are gone through. */
interface Hearing {
  readonly blanks: Splice[];
  readonly masks: Splice[];
  readonly told: Told[];
  readonly utterances: Utterance[];
  /** Of what carries the message. */
  readonly id: string | undefined;
}

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const MARKUP = 0x3c;
const CLOSING_MARKUP = 0x3e;
/** Beyond doubt: no rule has found it, the conversation has. */
const SCORE = 100;
const RULE = 'conversation';
const PART = 'card.part';

export class Said {
  private readonly places: Places;

  /** Without a listener nobody remembers what was said. */
  constructor(
    private readonly options: Listening,
    private readonly listener?: Listener,
  ) {
    this.places = new Places(options.roles);
  }

  /** Undefined where nobody says anything that has to be hidden. A promise where another process keeps the conversations. */
  hear({ engine, direction, cut, splices, id }: Message): Heard | undefined | Promise<Heard | undefined> {
    const hearing: Hearing = { blanks: [], masks: [], told: [], utterances: [], id };
    for (const piece of cut.pieces) {
      if (piece.kind === 'head') continue;
      const texts = this.textsIn(cut.bytes, piece);
      if (typeof texts === 'string') return { ...NOTHING, refused: texts };
      for (const text of texts) {
        if (text.state === 'said') this.listen(hearing, text, splices, piece.keepsLength);
        else if (isActedUpon(engine.cardAction(direction))) this.hush(hearing, text, piece.keepsLength);
      }
    }
    if (hearing.told.length === 0 && hearing.blanks.length === 0 && hearing.masks.length === 0) return undefined;
    const action = engine.cardAction(direction);
    if (this.listener === undefined || hearing.utterances.length === 0) return heardOf(hearing, [], action);
    const verdicts = this.listener.conversations.judge(hearing.utterances);
    return 'then' in verdicts ? verdicts.then((known) => heardOf(hearing, known, action)) : heardOf(hearing, verdicts, action);
  }

  /** Takes out what is not said yet, or its digits. */
  private hush({ blanks, masks }: Hearing, text: Text, keepsLength: boolean): void {
    const { typing, interim } = this.options;
    const wish = text.state === 'draft' ? typing : interim;
    if (wish === 'allow' || text.end === text.start) return;
    if (wish === 'blank' || this.listener === undefined || !text.isString) {
      blanks.push(blanked(text, keepsLength));
      return;
    }
    const read = this.listener.reader.readUtterance(text.read, 0, text.read.length);
    masks.push(...maskedDigits(text, read, new Uint8Array(read.digits.length).fill(1), keepsLength));
  }

  /** Prepares what the conversation is told of a text, unless that is nothing. */
  private listen(hearing: Hearing, text: Text, splices: readonly Splice[], keepsLength: boolean): void {
    const { listener } = this;
    if (listener === undefined) return;
    const read = listener.reader.readUtterance(text.read, 0, text.read.length);
    const { digits, starts, exempt, doubts, hasPaymentWords, asks } = read;
    if (digits.length === 0 && !hasPaymentWords && (asks ?? 0) === 0) return;
    const same = hearing.told.find((other) => isSame(other.text, text) && Buffer.compare(other.read.digits, digits) === 0);
    hearing.told.push({ text, read, keepsLength, asked: same?.asked ?? hearing.utterances.length });
    if (same !== undefined) return;
    hearing.utterances.push({
      conversation: `${listener.scope}\n${text.conversation === undefined ? `\n${listener.connection}` : text.conversation}`,
      author: text.author,
      id: text.id ?? idBy(hearing),
      digits,
      starts,
      exempt,
      doubts,
      hasPaymentWords,
      asks,
      hidden: hiddenBy(splices, text, read),
      isStrict: this.options.isStrict,
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
    const isMarkup = first === MARKUP && bytes[end - 1] === CLOSING_MARKUP;
    return isMarkup ? NO_TEXTS : wholeText(bytes, start, end);
  }
}

const NOTHING: Heard = { blanks: [], masks: [], effects: [] };

/** Several texts of one carrier are told apart by their order, which is the same when it comes again. */
const idBy = ({ id, utterances }: Hearing): string | undefined =>
  id === undefined || id === '' ? undefined : `\n${utterances.length}\n${id}`;

/** The same message again within one, as in plain text and in HTML. */
function isSame(one: Text, other: Text): boolean {
  if (one.conversation !== other.conversation) return false;
  return one.id === undefined && other.id === undefined ? one.of !== undefined && one.of === other.of : one.id === other.id;
}

const isActedUpon = (action: Action): boolean => action !== 'allow' && action !== 'observe';

/** Where the policy lets card numbers be seen, what would be hidden is told and left. */
function heardOf({ blanks, masks, told }: Hearing, verdicts: readonly Verdict[], action: Action): Heard | undefined {
  const effects: Effect[] = [];
  for (const { text, read, keepsLength, asked } of told) {
    const verdict = verdicts[asked];
    if (verdict === undefined || text.end === text.start) continue;
    const own = text.isString ? maskedDigits(text, read, verdict.masks, keepsLength) : wholeNumber(text, verdict, keepsLength);
    if (verdict.completes) effects.push(effectOf('card.pan', text, action));
    else if (own.length > 0) effects.push(effectOf(PART, text, action));
    if (isActedUpon(action)) masks.push(...own);
  }
  if (blanks.length === 0 && masks.length === 0 && effects.length === 0) return undefined;
  masks.sort((a, b) => a.start - b.start);
  return { blanks, masks, effects: action === 'allow' ? [] : effects };
}

const effectOf = (entity: string, { start, end }: Text, action: Action): Effect => ({
  kind: 'finding',
  finding: { entity, rule: RULE, start, end, score: SCORE },
  action: action === 'observe' ? action : 'mask',
});

/** A number of JSON stays one: it goes whole, or not at all. */
function wholeNumber(text: Text, { masks }: Verdict, keepsLength: boolean): Splice[] {
  return masks.includes(1) ? [blanked(text, keepsLength)] : [];
}

const NO_TEXTS: readonly Text[] = [];

/** The first byte that is no white space; -1 without one. */
function firstOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] > 0x20) return bytes[at];
  return -1;
}

/** A message that is nothing but words. */
function wholeText(bytes: Uint8Array, start: number, end: number): readonly Text[] {
  const read = bytes.subarray(start, end);
  return [
    {
      start,
      end,
      read,
      offsets: undefined,
      isString: true,
      conversation: undefined,
      author: '',
      id: undefined,
      of: undefined,
      state: 'said',
    },
  ];
}
