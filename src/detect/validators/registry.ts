/** Validators of look-alikes: numbers that compete with card numbers. */
import type { Validator } from './validator.js';

export const REGISTRY: Readonly<Record<string, Validator>> = {};
