/**
 * Of findings that overlap one stays: the more sensitive class, then the higher score, then the longer, then the better named. A look-alike
 * competes on evidence alone: it removes what it covers when its score is higher, and is never reported itself. So does a national identifier
 * that covers card data: behind its name and with its check digit right it is no card number, and part of it no verification code.
 */
import type { Trace } from './trace.js';
import type { Located } from './view.js';

/** Classes of rules, as in the rule language. */
export type RuleClass = 'sad' | 'cardholder' | 'national-id' | 'bank' | 'contact' | 'secret' | 'custom' | 'look-alike';

/** How much harm a class does when it leaks; of two findings in one place the higher is reported. */
const SENSITIVITY: Readonly<Record<RuleClass, number>> = {
  sad: 5,
  cardholder: 5,
  'national-id': 4,
  bank: 4,
  custom: 3,
  secret: 2,
  contact: 1,
  'look-alike': 0,
};

const isLookAlike = (located: Located): boolean => located.class === 'look-alike';
const isRival = ({ class: name }: Located): boolean => name === 'look-alike' || name === 'national-id';

const NOTHING: readonly Located[] = [];

/** Findings without overlaps, in order. A page of numbers may overlap from one to the next: none is compared with all others. */
export function withoutOverlaps(found: readonly Located[], trace?: Trace): readonly Located[] {
  if (found.length < 2) return found.length === 0 || isLookAlike(found[0]) ? NOTHING : found;
  const rivals = rivalsIn(found);
  const rest = rivals === undefined ? [...found] : found.filter((located) => !isLookAlike(located) && !isCovered(located, rivals, trace));
  if (rest.length > 1) rest.sort(byWeight);
  const kept: Located[] = [];
  for (const located of rest) {
    const at = firstBehind(kept, ({ end }) => end > located.start);
    if (at === kept.length || kept[at].start >= located.end) {
      kept.splice(at, 0, located);
      continue;
    }
    const winner = kept[at];
    if (trace !== undefined && winner.rule !== located.rule) {
      trace({
        rule: located.rule,
        start: located.start,
        end: located.end,
        step: 'overlap',
        ok: false,
        detail: `${winner.rule} weighs more`,
      });
    }
  }
  return kept;
}

/** Index of the first of some findings in order that is behind something, as are all that follow it. */
function firstBehind(inOrder: readonly Located[], isBehind: (located: Located) => boolean): number {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(inOrder[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Look-alikes and national identifiers by their start, and the length of the longest. */
interface Rivals {
  readonly inOrder: readonly Located[];
  readonly longest: number;
}

function rivalsIn(found: readonly Located[]): Rivals | undefined {
  const inOrder = found.filter(isRival);
  if (inOrder.length === 0) return undefined;
  if (inOrder.length > 1) inOrder.sort((a, b) => a.start - b.start);
  return { inOrder, longest: inOrder.reduce((longest, { start, end }) => Math.max(longest, end - start), 0) };
}

/** Whether a look-alike with a higher score covers all of a finding, or a national identifier all of card data. */
function isCovered(located: Located, { inOrder, longest }: Rivals, trace: Trace | undefined): boolean {
  const isCard = sensitivity(located) === SENSITIVITY.cardholder;
  const first = firstBehind(inOrder, ({ start }) => start >= located.end - longest);
  for (let at = first; at < inOrder.length && inOrder[at].start <= located.start; at++) {
    const rival = inOrder[at];
    if (rival.end < located.end || rival.score <= located.score || !(isCard || isLookAlike(rival))) continue;
    trace?.({ rule: located.rule, start: located.start, end: located.end, step: 'overlap', ok: false, detail: `${rival.rule} is the better explanation` }); // prettier-ignore
    return true;
  }
  return false;
}

function byWeight(a: Located, b: Located): number {
  return (
    sensitivity(b) - sensitivity(a) ||
    b.score - a.score ||
    b.end - b.start - (a.end - a.start) ||
    (b.named ?? 0) - (a.named ?? 0) ||
    a.start - b.start
  );
}

/** Findings without a class come from the card family. */
function sensitivity({ class: name }: Located): number {
  return SENSITIVITY[name ?? 'cardholder'];
}
