/**
 * Whose masks are whose. A mask that Sluice made hides a value that the CRM has: written back, it would destroy it. A mask that came from the CRM
 * is the CRM's own value, such as that of a card which was typed in through Sluice, and may be written as any other. So the
 * ledger remembers which masks answers brought, and which were made in them. What it does not know is taken for one of
 * ours: who loads the record again is told apart. It keeps hashes, in memory alone.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { LIMITS } from '../base/limits.js';

/** Where a message is from or goes to. */
export interface MaskPlace {
  /** What masks are known within: route and tenant. */
  readonly scope: string;
  /** Path without its query. */
  readonly path: string;
  /** Its answer shows the one thing that the path names, as it is now (GET). */
  readonly isResource: boolean;
}

const HASH_CHARACTERS = 22;

export class MaskLedger {
  readonly #key = randomBytes(32);
  /** Whether a mask is ours, by a hash of it and its place; the oldest first. */
  readonly #ours = new Map<string, boolean>();

  /** An answer of the upstream holds a mask. */
  came({ scope, path, isResource }: MaskPlace, mask: string): void {
    this.#note(scope, path, mask, false, isResource);
    this.#note(scope, '', mask, false, false);
  }

  /** We made one in an answer. */
  made({ scope, path }: MaskPlace, mask: string): void {
    this.#note(scope, path, mask, true, true);
    this.#note(scope, '', mask, true, true);
  }

  /** Whether a mask in a request must be taken for one that hides a value. */
  isOurs({ scope, path }: MaskPlace, mask: string): boolean {
    return this.#ours.get(this.#keyOf(scope, path, mask)) ?? this.#ours.get(this.#keyOf(scope, '', mask)) ?? true;
  }

  /** Once ours, it stays so unless the thing itself was seen to hold it. */
  #note(scope: string, path: string, mask: string, isOurs: boolean, isSure: boolean): void {
    const key = this.#keyOf(scope, path, mask);
    const known = this.#ours.get(key);
    this.#ours.delete(key);
    this.#ours.set(key, isSure || known === undefined ? isOurs : known || isOurs);
    if (this.#ours.size <= LIMITS.rememberedMasks) return;
    for (const oldest of this.#ours.keys()) {
      this.#ours.delete(oldest);
      break;
    }
  }

  #keyOf(scope: string, path: string, mask: string): string {
    return createHmac('sha256', this.#key).update(`${scope}\n${path}\n${mask}`).digest('base64').slice(0, HASH_CHARACTERS);
  }
}
