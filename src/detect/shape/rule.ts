/** A shape rule, compiled: its templates, its validator, what it asks of the words around. */
import type { RuleOf } from '../../ruleset/schema.js';
import type { ContextSpec } from '../context.js';
import type { RuleClass } from '../overlap.js';
import type { Validator } from '../validators/validator.js';
import { templatesOf, type Template } from './template.js';

/** Where a rule stands: `rules/id/se.yaml:12`. */
export interface Placed {
  readonly place: string;
}

export interface ShapeRule {
  readonly id: string;
  readonly entity: string;
  readonly class: RuleClass;
  /** The number under which the kernel knows it, together with others. */
  readonly family: number;
  readonly place: string;
  /** Score of a value that the validator accepts, without context. */
  readonly score: number;
  readonly validator: Validator | undefined;
  readonly validatorName: string | undefined;
  readonly context: ContextSpec;
  readonly templates: readonly Template[];
}

const SCORE_DEFAULT = 60;
const NO_CONTEXT: ContextSpec = { required: 'never', words: [], excluding: [] };

/** Whether a value of this form is nothing without words of its rule near. */
export const needsWords = ({ isSeparated }: Template, required: ContextSpec['required']): boolean =>
  required === 'always' || (required === 'bare' && !isSeparated);

/** Compiles a rule of a family. Throws a SyntaxError for a shape that cannot be read and a RangeError for a validator that does not exist. */
export function compileShapeRule(rule: RuleOf<'shape'> & Placed, validators: Readonly<Record<string, Validator>>, family = 0): ShapeRule {
  const name = rule.validator;
  if (name !== undefined && !Object.hasOwn(validators, name)) throw new RangeError(`there is no validator "${name}"`);
  return {
    id: rule.id,
    entity: rule.entity,
    class: rule.class,
    family,
    place: rule.place,
    score: rule.score ?? SCORE_DEFAULT,
    validator: name === undefined ? undefined : validators[name],
    validatorName: name,
    context: rule.context ?? NO_CONTEXT,
    templates: rule.shapes.flatMap(templatesOf),
  };
}
