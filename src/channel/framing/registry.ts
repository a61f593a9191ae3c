/** All inner framings, by name. */
import { ENGINE_IO } from './engine-io.js';
import type { Framing } from './framing.js';
import { SIGNALR } from './signalr.js';
import { SOCKET_IO } from './socket-io.js';

/** In the order in which they are asked. */
export const FRAMINGS: readonly Framing[] = [SOCKET_IO, ENGINE_IO, SIGNALR];
