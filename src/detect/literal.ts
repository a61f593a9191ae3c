/** Words that are themselves what is looked for: a project's code name, a customer's. The kernel has found one; it ends where the region begins. */
import type { RuleClass } from './overlap.js';
import type { Trace } from './trace.js';
import type { Located, Region } from './view.js';

export interface LiteralRule {
  readonly id: string;
  readonly entity: string;
  readonly class: RuleClass;
  readonly score?: number | undefined;
}

/** The text is what was asked for, letter by letter. */
const SCORE_LITERAL = 90;

/** The literal of `length` bytes before a region. */
export function findLiteral(rule: LiteralRule, length: number, region: Region, trace?: Trace): Located {
  const [start, end] = [region.start - length, region.start];
  trace?.({ rule: rule.id, start, end, step: 'found', ok: true });
  return { entity: rule.entity, rule: rule.id, class: rule.class, start, end, score: rule.score ?? SCORE_LITERAL, form: 'text' };
}
