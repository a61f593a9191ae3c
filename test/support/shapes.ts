/** Shape rules against a text without kernel and engine: the whole text is one region. */
import { withoutOverlaps } from '../../src/detect/overlap.js';
import { ShapeFinder } from '../../src/detect/shape/find.js';
import { compileShapeRule, type ShapeRule } from '../../src/detect/shape/rule.js';
import type { Trace } from '../../src/detect/trace.js';
import { VALIDATORS } from '../../src/detect/validators/index.js';
import type { Located } from '../../src/detect/view.js';
import type { RuleOf } from '../../src/ruleset/schema.js';

/** A shape rule with nothing that a test need not say. */
export type ShapeRuleText = Partial<RuleOf<'shape'>> & Pick<RuleOf<'shape'>, 'entity' | 'shapes'>;

/** Compiles a rule as a pack would hold it; id and examples may be left out. */
export function shapeRule(rule: ShapeRuleText): ShapeRule {
  const full: RuleOf<'shape'> = { id: rule.entity, class: 'national-id', detector: 'shape', match: ['-'], no_match: ['-'], ...rule };
  return compileShapeRule({ ...full, place: 'test:1' }, VALIDATORS);
}

const finders = new WeakMap<readonly ShapeRule[], ShapeFinder>();

/** What shape rules find in a text, without overlaps; offsets in bytes. */
export function scanAllShapes(
  text: string | Uint8Array,
  rules: readonly ShapeRule[],
  trace?: Trace,
  columnLabel?: string,
): readonly Located[] {
  const finder = finders.get(rules) ?? new ShapeFinder(rules);
  finders.set(rules, finder);
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const view = { bytes, start: 0, end: bytes.length };
  const first = bytes.findIndex((byte) => byte === 0x7b || byte === 0x5b);
  const isJson = first === 0;
  return withoutOverlaps(finder.find(view, { start: 0, end: bytes.length, inString: false, isJson, columnLabel }, 0, trace), trace);
}
