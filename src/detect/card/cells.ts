/**
 * Numbers of neighbouring cells. Near a card word digits in whatever parts are read together, and of a row of extensions, dates and amounts many
 * stretches hold a right check digit by chance. Parts that lie in several cells are one card only where they are parted as people part cards and
 * none of them is an amount, a date or a time; or where the card word stands in one cell with them.
 */
import { isLetter } from '../../text/ascii.js';
import { textBetween, type View } from '../view.js';
import { borderIn, endBefore, endBehind, endsAt, isSeparated, mayHoldBorder, type Border } from './borders.js';
import { isPartedLikeCard } from './grouping.js';
import type { WordTest } from './words.js';

/** Groups of digits that may be one number. */
export interface Groups {
  /** Digits of a group. */
  size(group: number): number;
  /** Where it stands. */
  start(group: number): number;
  end(group: number): number;
}

/** What is known of the groups beside where they stand. */
export interface Evidence {
  /** Their check digit is right, or none of the brand is. */
  readonly isProven: boolean;
  /** In JSON alone: whether the byte at an offset stands between strings. */
  readonly isBare: ((at: number) => boolean) | undefined;
}

/** How far around a number the ends of its cells are looked for. */
const REACH = 64;

/** What is a number of its own. */
const AMOUNT = /^[-+]?\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{1,2}$/;
const DATE =
  /^(?:\d{4}-\d\d-\d\d(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})|(?:199|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/;
const TIME = /^\d{1,2}:\d\d(?::\d\d)?$/;
/** The end of a number that is masked, which is no beginning of another. */
const MASKED = /\*{3}\d{2,6}$/;

/** Whether groups `group` to before `endGroup` are numbers of several cells. `words` are card words. */
export function areCells(
  view: View,
  words: WordTest,
  groups: Groups,
  group: number,
  endGroup: number,
  { isProven, isBare }: Evidence,
): boolean {
  const borders = bordersOf(view, groups, group, endGroup, isBare);
  if (borders.size === 0) return false;
  const isOver = (...kinds: readonly Border[]): boolean => kinds.some((kind) => borders.has(kind));
  const isOverCells = isOver('cell', 'comma', 'number', 'element');
  const isParted = isPartedLikeCard((i) => groups.size(i), group, endGroup);
  if (isParted && !isOverCells) return false;
  const start = groups.start(group);
  const end = groups.end(endGroup - 1);
  const ends = endsAt(borders);
  const [textBefore, textBehind] = [textBetween(view, start - REACH, start), textBetween(view, end, end + REACH)];
  const before = endBefore(textBefore, ends);
  const behind = endBehind(textBehind, ends);
  const [low, high] = [start - before.distance, end + behind.distance];
  if (holds(view, words, end, high) || (holds(view, words, low, start) && !isEndOfName(view, groups, group))) return false;
  const cells = textBetween(view, low, high).split(ends);
  if (cells.some(isOwn)) return true;
  const sides = Number(before.isSeparator) + Number(behind.isSeparator);
  if (isParted) return !isProven || (isOver('row') && sides > 0);
  if (isOver('element') || (isOver('row') && sides > 1)) return true;
  return isOverCells && (sides > 0 || isSeparated(textBefore, ends) || isSeparated(textBehind, ends));
}

/** The borders between the groups. */
function bordersOf(view: View, groups: Groups, group: number, endGroup: number, isBare: Evidence['isBare']): ReadonlySet<Border> {
  const borders = new Set<Border>();
  for (let next = group + 1; next < endGroup; next++) {
    const [end, start] = [groups.end(next - 1), groups.start(next)];
    if (!mayHoldBorder(view.bytes, end, start)) continue;
    borders.add(borderIn(textBetween(view, end, start), isBare !== undefined, isBare?.(end) === true));
  }
  borders.delete('none');
  return borders;
}

/** Whether a cell is a number of its own. */
function isOwn(cell: string | undefined): boolean {
  if (cell === undefined || cell.length > REACH) return false;
  const text = cell.replace(/["']/g, '').trim();
  return AMOUNT.test(text) || DATE.test(text) || TIME.test(text) || MASKED.test(text);
}

const UNDERSCORE = 0x5f;

/** Whether the first group belongs to the name before it: card_last4, card2. */
function isEndOfName({ bytes, start }: View, groups: Groups, group: number): boolean {
  const at = groups.start(group);
  return at > start && groups.size(group) === 1 && (isLetter(bytes[at - 1]) || bytes[at - 1] === UNDERSCORE);
}

function holds({ bytes, start, end }: View, words: WordTest, from: number, to: number): boolean {
  const [low, high] = [Math.max(start, from), Math.min(end, to)];
  return words.find(bytes, low, high, low, high) >= 0;
}
