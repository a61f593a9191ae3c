/**
 * Whether what a conversation goes by is a key. What messages name may be the number of a call, a thread for each answer or the message itself, and then
 * each is a conversation of its own, in which nothing goes on. A key is known by what comes under it: other messages, on the same connection, for another
 * counts its calls as well, and in the same direction, for an answer has the number of its call.
 */
import { LIMITS } from '../../base/limits.js';
import type { Utterance } from './api.js';

/** Connections of one key that are remembered. */
const LINES_MAX = 64;

export class Proofs {
  readonly #byLine = new Map<string, Proof>();

  /** Takes in what comes at once. Answers whether that proves the key on a connection, and whether it had not before. */
  note(line: string, utterances: readonly Utterance[]): { readonly isProved: boolean; readonly isNew: boolean } {
    const proof = this.#byLine.get(line) ?? new Proof();
    const isKnown = proof.isProved;
    if (!isKnown) proof.note(utterances.filter((utterance) => utterance.line === line && isBeginning(utterance)));
    this.#byLine.set(line, proof);
    if (this.#byLine.size > LINES_MAX) this.#byLine.delete([...this.#byLine.keys()][0]);
    return { isProved: proof.isProved, isNew: !isKnown && proof.isProved };
  }
}

/** Of the parts in which a message arrives the first that says a digit, and any other message. */
export const isBeginning = ({ part, digits }: Utterance): boolean =>
  part === undefined || (part.behind === 0 && part.order !== 'arrived' && digits.length > 0);

/** What one side said: how many messages, and what tells the next from the last of them. */
export interface Side {
  messages: number;
  id: string | undefined;
  digits: string;
}

export const nobody = (): Side => ({ messages: 0, id: undefined, digits: '' });

export const isProvedBy = ({ messages }: Side): boolean => messages >= LIMITS.conversationKeyMessages;

class Proof {
  readonly #sides = [nobody(), nobody()];

  get isProved(): boolean {
    return this.#sides.some(isProvedBy);
  }

  /** What comes at once may be one message in several places, so it counts once. */
  note(utterances: readonly Utterance[]): void {
    for (const [i, side] of this.#sides.entries()) {
      const own = utterances.filter(({ isSent }) => (isSent === true ? 1 : 0) === i);
      if (own.some((utterance) => isAnother(utterance, side))) side.messages++;
      for (const utterance of own) keepLast(utterance, side);
    }
  }
}

/** The same again, as when it is told that a message was read, says nothing of the key. */
export function isAnother({ id, digits }: Utterance, side: Side): boolean {
  if (side.messages === 0 || (id !== undefined && side.id !== undefined && id !== side.id)) return true;
  return digits.length > 0 ? digits.join('') !== side.digits : id === undefined || side.id === undefined;
}

export function keepLast({ id, digits }: Utterance, side: Side): void {
  side.id = id ?? side.id;
  if (digits.length > 0) side.digits = digits.join('');
}
