/**
 * Validators of European identifiers by the name that rules use, `<country>.<name>`. They are written here, not taken from a package, because
 * they must be pure: stdnum's ask the clock whether a birth date has come, do without some check digits, and take 180 ms to load.
 * Tests hold them against stdnum wherever the two are meant to agree.
 */
import { EAST } from './europe/east.js';
import { NORTH } from './europe/north.js';
import { SOUTH } from './europe/south.js';
import { WEST } from './europe/west.js';
import type { Validator } from './validator.js';

export const EUROPE: Readonly<Record<string, Validator>> = { ...NORTH, ...WEST, ...SOUTH, ...EAST };
