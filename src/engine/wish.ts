/** From the policy's decision about a finding to what takes its place, where that is more than the default mask. */
import type { KeyObject } from 'node:crypto';
import type { Decision } from '../policy/policy.js';
import { NOTHING_SHOWN, PAN } from '../policy/pci.js';
import { Replacement } from '../redact/replacement.js';
import type { Format } from './api.js';
import type { Placed } from './overlay.js';

export type Keys = ReadonlyMap<string, KeyObject>;

/** Undefined where a plain mask does: a card number is so long that its last four may always show. */
export function replacementOf(
  { action, visibleFirst, visibleDigits, key }: Decision,
  placed: Placed,
  by: number,
  format: Format,
  keys: Keys,
): Replacement | undefined {
  // prettier-ignore
  const { located, start, pieces } = placed;
  const { entity, isWhollyHidden } = located;
  if (action === 'allow' || action === 'observe' || action === 'block') return undefined;
  if (action === 'mask' && visibleFirst === 0 && (visibleDigits === 0 || entity === PAN)) return undefined;
  return new Replacement({
    entity,
    action,
    shown: isWhollyHidden === true ? NOTHING_SHOWN : { first: visibleFirst, last: visibleDigits },
    key: key === undefined ? undefined : keys.get(key),
    isPartial: isWhollyHidden === true || start + by < 0 || pieces?.some(({ digitsBehind }) => digitsBehind === Infinity) === true,
    isBehindText: start + by > 0 && isBehindText(placed, format),
  });
}

/** Whether text stands before a value with which what is behind it could become one number, once the value is gone. */
function isBehindText({ before, beforeInReading, pieces }: Placed, format: Format): boolean {
  const isCell = pieces === undefined && (format === 'csv' || format === 'xml');
  const opener = isCell ? before : (beforeInReading ?? before);
  if (opener === undefined || OPENERS.has(opener)) return false;
  return !(isCell && (format === 'csv' ? CELL_OPENERS : ELEMENT_OPENERS).has(opener));
}

/** What a value begins behind, and no number goes on over: quotes, the equals sign and ampersand of forms. */
const OPENERS: ReadonlySet<number> = new Set(Buffer.from('"\'=&'));
const CELL_OPENERS: ReadonlySet<number> = new Set(Buffer.from(',;\t|\r\n'));
const ELEMENT_OPENERS: ReadonlySet<number> = new Set(Buffer.from('>'));
