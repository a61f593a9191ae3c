/** Validators of identifiers outside Europe. */
import type { Validator } from './validator.js';

export const WORLD: Readonly<Record<string, Validator>> = {};
