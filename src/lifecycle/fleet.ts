/**
 * The primary process's workers: starts them, replaces those that end, drains them, and adds up what they count. It carries no traffic
 * itself; the listening sockets are shared through `node:cluster`. It must not load rules: whether a reload is valid is asked of its owner.
 */
import cluster, { type Worker } from 'node:cluster';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { Utterance, Verdict } from '../channel/conversation/api.js';
import { Counters } from '../observe/counters.js';
import type { Log } from '../observe/log.js';
import { type Reading, type View, mergeUpstreams } from '../observe/view.js';
import { answerForTheDead } from './handover.js';
import { answerTo } from './conversations.js';
import { MaskKeeper } from './masks.js';
import { type Listening, type Report, WORKER_VARIABLE, WORKERS_VARIABLE } from './messages.js';
import { ReloadRefused } from './mistakes.js';
import { Slot } from './slot.js';

export interface FleetOptions {
  readonly size: number;
  readonly log: Log;
  /** Time that workers get to drain. */
  readonly drainMs: number;
  /** Judges what is said in conversations: their ledgers are kept here, whatever becomes of workers. */
  readonly judge: (utterances: readonly Utterance[]) => readonly Verdict[];
  /** All workers are gone and do not start again. Called once, after the start has succeeded. */
  readonly onDead: (error: SluiceError) => void;
}

/** Beyond its own `drainMs` a worker gets this long before it is killed. */
const OVERTIME_MS = 2_000;
/** Time that a worker gets to say what it counts; a busy one is told by what it last said. */
const READ_MS = 1_000;
/** Time that a worker gets to load a snapshot. */
const PREPARE_MS = 60_000;
/** A worker that was ready for so long did not fail at its start. */
const STEADY_MS = 10_000;
const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 30_000;

export class Fleet {
  readonly #options: FleetOptions;
  readonly #slots: readonly Slot[];
  /** What workers counted that are gone. */
  readonly #gone = new Counters();
  /** What workers know of masks. */
  readonly #masks = new MaskKeeper();
  #snapshot: string;
  #stopping = false;
  /** Told how the start goes; undefined once it is over. */
  #starting: { readonly ready: () => void; readonly failed: (error: SluiceError) => void } | undefined;
  #onEmpty: () => void = () => undefined;

  /** `snapshot`: id of what the workers are to have in force. */
  constructor(options: FleetOptions, snapshot: string) {
    this.#options = options;
    this.#snapshot = snapshot;
    this.#slots = Array.from({ length: options.size }, (_, index) => new Slot(index + 1));
  }

  get snapshot(): string {
    return this.#snapshot;
  }

