/** What a message comes to while its texts are gone through, and how much care is left for them. */
import type { Direction } from '../base/errors.js';
import type { InTurns } from '../base/in-turns.js';
import { LIMITS } from '../base/limits.js';
import type { Splice } from '../redact/splice.js';
import type { Utterance } from './conversation/api.js';
import { type DigitReader, maskedRest, placedFrom, type ReadDigits } from './digits.js';
import type { Cut } from './framing/framing.js';
import type { Told as ToldOf } from './heard.js';
import { digestOf } from './key-watch.js';
import type { Stretch, Text } from './texts.js';

export type Told = ToldOf<Text>;

/** What a message comes to, while its texts are gone through. */
export interface Hearing {
  direction: Direction;
  /** What is told already, by the message or object that it stands in: see copiesOf. Most messages have nothing to tell. */
  known: Map<string | object, Told[]> | undefined;
  readonly blanks: Splice[];
  readonly masks: Splice[];
  readonly told: Told[];
  readonly utterances: Utterance[];
  cut: Cut;
  /** Digits that may still be read with care. */
  digits: number;
  /** The text at hand, where it is so long that it was read in turns. */
  ahead: ReadDigits | undefined;
  /** Of what carries the message. */
  id: string | undefined;
  /** The text at hand is the only one of the message. */
  isLone: boolean;
  /** Identifiers that are no message's. */
  shared: ReadonlySet<string>;
}

const NO_IDS: ReadonlySet<string> = new Set();

const NO_CUT: Cut = { bytes: new Uint8Array(0), pieces: [] };

/** That of a message that had nothing to tell, for the next one. */
let spare: Hearing | undefined;

export function openHearing(direction: Direction, cut: Cut, id: string | undefined): Hearing {
  const hearing = spare ?? newHearing();
  spare = undefined;
  hearing.direction = direction;
  hearing.cut = cut;
  hearing.id = id;
  return hearing;
}

/** Nothing was found to tell, and nobody has it any more. */
export function closeHearing(hearing: Hearing): undefined {
  hearing.known = undefined;
  hearing.cut = NO_CUT;
  hearing.digits = LIMITS.conversationMessageDigits;
  hearing.ahead = undefined;
  hearing.isLone = false;
  hearing.shared = NO_IDS;
  spare = hearing;
}

const newHearing = (): Hearing => ({
  direction: 'request',
  known: undefined,
  blanks: [],
  masks: [],
  told: [],
  utterances: [],
  cut: NO_CUT,
  digits: LIMITS.conversationMessageDigits,
  ahead: undefined,
  id: undefined,
  isLone: false,
  shared: NO_IDS,
});

/** Reads a text with as much care as is left for its message. `isAll`: numbers that are said by the way count as well, as they do in strict mode. */
export function readIn(hearing: Hearing, { stretch }: Text, reader: DigitReader, isAll: boolean): ReadDigits {
  const said = hearing.ahead ?? readNow(hearing, stretch, reader, isAll);
  const isLast = said.rest !== undefined && hearing.digits < LIMITS.conversationTextDigits;
  hearing.digits = isLast ? 0 : Math.max(0, hearing.digits - said.digits.length);
  return said;
}

function readNow(hearing: Hearing, { bytes, start, end }: Stretch, reader: DigitReader, isAll: boolean): ReadDigits {
  const most = mostOf(hearing);
  const read = isAll ? reader.readUtterance(bytes, start, end, most) : reader.listenTo(bytes, start, end, most);
  return placedFrom(read, start);
}

/** Reads a long text in turns, to the same end: what it comes to is for `readIn` to find. */
export const readInTurns = (hearing: Hearing, { read }: Text, reader: DigitReader, isAll: boolean): InTurns<ReadDigits> =>
  reader.readInTurns(read, 0, read.length, mostOf(hearing), isAll);

const mostOf = ({ digits }: Hearing): number => Math.min(digits, LIMITS.conversationTextDigits);

export const restOf = ({ cut }: Hearing, text: Text, { rest }: ReadDigits): Splice | undefined =>
  rest && maskedRest(cut.bytes, text, rest, cut.reframe !== undefined);

/** The replacements in a text, of all of a message in their order. */
export function within(splices: readonly Splice[], { start, end }: Text): readonly Splice[] {
  if (splices.length === 0) return splices;
  let [from, behind] = [0, splices.length];
  while (from < behind) {
    const middle = (from + behind) >> 1;
    if (splices[middle].end <= start) from = middle + 1;
    else behind = middle;
  }
  let to = from;
  while (to < splices.length && splices[to].start < end) to++;
  return splices.slice(from, to);
}

/** Where copies of a text are kept, as plain text and HTML of one message are; undefined where nothing tells that there may be any. */
export function copiesOf(hearing: Hearing, conversation: string, id: string | undefined, { of }: Text): Told[] | undefined {
  const whole = id === undefined ? of : `${conversation}\n${id}`;
  if (whole === undefined) return undefined;
  const known = (hearing.known ??= new Map<string | object, Told[]>());
  const copies = known.get(whole) ?? [];
  known.set(whole, copies);
  return copies;
}

/** Several texts of one carrier are told apart by their order, which is the same when it comes again. */
export function idOf({ id, utterances }: Hearing, { read }: Text, saysNothing: boolean): string | undefined {
  if (id !== undefined && id !== '') return `\n${utterances.length}\n${id}`;
  return saysNothing ? digestOf(read) : undefined;
}
