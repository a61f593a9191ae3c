/** Rules that name paths, for tests, and what they should hide in a document: read with `JSON.parse` and followed step by step. */
import { createEngine } from '../../src/engine/engine.js';
import type { Engine } from '../../src/engine/api.js';
import { loadRules } from '../../src/ruleset/load.js';
import { folderOf, packOf } from '../ruleset/packs.js';

/** A document in which a path finds something. */
function exampleOf(path: string): string {
  return path
    .split('.')
    .reverse()
    .reduce((inner, step) => (step === '**' ? inner : step === '*' ? `[${inner}]` : `{${JSON.stringify(step)}:${inner}}`), '"x"');
}

/** A rule of this path alone. */
export const ruleOf = (path: string, index: number): string =>
  `  - { id: own.p${index}, entity: own.p${index}, class: custom, detector: path, paths: ['${path}'], match: ['${exampleOf(path)}'], no_match: ['{}'] }\n`;

/** An engine that has only these paths to look for, each a rule of its own. */
export async function engineOf(paths: readonly string[]): Promise<Engine> {
  return createEngine({ rules: await loadRules(folderOf({ 'own.yaml': packOf(paths.map(ruleOf).join('')) })) });
}

/** Whether a path of bare names means a place, as names and indices from the root, or one above it. */
export function isMeant(path: readonly string[], place: readonly (string | number)[]): boolean {
  if (path.length === 0) return true;
  const [step, ...others] = path;
  if (step === '**') return isMeant(others, place) || (place.length > 0 && isMeant(path, place.slice(1)));
  if (place.length === 0) return false;
  const isOne = step === '*' || (typeof place[0] === 'string' && place[0].toLowerCase() === step.toLowerCase());
  return isOne && isMeant(others, place.slice(1));
}
