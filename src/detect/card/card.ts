/** The card family: PAN, track, expiry and verification code in one region. */
import { LIMITS } from '../../base/limits.js';
import { LITERAL_REACH } from '../../kernel/kernel.js';
import { isDigit } from '../../text/ascii.js';
import { insideString } from '../../text/quotes.js';
import { cluster, nextDigit, UNKNOWN } from '../cluster.js';
import type { Trace } from '../trace.js';
import type { Located, Region, View } from '../view.js';
import { findCvc, findExpiry, findPin } from './announced.js';
import { findApart } from './apart.js';
import { findCodeBeside } from './beside.js';
import { codeBehind, findGlued, findGluedEnd, gluedExpiryDigits } from './glued.js';
import { isNumbers } from './grouping.js';
import { copyBehind } from './leading.js';
import { PanFinder, type PanRule } from './pan.js';
import { beginsNextRow } from './row.js';
import { findSpread } from './spread.js';
import { beginsOther, expiryDigits, isNoCode, isNoDate } from './tail.js';
import { trackEnd } from './track.js';

/** A rule for data that a word announces. */
export interface AnnouncedRule {
  readonly id: string;
  readonly kind: 'cvc' | 'pin' | 'expiry' | 'card' | 'half' | 'code';
}

/** Rule ids by what they find. */
export interface CardRules {
  readonly pan: PanRule;
  readonly track: string;
  readonly cvc: string;
  readonly expiry: string;
}

/** Most digits that any policy shows at the end of a PAN. */
const VISIBLE_DIGITS = 4;
const SCORE_TRACK = 98;
const SCORE_TAIL = 85;
const SCORE_ANNOUNCED = 85;
/** Digits behind a region that are read: two numbers of greatest length. */
const LOOKAHEAD_DIGITS = 2 * LIMITS.panDigitsMax;

const NONE: Located[] = [];

/** What is seen around the region at hand; one object, since detectors are synchronous. */
const seen: { bytes: Uint8Array; start: number; end: number; serial: number } = {
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
  serial: UNKNOWN,
};
/** Reads with the rules used last; a snapshot's rules hold for many regions. */
let reader: CardReader | undefined;

/** Findings of a region of digits. `coveredTo` is the offset behind earlier findings. */
export function findCards(rules: CardRules, view: View, region: Region, coveredTo: number, trace?: Trace): Located[] {
  look(view, region);
  return readerOf(rules).readRegion(region, coveredTo, trace);
}

function readerOf(rules: CardRules): CardReader {
  if (reader?.rules !== rules) reader = new CardReader(rules);
  return reader;
}

/** Shows no more of the view than every view of the region holds, so that findings do not depend on how a stream was cut. */
function look(view: View, { start, end }: Region): void {
  seen.bytes = view.bytes;
  seen.serial = view.serial ?? UNKNOWN;
  seen.start = Math.max(view.start, start - LIMITS.contextBytes);
  seen.end = Math.min(view.end, end + LIMITS.contextBytes);
}

/** Whether a PAN begins with `group`, in whatever manner. */
const isPan = (finder: PanFinder, from: number, group: number): boolean =>
  finder.at(from, group) || findGlued(finder, from, group) || findGluedEnd(finder, group);

/** Reads the cards of one region after another. */
class CardReader {
  readonly finder: PanFinder;
  private found = NONE;
  private region!: Region;
  private isBare = false;

  constructor(readonly rules: CardRules) {
    this.finder = new PanFinder(rules.pan, cluster);
  }

  readRegion(region: Region, coveredTo: number, trace: Trace | undefined): Located[] {
    const { finder } = this;
    const { bytes } = seen;
    const end = Math.min(region.end, seen.end);
    this.found = NONE;
    this.region = region;
    this.isBare = region.isJson && !region.inString;
    let covered = coveredTo;
    for (let at = region.start; at < end; at = nextDigit(bytes, at, end)) {
      const group = cluster.readOn(seen, at, seen.end, region.end, LOOKAHEAD_DIGITS);
      if (cluster.digits - cluster.first[group] < LIMITS.panDigitsMin) at = cluster.next;
      else {
        finder.open(seen, covered, this.isBare, trace);
        at = this.readTo(end, group);
        covered = finder.coveredTo;
      }
    }
    return this.found;
  }

  /** Judges what begins with group `begin` or behind it, before `end`; returns the offset at which to read on. */
  private readTo(end: number, begin: number): number {
    const { finder } = this;
    const { first, starts, groups } = cluster;
    const stop = cluster.isFull ? cluster.digits - LOOKAHEAD_DIGITS : cluster.digits;
    for (let group = begin; group < groups;) {
      const from = first[group];
      if (starts[from] >= end) return end;
      if (from > stop) return starts[from];
      if (starts[from] >= finder.coveredTo && isPan(finder, from, group)) group = this.take(group);
      else group++;
    }
    return cluster.next;
  }

