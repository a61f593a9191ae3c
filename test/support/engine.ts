/** The real engine with the default rule packs, as a user would make it. */
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';

export const engine = createEngine({ rules: await loadRules() });
