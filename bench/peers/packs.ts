/** Sluice with all its default rules as a contender: kernel, detectors, context and scores of every pack, copy into the kernel included. */
import { builtEngine, builtRules } from '../harness/sluice.js';
import type { Contender } from './contender.js';

export async function defaultPacks(): Promise<Contender & { readonly rules: number }> {
  const { createEngine } = await builtEngine();
  const { loadRules } = await builtRules();
  const rules = await loadRules();
  const engine = createEngine({ rules, mode: 'observe' });
  return {
    name: 'Sluice, all default packs',
    claim: `${rules.rules.length} rules: kernel, detectors, context, overlaps, scores; nothing masked`,
    rules: rules.rules.length,
    scan: (chunk) =>
      engine.redact(chunk, { format: 'text' }).findings.reduce((count, { entity }) => count + Number(entity === 'card.pan'), 0),
  };
}
