/**
 * PANs behind a card word that no window of one cluster shows: spread over words, turns, tags or fields, one digit short or too long, the
 * first half alone. What windows show is left to them.
 */
import { isLuhnValid } from '../cluster.js';
import type { Trace } from '../trace.js';
import type { Located, View } from '../view.js';
import { PREFIX_DIGITS, WITHOUT_LUHN } from './brands.js';
import { areCells, type Evidence } from './cells.js';
import { SCORE_WEAK, type PanRule } from './pan.js';
import { Parts } from './parts.js';

const parts = new Parts();
const NONE: readonly Located[] = [];
const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
/** Digits of a number typed with one digit too few or too many. */
const MISTYPED_MIN = 14;
const MISTYPED_MAX = 17;
/** Digits of the first half of a number. */
const HALF_MIN = 8;
const HALF_MAX = 12;

/** Words that announce the beginning of a number. */
export const HALF_WORDS = ['first 8 digits', 'first eight digits', 'first 12 digits', 'first twelve digits', 'first half'] as const;

/**
 * The PAN in parts from `from` on. `isHalf` when the word before says that only its first digits follow; `isBare`, in JSON alone, tells of numbers
 * without quotes.
 */
export function findSpread(
  rule: PanRule,
  view: View,
  from: number,
  isHalf: boolean,
  isBare: Evidence['isBare'],
  trace?: Trace,
): readonly Located[] {
  parts.read(view.bytes, from, view.end);
  if (isHalf) return half(rule, trace);
  for (let first = 0; first < parts.count; first++) {
    for (let last = first; last < parts.count; last++) {
      const count = parts.first[last + 1] - parts.first[first];
      if (count > DIGITS_MAX) break;
      if (count < DIGITS_MIN || !isPan(rule, parts.first[first], count)) continue;
      if (!areCells(view, rule.isCardText, parts, first, last + 1, { isProven: true, isBare })) return located(rule, first, last, trace);
    }
  }
  return mistyped(rule, view, isBare, trace);
}

function isPan(rule: PanRule, first: number, count: number): boolean {
  if (!isLuhnValid(parts.values, first, count)) return false;
  return (rule.brands.lookup(prefixAt(first), count) & ~WITHOUT_LUHN) !== 0;
}

function prefixAt(first: number): number {
  let prefix = 0;
  for (let i = 0; i < PREFIX_DIGITS; i++) prefix = prefix * 10 + parts.values[first + i];
  return prefix;
}

/** One finding for parts that only separators divide; all but the end of the last are hidden whole. */
function located(rule: PanRule, first: number, last: number, trace?: Trace): readonly Located[] {
  const found: Located[] = [];
  for (let part = first; part <= last;) {
    let end = part;
    while (end < last && parts.isApart[end + 1] === 0) end++;
    const span = { start: parts.starts[part], end: parts.ends[end] };
    found.push({ entity: 'card.pan', rule: rule.id, ...span, score: SCORE_WEAK, form: 'text', isWhollyHidden: end < last });
    trace?.({ rule: rule.id, ...span, step: 'found', ok: true, detail: 'in parts behind a card word' });
    part = end + 1;
  }
  return found;
}

/** Grouped like a card behind its word, or in one piece, with a digit too few or too many: 4111 1111 1111 111. */
function mistyped(rule: PanRule, view: View, isBare: Evidence['isBare'], trace?: Trace): readonly Located[] {
  let last = 0;
  while (last + 1 < parts.count && parts.isApart[last + 1] === 0) last++;
  if (parts.count === 0) return NONE;
  const count = parts.first[last + 1];
  const isCardSized = count >= MISTYPED_MIN && count <= MISTYPED_MAX && isCardPrefix(rule);
  if (!isCardSized || !isGroupedLikeCard(last)) return NONE;
  const isCells = areCells(view, rule.isCardText, parts, 0, last + 1, { isProven: false, isBare });
  return isCells ? NONE : located(rule, 0, last, trace);
}

/** Whether any brand of sixteen or fifteen digits begins so. */
const isCardPrefix = (rule: PanRule): boolean => (rule.brands.lookup(prefixAt(0), 16) | rule.brands.lookup(prefixAt(0), 15)) !== 0;

/** One piece; or four or five digits first and the others in groups of three to six. */
function isGroupedLikeCard(last: number): boolean {
  if (last === 0) return true;
  if (parts.first[1] !== 4 || last < 2 || last > 4) return false;
  for (let part = 1; part <= last; part++) {
    const size = parts.first[part + 1] - parts.first[part];
    if (size > 6 || (size < 3 && part < last)) return false;
  }
  return true;
}

/** The digits that were announced as the beginning of a number. */
function half(rule: PanRule, trace?: Trace): readonly Located[] {
  let last = 0;
  while (last + 1 < parts.count && parts.first[last + 1] < HALF_MIN) last++;
  if (parts.count === 0 || parts.first[last + 1] < HALF_MIN || parts.first[last + 1] > HALF_MAX || !isCardPrefix(rule)) return NONE;
  return located(rule, 0, last, trace).map((part) => ({ ...part, isWhollyHidden: true }));
}
