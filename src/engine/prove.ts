/** Rules prove themselves: each must find its entity in its own `match` examples and nothing of its own in `no_match`. */
import { SluiceError } from '../base/errors.js';
import { RulesInvalid, type Mistake } from '../base/mistake.js';
import type { PlacedRule, Ruleset } from '../ruleset/compile.js';
import type { Example } from '../ruleset/schema.js';
import type { Engine } from './api.js';
import { createEngine } from './engine.js';

/**
 * Throws SLUICE_RULES_INVALID with every example that fails, by its place; the example itself is not repeated. Rules that proved themselves
 * with this kernel when Sluice was built, and have not changed since, need not do so again.
 */
export function proveRules(engine: Engine, ruleset: Ruleset): void {
  if (ruleset.provenWith === engine.snapshot.kernel) return;
  const mistakes = failedExamples(engine, ruleset);
  if (mistakes.length > 0) throw new RulesInvalid(mistakes);
}

/** The examples in which a rule does not do what it should; of one pack where its name is given. */
export function failedExamples(engine: Engine, ruleset: Ruleset, pack?: string): Mistake[] {
  const isOfPack = (rule: PlacedRule): boolean => pack === undefined || rule.pack === pack;
  const lookAlikes = ruleset.lookAlikes();
  const judges: readonly (readonly [readonly PlacedRule[], Engine])[] = [
    [ruleset.rules.filter((rule) => rule.class !== 'look-alike'), engine],
    [lookAlikes.rules, lookAlikes.rules.some(isOfPack) ? createEngine({ rules: lookAlikes, kernel: engine.snapshot.kernel }) : engine],
  ];
  return judges.flatMap(([rules, judge]) =>
    rules.filter(isOfPack).flatMap((rule) => [...failures(judge, rule, 'match'), ...failures(judge, rule, 'no_match')]),
  );
}

function failures(engine: Engine, rule: PlacedRule, key: 'match' | 'no_match'): Mistake[] {
  return (rule[key] as readonly Example[]).flatMap((example, index) => {
    const what = wrong(engine, rule, example, key === 'match');
    if (what === undefined) return [];
    return [{ ...placeOf(rule.examplePlaces[key][index]), message: `rule ${rule.id}: ${what} in ${key}[${index}]`, suggestion: 'sluice explain tells why' }]; // prettier-ignore
  });
}

/** What is wrong with an example, if anything. A fault inside is the engine's mistake, not the rule's: it is told all the same. */
function wrong(engine: Engine, rule: PlacedRule, example: Example, expected: boolean): string | undefined {
  try {
    if (finds(engine, rule, example) === expected) return undefined;
    return expected ? 'finds nothing' : 'finds something';
  } catch (error) {
    if (error instanceof SluiceError) return 'the engine fails';
    throw error;
  }
}

/** Whether the rule finds something. What it finds and another rule outweighs counts for a look-alike only, which is never reported. */
function finds(engine: Engine, { id, class: kind }: PlacedRule, example: Example): boolean {
  if (typeof example !== 'string') return engine.redact(example.document, { format: example.format }).findings.some(({ rule }) => rule === id); // prettier-ignore
  if (kind !== 'look-alike') return engine.redact(example).findings.some(({ rule }) => rule === id);
  let isFound = false;
  engine.redact(example, {
    trace: ({ rule, step, ok }) => {
      if (rule === id && ok && (step === 'score' || step === 'found')) isFound = true;
    },
  });
  return isFound;
}

/** `file:line:column` in its parts. */
function placeOf(place: string): { file: string; line: number; column: number } {
  const [, file = place, line = 0, column = 0] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return { file, line: Number(line), column: Number(column) };
}
