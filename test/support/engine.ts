/** The real engine with the default rule packs, as a user would make it, and one that knows cards alone. */
import { createEngine } from '../../src/engine/engine.js';
import { cardRules, rules } from './rules.js';

export const engine = createEngine({ rules });
export const cardEngine = createEngine({ rules: cardRules });
