/** One worker's place: the process in it now, what it last said, and the questions it has yet to answer. */
import type { Worker } from 'node:cluster';
import type { Reading, WorkerView } from '../observe/view.js';
import type { Listening, Order, Report } from './messages.js';

type Answer = Exclude<Report, { readonly kind: 'ready' | 'failed' | 'judge' | 'masks' }>;

interface Question {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

export class Slot {
  readonly number: number;
  state: WorkerView['state'] = 'starting';
  process: Worker | undefined;
  restarts = 0;
  /** Starts in a row that did not last. */
  failures = 0;
  readyAt = 0;
  /** Id of the snapshot in force there. */
  snapshot = '';
  listeners: Listening = {};
  reading: Reading | undefined;
  /** Why the last start failed, where the worker could say. */
  fault: Extract<Report, { readonly kind: 'failed' }> | undefined;
  readonly #questions = new Map<number, Question>();
  #asked = 0;

  constructor(number: number) {
    this.number = number;
  }

  /** `taken` is called when it was written. */
  tell(order: Order, taken: () => void = () => undefined): void {
    if (this.process?.isConnected() === true) this.process.send(order, taken);
  }

  /** Undefined when the worker does not answer in time, or is gone. */
  ask(kind: 'read' | 'prepare' | 'commit', timeoutMs: number): Promise<Answer | undefined> {
    const id = ++this.#asked;
    if (this.process?.isConnected() !== true) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, undefined), timeoutMs);
      this.#questions.set(id, { resolve, timer });
      this.tell({ kind, id });
    });
  }

  /** Takes an answer, or a reading that nobody asked for. */
  hear(answer: Answer): void {
    if (answer.kind === 'reading') this.reading = answer.reading;
    this.#settle(answer.id, answer);
  }

  /** The process is gone: nothing will be answered. */
  left(): void {
    this.process = undefined;
    this.reading = undefined;
    for (const id of [...this.#questions.keys()]) this.#settle(id, undefined);
  }

  view(): WorkerView {
    const { number, state, restarts, reading } = this;
    return { slot: number, state, restarts, vitals: reading?.vitals };
  }

  #settle(id: number, answer: Answer | undefined): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    this.#questions.delete(id);
    clearTimeout(question.timer);
    question.resolve(answer);
  }
}
