/**
 * What the primary process and its workers say to each other. Plain data; of traffic it holds nothing but the digits that conversations
 * are judged by, and keyed hashes of masks.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Reading } from '../observe/view.js';
import type { Answered, Told } from './conversations.js';

/** Where agents connect, by the names of the listeners. */
export type Listening = Readonly<Record<string, string>>;

/** To a worker. Those with an id are answered by one message with the same id. */
export type Order =
  | { readonly kind: 'read'; readonly id: number }
  /** Load and check, but go on with what is in force. */
  | { readonly kind: 'prepare'; readonly id: number }
  /** Put in force what was prepared. */
  | { readonly kind: 'commit'; readonly id: number }
  /** Forget what was prepared. */
  | { readonly kind: 'forget' }
  /** An answer to `judge`. */
  | { readonly kind: 'judged'; readonly id: number; readonly verdicts: readonly Answered[] }
  /**
   * What all workers know of masks: hashes, each with one digit (lifecycle/masks.ts). The key is told when a worker asks for all. `heard`: number of
   * the last report of this worker that is in it.
   */
  | { readonly kind: 'masks'; readonly key: string | undefined; readonly heard: number; readonly notes: readonly string[] }
  /** Take nothing new, finish, and exit. */
  | { readonly kind: 'drain' };

/** From a worker. */
export type Report =
  | { readonly kind: 'ready'; readonly listeners: Listening; readonly snapshot: string }
  /** It could not start, and exits. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail: string }
  /** An answer to `read`, or, with id 0, in between, so that little is lost when the worker is killed. */
  | { readonly kind: 'reading'; readonly id: number; readonly reading: Reading }
  | { readonly kind: 'prepared'; readonly id: number; readonly snapshot: string }
  | { readonly kind: 'committed'; readonly id: number }
  /** A question, whose answer has its id: what of these must be masked because of what was said before. */
  | { readonly kind: 'judge'; readonly id: number; readonly utterances: readonly Told[] }
  /** What this worker has seen of masks; its reports are numbered from 0, which asks for all that is known. */
  | { readonly kind: 'masks'; readonly batch: number; readonly notes: readonly string[] }
  /** An answer to `prepare` or `commit`. */
  | { readonly kind: 'refused'; readonly id: number; readonly code: ErrorCode; readonly mistakes: readonly string[] };

/** Environment of a worker: its number from 1, and of how many. */
export const WORKER_VARIABLE = 'SLUICE_WORKER';
export const WORKERS_VARIABLE = 'SLUICE_WORKERS';
