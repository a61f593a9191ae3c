/** What the corpus knows of one national identifier: how a valid one is made, how people name it, and how a wrong one is made. */
import type { Random } from '../../corpus/random.js';

export type Spoil = (value: string, random: Random) => string;

export interface Identifier {
  /** Entities that may rightly name it; the first is the usual one. */
  readonly entities: readonly string[];
  readonly tier: 1 | 2 | 3;
  /** Language of the sentences around it, beside English. */
  readonly language: string;
  /** Names in natural spacing: English first, then the country's own. */
  readonly labels: readonly string[];
  /** A valid value in one of its written forms. */
  valid(random: Random): string;
  /** Makes a valid value wrong; missing where nothing in the number can be wrong or the authority no longer guarantees it. */
  readonly spoil?: Spoil;
}

export const identifier = (
  entity: string,
  tier: 1 | 2 | 3,
  language: string,
  labels: string,
  valid: (random: Random) => string,
  spoil?: Spoil,
): Identifier => ({
  entities: entity.split(' '),
  tier,
  language,
  labels: labels.split('; '),
  valid,
  ...(spoil === undefined ? {} : { spoil }),
});