  /** Notes the findings of the PAN at hand, which begins in `group`; returns the group at which to look on. */
  private take(group: number): number {
    const { finder } = this;
    const { to, endGroup, score, start, end } = finder;
    if (this.found.length === 0) this.found = [];
    const track = trackEnd(finder.view, end);
    if (track !== undefined) {
      this.add('card.track', this.rules.track, start, track, SCORE_TRACK, 'text', false);
      finder.coveredTo = track;
      return endGroup;
    }
    finder.coveredTo = end; // what follows is judged beside it
    const isGlued = cluster.first[endGroup] !== to;
    const form = this.isBare && isNumbers(cluster, group, isGlued ? endGroup + 1 : endGroup) ? 'number' : 'text';
    const rival = endGroup > group + 1 ? finder.rivalInside(group) : 0;
    if (rival > 0) {
      const cut = cluster.end(cluster.first[rival] - 1); // all of it is hidden, and the rival is found on its own
      this.add('card.pan', this.rules.pan.id, start, cut, score, form, true);
      finder.coveredTo = cut;
      return rival;
    }
    const isWhollyHidden = isGlued ? form === 'text' : this.visibleEndGoesOn(to, endGroup);
    this.add('card.pan', this.rules.pan.id, start, end, score, form, isWhollyHidden);
    return this.takeTail(to, endGroup, isGlued, form);
  }

  /** Expiry date and code behind the PAN. */
  private takeTail(to: number, group: number, isGlued: boolean, form: Located['form']): number {
    const { starts } = cluster;
    const digits = isGlued ? gluedExpiryDigits(cluster, to, group) : expiryDigits(cluster, to, group);
    if (digits === 0) return isGlued || !this.takeApart() ? this.pastGlue(to, group, isGlued) : group;
    if (!isGlued && beginsNextRow(seen, this.finder.start, this.finder.end, starts[to])) return group;
    const end = to + digits;
    const next = cluster.groupOf(end - 1) + (cluster.first[cluster.groupOf(end - 1) + 1] === end ? 1 : 0);
    if (!isGlued && group + 1 < next && beginsOther(seen, starts[cluster.first[group + 1]])) return group;
    const code =
      cluster.first[next] === end && (this.beginsAnother(next) || isNoCode(seen, starts[end])) ? 0 : codeBehind(cluster, end, next);
    if (code === 0 && !isGlued && (this.takeApart() || isNoDate(seen, cluster, group, next))) return group;
    this.add('card.expiry', this.rules.expiry, starts[to], cluster.end(end - 1), SCORE_TAIL, form, false);
    if (code > 0) this.add('card.cvc', this.rules.cvc, starts[end], cluster.end(end + code - 1), SCORE_TAIL, form, false);
    this.finder.coveredTo = cluster.end(end + code - 1);
    return code > 0 ? cluster.groupOf(end + code - 1) + 1 : next;
  }

  /** Notes date and code in cells of their own behind that of the PAN; false where there are none. */
  private takeApart(): boolean {
    const { finder, region } = this;
    const isCut = seen.end === region.end + LIMITS.contextBytes;
    const apart = findApart(seen, finder.end, finder.to - finder.from, region.isJson, isCut);
    if (apart === undefined) return false;
    const formAt = (at: number): Located['form'] =>
      region.isJson && !insideString(seen.bytes, region.start, at, region.inString) ? 'number' : 'text';
    const { date, code } = apart;
    this.add('card.expiry', this.rules.expiry, date.start, date.end, SCORE_TAIL, formAt(date.start), false);
    this.add('card.cvc', this.rules.cvc, code.start, code.end, SCORE_TAIL, formAt(code.start), false);
    finder.coveredTo = code.end;
    return true;
  }

  /** Whether another PAN begins with the group that would be the code: its first digits are no code, and it is found on its own. */
  private beginsAnother(group: number): boolean {
    const from = cluster.first[group];
    return group < cluster.groups && cluster.digits - from >= LIMITS.panDigitsMin && isPan(this.finder, from, group);
  }

  /** What stands behind a PAN in the same group: another, a code, or nothing to tell of. */
  private pastGlue(to: number, group: number, isGlued: boolean): number {
    if (!isGlued) return group;
    if (findGlued(this.finder, to, group) || this.finder.isStrongAt(to, group)) return this.take(group);
    return group + 1;
  }

  /** Whether the last four digits, left visible, would be the beginning of another PAN with the groups behind. */
  private visibleEndGoesOn(to: number, endGroup: number): boolean {
    const visible = to - VISIBLE_DIGITS;
    if (endGroup === cluster.groups) return false;
    const { finder } = this;
    const covered = finder.coveredTo;
    finder.coveredTo = 0;
    const goesOn = finder.at(visible, cluster.groupOf(visible, endGroup));
    finder.coveredTo = covered;
    return goesOn;
  }

