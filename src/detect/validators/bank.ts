/** Validators of bank identifiers. */
import type { Validator } from './validator.js';

export const BANK: Readonly<Record<string, Validator>> = {};
