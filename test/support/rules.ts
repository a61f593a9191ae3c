/** The packs that ship and those of cards alone, read and compiled once in each worker of a test run: that takes longer than most tests. */
import { loadRules } from '../../src/ruleset/load.js';

export const cardRules = await loadRules('rules/card');

/** Loaded last, so that whatever loads them again finds them compiled. */
export const rules = await loadRules();
