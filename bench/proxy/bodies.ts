/** The bodies the bench's upstream answers with, by path. The same in every process: the corpus is deterministic. */
import { makeClean, makeCorpus, type Corpus } from '../corpus/corpus.js';

/**
 * CRM JSON is dense in digits and holds a card now and then; prose is dates, prices and words, and nothing that may be found; `cards` is
 * CRM JSON with many cards of all lengths in all forms.
 */
export type BodyKind = 'crm' | 'prose' | 'cards';

export interface Case {
  readonly kind: BodyKind;
  readonly bytes: number;
}

export const CASES: readonly Case[] = [
  { kind: 'crm', bytes: 1_024 },
  { kind: 'crm', bytes: 16_384 },
  { kind: 'crm', bytes: 262_144 },
  { kind: 'prose', bytes: 16_384 },
];

/** Not measured: what a redaction is judged by. */
export const JUDGED: Case = { kind: 'cards', bytes: 262_144 };
const CARD_EVERY_BYTES = 4_096;

/** Far more than sockets buffer; for those who do not read. */
export const LARGE_PATH = '/large';
export const LARGE_BYTES = 8_388_608;

export const pathOf = ({ kind, bytes }: Case): string => `/${kind}/${bytes / 1024}`;

export function bodyOf({ kind, bytes }: Case): Corpus {
  if (kind === 'prose') return makeClean('prose', bytes);
  return makeCorpus('crm', bytes, kind === 'cards' ? { cardEveryBytes: CARD_EVERY_BYTES } : {});
}

export const isJson = ({ kind }: Case): boolean => kind !== 'prose';

export const mediaTypeOf = (one: Case): string => (isJson(one) ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8');
