/** Digits of a text, as a reader of conversations finds them, and what takes their place in the message. */
import type { InTurns } from '../base/in-turns.js';
import { LEFT_IN_SIGHT, OF_FINDING, type Utterance } from './conversation/api.js';
import type { Splice, Stretch } from '../redact/splice.js';
import { isDigit, isLetter } from '../text/ascii.js';
import type { Text } from './texts.js';

/** What the words of a text speak of. */
export type TextTopics = Pick<Utterance, 'hasPaymentWords' | 'hasPhoneWords' | 'asks'>;

export const topicsOf = ({ hasPaymentWords, hasPhoneWords, asks }: TextTopics): TextTopics => ({ hasPaymentWords, hasPhoneWords, asks });

export const hasTopics = ({ hasPaymentWords, hasPhoneWords, asks }: TextTopics): boolean =>
  hasPaymentWords || hasPhoneWords === true || (asks ?? 0) > 0;

/** What a conversation is told of a text, with the bytes of the character or word that each digit was read from. */
export interface ReadDigits extends TextTopics, Pick<Utterance, 'digits' | 'starts' | 'exempt' | 'doubts'> {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Numbers stand in it that are said by the way, and were passed over. Default false. */
  readonly hasAsides?: boolean | undefined;
  /** What stands behind the digits that were read with care; undefined where that is all of them. */
  readonly rest?: Rest | undefined;
}

/** Digits and number words of a text that are masked whatever they are: there are more than anybody says. */
export interface Rest {
  /** The bytes of each, and maybe of what only looks like one, from and to by turns; in order and disjoint. */
  readonly places: Int32Array;
  /** What tells it from another. */
  readonly digest: string;
}

/** Of what was read, what a conversation is told: not where it stands. */
export const spokenOf = ({ digits, starts, exempt, doubts, hasPaymentWords, hasPhoneWords, asks, rest }: ReadDigits) => ({ digits, starts, exempt, doubts, hasPaymentWords, hasPhoneWords, asks, rest: rest?.digest }); // prettier-ignore

/** A text, and where its bytes stand in the message. */
type Placed = Pick<Text, 'start' | 'read' | 'offsets'>;

/** Reads the digits of UTF-8 text between two offsets: written in any script, or said in words. */
export interface DigitReader {
  /** No more than `most` digits are read with care: see LIMITS.conversationTextDigits. */
  readUtterance(bytes: Uint8Array, start: number, end: number, most?: number): ReadDigits;
  /**
   * The same for who need not know of numbers that are said by the way (OTHER): where a running text has no others, it is said to have no digits, and
   * `hasAsides`. Most long messages are like that, and done with much sooner.
   */
  listenTo(bytes: Uint8Array, start: number, end: number, most?: number): ReadDigits;
  /** The first where `isAll`, otherwise the second, for a long text: what it is read for is done in turns. */
  readInTurns(bytes: Uint8Array, start: number, end: number, most: number, isAll: boolean): InTurns<ReadDigits>;
  /**
   * Where that begins which may be read as a digit when more text follows, and is not now. What stands before it, and is no digit now, will be none.
   */
  openFrom(bytes: Uint8Array, start: number, end: number): number;
}

/** What was read behind an offset of a text that has no rest, as if the text began there; a digit whose word begins before it counts. */
export function readBehind(read: ReadDigits, offset: number): ReadDigits {
  const first = read.to.findIndex((to) => to > offset);
  const at = first < 0 ? read.digits.length : first;
  const behind = readBetween(read, at, read.digits.length);
  return {
    ...behind,
    from: behind.from.map((from) => Math.max(0, from - offset)),
    to: behind.to.map((to) => to - offset),
    ...topicsOf(read),
  };
}

/** What was read, its places counted from an offset on. */
export function placedFrom(read: ReadDigits, offset: number): ReadDigits {
  const { from, to, rest } = read;
  if (offset === 0 || (from.length === 0 && rest === undefined)) return read;
  const less = (at: number): number => at - offset;
  return { ...read, from: from.map(less), to: to.map(less), rest: rest && { ...rest, places: rest.places.map(less) } };
}

/** Some of the digits that were read, where they stand. */
export const readBetween = ({ digits, starts, exempt, doubts, from, to }: ReadDigits, first: number, behind: number): ReadDigits => ({
  digits: digits.subarray(first, behind),
  starts: starts.subarray(first, behind),
  exempt: exempt.subarray(first, behind),
  doubts: doubts?.subarray(first, behind),
  from: from.subarray(first, behind),
  to: to.subarray(first, behind),
  hasPaymentWords: false,
});

