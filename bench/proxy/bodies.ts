/** The JSON bodies the bench's upstream answers with, by path. The same in every process: the corpus is deterministic. */
import { makeCorpus, type Corpus } from '../corpus/corpus.js';

export const BODY_BYTES = [1_024, 16_384, 262_144] as const;

export const pathOf = (bytes: number): string => `/cases/${bytes / 1024}`;

export const bodyOf = (bytes: number): Corpus => makeCorpus('crm', bytes);
