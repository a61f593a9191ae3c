/**
 * What one message says more than once: as plain text and as HTML, whole and once more in the blocks of an editor or word by word, as Slack, Intercom and
 * transcripts do. It is told once, and what is hidden in one place is hidden in all: a rule that finds a number in plain text need not find it between tags.
 */
import { EVERYDAY, FILLER_TOO, HOMOPHONE, type Utterance } from './conversation/api.js';
import type { DigitReader, ReadDigits, TextTopics } from './digits.js';
import type { Told as ToldOf } from './heard.js';
import type { Node, Text } from './texts.js';

type Told = ToldOf<Text>;

/** Doubts of words that stand in ordinary text: "I want to pay". */
const ORDINARY: ReadonlySet<number> = new Set([EVERYDAY, HOMOPHONE, FILLER_TOO]);

/** What is told, and what is asked of it. */
export interface Asking {
  readonly told: readonly Told[];
  readonly utterances: readonly Utterance[];
}

/** The same digits, in another place than the other's list: what stands in one list is said one after the other. */
export const isCopy = ({ text, read: known }: Told, { of }: Text, read: ReadDigits): boolean =>
  !(of?.isList === true && of === text.of) && saysTheSame(known, read);

function saysTheSame(one: ReadDigits, other: ReadDigits): boolean {
  const isSame = one.hasPaymentWords === other.hasPaymentWords && one.hasPhoneWords === other.hasPhoneWords && one.asks === other.asks;
  return isSame && one.rest?.digest === other.rest?.digest && Buffer.compare(one.digits, other.digits) === 0;
}

/** Asks once for what is said whole and once more in parts, and lets each copy know what others hide. */
export function saidOnce(asking: Asking, reader: DigitReader): Asking {
  if (asking.told.length < 2) return asking;
  const { told, utterances } = withoutParts(asking, reader);
  if (told.length === utterances.length) return { told, utterances };
  const hidden = utterances.map((utterance) => utterance.hidden.slice());
  for (const one of told) one.hidden?.forEach((flag, i) => hideIn(hidden[one.asked], placeIn(one, i), flag));
  return {
    told: told.map((one) => ({
      ...one,
      veil: one.read.digits.map((_, i) => hidden[one.asked][placeIn(one, i)] & ~(one.hidden?.[i] ?? 0)),
    })),
    utterances: utterances.map((utterance, i) => ({ ...utterance, hidden: hidden[i] })),
  };
}

/** Place of a digit among those of what is asked; below zero where it is none of them. */
export const placeIn = ({ places }: Pick<Told, 'places'>, digit: number): number => places?.[digit] ?? digit;

function hideIn(hidden: Uint8Array, place: number, flag: number): void {
  if (place >= 0) hidden[place] |= flag;
}

/** Texts of one member of an object that says something itself. */
interface Group {
  readonly wholes: readonly Told[];
  readonly parts: Told[];
}

function withoutParts(asking: Asking, reader: DigitReader): Asking {
  const known = new Map<Told, Pick<Told, 'asked' | 'places'>>();
  for (const { wholes, parts } of groupsOf(asking.told).values())
    for (const whole of wholes) {
      const places = areOf(whole, parts, asking.utterances) ? placesOf(whole, parts, reader) : undefined;
      if (places === undefined) continue;
      parts.forEach((part, i) => known.set(part, { asked: whole.asked, places: places[i] }));
      break;
    }
  return known.size === 0 ? asking : withoutUnasked(asking.told.map((one) => ({ ...one, ...known.get(one) })), asking.utterances); // prettier-ignore
}

/** By the member of the nearest object around that says something itself; members of one are in one group. */
function groupsOf(told: readonly Told[]): ReadonlyMap<Node, Group> {
  const byNode = new Map<Node, Told[]>();
  for (const one of told) {
    const { of } = one.text;
    if (of === undefined) continue;
    const own = byNode.get(of);
    if (own === undefined) byNode.set(of, [one]);
    else own.push(one);
  }
  const groups = new Map<Node, Group>();
  for (const part of told) {
    let member = part.text.of;
    while (member?.parent !== undefined && (member.parent.isList || !byNode.has(member.parent))) member = member.parent;
    const wholes = member?.parent === undefined ? undefined : byNode.get(member.parent);
    if (member === undefined || wholes === undefined) continue;
    const group = groups.get(member) ?? { wholes, parts: [] };
    group.parts.push(part);
    groups.set(member, group);
  }
  return groups;
}

/** Whether parts may be those of a text: they are of the same message, as far as they say. */
const areOf = (whole: Told, parts: readonly Told[], utterances: readonly Utterance[]): boolean => {
  const { conversation, author } = utterances[whole.asked];
  return parts.every(({ text: { id }, read, asked }) => {
    const part = utterances[asked];
    const isOf = part.conversation === conversation && part.author === author && (id === undefined || id === whole.text.id);
    return isOf && read.rest === undefined && whole.read.rest === undefined && speaksOfAll(whole.read, read);
  });
};

/** Whether a text speaks of all that a part of it speaks of. */
const speaksOfAll = (whole: TextTopics, part: TextTopics): boolean =>
  (whole.hasPaymentWords || !part.hasPaymentWords) &&
  (whole.hasPhoneWords === true || part.hasPhoneWords !== true) &&
  (whole.asks ?? 0) >= (part.asks ?? 0);

/**
 * Of the digits of each part, which of the whole they are; undefined where together they are not all of it. Words that stand in ordinary text are
 * left out: by themselves they might be digits, in the sentence they are not.
 */
function placesOf({ text, read: whole }: Told, parts: readonly Told[], reader: DigitReader): Int32Array[] | undefined {
  const hasAsides = whole.hasAsides === true; // numbers that nobody is asked about
  const all = hasAsides ? reader.readUtterance(text.read, 0, text.read.length).digits : whole.digits;
  const placeOf = (at: number): number => (hasAsides ? -1 : at);
  let next = 0;
  const places: Int32Array[] = [];
  for (const { read } of parts) {
    const own = new Int32Array(read.digits.length).fill(-1);
    for (const [i, digit] of read.digits.entries()) {
      if (next < all.length && digit === all[next]) own[i] = placeOf(next++);
      else if (!ORDINARY.has(read.doubts?.[i] ?? 0)) return undefined;
    }
    places.push(own);
  }
  return next === all.length ? places : undefined;
}

/** Leaves out what nobody asks any more. */
function withoutUnasked(told: readonly Told[], utterances: readonly Utterance[]): Asking {
  const asked = new Set(told.map((one) => one.asked));
  const left = [...utterances.keys()].filter((index) => asked.has(index));
  const places = new Map(left.map((index, place) => [index, place]));
  return {
    told: told.map((one) => ({ ...one, asked: places.get(one.asked) ?? one.asked })),
    utterances: left.map((index) => utterances[index]),
  };
}
