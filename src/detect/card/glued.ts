/**
 * PANs that begin or end inside a group of digits: with the expiry date or code glued behind, two back to back, padded with zeros, in the
 * fields of EMV (tags 5A, 57) and ISO 8583 messages. One digit run of that length holds many windows and every tenth has a right check
 * digit, so each form must show its own evidence; near a card word any window counts.
 */
import { LIMITS } from '../../base/limits.js';
import { isDigit, isHex } from '../../text/ascii.js';
import type { Cluster } from '../cluster.js';
import { isPrinted } from './grouping.js';
import { SCORE_STRONG, SCORE_WEAK, type PanFinder } from './pan.js';
import { codeDigits, isCardYear, isMonth, isMonthYear } from './tail.js';
import { trackEnd } from './track.js';
import { isFraction } from './veto.js';

/** Digits of a group that may hold more than a PAN. */
const GLUED_DIGITS_MIN = 15;
/** A longer run of digits is no number, not even several glued together. */
const GLUED_DIGITS_MAX = 48;
/** Lengths to try, the commonest first. */
const LENGTHS = [16, 15, 19, 14, 18, 17, 13];
/** Of those, the ones that are printed in groups. */
const PRINTED_LENGTHS = [16, 15, 14];
/** Of those, the ones that nearly all cards have. */
const USUAL_LENGTHS = [16, 15];
/** Other digits before and behind a PAN in a group as short as a number. */
const TYPED_BEFORE_MAX = 3;
const TYPED_BEHIND_MAX = 1;
/** How far before such a group a card word begins. */
const WORD_BYTES_BEFORE_MAX = 24;
/** Fewer than so many zeros pad numbers of a usual length alone: those stored in pairs of digits, or in columns of a fixed width. */
const ZEROS_MIN = 2;
const CODE_DIGITS = 3;
/** Between month and year, in bytes: a slash with spaces around it, each as an escape of six. */
const GAP_BYTES_MAX = 18;

/** Whether a PAN lies in the digits of `group` from digit `from` on; what is found is in the finder. */
export function findGlued(finder: PanFinder, from: number, group: number): boolean {
  const { cluster } = finder;
  const to = cluster.first[group + 1];
  if (to - from < GLUED_DIGITS_MIN || to - from > GLUED_DIGITS_MAX) return false;
  if (isFraction(finder.view, cluster.starts[from])) return false;
  if (inTag(finder, from, to, group) || inMessage(finder, from, to, group)) return true; // whatever stands around it
  const isFound =
    whole(finder, from, to, group) ||
    padded(finder, from, to, group) ||
    withTail(finder, from, to, group) ||
    inTrack(finder, from, to, group) ||
    nearWord(finder, from, to, group);
  return isFound && !finder.isVetoed(finder.from, group, group + 1);
}

/**
 * Whether a PAN printed in groups begins with `group` and ends inside a later one, where another or an expiry date is glued to it:
 * 3782 822463 100054111111111111111, 4111 1111 1111 11111227.
 */
export function findGluedEnd(finder: PanFinder, group: number): boolean {
  const { cluster } = finder;
  const { first, groups, digits } = cluster;
  const from = first[group];
  for (const length of PRINTED_LENGTHS) {
    const to = from + length;
    if (to >= digits || !finder.isPlain(from, to)) continue;
    let last = group + 1;
    while (last < groups && first[last + 1] < to) last++;
    if (last >= groups || first[last + 1] === to || !isPrinted(cluster, from, group, last + 1, to)) continue;
    const isGlued = finder.isPlain(to, first[last + 1]) || gluedExpiryDigits(cluster, to, last) > 0;
    if (!isGlued || finder.isVetoed(from, group, last + 1) || finder.areCells(from, to, group, last + 1, true)) continue;
    return finder.take(from, to, last, SCORE_STRONG);
  }
  return false;
}

/** The rest of a group behind another PAN. */
const whole = (finder: PanFinder, from: number, to: number, group: number): boolean =>
  from > finder.cluster.first[group] && finder.isPlain(from, to) && finder.take(from, to, group + 1, SCORE_STRONG);

/** 00004111111111111111, 0378282246310005 */
function padded(finder: PanFinder, from: number, to: number, group: number): boolean {
  const { values } = finder.cluster;
  let start = from;
  while (start < to && values[start] === 0) start++;
  const isPadded = start - from >= ZEROS_MIN || (start > from && USUAL_LENGTHS.includes(to - start));
  return isPadded && finder.isPlain(start, to) && finder.take(start, to, group + 1, SCORE_STRONG);
}

/** A PAN at the beginning of the group with another, or an expiry date, behind it. */
function withTail(finder: PanFinder, from: number, to: number, group: number): boolean {
  for (const length of LENGTHS) {
    const end = from + length;
    if (end >= to || !finder.isPlain(from, end)) continue;
    if (finder.isPlain(end, to) || gluedExpiryDigits(finder.cluster, end, group) > 0) return finder.take(from, end, endGroup(end, to, group), SCORE_STRONG); // prettier-ignore
    if (to - end === CODE_DIGITS && finder.isNearCardWord(from, end)) return finder.take(from, end, group, SCORE_WEAK);
  }
  return false;
}

/** The group in which what follows a glued PAN begins. */
const endGroup = (end: number, to: number, group: number): number => (end === to ? group + 1 : group);

