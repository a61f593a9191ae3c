/** An utterance on its way through a conversation: what of it counts, what is new, and the masks that it has so far. */
import { OF_FINDING, type Utterance } from './api.js';
import { ASIDE, HIDDEN, LEFT, MASKED, REST, saysDigits } from './digits.js';
import type { Said } from './view.js';

/** What a conversation hears: what is said in it, or on it as the line of a conversation whose key is doubtful. */
export interface Told extends Utterance {
  /** On a line: the key of the conversation that it is said in. */
  readonly of?: string | undefined;
  /** For each digit, 1 where the line has masked it. */
  readonly veil?: Uint8Array | undefined;
}

/** An utterance on its way: its digits, from `known` on new, and the masks it has so far. */
export interface Turn {
  readonly utterance: Told;
  readonly digits: readonly number[];
  /** Places of the digits among those of the utterance: homophones that do not count are left out. */
  readonly places: readonly number[];
  readonly known: number;
  /** Digits of the utterance that are known, those that are left out included. */
  readonly answered: number;
  readonly masks: Uint8Array;
  /** More new digits follow than it has. */
  readonly isCut: boolean;
}

/** The masks of all digits of an utterance, and what it hides itself: written in another way it may hide nothing when it comes again. */
export function placed({ utterance, places, masks }: Turn): Uint8Array {
  const all = utterance.hidden.map((flags) => flags & OF_FINDING);
  for (let i = 0; i < places.length; i++) all[places[i]] |= masks[i];
  return all;
}

/** Whether one that is new may be older than what is known: it is kept somewhere, and tells when it was said or stands among others. */
export function isOfPage({ at, isStored }: Utterance, page: readonly Utterance[]): boolean {
  return isStored === true && (at !== undefined || page.filter(saysDigits).length > 1);
}

export const isInSight = (digit: number): boolean => (digit & HIDDEN) === 0;
export const isSeen = (digit: number): boolean => isInSight(digit) || (digit & LEFT) !== 0;

/** What is seen of a turn. */
export const inSight = ({ digits, masks }: Turn): number[] => digits.filter((digit, i) => masks[i] === 0 && isSeen(digit));

export const hasNew = ({ digits, known, isCut }: Turn): boolean => known < digits.length || isCut;

export const counts = (digit: number): boolean => (digit & (ASIDE | REST)) === 0;

/** The digits that were not there before. */
export const newOf = ({ utterance, digits, known, isCut }: Turn): Said => ({
  author: utterance.author,
  digits: known === 0 ? digits : digits.slice(known),
  isCut,
});

/** The same with what has been decided about them, for the ledgers. */
export function judgedOf({ utterance: { author }, digits, known, masks, isCut }: Turn): Said {
  const judged: number[] = [];
  for (let i = known; i < digits.length; i++) judged.push(masks[i] === 1 ? digits[i] | MASKED : digits[i]);
  return { author, digits: judged, isCut };
}

/** The masks of all digits of an utterance, but for those that it hides itself. */
export function verdictOf({ utterance, digits, places, known, masks }: Turn): Uint8Array {
  const all = new Uint8Array(utterance.digits.length);
  if (known === 0 && utterance.veil !== undefined) all.set(utterance.veil);
  for (let i = 0; i < places.length; i++) all[places[i]] = isInSight(digits[i]) ? masks[i] : 0;
  return all;
}
