/** Validators of identifiers outside Europe, by the names under which rules ask for them. */
import { AFRICA } from './africa.js';
import { AMERICAS } from './americas.js';
import { ASIA } from './asia.js';
import { OCEANIA } from './oceania.js';
import type { Validator } from './validator.js';

export const WORLD: Readonly<Record<string, Validator>> = { ...AMERICAS, ...AFRICA, ...ASIA, ...OCEANIA };
