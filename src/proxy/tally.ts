/** What one exchange adds up, and its findings by entity and action, for the access log. */
import type { Observer } from '../observe/observer.js';

/** Numbers of one exchange, added up where they arise. */
export interface Tally {
  findings: number;
  addedMs: number;
  /** Findings by `entity action`. */
  found?: Map<string, number>;
}

/** Counts a finding of the exchange that `tally` belongs to. */
export function note(tally: Tally, entity: string, action: string): void {
  tally.findings++;
  count(tally, entity, action);
}

/** An observer that also notes each finding in a tally, for a connection whose messages know no tally. It must not be asked for its routes. */
export function noting(observer: Observer, tally: Pick<Tally, 'found'>): Observer {
  return {
    onRoute: (route) => observer.onRoute(route),
    exchangeStarted: (kind) => observer.exchangeStarted(kind),
    exchangeEnded: (record) => observer.exchangeEnded(record),
    finding(entity, action, direction) {
      count(tally, entity, action);
      observer.finding(entity, action, direction);
    },
    refused: (code, direction) => observer.refused(code, direction),
    scanned: (bytes, direction) => observer.scanned(bytes, direction),
    unscanned: (bytes, direction, reason) => observer.unscanned(bytes, direction, reason),
    heldBack: (deltaBytes) => observer.heldBack(deltaBytes),
    webSocketMessage: (direction, bytes) => observer.webSocketMessage(direction, bytes),
  };
}

/** Few pairs occur: their keys are put together once, so that neither they nor their hashes cost anything again. */
const KEYS_MAX = 1_024;
const keys = new Map<string, Map<string, string>>();
let keyCount = 0;

function keyOf(entity: string, action: string): string {
  const known = keys.get(entity)?.get(action);
  if (known !== undefined) return known;
  const key = `${entity} ${action}`;
  if (keyCount >= KEYS_MAX) return key;
  keyCount++;
  const actions = keys.get(entity) ?? new Map<string, string>();
  keys.set(entity, actions.set(action, key));
  return key;
}

function count(tally: Pick<Tally, 'found'>, entity: string, action: string): void {
  const found = (tally.found ??= new Map<string, number>());
  const key = keyOf(entity, action);
  found.set(key, (found.get(key) ?? 0) + 1);
}
