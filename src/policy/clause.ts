/**
 * A clause: one line of the policy. It says what happens to findings that match all of its conditions; a condition that is left out
 * matches everything. Which clause wins is decided in resolve.ts: the most specific one, and of equals the most severe.
 */
import type { Direction } from '../base/errors.js';

/** What is done about a finding, from the mildest to the most severe. */
export const ACTIONS = ['allow', 'observe', 'mask', 'truncate', 'alias', 'hash', 'remove', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

/** Whether the message leaves otherwise than it came, or not at all. */
export const isActedUpon = (action: Action): boolean => action !== 'allow' && action !== 'observe';

/** How many characters at the beginning and the end of a finding stay readable under `mask` and `truncate`. */
export interface Shown {
  /** Digits at the beginning: of a PAN at most its IIN (PCI DSS 4.0.1, 3.4.1). */
  readonly first: number;
  /** Digits at the end: of a PAN at most four. */
  readonly last: number;
}

export interface Clause {
  /** Entities (`card.pan`) or classes of them (`card.*`, `*`). */
  readonly entities: readonly string[];
  readonly direction?: Direction | undefined;
  /** Names of routes. */
  readonly routes?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  /** 0–100: the clause matches findings with at least this score. */
  readonly minScore?: number | undefined;
  readonly action: Action;
  readonly show?: Partial<Shown> | undefined;
  /** Name of the key, under `hash`. */
  readonly key?: string | undefined;
}
