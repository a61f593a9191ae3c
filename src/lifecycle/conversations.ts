/**
 * Conversations of several workers: the primary process keeps the ledgers, for a conversation may reach any worker, and a worker may end in the
 * middle of it. Workers ask over the channel that they have with it, which keeps the order. What crosses are digits and what is known of
 * them, never a text. A worker that gets no answer in time refuses the message.
 */
import type { Conversations, Utterance, Verdict } from '../channel/conversation/api.js';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { Order, Report } from './messages.js';

/** An utterance as it crosses: the digits as the characters of a string. */
export type Told = Omit<Utterance, 'digits' | 'starts' | 'exempt' | 'hidden' | 'doubts'> & { readonly digits: string };

/** A verdict as it crosses: of the masks a `1` or `0` for each digit. */
export type Answered = Omit<Verdict, 'masks'> & { readonly masks: string };

export type Question = Extract<Report, { readonly kind: 'judge' }>;
export type Answer = Extract<Order, { readonly kind: 'judged' }>;

const VALUE = 0xf;
const STARTS = 0x10;
/** Two bits. */
const EXEMPT_SHIFT = 5;
const EXEMPT = 3;
/** Two bits. */
const HIDDEN_SHIFT = 7;
const HIDDEN = 3;
const DOUBT_SHIFT = 9;
const MASKED = '1';

function told({ digits, starts, exempt, hidden, doubts, ...rest }: Utterance): Told {
  let characters = '';
  for (let i = 0; i < digits.length; i++) {
    const flags = (starts[i] === 1 ? STARTS : 0) | ((exempt[i] & EXEMPT) << EXEMPT_SHIFT) | ((hidden[i] & HIDDEN) << HIDDEN_SHIFT);
    characters += String.fromCharCode((digits[i] & VALUE) | flags | ((doubts?.[i] ?? 0) << DOUBT_SHIFT));
  }
  return { ...rest, digits: characters };
}

function heard({ digits, ...rest }: Told): Utterance {
  const codes = Array.from(digits, (character) => character.charCodeAt(0));
  const column = (value: (code: number) => number): Uint8Array => Uint8Array.from(codes, value);
  return {
    ...rest,
    digits: column((code) => code & VALUE),
    starts: column((code) => Math.sign(code & STARTS)),
    exempt: column((code) => (code >> EXEMPT_SHIFT) & EXEMPT),
    hidden: column((code) => (code >> HIDDEN_SHIFT) & HIDDEN),
    doubts: column((code) => code >> DOUBT_SHIFT),
  };
}

const answered = ({ masks, ...rest }: Verdict): Answered => ({ ...rest, masks: masks.join('') });

const verdictOf = ({ masks, ...rest }: Answered): Verdict => ({
  ...rest,
  masks: Uint8Array.from(masks, (mask) => (mask === MASKED ? 1 : 0)),
});

/** The primary's side: answers a worker's question by the ledgers here. */
export function answerTo({ id, utterances }: Question, judge: (utterances: readonly Utterance[]) => readonly Verdict[]): Answer {
  return { kind: 'judged', id, verdicts: judge(utterances.map(heard)).map(answered) };
}

/** What connects a worker to the process that keeps the conversations. `tell` answers whether that is there. */
export interface Wire {
  tell(question: Question): boolean;
  listen(onAnswer: (answer: Answer) => void): void;
}

interface Waiting {
  readonly resolve: (verdicts: readonly Verdict[]) => void;
  readonly reject: (error: SluiceError) => void;
  readonly timer: NodeJS.Timeout;
}

/** The worker's side. A question that is not answered is rejected with SLUICE_CONVERSATION_UNAVAILABLE. */
export class AskedConversations implements Conversations {
  readonly #wire: Wire;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor(wire: Wire = processWire, timeoutMs: number = LIMITS.conversationAnswerMs) {
    this.#wire = wire;
    this.#timeoutMs = timeoutMs;
    wire.listen((answer) => this.#hear(answer));
  }

  judge(utterances: readonly Utterance[]): readonly Verdict[] | Promise<readonly Verdict[]> {
    if (utterances.length === 0) return [];
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      if (this.#waiting.size >= LIMITS.conversationQuestions || !this.#wire.tell({ kind: 'judge', id, utterances: utterances.map(told) })) {
        reject(new SluiceError('SLUICE_CONVERSATION_UNAVAILABLE'));
        return;
      }
      const timer = setTimeout(() => this.#settle(id)?.reject(new SluiceError('SLUICE_CONVERSATION_UNAVAILABLE')), this.#timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  #hear({ id, verdicts }: Answer): void {
    this.#settle(id)?.resolve(verdicts.map(verdictOf));
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

/** The channel of a worker process to its primary. */
const processWire: Wire = {
  tell: (question) => process.connected && process.send !== undefined && (process.send(question), true),
  listen: (onAnswer) => {
    process.on('message', (order: Order) => {
      if (order.kind === 'judged') onAnswer(order);
    });
  },
};
