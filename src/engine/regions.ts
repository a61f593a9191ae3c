/** The kernel's regions in the order in which they are judged, and how far before its start a region's findings may begin. */
import { isAtom, reachBack, REASON_DIGITS, REASON_LITERAL, REASON_TOKEN, REGION_FIELDS, REGION_LITERAL_SHIFT } from '../kernel/kernel.js';
import type { Literal } from '../ruleset/compile.js';

const FIELDS = REGION_FIELDS;
/** Indices of regions in order of their start; what a word announces goes before the number that follows it. Reused by each scan. */
let order = new Int32Array(1024);

/**
 * Sorts `count` regions of the kernel, which lists those of digits in order behind all others, and those nearly in order. The answer
 * holds until the next call.
 */
export function inOrder(regions: Uint32Array, count: number): Int32Array {
  if (order.length < count) order = new Int32Array(2 * count);
  const isBefore = (a: number, b: number): boolean =>
    regions[a * FIELDS] < regions[b * FIELDS] ||
    (regions[a * FIELDS] === regions[b * FIELDS] && regions[a * FIELDS + 2] > regions[b * FIELDS + 2]);
  for (let i = 0; i < count; i++) {
    let at = i;
    if ((regions[i * FIELDS + 2] & REASON_DIGITS) !== 0) return merge(i, count, isBefore);
    for (; at > 0 && isBefore(i, order[at - 1]); at--) order[at] = order[at - 1];
    order[at] = i;
  }
  return order;
}

/** Merges the sorted others, `order` up to `digits`, with the regions of digits behind them; from the back, so that nothing is overwritten. */
function merge(digits: number, count: number, isBefore: (a: number, b: number) => boolean): Int32Array {
  let other = digits - 1;
  let digit = count - 1;
  for (let at = count - 1; digit >= digits; at--) {
    if (other >= 0 && isBefore(digit, order[other])) order[at] = order[other--];
    else order[at] = digit--;
  }
  return order;
}

/**
 * The first offset at which a finding of a region may begin: what the kernel holds back before the region is seen. What has left, before
 * `first`, is looked at too: how long a run of letters is must not depend on how much of it is still here.
 */
export function earliestStart(literals: readonly Literal[], bytes: Uint8Array, start: number, flags: number, first: number): number {
  if ((flags & (REASON_DIGITS | REASON_TOKEN)) !== 0) return Math.max(first, reachBack(bytes, start, 0));
  if ((flags & REASON_LITERAL) !== 0) return beforeLiteral(bytes, start, literals[flags >>> REGION_LITERAL_SHIFT].bytes, first);
  return start;
}

const BACKSLASH = 0x5c;

/** The end of the literal that is one with what follows, as long as the kernel keeps so much. It never begins inside an escape. */
function beforeLiteral(bytes: Uint8Array, start: number, literal: Uint8Array, first: number): number {
  let length = 0;
  while (length < literal.length && isAtom(literal[literal.length - 1 - length])) length++;
  while (length > 0 && length < literal.length && literal[literal.length - 1 - length] === BACKSLASH) length++;
  return Math.max(first, start - length, reachBack(bytes, start, 0));
}
