/** The proxy's further benches by their names in `--only`. */
import { connectionsTrial } from './connections.js';
import { killTrial } from './kill.js';
import { reloadTrial } from './reload.js';
import { slowTrial } from './slow.js';
import { soakTrial } from './soak.js';
import type { Trial } from './trial.js';
import { workersTrial } from './workers.js';
import { sessionsTrial } from '../websocket/sessions.js';
import { websocketTrial } from '../websocket/trial.js';

export const TRIALS = {
  connections: connectionsTrial,
  slow: slowTrial,
  soak: soakTrial,
  workers: workersTrial,
  kill: killTrial,
  reload: reloadTrial,
  websocket: websocketTrial,
  sessions: sessionsTrial,
} satisfies Record<string, Trial>;

export type TrialName = keyof typeof TRIALS;
export const TRIAL_NAMES = Object.keys(TRIALS) as readonly TrialName[];