/** Digits of an expiry date glued behind a PAN, from digit `from` of `group` on: 12/27, 1227, 122027, alone or with a code behind. */
export function gluedExpiryDigits(cluster: Cluster, from: number, group: number): number {
  const rest = cluster.first[group + 1] - from;
  if (rest === 2) return splitExpiryDigits(cluster, from, group);
  if ((rest === 4 || rest === 7 || rest === 8) && isMonthYear(cluster, from)) return 4;
  const isLong = (rest === 6 || rest === 9) && isMonth(cluster.value(from, from + 2)) && isCardYear(cluster.value(from + 2, from + 6), 4);
  return isLong ? 6 : 0;
}

/** 411111111111111112/27 */
function splitExpiryDigits(cluster: Cluster, from: number, group: number): number {
  const { first, groups, starts } = cluster;
  if (group + 1 >= groups) return 0;
  const year = first[group + 1];
  const size = first[group + 2] - year;
  if (size > 4 || starts[year] - cluster.end(year - 1) > GAP_BYTES_MAX) return 0;
  return isMonth(cluster.value(from, from + 2)) && isCardYear(cluster.value(year, year + size), size) ? 2 + size : 0;
}

/** EMV tag 5A and its length, which tell where the PAN begins and ends: 5A084111111111111111; an odd one is filled up with F or any digit. */
function inTag(finder: PanFinder, from: number, to: number, group: number): boolean {
  const { cluster, view } = finder;
  const { bytes } = view;
  const start = cluster.starts[from];
  if (start - 2 < view.start || (bytes[start - 1] | 0x20) !== 0x61 || bytes[start - 2] !== 0x35 || cluster.values[from] !== 0) return false;
  const length = 2 * cluster.values[from + 1];
  for (let end = from + 2 + length; end >= from + 1 + length; end--) {
    if (end <= to && finder.isPlain(from + 2, end)) return finder.take(from + 2, end, endGroup(end, to, group), SCORE_STRONG);
  }
  return false;
}

/** At the end of the digits before a separator of track 2: 57134111111111111111D2512… */
function inTrack(finder: PanFinder, from: number, to: number, group: number): boolean {
  if (trackEnd(finder.view, finder.cluster.end(to - 1)) === undefined) return false;
  for (const length of LENGTHS) {
    if (to - length > from && finder.isPlain(to - length, to)) return finder.take(to - length, to, group + 1, SCORE_STRONG);
  }
  return false;
}

const TYPE_DIGITS = 4;
/** Hexadecimal digits of one or two bitmaps. */
const BITMAPS = [16, 32];

/** In field 2 of a message of ISO 8583, 0200 7234054128C28805 16 4111111111111111 …: message type, bitmap, length of the PAN. */
function inMessage(finder: PanFinder, from: number, to: number, group: number): boolean {
  const { cluster, view } = finder;
  const { starts, values } = cluster;
  let token = starts[from];
  while (token > view.start && isHex(view.bytes[token - 1])) token--;
  if (view.bytes[token] < 0x30 || view.bytes[token] > 0x32 || !isDigit(view.bytes[token + 1])) return false;
  for (const bitmap of BITMAPS) {
    const at = from + token + TYPE_DIGITS + bitmap - starts[from];
    if (at < from || at + 2 >= to) continue;
    const length = values[at] * 10 + values[at + 1];
    if (finder.isPlain(at + 2, at + 2 + length) && at + 2 + length <= to) return finder.take(at + 2, at + 2 + length, group, SCORE_STRONG);
  }
  return false;
}

/**
 * Near a card word, the first window with a live prefix and a right check digit; in a run as short as a number, only one at its beginning, or
 * one of a usual length near its end.
 */
function nearWord(finder: PanFinder, from: number, to: number, group: number): boolean {
  const stop = to - from > LIMITS.panDigitsMax ? to : from + 1;
  for (let start = from; start < stop; start++) {
    for (const length of LENGTHS) {
      const end = start + length;
      if (end > to || !finder.isPlain(start, end)) continue;
      return finder.isNearCardWord(from, to) && finder.take(start, end, endGroup(end, to, group), SCORE_WEAK);
    }
  }
  return to - from <= LIMITS.panDigitsMax && behindDigits(finder, from, to, group);
}

/** card 994111111111111111: behind a few other digits of the group, right behind a card word; farther away too many numbers look like it. */
function behindDigits(finder: PanFinder, from: number, to: number, group: number): boolean {
  for (const length of USUAL_LENGTHS) {
    for (let start = Math.max(from + 1, to - length - TYPED_BEHIND_MAX); start + length <= to; start++) {
      if (start - from > TYPED_BEFORE_MAX || !finder.isPlain(start, start + length)) continue;
      return isBehindCardWord(finder, from) && finder.take(start, start + length, endGroup(start + length, to, group), SCORE_WEAK);
    }
  }
  return false;
}

function isBehindCardWord({ cluster, rule, view }: PanFinder, from: number): boolean {
  const start = cluster.starts[from];
  const low = Math.max(view.start, start - WORD_BYTES_BEFORE_MAX);
  return rule.isCardText.find(view.bytes, low, start, low, start) >= 0;
}

/** Digits of a code glued behind the expiry date, or of one that is a group of its own. */
export function codeBehind(cluster: Cluster, digit: number, group: number): number {
  if (group < cluster.groups && cluster.first[group] < digit) {
    const rest = cluster.first[group + 1] - digit;
    return rest === CODE_DIGITS || rest === CODE_DIGITS + 1 ? rest : 0;
  }
  return codeDigits(cluster, group);
}
