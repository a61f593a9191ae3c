/**
 * Where what is known of a conversation begins and ends: a number may go on there that is not known whole. Live nobody can know what was said before, so
 * what is shown there is counted only; of pages of a history, in whatever order they come, no more is shown there than of one number.
 */
import { LIMITS } from '../../base/limits.js';
import { EXEMPT, HIDDEN, isOfFinding } from './digits.js';

/** Digits that may belong to a number whose first or last is not known; it may go on behind others that findings hide. */
const EDGE_DIGITS = LIMITS.panDigitsMax - 1;

/** What is said, its digits new from `known` on; `masks` is added to. */
export interface Judged {
  readonly utterance: { readonly author: string; readonly isStrict?: boolean | undefined };
  readonly digits: readonly number[];
  readonly known: number;
  readonly masks: Uint8Array;
}

interface Place {
  readonly turn: Judged;
  readonly at: number;
}

export class Edges {
  /** Digits in sight at the edges. */
  #shown = 0;
  /** Digits that are known, of all and of each author. */
  #count = 0;
  readonly #byAuthor = new Map<string, number>();

  /** Nothing is known. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Live messages go on behind what is known. */
  count(turn: Judged): void {
    for (const { at } of placesOf(turn)) if (this.#isAtBeginning(turn, at) && isInSight(turn, at)) this.#shown++;
  }

  /** Messages of a page go on there; with `honoursExempt`, numbers in the form of something else may be shown. */
  goOn(turn: Judged, honoursExempt: boolean): void {
    for (const { at } of placesOf(turn)) {
      if (!this.#isAtBeginning(turn, at) || !isInSight(turn, at)) continue;
      if (this.#shown < budgetOf(turn) || (honoursExempt && (turn.digits[at] & EXEMPT) !== 0)) this.#shown++;
      else turn.masks[at] = 1;
    }
  }

  /** A page stands before what is known, or nobody can tell where: a number may go on at both of its ends. */
  mask(turns: readonly Judged[]): void {
    const places = turns.flatMap(placesOf);
    const edges = new Set<Place>();
    for (const own of [places, ...byAuthor(places)]) {
      for (const place of firstOf(own)) edges.add(place);
      for (const place of firstOf([...own].reverse())) edges.add(place);
    }
    for (const place of places) {
      const { turn, at } = place;
      this.#isAtBeginning(turn, at);
      if (!edges.has(place) || !isInSight(turn, at)) continue;
      if (this.#shown < budgetOf(turn)) this.#shown++;
      else turn.masks[at] = 1;
    }
  }

  /** Takes in the next digit: whether it is one of the first that are known, of all or of its author. */
  #isAtBeginning({ utterance: { author }, digits }: Judged, at: number): boolean {
    const own = this.#byAuthor.get(author) ?? 0;
    const isBefore = Math.min(this.#count, own) < EDGE_DIGITS;
    if (isOfFinding(digits[at])) return isBefore;
    if (own > 0 || this.#byAuthor.size < LIMITS.conversationAuthors) this.#byAuthor.set(author, own + 1);
    this.#count++;
    return isBefore;
  }
}

/** The first places, to the last digit that may belong to such a number. */
function firstOf(places: readonly Place[]): readonly Place[] {
  let count = 0;
  const end = places.findIndex(({ turn, at }) => !isOfFinding(turn.digits[at]) && ++count > EDGE_DIGITS);
  return end < 0 ? places : places.slice(0, end);
}

const placesOf = (turn: Judged): Place[] => turn.digits.slice(turn.known).map((_, i) => ({ turn, at: turn.known + i }));

const isInSight = ({ digits, masks }: Judged, at: number): boolean => masks[at] === 0 && (digits[at] & HIDDEN) === 0;

const budgetOf = ({ utterance }: Judged): number =>
  utterance.isStrict === true ? LIMITS.conversationShownDigits : LIMITS.conversationFirstShownDigits;

function byAuthor(places: readonly Place[]): Iterable<readonly Place[]> {
  const authors = new Map<string, Place[]>();
  for (const place of places) {
    const { author } = place.turn.utterance;
    const own = authors.get(author);
    if (own === undefined) authors.set(author, [place]);
    else own.push(place);
  }
  return authors.values();
}
