/** The card family: PAN, track, expiry and verification code in one region. */
import { LITERAL_REACH } from '../../kernel/kernel.js';
import { insideString } from '../../text/quotes.js';
import { readCluster } from '../cluster.js';
import type { Located, Region, View } from '../view.js';
import { findCvc, findExpiry } from './announced.js';
import { PanFinder, type PanRule, type PanWindow } from './pan.js';
import { readTail } from './tail.js';
import { findTrack } from './track.js';

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

const SCORE_TRACK = 98;
const SCORE_TAIL = 85;
const SCORE_ANNOUNCED = 85;

/** Findings of a region of digits. `coveredTo` is the offset behind earlier findings. */
export function findCards(rules: CardRules, view: View, region: Region, coveredTo: number): Located[] {
  const cluster = readCluster(view, region.start, view.end);
  const finder = new PanFinder(rules.pan, view, cluster);
  finder.coveredTo = coveredTo;
  const found: Located[] = [];
  const form = region.isJson && !region.inString ? 'number' : 'text';
  for (let group = 0; group < cluster.groups.length; ) {
    const start = cluster.starts[cluster.groups[group].first];
    const window = start >= finder.coveredTo && start < region.end ? finder.at(group) : undefined;
    if (window === undefined) {
      group++;
      continue;
    }
    found.push(...cardFindings(window));
    finder.coveredTo = found[found.length - 1].end;
    group = window.endGroup;
  }
  return found;

  function cardFindings(window: PanWindow): Located[] {
    const track = findTrack(view, window.start, window.end);
    if (track !== undefined) return [{ entity: 'card.track', rule: rules.track, ...track, score: SCORE_TRACK, form: 'text' }];
    const pan: Located = { entity: 'card.pan', rule: rules.pan.id, start: window.start, end: window.end, score: window.score, form };
    const tail = readTail(cluster, window.endGroup);
    if (tail === undefined) return [pan];
    const expiry: Located = { entity: 'card.expiry', rule: rules.expiry, ...tail.expiry, score: SCORE_TAIL, form };
    return tail.cvc === undefined ? [pan, expiry] : [pan, expiry, { entity: 'card.cvc', rule: rules.cvc, ...tail.cvc, score: SCORE_TAIL, form }];
  }
}

/** The finding that a word announces, in the region that begins behind the word. */
export function findAnnounced(rule: AnnouncedRule, view: View, region: Region): Located | undefined {
  const span = rule.kind === 'cvc' ? findCvc(view, region.start, LITERAL_REACH) : findExpiry(view, region.start, LITERAL_REACH);
  if (span === undefined) return undefined;
  const isText = !region.isJson || insideString(view.bytes, region.start, span.start, region.inString);
  return { entity: `card.${rule.kind}`, rule: rule.id, ...span, score: SCORE_ANNOUNCED, form: isText ? 'text' : 'number' };
}
