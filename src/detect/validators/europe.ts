/** Validators of European identifiers. */
import type { Validator } from './validator.js';

export const EUROPE: Readonly<Record<string, Validator>> = {};
