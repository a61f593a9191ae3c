/** What conversations answer, as what is replaced in the message and told of it. */
import type { ErrorCode } from '../base/errors.js';
import type { Action, Effect } from '../engine/api.js';
import { isActedUpon } from '../policy/clause.js';
import type { Splice } from '../redact/splice.js';
import { together } from '../redact/together.js';
import type { Verdict } from './conversation/api.js';
import { maskedDigits, type ReadDigits } from './digits.js';
import { blanked } from './drafts.js';
import type { Text } from './texts.js';

/** What to replace besides what the engine found. Both lists are in order and disjoint. */
export interface Heard {
  /** Texts that go as a whole. */
  readonly blanks: readonly Splice[];
  readonly masks: readonly Splice[];
  readonly effects: readonly Effect[];
  /** Why the message goes no further. */
  readonly refused?: ErrorCode | undefined;
}

/** Texts that are taken out whole win over what the engine found, and that over single digits. */
export function withHeard(found: readonly Splice[], { blanks, masks }: Pick<Heard, 'blanks' | 'masks'>): readonly Splice[] {
  const known = blanks.length === 0 ? found : together(blanks, found);
  return masks.length === 0 ? known : together(known, masks);
}

/** Where a text stands, and how it is written. */
export type Placed = Pick<Text, 'start' | 'end' | 'read' | 'offsets' | 'isString'>;

/** A text whose conversation is asked. */
export interface Told<Kind extends Placed = Placed> {
  readonly text: Kind;
  readonly read: ReadDigits;
  readonly keepsLength: boolean;
  /** What takes the place of digits that are masked whatever the answer is. */
  readonly rest?: Splice | undefined;
  /** Index of what is asked: the same text under the same identifier, or several times in one object, is said once. */
  readonly asked: number;
  /** Of each digit, which of those that are asked about it is, below zero where it is none. Absent: they are the same. */
  readonly places?: Int32Array | undefined;
  /** For each digit, 1 where what was found here hides it. */
  readonly hidden?: Uint8Array | undefined;
  /** For each digit, 1 where it is hidden in another place that says the same, and not here. */
  readonly veil?: Uint8Array | undefined;
}

/** What is known of a message before its conversations answer. */
interface Hidden {
  readonly blanks: readonly Splice[];
  readonly masks: Splice[];
  readonly told: readonly Told[];
}

/** Beyond doubt: no rule has found it, the conversation has. */
const SCORE = 100;
const RULE = 'conversation';
const PART = 'card.part';

export const NOTHING: Heard = { blanks: [], masks: [], effects: [] };

/** Where the policy lets card numbers be seen, what would be hidden is told and left. */
export function heardOf({ blanks, masks, told }: Hidden, verdicts: readonly Verdict[], action: Action): Heard | undefined {
  const effects: Effect[] = [];
  for (const one of told) {
    const { text, read, keepsLength, rest, asked } = one;
    const verdict = verdicts[asked];
    if (verdict === undefined || text.end === text.start) continue;
    const marks = marksOf(one, verdict);
    const own = text.isString ? maskedDigits(text, read, marks, keepsLength) : wholeNumber(text, read, marks, keepsLength);
    if (text.isString && rest !== undefined) own.push(rest);
    const span = own.length === 0 ? text : { start: own[0].start, end: own[own.length - 1].end };
    if (verdict.completes) effects.push(effectOf('card.pan', span, action));
    else if (own.length > 0) effects.push(effectOf(PART, span, action));
    if (isActedUpon(action)) for (const mask of own) masks.push(mask); // there may be more than a call takes arguments
  }
  if (blanks.length === 0 && masks.length === 0 && effects.length === 0) return undefined;
  masks.sort((a, b) => a.start - b.start);
  return { blanks, masks, effects: action === 'allow' ? [] : effects };
}

/** For each digit of a text, 1 where it must be masked: by the answer, or because the message says it elsewhere and hides it there. */
function marksOf({ read, places, veil }: Told, { masks }: Verdict): Uint8Array {
  if (places === undefined && veil === undefined) return masks;
  return read.digits.map((_, i) => masks[places?.[i] ?? i] | (veil?.[i] ?? 0));
}

const effectOf = (entity: string, { start, end }: Pick<Placed, 'start' | 'end'>, action: Action): Effect => ({
  kind: 'finding',
  finding: { entity, rule: RULE, start, end, score: SCORE },
  action: action === 'observe' ? action : 'mask',
});

/** A number of JSON stays one: it goes whole, or not at all. */
function wholeNumber(text: Placed, { rest }: ReadDigits, marks: Uint8Array, keepsLength: boolean): Splice[] {
  return marks.includes(1) || rest !== undefined ? [blanked(text, keepsLength)] : [];
}
