/**
 * Data that a word announces: a card verification code behind "CVV", an expiry date behind "valid thru". The kernel finds the words;
 * here the next number is read if nothing but punctuation and a few words stand between.
 */
import { LIMITS } from '../../base/limits.js';
import { OTHER, SEPARATOR } from '../../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { digitsValue, readCluster, type Cluster } from '../cluster.js';
import { textAfter, type View } from '../view.js';
import { isCardYear, isMonth } from './tail.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words that lead on from the announcing word to its number. Any other says that the number is something else. */
const LEADING_WORDS =
  'code codes number no nr num value val is was are date day my your the of for on back card mm yy yyyy är er ist est es è e la el il kod koden nummer numer til till bis thru';
/** What may stand between the word and its number: those words and punctuation. */
const LEADS_ON = new RegExp(`^(?:[\\s"'</#]|(?<![a-z])(?:${LEADING_WORDS.replaceAll(' ', '|')})(?![a-z]))*$`, 'i');
const COMMA = 0x2c;
const ASTERISK = 0x2a;
/** So many asterisks are a mask: what follows is the visible end of a number redacted before. */
const MASK_ASTERISKS = 3;

/** Where the number behind the word begins, or -1. `from` is the offset behind the word. */
function numberBehind(view: View, from: number, reach: number): number {
  let between = '';
  let asterisks = 0;
  const stop = Math.min(view.end, from + reach);
  for (let at = skipSuffix(view, from); at < stop;) {
    const unit = readUnit(view.bytes, at, view.end, true);
    const codePoint = unitCodePoint(unit);
    if (unitKind(unit) < 10) return LEADS_ON.test(between) ? at : -1;
    if (codePoint === COMMA || (codePoint === ASTERISK && ++asterisks === MASK_ASTERISKS)) return -1;
    if (unitKind(unit) === OTHER) between += String.fromCodePoint(codePoint);
    else if (unitKind(unit) === SEPARATOR) between += ' ';
    at += unitLength(unit);
  }
  return -1;
}

/** The 2 of CVV2 and CVC2 belongs to the word. */
function skipSuffix(view: View, from: number): number {
  return /^2(?!\d)/.test(textAfter(view, from)) ? from + 1 : from;
}

/** A code of three or four digits (PCI DSS 4.0.1, 3.3.1.2), standing alone. */
export function findCvc(view: View, from: number, reach: number): Span | undefined {
  const start = numberBehind(view, from, reach);
  if (start < 0) return undefined;
  const { groups, ends } = readCluster(view, start, view.end);
  const { size } = groups[0];
  if (size !== 3 && size !== 4) return undefined;
  const end = ends[size - 1];
  return /^[A-Za-z]/.test(textAfter(view, end)) ? undefined : { start, end };
}

/** An expiry date: 12/27, 12/2027, 2027-12, 1227 or 122027. Dates with a day are none. */
export function findExpiry(view: View, from: number, reach: number): Span | undefined {
  const start = numberBehind(view, from, reach);
  if (start < 0) return undefined;
  const cluster = readCluster(view, start, start + LIMITS.contextBytes);
  const digits = isCompactExpiry(cluster) ? cluster.groups[0].size : expiryDigits(cluster);
  return digits === 0 ? undefined : { start, end: cluster.ends[digits - 1] };
}

/** 1227 or 122027 */
function isCompactExpiry({ groups, values }: Cluster): boolean {
  const { size } = groups[0];
  if (size !== 4 && size !== 6) return false;
  return isMonth(digitsValue(values, 0, 2)) && isCardYear(digitsValue(values, 2, size - 2), size - 2);
}

/** Digits of an expiry date in the first two groups, or 0. */
function expiryDigits({ groups, values }: Cluster): number {
  if (groups.length < 2) return 0;
  const [first, second, third] = groups;
  if (third?.before === second.before) return 0; // a date with a day
  const [left, right] = [digitsValue(values, 0, first.size), digitsValue(values, second.first, second.size)];
  const monthFirst = first.size <= 2 && isMonth(left) && isCardYear(right, second.size);
  const yearFirst = first.size === 4 && isCardYear(left, 4) && second.size === 2 && isMonth(right);
  return monthFirst || yearFirst ? first.size + second.size : 0;
}
