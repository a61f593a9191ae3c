/** What is wrong with the paths of a rule: those that cannot be read, can never match, or say nothing new. */
import type { Mistake } from '../base/mistake.js';
import { parsePath, PathError, type PathStep } from '../detect/path/notation.js';
import type { RuleEntry } from './pack.js';
import type { Path, Source } from './source.js';

export function reviewPaths(source: Source, raw: RuleEntry['raw'], path: Path): Mistake[] {
  const { detector, paths } = raw;
  if (detector !== 'path' || !Array.isArray(paths)) return [];
  const seen: { readonly text: string; readonly steps: readonly PathStep[] }[] = [];
  return paths.flatMap((text: unknown, index): Mistake[] => {
    if (typeof text !== 'string') return [];
    const at = [...path, 'paths', index];
    try {
      const steps = parsePath(text);
      const other = seen.find((one) => covers(one.steps, steps));
      seen.push({ text, steps });
      return other === undefined ? [] : [source.at(at, `finds nothing that "${other.text}" does not find`, 'leave one of them out')];
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      return [source.atCharacter(at, error.index, error.message, error.suggestion)];
    }
  });
}

/** Whether every place of the second path is one of the first, or below one. */
function covers(wide: readonly PathStep[], narrow: readonly PathStep[]): boolean {
  if (wide.length === 0) return true; // all below a place belongs to it
  if (narrow.length === 0) return false;
  const [first, ...others] = wide;
  const [step, ...rest] = narrow;
  if (first.kind === 'any') return covers(others, narrow) || covers(wide, rest);
  if (step.kind === 'any') return false;
  const isSame = first.kind === 'one' || (step.kind === 'name' && step.name.toLowerCase() === first.name.toLowerCase());
  return isSame && covers(others, rest);
}