const ASTERISK = 0x2a;
const MASKED = Uint8Array.of(ASTERISK);
const SPACE = 0x20;
const BEYOND_ASCII = 0x80;
const CONTINUATION = 0x80;

/** For each digit, what the replacements, which are in order and disjoint, do with it: bits of Utterance.hidden. Others of the same number are judged with it. */
export function hiddenBy(splices: readonly Splice[], text: Placed, { from, to }: ReadDigits): Uint8Array {
  const flags = new Uint8Array(from.length);
  let next = 0;
  let last = 0; // of the same number as the next
  for (let i = 0; i < flags.length; i++) {
    const [start, end] = [placeOf(text, from[i]), placeOf(text, to[i])];
    while (next < splices.length && judgedBy(splices[next]).end <= start) next++;
    if (next === splices.length) break;
    if (judgedBy(splices[next]).start >= end) continue;
    last = Math.max(last, next);
    while (last + 1 < splices.length && isOfOne(splices[last + 1], splices[next])) last++;
    const isFirst = end <= splices[next].start;
    flags[i] = isFirst ? LEFT_IN_SIGHT : start >= splices[last].end ? OF_FINDING | LEFT_IN_SIGHT : OF_FINDING;
  }
  return flags;
}

const isOfOne = ({ of: one }: Splice, { of: other }: Splice): boolean =>
  one !== undefined && one.start === other?.start && one.end === other.end;

/** The bytes that a replacement was made for: digits that a mask leaves in sight are no others than those that it hides. */
const judgedBy = (splice: Splice): Stretch => splice.of ?? splice;

/**
 * An asterisk for each digit and letter of the digits that are marked; what stands between them stays. With `keepsLength` there are as many
 * as bytes that they hide.
 */
export function maskedDigits(
  text: Placed,
  { from, to }: Pick<ReadDigits, 'from' | 'to'>,
  marks: Uint8Array,
  keepsLength: boolean,
): Splice[] {
  const splices: Splice[] = [];
  let behind = 0; // several digits may stand in one word
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 0) continue;
    for (let at = Math.max(from[i], behind); at < to[i];) {
      const next = nextCharacter(text.read, at);
      if (isHidden(text.read[at])) splices.push(masked(placeOf(text, at), placeOf(text, next), keepsLength));
      at = next;
    }
    behind = Math.max(behind, to[i]);
  }
  return splices;
}

/**
 * The rest of a text as one replacement, however much it is, with an asterisk for each byte of a digit or letter. `message` is what the text stands in. `isWritten`:
 * the bytes are written as their carrier escapes them, so none stays that it may write otherwise.
 */
export function maskedRest(message: Uint8Array, text: Placed, { places }: Rest, isWritten: boolean): Splice | undefined {
  if (places.length === 0) return undefined;
  const [start, end] = [placeOf(text, places[0]), placeOf(text, places[places.length - 1])];
  const bytes = new Uint8Array(message.subarray(start, end));
  if (isWritten) bytes.forEach((byte, at) => (bytes[at] = byte === SPACE || isHidden(byte) ? byte : ASTERISK));
  for (let i = 0; i < places.length; i += 2)
    for (let at = places[i]; at < places[i + 1]; at++) {
      if (!isHidden(text.read[at])) continue;
      const behind = placeOf(text, at + 1) - start; // a byte of the text may stand there as an escape
      for (let to = placeOf(text, at) - start; to < behind; to++) bytes[to] = ASTERISK;
    }
  return { start, end, bytes };
}

const masked = (start: number, end: number, keepsLength: boolean): Splice =>
  keepsLength && end - start > 1 ? { start, end, bytes: new Uint8Array(end - start).fill(ASTERISK) } : { start, end, bytes: MASKED };

const isHidden = (byte: number): boolean => isDigit(byte) || isLetter(byte) || byte >= BEYOND_ASCII;

function nextCharacter(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while (next < bytes.length && (bytes[next] & 0xc0) === CONTINUATION) next++;
  return next;
}

/** Where a byte of the text stands in the message. */
function placeOf({ start, offsets }: Placed, at: number): number {
  return offsets === undefined ? start + at : offsets[at];
}