  private add(
    entity: string,
    rule: string,
    start: number,
    end: number,
    score: number,
    form: Located['form'],
    isWhollyHidden: boolean,
  ): void {
    this.found.push({ entity, rule, start, end, score, form, isWhollyHidden });
  }
}

/** Whether the digits from `start` on read as a PAN. */
function beginsPan(finder: PanFinder, start: number, isBare: boolean): boolean {
  cluster.read(seen.bytes, start, seen.end);
  if (cluster.digits < LIMITS.panDigitsMin) return false;
  finder.open(seen, 0, isBare);
  return finder.at(0, 0);
}

/** Findings that a word announces, in the region that begins behind the word. */
export function findAnnounced(
  rules: CardRules,
  rule: AnnouncedRule,
  view: View,
  region: Region,
  coveredTo: number,
  trace?: Trace,
): readonly Located[] {
  look(view, region);
  if (rule.kind === 'card' || rule.kind === 'half') return findBehindWord(rules, region, coveredTo, rule.kind === 'half', trace);
  const isText = (at: number): boolean => !region.isJson || insideString(seen.bytes, region.start, at, region.inString);
  const span = spanBehind(rules, rule.kind, region.start, isText);
  if (span === undefined || span.start < coveredTo || beginsPan(readerOf(rules).finder, span.start, !isText(span.start))) return NONE;
  const isDecimal = span.end < seen.end && seen.bytes[span.end] === 0x2e; // a bare decimal is no code, and replacing its whole part would break it
  const form = isText(span.start) ? 'text' : 'number';
  if (form === 'number' && isDecimal) return NONE;
  const found = {
    entity: `card.${rule.kind === 'code' ? 'cvc' : rule.kind}`,
    rule: rule.id,
    ...span,
    score: SCORE_ANNOUNCED,
    form,
  } as const;
  const copy = copyBehind(seen, span.start, span.end);
  if (copy < 0) return [found];
  return [found, { ...found, start: copy, end: copy + span.end - span.start, form: isText(copy) ? 'text' : 'number' }];
}

function spanBehind(
  rules: CardRules,
  kind: 'cvc' | 'pin' | 'expiry' | 'code',
  from: number,
  isText: (at: number) => boolean,
): ReturnType<typeof findCvc> {
  const { isCardText } = rules.pan;
  if (kind === 'code') return findCodeBeside(seen, from, (at) => beginsPan(readerOf(rules).finder, at, !isText(at)));
  if (kind === 'cvc') return findCvc(seen, from, LITERAL_REACH);
  if (kind === 'pin') return findPin(seen, from, LITERAL_REACH, isCardText);
  return findExpiry(seen, from, LITERAL_REACH, isCardText, (at) => !isText(at));
}

/** A PAN behind a card word that the windows of its cluster do not show. */
function findBehindWord(rules: CardRules, region: Region, coveredTo: number, isHalf: boolean, trace?: Trace): readonly Located[] {
  const { bytes } = seen;
  if (!mayHoldDigit(bytes, region.start, seen.end)) return NONE;
  const end = Math.min(seen.end, region.end);
  const start = nextDigit(bytes, region.start, end);
  const isBare = region.isJson ? (at: number): boolean => !insideString(bytes, region.start, at, region.inString) : undefined;
  if (start < end && hasWindow(readerOf(rules).finder, start, isBare?.(start) === true)) return NONE;
  const found = findSpread(rules.pan, seen, region.start, isHalf, isBare, trace);
  if (found.length === 0 || found[0].start < coveredTo) return NONE;
  if (isBare === undefined) return found;
  return found.map((part) => (isBare(part.start) ? { ...part, form: 'number' } : part));
}

/** Whether any byte may be a digit or part of one: most card words stand in sentences. */
function mayHoldDigit(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (DIGIT_BYTES[bytes[at]] !== 0) return true;
  return false;
}

/** Digits, the beginnings of escapes, and what is not ASCII. */
const DIGIT_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => (isDigit(byte) || byte >= 0x80 || byte === 0x5c || byte === 0x25 || byte === 0x26 ? 1 : 0)); // prettier-ignore

/** Whether the cluster at `start` shows a PAN by itself. */
function hasWindow(finder: PanFinder, start: number, isBare: boolean): boolean {
  cluster.read(seen.bytes, start, seen.end);
  if (cluster.digits < LIMITS.panDigitsMin) return false;
  finder.open(seen, 0, isBare);
  for (let group = 0; group < cluster.groups; group++) {
    if (isPan(finder, cluster.first[group], group)) return true;
  }
  return false;
}
