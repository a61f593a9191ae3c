/** In which order utterances were said, by the stamps that they carry. */
import { isTime } from '../stamp.js';

/** What carries a stamp. */
interface Stamped {
  readonly utterance: { readonly at?: number | undefined };
}

/** Some members tell time to the second, others to the millisecond. */
const GRAIN_MS = 1000;
const NEVER = -Infinity;

/**
 * The oldest first; undefined where their stamps do not tell. Those of one moment stay in the order in which they came, or turn with the
 * others where the newest comes first.
 */
export function inOrder<T extends Stamped>(turns: readonly T[]): readonly T[] | undefined {
  const stamps = turns.map(({ utterance }) => utterance.at);
  if (!stamps.every((at) => at !== undefined)) return undefined;
  if (turns.length < 2) return turns;
  const steps = stamps.slice(1).map((at, i) => Math.sign(at - stamps[i]));
  const [hasLater, hasEarlier] = [steps.includes(1), steps.includes(-1)];
  if (!hasLater) return hasEarlier ? [...turns].reverse() : undefined;
  return hasEarlier ? [...turns].sort((a, b) => (a.utterance.at ?? 0) - (b.utterance.at ?? 0)) : turns;
}

/** The latest stamp of a conversation, of times and of numbers each. */
export class Latest {
  #time = NEVER;
  #number = NEVER;

  /** Whether a stamp is known to come behind all others, or with the last of them. */
  isBefore(at: number): boolean {
    if (!isTime(at)) return this.#number !== NEVER && this.#number <= at;
    return this.#time !== NEVER && Math.floor(this.#time / GRAIN_MS) <= Math.floor(at / GRAIN_MS);
  }

  note(at: number): void {
    if (isTime(at)) this.#time = Math.max(this.#time, at);
    else this.#number = Math.max(this.#number, at);
  }
}
