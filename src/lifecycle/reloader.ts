/**
 * Reloads one at a time, whoever asks for it: a signal, a changed file, the API. What is not valid changes nothing and is told: in the log,
 * in the status and in the metrics. Requests that come during a reload are answered by one more, because the files may have changed since.
 */
import type { Log, ReloadTrigger } from '../observe/log.js';
import { NEVER_RELOADED, type ReloadState } from '../observe/view.js';
import { type Failure, failureOf } from './mistakes.js';

export type Outcome =
  { readonly snapshot: string; readonly failure?: undefined } | { readonly snapshot?: undefined; readonly failure: Failure };

export interface ReloaderOptions {
  readonly log: Log;
  /** Id of the snapshot in force. */
  readonly current: () => string;
  /** Loads, checks and puts in force; all or nothing. Throws when it is not valid. Returns the id of the new snapshot. */
  readonly attempt: () => Promise<string>;
}

export class Reloader {
  readonly #options: ReloaderOptions;
  #state: ReloadState = { ...NEVER_RELOADED, loadedAt: now() };
  #running: Promise<Outcome> | undefined;
  #next: Promise<Outcome> | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
  }

  get state(): ReloadState {
    return this.#state;
  }

  /** Resolves when the reload is over; never rejects. */
  reload(trigger: ReloadTrigger): Promise<Outcome> {
    if (this.#running === undefined) return this.#begin(trigger);
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#begin(trigger);
    });
    return this.#next;
  }

  #begin(trigger: ReloadTrigger): Promise<Outcome> {
    const running = this.#try(trigger).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #try(trigger: ReloadTrigger): Promise<Outcome> {
    const { log, current, attempt } = this.#options;
    const before = current();
    try {
      const snapshot = await attempt();
      this.#state = { ...this.#state, succeeded: this.#state.succeeded + 1, lastSucceeded: true, loadedAt: now(), failure: undefined };
      log.reloaded(before, snapshot, trigger);
      return { snapshot };
    } catch (error) {
      const failure = failureOf(error);
      this.#state = { ...this.#state, failed: this.#state.failed + 1, lastSucceeded: false, failure };
      log.reloadFailed(failure.code, failure.mistakes, trigger);
      return { failure };
    }
  }
}

function now(): number {
  return Math.round(Date.now() / 1000);
}
