/** Regions become findings: the one place that knows which detectors look at which region, and what stays where findings overlap. */
import { REASON_AT, REASON_DIGITS, REASON_LITERAL, REASON_SPOKEN, REASON_TOKEN, REGION_LITERAL_SHIFT } from '../kernel/kernel.js';
import { findAnnounced, findCards, type AnnouncedRule, type CardRules } from './card/card.js';
import { withoutOverlaps } from './overlap.js';
import type { Trace } from './trace.js';
import type { Located, Region, View } from './view.js';

/**
 * Looks at a region; `coveredTo` is the offset behind earlier findings. Answers `undefined` when it cannot tell before more bytes have come,
 * which it may do only while the view is not complete.
 */
export type Detector = (view: View, region: Region, coveredTo: number, trace?: Trace) => readonly Located[] | undefined;

/** Detectors by the reason for which the kernel reports a region. */
export interface Detectors {
  /** Windows of digits: shapes, telephone numbers. Cards are always looked for. */
  readonly digits: readonly Detector[];
  /** Words of letters and digits: shapes, IBANs. */
  readonly tokens: readonly Detector[];
  /** At signs: e-mail addresses. */
  readonly ats: readonly Detector[];
  /** Runs of number words. */
  readonly spoken: readonly Detector[];
}

/** What the detectors need of a ruleset. */
export interface DetectorRules {
  readonly card: CardRules;
  /** What each literal of the kernel announces: card data, or whatever its own detector finds. */
  readonly announced: readonly (AnnouncedRule | Detector)[];
  readonly detectors?: Detectors | undefined;
}

const NONE: readonly Detector[] = [];
const NOTHING: readonly Located[] = [];

/** Findings of one region, in order; `undefined` when more bytes are needed to tell. `flags` are the kernel's. */
export function detect(
  rules: DetectorRules,
  view: View,
  region: Region,
  flags: number,
  coveredTo: number,
  trace?: Trace,
): readonly Located[] | undefined {
  if (trace !== undefined) trace({ rule: '', start: region.start, end: region.end, step: 'region', ok: true, detail: reasonsOf(flags) });
  let found: readonly Located[] = NOTHING;
  if ((flags & REASON_DIGITS) !== 0) found = findCards(rules.card, view, region, coveredTo, trace);
  if ((flags & REASON_LITERAL) !== 0) {
    const announced = findBehindLiteral(rules, flags >>> REGION_LITERAL_SHIFT, view, region, coveredTo, trace);
    if (announced === undefined) return undefined;
    found = joined(found, announced);
  }
  for (const detector of detectorsOf(rules.detectors, flags)) {
    const located = detector(view, region, coveredTo, trace);
    if (located === undefined) return undefined;
    found = joined(found, located);
  }
  if (found.length === 0) return NOTHING;
  const kept = withoutOverlaps(found, trace).filter(({ start }) => start >= coveredTo);
  if (trace !== undefined) for (const { rule, start, end } of kept) trace({ rule, start, end, step: 'found', ok: true });
  return kept;
}

function findBehindLiteral(
  rules: DetectorRules,
  literal: number,
  view: View,
  region: Region,
  coveredTo: number,
  trace: Trace | undefined,
): readonly Located[] | undefined {
  const announced = rules.announced[literal];
  if (typeof announced === 'function') return announced(view, region, coveredTo, trace);
  return findAnnounced(rules.card, announced, view, region, coveredTo, trace);
}

/** Why the kernel reported a region, in words. */
function reasonsOf(flags: number): string {
  return REASONS.filter(([reason]) => (flags & reason) !== 0)
    .map(([, name]) => name)
    .join(', ');
}

const REASONS: readonly (readonly [number, string])[] = [
  [REASON_DIGITS, 'digits'],
  [REASON_LITERAL, 'a word that announces a value'],
  [REASON_TOKEN, 'letters and digits'],
  [REASON_AT, 'an @ sign'],
  [REASON_SPOKEN, 'number words'],
];

/** Detectors for a region; a region of several reasons is looked at by the detectors of each. */
function detectorsOf(detectors: Detectors | undefined, flags: number): readonly Detector[] {
  if (detectors === undefined) return NONE;
  const { digits, tokens, ats, spoken } = detectors;
  const reasons = flags & (REASON_DIGITS | REASON_TOKEN | REASON_AT | REASON_SPOKEN);
  if (reasons === REASON_DIGITS) return digits;
  if (reasons === REASON_TOKEN) return tokens;
  if (reasons === REASON_AT) return ats;
  if (reasons === REASON_SPOKEN) return spoken;
  return [REASON_DIGITS, REASON_TOKEN, REASON_AT, REASON_SPOKEN].flatMap((reason) =>
    (reasons & reason) === 0 ? NONE : detectorsOf(detectors, reason),
  );
}

const joined = (a: readonly Located[], b: readonly Located[]): readonly Located[] =>
  a.length === 0 ? b : b.length === 0 ? a : [...a, ...b];
