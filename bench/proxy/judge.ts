/**
 * Judges an answer by what its sender promises: a proxy that looks at nothing changes no byte; Sluice masks every card and changes nothing
 * else; a peer that redacts hides the cards that its configuration can. What a peer misses or hides wrongly is its price, not a failure.
 */
import type { Corpus, PlantedCard } from '../corpus/document.js';
import { maskingProblem } from '../harness/masked.js';
import type { Reach } from './peers.js';

export type Duty = 'nothing' | 'everything' | Reach;

/** What a peer's redaction does to one body. */
export interface Verdict {
  readonly cards: number;
  readonly hidden: number;
  /** Cards that are there to be read, by their length. */
  readonly missed: Readonly<Record<string, number>>;
  /** Other runs of bytes that were changed. */
  readonly alarms: number;
  /** Undefined where the body was none to begin with. */
  readonly isJson: boolean | undefined;
}

export interface Judgement {
  /** Why the answer breaks its sender's promise. */
  readonly problem?: string | undefined;
  readonly verdict?: Verdict;
}

const LAST_DIGITS = 4;

export function judge(duty: Duty, corpus: Corpus, answer: Uint8Array, isJson: boolean): Judgement {
  if (duty === 'nothing') {
    return { problem: Buffer.compare(answer, corpus.bytes) === 0 ? undefined : 'the answer is not the upstream’s' };
  }
  if (duty === 'everything') return { problem: maskingProblem(corpus, answer, isJson) };
  const { bytes, cards } = corpus;
  if (answer.length !== bytes.length) return { problem: `${answer.length} bytes for ${bytes.length}` };
  const digits = (of: Uint8Array, card: PlantedCard) =>
    Buffer.from(of)
      .toString('latin1', card.start, card.end)
      .replace(/[^0-9]/g, '');
  const missed: Record<string, number> = {};
  let hidden = 0;
  let problem: string | undefined;
  for (const card of cards) {
    const planted = digits(bytes, card);
    if (digits(answer, card) === planted.slice(-LAST_DIGITS)) {
      hidden += 1;
      continue;
    }
    const kind = `${planted.length} digits`;
    missed[kind] = (missed[kind] ?? 0) + 1;
    if (duty(planted, card.form)) problem ??= `the card at byte ${card.start} is not masked, though the configuration says so`;
  }
  const verdict = {
    cards: cards.length,
    hidden,
    missed,
    alarms: changesBeside(corpus, answer),
    isJson: isJson ? parses(answer) : undefined,
  };
  return { problem, verdict };
}

/** Runs of changed bytes outside the planted cards. */
function changesBeside({ bytes, cards }: Corpus, answer: Uint8Array): number {
  let runs = 0;
  let from = 0;
  for (const { start, end } of [...cards, { start: bytes.length, end: bytes.length }]) {
    for (let at = from, inside = false; at < start; at++) {
      // asterisks with separators between them are one run
      const differs = bytes[at] !== answer[at];
      if (differs && !inside) runs += 1;
      inside = differs || (inside && isSeparator(bytes[at]));
    }
    from = end;
  }
  return runs;
}

const isSeparator = (byte: number | undefined): boolean => byte === 32 || byte === 45;

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
