/**
 * Whose masks are whose. A mask that Sluice made hides a value that the CRM has: written back, it would destroy it. A mask that came from the CRM
 * is the CRM's own value, such as that of a card which was typed in through Sluice, and may be written as any other. So the
 * ledger remembers which masks answers brought, and which were made in them. It keeps hashes, in memory alone; with several workers, in
 * that of all.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { MaskMemory, type RememberedMasks } from '../engine/mask-memory.js';

/** Where a message is from or goes to. */
export interface MaskPlace {
  /** What masks are known within: route and tenant. */
  readonly scope: string;
  /** Path without its query. */
  readonly path: string;
  /** Its answer shows the one thing that the path names, as it is now (GET). */
  readonly isResource: boolean;
}

const KEY_BYTES = 32;
const HASH_CHARACTERS = 22;

export class MaskLedger {
  readonly #masks: RememberedMasks;

  /** Without `masks` this process remembers by itself. */
  constructor(masks: RememberedMasks = new MaskMemory(randomBytes(KEY_BYTES))) {
    this.#masks = masks;
  }

  /** An answer of the upstream holds a mask. Once ours, it stays so unless the thing itself was seen to hold it. */
  came({ scope, path, isResource }: MaskPlace, mask: string): void {
    this.#masks.note(this.#hashOf(scope, path, mask), { isOurs: false, isSure: isResource });
    this.#masks.note(this.#hashOf(scope, '', mask), { isOurs: false, isSure: false });
  }

  /** We made one in an answer. */
  made({ scope, path }: MaskPlace, mask: string): void {
    for (const where of [path, '']) this.#masks.note(this.#hashOf(scope, where, mask), { isOurs: true, isSure: true });
  }

  /** Whether a mask in a request hides a value; undefined: nothing is known of it. */
  isOurs({ scope, path }: MaskPlace, mask: string): boolean | undefined {
    return this.#masks.isOurs(this.#hashOf(scope, path, mask)) ?? this.#masks.isOurs(this.#hashOf(scope, '', mask));
  }

  #hashOf(scope: string, path: string, mask: string): string {
    return createHmac('sha256', this.#masks.key).update(`${scope}\n${path}\n${mask}`).digest('base64').slice(0, HASH_CHARACTERS);
  }
}
