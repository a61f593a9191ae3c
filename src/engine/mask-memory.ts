/**
 * Remembers whose masks are whose, by their keyed hashes: as many as the table of limits allows, the older half of them
 * forgotten at once. Sync, without I/O.
 */
import { LIMITS } from '../base/limits.js';

/** What an answer says of a mask. */
export interface MaskNote {
  readonly isOurs: boolean;
  /** It counts whatever was known. What is not sure makes nothing the CRM's that was ours. */
  readonly isSure: boolean;
}

/** What the data plane needs of who remembers: this process alone, or several together. */
export interface RememberedMasks {
  /** Of the hashes. It is never written anywhere. */
  readonly key: Uint8Array;
  /** Undefined: nothing is known of it. */
  isOurs(hash: string): boolean | undefined;
  note(hash: string, note: MaskNote): void;
}

const GENERATION = LIMITS.rememberedMasks / 2;

export class MaskMemory implements RememberedMasks {
  /** Whether masks are ours, in two generations: when the young one is full, the old one is forgotten, and takes its place. */
  #young = new Map<string, boolean>();
  #old: ReadonlyMap<string, boolean> = new Map();

  constructor(readonly key: Uint8Array) {}

  isOurs(hash: string): boolean | undefined {
    return this.#young.get(hash) ?? this.#old.get(hash);
  }

  /** Answers whether that was news: it changes what is known, or keeps it from being forgotten. */
  note(hash: string, { isOurs, isSure }: MaskNote): boolean {
    const known = this.isOurs(hash);
    const now = isSure || known === undefined ? isOurs : known || isOurs;
    if (this.#young.get(hash) === now) return false;
    this.set(hash, now);
    return true;
  }

  set(hash: string, isOurs: boolean): void {
    this.#young.set(hash, isOurs);
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** All hashes and whether they are ours, the oldest first. */
  *[Symbol.iterator](): Generator<readonly [hash: string, isOurs: boolean]> {
    for (const each of this.#old) if (!this.#young.has(each[0])) yield each;
    yield* this.#young;
  }
}

/** Beyond what is remembered, the older half goes. */
export function bound(masks: Map<string, unknown>): void {
  if (masks.size <= LIMITS.rememberedMasks) return;
  for (const oldest of masks.keys()) {
    if (masks.size <= GENERATION) break;
    masks.delete(oldest);
  }
}

/** The later of two notes on top of the other: remembered, it is as if both were, one after the other. */
export function joined(earlier: MaskNote | undefined, later: MaskNote): MaskNote {
  if (earlier === undefined || later.isSure) return later;
  return { isOurs: earlier.isOurs || later.isOurs, isSure: earlier.isSure };
}
