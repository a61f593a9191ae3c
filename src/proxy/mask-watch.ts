/** What one body, or one part of it, says of masks: those of an answer are remembered, and those of a request are asked about. */
import { MaskReader } from '../engine/masks.js';
import type { MaskLedger, MaskPlace } from './mask-ledger.js';

/** Masks that a request may not write back: those that Sluice made or does not know, those that it remembers to have made, none. */
export type MaskedWrites = 'refuse' | 'refuse-known' | 'pass';

export interface MaskWatch {
  /** Bytes before the engine has seen them: what becomes of masks that they write back; undefined: there are none. */
  came(bytes: Uint8Array, final: boolean): 'block' | 'observe' | undefined;
  /** Bytes as they leave. `isChanged`: the engine tells of something in them. */
  left(bytes: Uint8Array, final: boolean, isChanged: boolean): void;
}

export class RequestMasks implements MaskWatch {
  readonly #reader = new MaskReader();

  constructor(
    private readonly ledger: MaskLedger,
    private readonly place: MaskPlace,
    private readonly writes: MaskedWrites,
  ) {}

  came(bytes: Uint8Array, final: boolean): 'block' | 'observe' | undefined {
    let passes = false;
    for (const mask of this.#reader.see(bytes, final)) {
      const isOurs = this.ledger.isOurs(this.place, mask);
      if (isOurs === false) continue;
      if (this.writes === 'refuse' || (this.writes === 'refuse-known' && isOurs === true)) return 'block';
      passes = true;
    }
    return passes ? 'observe' : undefined;
  }

  left(): void {
    // what the upstream is sent is its own from now on
  }
}

export class AnswerMasks implements MaskWatch {
  readonly #came = new MaskReader();
  /** From the first change, or mask that came: what leaves before that is what came, and is not searched twice. */
  #left: MaskReader | undefined;
  #hasLeft = false;
  /** How often each mask came, less how often it left. */
  readonly #owed = new Map<string, number>();

  constructor(
    private readonly ledger: MaskLedger,
    private readonly place: MaskPlace,
  ) {}

  came(bytes: Uint8Array, final: boolean): undefined {
    for (const mask of this.#came.see(bytes, final)) {
      this.#owed.set(mask, (this.#owed.get(mask) ?? 0) + 1);
      this.ledger.came(this.place, mask);
    }
  }

  left(bytes: Uint8Array, final: boolean, isChanged: boolean): void {
    if (isChanged || this.#owed.size > 0) this.#left ??= new MaskReader(this.#hasLeft);
    this.#hasLeft ||= bytes.length > 0;
    for (const mask of this.#left?.see(bytes, final) ?? []) {
      const owed = (this.#owed.get(mask) ?? 0) - 1;
      this.#owed.set(mask, owed);
      if (owed < 0) this.ledger.made(this.place, mask);
    }
  }
}
