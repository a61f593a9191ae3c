/**
 * The bench's corpus: believable contact-centre data, the same bytes on every machine, with the findings known by construction.
 * It knows nothing of src/: what it expects comes from what it planted, checked by its own oracle.
 */
import type { CardForm } from './cards.js';
import { chat } from './chat.js';
import { crm, crmClean } from './crm.js';
import { DocumentWriter, type Corpus, type Kind } from './document.js';
import { html } from './html.js';
import { prose } from './prose.js';
import { Random } from './random.js';
import { transcript } from './transcript.js';

export type { Corpus } from './document.js';

const KINDS = { crm, chat, html, transcript } satisfies Record<string, Kind>;

export type CorpusKind = keyof typeof KINDS;
export const CORPUS_KINDS = Object.keys(KINDS) as readonly CorpusKind[];

/** Documents without a single sensitive value: whatever is found in them is a false alarm. */
const CLEAN = { 'crm-clean': crmClean, prose } satisfies Record<string, Kind>;

export type CleanKind = keyof typeof CLEAN;
export const CLEAN_KINDS = Object.keys(CLEAN) as readonly CleanKind[];

export const CORPUS_BYTES_MIN = 1_024;
const DEFAULT_SEED = 20_261_121;
const CARD_EVERY_BYTES = 65_536;
/** Below this size, records must be short ones for a card to fit at all. */
const SMALL_BYTES = 2_048;

export interface CorpusOptions {
  readonly seed?: number;
  /** Mean distance between two cards. The first lies in the first half of the document. */
  readonly cardEveryBytes?: number;
  /** False: no card data at all; other contact data stay. */
  readonly cards?: boolean;
}

/** Half of the cards stand in strings, the others are bare numbers (JSON only) or written in groups. */
const FORMS: readonly [CardForm, ...CardForm[]] = ['plain', 'spaces', 'plain', 'number', 'plain', 'dashes', 'plain', 'number'];

/** A document of exactly `bytes` bytes (at least 1 KiB) with at least one card in it. */
export function makeCorpus(kind: CorpusKind, bytes: number, options: CorpusOptions = {}): Corpus {
  if (bytes < CORPUS_BYTES_MIN) throw new RangeError(`A corpus has at least ${CORPUS_BYTES_MIN} bytes, not ${bytes}.`);
  const random = new Random(
    (options.seed ?? DEFAULT_SEED) ^ Math.imul(CORPUS_KINDS.indexOf(kind) + 1, 0x9e37_79b1) ^ Math.imul(bytes, 0x85eb_ca6b),
  );
  const writer = new DocumentWriter(KINDS[kind], bytes, random);
  const every = options.cardEveryBytes ?? CARD_EVERY_BYTES;
  const short = bytes <= SMALL_BYTES;
  const plants = options.cards ?? true;
  let due = short ? 0 : Math.floor((random.next() * Math.min(bytes, every)) / 2);
  let planted = 0;
  for (;;) {
    const form = plants && writer.length >= due ? FORMS[planted % FORMS.length] : undefined;
    if (!writer.record(form, short)) break;
    if (form === undefined) continue;
    planted += 1;
    due += Math.floor(every * (0.5 + random.next()));
  }
  if (plants && planted === 0) throw new Error(`No card fitted into ${bytes} bytes of ${kind}.`);
  return writer.finish();
}

/** A document of exactly `bytes` bytes with nothing in it that may be found. */
export function makeClean(kind: CleanKind, bytes: number, seed = DEFAULT_SEED): Corpus {
  const writer = new DocumentWriter(CLEAN[kind], bytes, new Random(seed ^ Math.imul(bytes, 0x85eb_ca6b)));
  while (writer.record(undefined, false));
  return writer.finish();
}
