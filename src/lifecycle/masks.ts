/**
 * Masks that several workers remember together: a record may be loaded through one and saved through another. The primary process keeps what all
 * know, and puts what workers tell in one order; each worker has the whole of it, so that no request waits for a question. What
 * crosses are hashes, whose key the primary makes, and gives to its workers alone. A worker hears its own notes again; until then they count more
 * than what others have said of the same mask. Nobody sends before what was sent last has been taken: what waits is bounded by
 * what is remembered at all.
 */
import { randomBytes } from 'node:crypto';
import { LIMITS } from '../base/limits.js';
import { bound, joined, MaskMemory, type MaskNote, type RememberedMasks } from '../engine/mask-memory.js';
import type { Order, Report } from './messages.js';

/** From a worker: the first, with number 0, asks for the key and for all that is known. */
export type MasksSeen = Extract<Report, { readonly kind: 'masks' }>;
export type MasksKnown = Extract<Order, { readonly kind: 'masks' }>;

const KEY_BYTES = 32;
const OURS = 1;
const SURE = 2;

/** Hash and flags as they cross: one digit behind the hash. */
const written = (hash: string, { isOurs, isSure }: MaskNote): string => `${hash}${(isOurs ? OURS : 0) | (isSure ? SURE : 0)}`;

function* readNotes(notes: readonly string[]): Generator<readonly [hash: string, note: MaskNote]> {
  for (const note of notes) {
    const flags = Number(note.at(-1));
    yield [note.slice(0, -1), { isOurs: (flags & OURS) !== 0, isSure: (flags & SURE) !== 0 }];
  }
}

/** Sends to one worker; `taken` is called when that was written. */
export type SendMasks = (order: MasksKnown, taken: () => void) => void;

interface Member {
  readonly send: SendMasks;
  /** What it has yet to be told. */
  readonly waiting: Map<string, boolean>;
  /** Number of its last message that was heard, and the last of which it knows. */
  heard: number;
  answered: number;
  isSending: boolean;
}

/** The primary's side. */
export class MaskKeeper {
  readonly #memory = new MaskMemory(randomBytes(KEY_BYTES));
  readonly #members = new Map<number, Member>();

  /** What a worker says, known by its number. */
  hear(worker: number, { batch, notes }: MasksSeen, send: SendMasks): void {
    if (batch === 0) {
      this.#join(worker, send);
      return;
    }
    const member = this.#members.get(worker);
    if (member === undefined) return;
    member.heard = batch;
    for (const [hash, note] of readNotes(notes)) {
      this.#memory.note(hash, note);
      const isOurs = this.#memory.isOurs(hash) === true;
      for (const { waiting } of this.#members.values()) {
        waiting.delete(hash);
        waiting.set(hash, isOurs);
        bound(waiting);
      }
    }
    for (const each of this.#members.values()) tell(each);
  }

  /** A worker is gone. */
  forget(worker: number): void {
    this.#members.delete(worker);
  }

  /** All at once, before it is told where to listen: no request finds it knowing less than the others. */
  #join(worker: number, send: SendMasks): void {
    const key = Buffer.from(this.#memory.key).toString('base64');
    let notes: string[] = [];
    const flush = (): void => {
      send({ kind: 'masks', key, heard: 0, notes }, () => undefined);
      notes = [];
    };
    for (const [hash, isOurs] of this.#memory) {
      notes.push(written(hash, { isOurs, isSure: true }));
      if (notes.length === LIMITS.masksPerMessage) flush();
    }
    flush();
    this.#members.set(worker, { send, waiting: new Map(), heard: 0, answered: 0, isSending: false });
  }
}

function tell(member: Member): void {
  if (member.isSending || (member.waiting.size === 0 && member.answered === member.heard)) return;
  member.isSending = true;
  member.answered = member.heard;
  const notes = [...taken(member.waiting)].map(([hash, isOurs]) => written(hash, { isOurs, isSure: true }));
  member.send({ kind: 'masks', key: undefined, heard: member.heard, notes }, () => {
    member.isSending = false;
    tell(member);
  });
}

/** Takes out what fits into one message, the oldest first. */
function taken<T>(waiting: Map<string, T>): Map<string, T> {
  const first = new Map<string, T>();
  for (const [hash, value] of waiting) {
    if (first.size === LIMITS.masksPerMessage) break;
    first.set(hash, value);
    waiting.delete(hash);
  }
  return first;
}

/** What connects a worker to the process that keeps what all know. */
export interface MaskWire {
  tell(report: MasksSeen): void;
  listen(onOrder: (order: MasksKnown) => void): void;
}

/** The worker's side. */
export class SharedMasks implements RememberedMasks {
  readonly #memory: MaskMemory;
  readonly #wire: MaskWire;
  /** Noted here and not yet sent; sent and not yet heard. */
  readonly #waiting = new Map<string, MaskNote>();
  #sent: ReadonlyMap<string, MaskNote> = new Map();
  #batch = 0;
  #isPlanned = false;

  private constructor(wire: MaskWire, key: Uint8Array) {
    this.#wire = wire;
    this.#memory = new MaskMemory(key);
  }

  /** Resolves when the primary has answered. */
  static join(wire: MaskWire = processWire): Promise<SharedMasks> {
    return new Promise((resolve) => {
      let shared: SharedMasks | undefined;
      wire.listen((order) => {
        if (order.key !== undefined) shared ??= new SharedMasks(wire, Buffer.from(order.key, 'base64'));
        if (shared === undefined) return; // the key comes first
        shared.#hear(order);
        resolve(shared);
      });
      wire.tell({ kind: 'masks', batch: 0, notes: [] });
    });
  }

  get key(): Uint8Array {
    return this.#memory.key;
  }

  isOurs(hash: string): boolean | undefined {
    return this.#memory.isOurs(hash);
  }

  note(hash: string, note: MaskNote): void {
    if (!this.#memory.note(hash, note)) return;
    const whole = joined(this.#waiting.get(hash), note);
    this.#waiting.delete(hash);
    this.#waiting.set(hash, whole);
    bound(this.#waiting);
    this.#plan();
  }

  #plan(): void {
    if (this.#isPlanned || this.#sent.size > 0 || this.#waiting.size === 0) return;
    this.#isPlanned = true;
    setTimeout(() => this.#send(), LIMITS.masksToldMs);
  }

  #send(): void {
    this.#isPlanned = false;
    this.#sent = taken(this.#waiting);
    this.#wire.tell({ kind: 'masks', batch: ++this.#batch, notes: [...this.#sent].map(([hash, note]) => written(hash, note)) });
  }

  #hear({ heard, notes }: MasksKnown): void {
    if (heard === this.#batch) this.#sent = new Map();
    for (const [hash, { isOurs }] of readNotes(notes))
      if (!this.#waiting.has(hash) && !this.#sent.has(hash)) this.#memory.set(hash, isOurs);
    this.#plan();
  }
}

/** The channel of a worker process to its primary. Nothing is told to a primary that is gone: its workers end. */
const processWire: MaskWire = {
  tell: (report) => {
    if (process.connected) process.send?.(report);
  },
  listen: (onOrder) => {
    process.on('message', (order: Order) => {
      if (order.kind === 'masks') onOrder(order);
    });
  },
};
