/** All evasions, by number. */
import { CODINGS } from './codings.js';
import { CONTAINERS } from './containers.js';
import { DIGITS } from './digits.js';
import type { Evasion } from './evasion.js';
import { HEADS, PACKED } from './heads.js';
import { PROTOCOL } from './protocol.js';
import { STREAMS } from './streams.js';
import { VALUES } from './values.js';

export const EVASIONS: readonly Evasion[] = [VALUES, DIGITS, PACKED, HEADS, CONTAINERS, CODINGS, STREAMS, PROTOCOL].flat();
