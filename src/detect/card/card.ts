/** The card family: PAN, track, expiry and verification code in one region. */
import { LITERAL_REACH } from '../../kernel/kernel.js';
import { insideString } from '../../text/quotes.js';
import { digitsValue, readCluster, type Cluster } from '../cluster.js';
import type { Located, Region, View } from '../view.js';
import { findCvc, findExpiry } from './announced.js';
import { isCommaList } from './grouping.js';
import { PanFinder, type PanRule, type PanWindow } from './pan.js';
import { readTail } from './tail.js';
import { trackEnd } from './track.js';

/** A rule for data that a word announces. */
export interface AnnouncedRule {
  readonly id: string;
  readonly kind: 'cvc' | 'expiry';
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

/** Findings of a region of digits. `coveredTo` is the offset behind earlier findings. */
export function findCards(rules: CardRules, view: View, region: Region, coveredTo: number): Located[] {
  const cluster = readCluster(view, region.start, view.end);
  const finder = new PanFinder(rules.pan, view, cluster);
  finder.coveredTo = coveredTo;
  const isBare = region.isJson && !region.inString;
  const found: Located[] = [];
  for (let group = 0; group < cluster.groups.length;) {
    const start = cluster.starts[cluster.groups[group].first];
    const window = start >= finder.coveredTo && start < region.end ? finder.at(group) : undefined;
    if (window === undefined) {
      group++;
      continue;
    }
    finder.coveredTo = window.end; // what follows is judged beside it
    const rival = finder.rivalInside(window);
    found.push(...cardFindings(rules, view, cluster, rival === undefined ? window : endingAt(cluster, window, rival), isBare));
    finder.coveredTo = found[found.length - 1].end;
    group = rival ?? window.endGroup;
  }
  return found;
}

/** The window cut short where a rival begins: all of it is hidden, and the rival is found on its own. */
function endingAt(cluster: Cluster, window: PanWindow, rival: number): PanWindow {
  return { ...window, endGroup: rival, end: cluster.ends[cluster.groups[rival].first - 1], isCut: true };
}

/** The PAN itself, or its track, or with it the expiry date and code behind it. */
function cardFindings(rules: CardRules, view: View, cluster: Cluster, window: PanWindow, isBare: boolean): Located[] {
  const { start, end, score, isCut } = window;
  const track = trackEnd(view, end);
  if (track !== undefined) return [{ entity: 'card.track', rule: rules.track, start, end: track, score: SCORE_TRACK, form: 'text' }];
  const form = isBare && isCommaList(cluster, window.firstGroup, window.endGroup) ? 'number' : 'text';
  const isWhollyHidden = isCut === true || visibleEndGoesOn(rules, view, cluster, window);
  const pan: Located = { entity: 'card.pan', rule: rules.pan.id, start, end, score, form, isWhollyHidden };
  const tail = isCut === true ? undefined : readTail(cluster, window.endGroup);
  if (tail === undefined) return [pan];
  const expiry: Located = { entity: 'card.expiry', rule: rules.expiry, ...tail.expiry, score: SCORE_TAIL, form };
  return tail.cvc === undefined
    ? [pan, expiry]
    : [pan, expiry, { entity: 'card.cvc', rule: rules.cvc, ...tail.cvc, score: SCORE_TAIL, form }];
}

/** Whether the last four digits, left visible, would be the beginning of another PAN with the groups behind. */
function visibleEndGoesOn(rules: CardRules, view: View, cluster: Cluster, { endGroup }: PanWindow): boolean {
  if (endGroup === cluster.groups.length) return false;
  const firstVisible = cluster.groups[endGroup].first - VISIBLE_DIGITS;
  return rules.pan.brands.isPrefix(digitsValue(cluster.values, firstVisible, 3)) && beginsPan(rules, view, cluster.starts[firstVisible]);
}

/** Whether the digits from `start` on read as a PAN. */
function beginsPan(rules: CardRules, view: View, start: number): boolean {
  return new PanFinder(rules.pan, view, readCluster(view, start, view.end)).at(0) !== undefined;
}

/** The finding that a word announces, in the region that begins behind the word. */
export function findAnnounced(rules: CardRules, rule: AnnouncedRule, view: View, region: Region): Located | undefined {
  const span = rule.kind === 'cvc' ? findCvc(view, region.start, LITERAL_REACH) : findExpiry(view, region.start, LITERAL_REACH);
  if (span === undefined || beginsPan(rules, view, span.start)) return undefined;
  const isDecimal = span.end < view.end && view.bytes[span.end] === 0x2e; // a bare decimal is no code, and replacing its whole part would break it
  const isText = !region.isJson || insideString(view.bytes, region.start, span.start, region.inString);
  if (!isText && isDecimal) return undefined;
  return { entity: `card.${rule.kind}`, rule: rule.id, ...span, score: SCORE_ANNOUNCED, form: isText ? 'text' : 'number' };
}
