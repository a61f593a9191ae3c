/** Every validator by the name under which rules ask for it: `luhn`, `se.personnummer`. */
import { BANK } from './bank.js';
import { EUROPE } from './europe.js';
import { GENERIC } from './generic.js';
import { REGISTRY } from './registry.js';
import type { Validator } from './validator.js';
import { WORLD } from './world.js';

export const VALIDATORS: Readonly<Record<string, Validator>> = { ...GENERIC, ...EUROPE, ...WORLD, ...BANK, ...REGISTRY };
