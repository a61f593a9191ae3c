/** What a rule adds to the scan: rows of the kernel's tables. Rows are shared by all rules and looked up by hash, so they cost memory, not time. */
import { BrandTable } from '../detect/card/brands.js';
import { compileLiterals } from './literals.js';
import type { PlacedRule } from './rule.js';
import { kernelTables } from './tables.js';

export interface Cost {
  /** Windows of digit groups. */
  readonly skeletons: number;
  /** Words of letters and digits. */
  readonly tokens: number;
  /** Words that announce a value or stand near it, in all spellings. */
  readonly words: number;
  /** Whether a value is looked at only near a word: always, when it has no separators, or never. */
  readonly context: 'always' | 'bare' | 'never';
}

export function costOf(rule: PlacedRule): Cost {
  const brands = new BrandTable([]);
  const { shapes, tokens, words } = kernelTables({
    rules: [rule],
    brands,
    literals: compileLiterals([rule]),
    numberWords: () => [],
    ibanCountries: [],
  });
  const context = 'context' in rule && !Array.isArray(rule.context) ? (rule.context?.required ?? 'never') : 'never';
  const skeletons = new Set(shapes.map(({ groups, before, behind, tests }) => JSON.stringify([groups, before, behind, tests]))).size;
  return { skeletons, tokens: tokens.length, words: words.length, context };
}
