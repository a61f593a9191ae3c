/**
 * Documents: PDF, Office files and archives, whose text is taken out so that it can be scanned. This file keeps the worker in which that
 * happens, one document at a time, within a time and a heap of its own. The folder knows no policy and no sockets: it gives text to
 * whoever asks, and says why when it cannot.
 */
import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/thread.js';
import type { DocumentLimits, DocumentRequest, Reading } from './layers.js';
import type { Job } from './worker.js';

/** Bytes of one document that are held in memory. */
export interface Hold {
  /** False when all documents together would hold more than they may. */
  grow(bytes: number): boolean;
  release(): void;
}

interface Waiting {
  readonly job: Job;
  readonly answer: (reading: Reading) => void;
  /** False once nobody waits for the answer. */
  readonly isWanted: () => boolean;
  /** When it is given up (performance.now). */
  readonly deadline: number;
}

const FILE = new URL('./worker.js', import.meta.url);
export class DocumentReader {
  readonly #limits: DocumentLimits;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #heldBytes = 0;
  #isClosed = false;

  constructor(limits: DocumentLimits) {
    this.#limits = limits;
  }

  hold(): Hold {
    let mine = 0;
    return {
      grow: (bytes) => {
        if (this.#heldBytes + bytes > this.#limits.documentsHeldBytes) return false;
        mine += bytes;
        this.#heldBytes += bytes;
        return true;
      },
      release: () => {
        this.#heldBytes -= mine;
        mine = 0;
      },
    };
  }

  /** The text of a document, in the order in which they came. Never rejects: what cannot be read has a code. */
  async read(document: Uint8Array, request: DocumentRequest, isWanted: () => boolean = () => true): Promise<Reading> {
    if (this.#isClosed) return { code: 'SLUICE_DRAINING' };
    const limits = this.#limits;
    if (this.#queue.length >= limits.documentQueueEntries) return { code: 'SLUICE_OVERLOADED' };
    const deadline = performance.now() + limits.documentWaitMs;
    return new Promise((answer) => {
      this.#queue.push({ job: { document, limits, request }, answer, isWanted, deadline });
      this.#next();
    });
  }

  /** Ends the worker; documents that wait are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { answer } of this.#queue.splice(0)) answer({ code: 'SLUICE_DRAINING' });
    this.#settle({ code: 'SLUICE_DRAINING' });
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== undefined || this.#isClosed) return;
    const waiting = this.#nextWanted();
    if (waiting === undefined) return;
    this.#current = waiting;
    const worker = (this.#worker ??= this.#start());
    this.#timer = setTimeout(() => {
      this.#abandon('SLUICE_DOCUMENT_LIMIT');
    }, this.#limits.documentTimeoutMs);
    worker.postMessage(waiting.job);
  }

  /** Passes over those that have waited too long or that nobody waits for. */
  #nextWanted(): Waiting | undefined {
    for (let waiting = this.#queue.shift(); waiting !== undefined; waiting = this.#queue.shift()) {
      if (waiting.isWanted() && performance.now() <= waiting.deadline) return waiting;
      waiting.answer({ code: 'SLUICE_OVERLOADED' });
    }
    return undefined;
  }

  #start(): Worker {
    const worker = startThread(FILE, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.documentHeapMegabytes },
      stdout: true, // what a library prints about a document goes nowhere
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.on('message', (reading: Reading) => {
      if (worker === this.#worker) this.#settle(reading);
    });
    const gone = (): void => {
      if (worker === this.#worker) this.#abandon('SLUICE_DOCUMENT_LIMIT');
    };
    worker.on('error', gone); // out of memory, above all
    worker.on('exit', gone);
    return worker;
  }

  /** The worker took too long, or died of the document: the next one gets a new worker. */
  #abandon(code: 'SLUICE_DOCUMENT_LIMIT'): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#settle({ code });
  }

  #settle(reading: Reading): void {
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(this.#timer);
    current?.answer(reading);
    this.#next();
  }
}
