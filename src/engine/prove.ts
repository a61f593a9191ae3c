/** Rules prove themselves: each must find its entity in its own `match` examples and nothing of its own in `no_match`. */
import { SluiceError } from '../base/errors.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Engine } from './api.js';

/** Throws SLUICE_RULES_INVALID with every example that fails, by its place in the rule; the example itself is not repeated. */
export function proveRules(engine: Engine, { rules }: Ruleset): void {
  const mistakes = rules.flatMap(({ id, match, no_match }) => [
    ...failures(engine, id, match, true).map((at) => `rule ${id}: finds nothing in match[${at}]`),
    ...failures(engine, id, no_match, false).map((at) => `rule ${id}: finds something in no_match[${at}]`),
  ]);
  if (mistakes.length > 0) throw new SluiceError('SLUICE_RULES_INVALID', `\n${mistakes.join('\n')}`);
}

/** Indexes of the examples in which the rule does not do as `expected`. */
function failures(engine: Engine, id: string, examples: readonly string[], expected: boolean): number[] {
  return examples.flatMap((example, at) => (engine.redact(example).findings.some(({ rule }) => rule === id) === expected ? [] : [at]));
}
