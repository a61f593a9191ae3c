/** Regions become findings: the one place that knows which detectors look at which region, and what stays where findings overlap. */
import {
  FAMILY_CARD,
  FAMILY_NAMED,
  REASON_AT,
  REASON_DIGITS,
  REASON_LITERAL,
  REASON_SPOKEN,
  REASON_TOKEN,
  REGION_LITERAL_SHIFT,
} from '../kernel/kernel.js';
import { findAnnounced, findCards, type AnnouncedRule, type CardRules } from './card/card.js';
import { SCORE_STRONG } from './card/pan.js';
import { withoutOverlaps } from './overlap.js';
import type { Trace } from './trace.js';
import { mayFind, type Located, type Region, type View } from './view.js';

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
  /** Families of rules that may have better evidence than a card without a word near. */
  readonly outbidding: readonly number[];
}

/** What the detectors need of a ruleset. */
export interface DetectorRules {
  readonly card: CardRules;
  /** What each literal of the kernel announces: card data, or whatever its own detector finds. */
  readonly announced: readonly (AnnouncedRule | Detector)[];
  readonly detectors?: Detectors | undefined;
}

/** Bytes between two cards in which no value has room. */
const ROOM_BYTES = 4;
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
  if ((flags & REASON_DIGITS) !== 0 && mayFind(region, FAMILY_CARD)) found = findCards(rules.card, view, region, coveredTo, trace);
  // Whoever else found something here would be outweighed; only who explains wants to know.
  if (trace === undefined && flags === REASON_DIGITS && isTakenUp(region, found) && !mayOutbid(rules.detectors, region)) return found;
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
  const apart = withoutOverlaps(found, trace);
  const kept = apart.length === 1 && apart[0].start >= coveredTo ? apart : apart.filter(({ start }) => start >= coveredTo);
  if (trace !== undefined) for (const { rule, start, end } of kept) trace({ rule, start, end, step: 'found', ok: true });
  return kept;
}

/** Whether cards, found by all that makes a card, leave no room for anything else in the region. */
function isTakenUp(region: Region, cards: readonly Located[]): boolean {
  let end = region.start;
  for (let i = 0; i < cards.length; i++) {
    const card = cards[i];
    if (card.score < SCORE_STRONG || card.start - end > ROOM_BYTES) return false;
    end = card.end;
  }
  return cards.length > 0 && region.end - end <= ROOM_BYTES;
}

/** Whether rules may say that what looks like a card is something else: a word of theirs is near, or they ask for more than a card does. */
function mayOutbid(detectors: Detectors | undefined, region: Region): boolean {
  if (detectors === undefined) return false;
  if (mayFind(region, FAMILY_NAMED)) return true;
  const { outbidding } = detectors;
  for (let i = 0; i < outbidding.length; i++) if (mayFind(region, outbidding[i])) return true;
  return false;
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
  if (reasons === 0) return NONE;
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