  /** Resolves when all workers are ready, with the addresses they share. Rejects with their own error when they cannot start. */
  async start(): Promise<Listening> {
    const started = new Promise<void>((resolve, reject) => {
      this.#starting = { ready: resolve, failed: reject };
    });
    for (const slot of this.#slots) this.#fork(slot);
    try {
      await started;
    } catch (error) {
      this.#stopping = true;
      for (const { process } of this.#slots) process?.process.kill('SIGKILL');
      throw error;
    } finally {
      this.#starting = undefined;
    }
    return this.#slots[0]?.listeners ?? {};
  }

  /** All workers drain at once. Resolves when the last is gone; those that take longer than they may are killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
    for (const slot of this.#slots) {
      if (slot.process !== undefined) slot.state = 'draining';
      slot.tell({ kind: 'drain' });
    }
    const late = setTimeout(() => {
      for (const { process } of this.#slots) process?.process.kill('SIGKILL');
    }, this.#options.drainMs + OVERTIME_MS);
    if (this.#slots.some(({ process }) => process !== undefined)) await empty;
    clearTimeout(late);
  }

  /** Puts `snapshot`, which its owner has found valid, in force in all workers or in none. Throws when one of them cannot load it. */
  async replace(snapshot: string): Promise<void> {
    const ready = this.#slots.filter(({ state }) => state === 'ready');
    const answers = await Promise.all(ready.map((slot) => slot.ask('prepare', PREPARE_MS)));
    // One that is gone meanwhile is replaced by one that loads what is there now.
    const alive = ready.filter((slot, index) => slot.state === 'ready' && slot.process !== undefined && answers[index] !== undefined);
    const refused = answers.find((answer) => answer?.kind === 'refused');
    const differs = answers.some((answer) => answer?.kind === 'prepared' && answer.snapshot !== snapshot);
    if (refused !== undefined || differs) {
      for (const slot of alive) slot.tell({ kind: 'forget' });
      if (refused?.kind === 'refused') throw new ReloadRefused(refused.code, refused.mistakes);
      throw new ReloadRefused('SLUICE_CONFIG_INVALID', ['The files changed while they were read.']);
    }
    this.#snapshot = snapshot;
    await Promise.all(alive.map((slot) => this.#commit(slot)));
  }

  async view(): Promise<Pick<View, 'counters' | 'workers' | 'upstreams'>> {
    await Promise.all(this.#slots.map((slot) => slot.ask('read', READ_MS)));
    const counters = new Counters();
    counters.add(this.#gone.dump());
    const readings = this.#slots.map(({ reading }) => reading).filter((reading) => reading !== undefined);
    for (const reading of readings) counters.add(reading.counters);
    return {
      counters,
      workers: this.#slots.map((slot) => slot.view()),
      upstreams: mergeUpstreams(readings.map(({ upstreams }) => upstreams)),
    };
  }

  /** Whether at least one worker takes traffic. */
  get isReady(): boolean {
    return this.#slots.some(({ state }) => state === 'ready');
  }

  /** What the workers said last, without asking them. */
  readings(): readonly Reading[] {
    return this.#slots.flatMap(({ reading }) => (reading === undefined ? [] : [reading]));
  }

  async #commit(slot: Slot): Promise<void> {
    const answer = await slot.ask('commit', PREPARE_MS);
    if (answer?.kind === 'committed') slot.snapshot = this.#snapshot;
    // It said that it can and then could not: one that begins anew loads what all others have.
    else slot.process?.process.kill('SIGKILL');
  }

  #fork(slot: Slot): void {
    slot.state = 'starting';
    slot.fault = undefined;
    const worker = cluster.fork({ [WORKER_VARIABLE]: String(slot.number), [WORKERS_VARIABLE]: String(this.#slots.length) });
    slot.process = worker;
    answerForTheDead(worker, () => this.#slots.some((other) => other !== slot && other.state === 'ready'));
    worker.on('message', (report: Report) => this.#hear(slot, report));
    worker.on('error', () => undefined);
    worker.once('exit', (code: number | null, signal: string | null) => this.#left(slot, worker, code, signal));
  }

  #hear(slot: Slot, report: Report): void {
    if (report.kind === 'failed') slot.fault = report;
    else if (report.kind === 'judge') slot.tell(answerTo(report, this.#options.judge));
    else if (report.kind === 'masks') this.#masks.hear(slot.number, report, (order, taken) => slot.tell(order, taken));
    else if (report.kind !== 'ready') slot.hear(report);
    else {
      slot.state = this.#stopping ? 'draining' : 'ready';
      slot.readyAt = performance.now();
      slot.listeners = report.listeners;
      slot.snapshot = report.snapshot;
      this.#options.log.worker('ready', slot.number);
      if (this.#stopping) slot.tell({ kind: 'drain' });
      else if (report.snapshot !== this.#snapshot) void this.#catchUp(slot);
      if (this.#slots.every(({ state }) => state === 'ready')) this.#starting?.ready();
    }
  }

  /** A worker that began during a reload may have loaded what was there before. */
  async #catchUp(slot: Slot): Promise<void> {
    const answer = await slot.ask('prepare', PREPARE_MS);
    if (answer?.kind === 'prepared' && answer.snapshot === this.#snapshot) await this.#commit(slot);
  }

  #left(slot: Slot, worker: Worker, code: number | null, signal: string | null): void {
    const { reading } = slot;
    if (reading !== undefined) this.#gone.add(reading.counters, true);
    const wasSteady = slot.state !== 'starting' && performance.now() - slot.readyAt >= STEADY_MS;
    const wasAsked = code === 0 && slot.state !== 'starting';
    slot.left();
    this.#masks.forget(slot.number);
    slot.state = 'gone';
    if (this.#stopping) {
      if (this.#slots.every(({ process }) => process === undefined)) this.#onEmpty();
      return;
    }
    slot.failures = wasSteady || wasAsked ? 0 : slot.failures + 1;
    this.#options.log.worker('gone', slot.number, { pid: worker.process.pid ?? 0, code, signal, failures: slot.failures });
    const error = this.#judge(slot);
    if (error !== undefined) {
      if (this.#starting !== undefined) this.#starting.failed(error);
      else this.#options.onDead(error);
      return;
    }
    slot.restarts++;
    setTimeout(() => {
      if (!this.#stopping) this.#fork(slot);
    }, backoffMs(slot.failures));
  }

  /** Why it is of no use to go on; undefined: the worker is to be replaced. */
  #judge(slot: Slot): SluiceError | undefined {
    if (this.#starting !== undefined && slot.fault !== undefined) return faultOf(slot.fault);
    if (slot.failures < LIMITS.workerStarts || this.isReady) return undefined;
    return slot.fault === undefined ? new SluiceError('SLUICE_WORKERS_FAILED') : faultOf(slot.fault);
  }
}

function faultOf({ code, detail }: Extract<Report, { readonly kind: 'failed' }>): SluiceError {
  return new Relayed(code, detail);
}

/** An error of a worker, in the worker's own words. */
class Relayed extends SluiceError {
  constructor(code: SluiceError['code'], detail: string) {
    super(code);
    if (detail !== '') this.message = detail;
  }
}

/** The first replacement is immediate, so that a place is empty for as long as a process takes to start. */
function backoffMs(failures: number): number {
  return failures <= 1 ? 0 : Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** (failures - 2));
}
