/** What the composition root hands to the data plane. */
import { LIMITS } from '../base/limits.js';
import type { Observer } from '../observe/observer.js';
import type { SnapshotSpec } from './snapshot.js';
import type { UpgradeHalf } from './upgrade.js';

/** Every limit of the data plane, by the names of the table in base/limits.ts. */
export type ProxyLimits = Readonly<Record<keyof typeof LIMITS, number>>;

export interface ProxyOptions {
  /** Engine, upstreams, routes and limits to begin with. */
  readonly snapshot: SnapshotSpec;
  readonly observer: Observer;
  /** The WebSocket half; without it every upgrade is refused. */
  readonly upgrade?: UpgradeHalf;
}

/** The table's limits with the operator's on top. */
export function withDefaults(limits: Partial<ProxyLimits> | undefined): ProxyLimits {
  return { ...LIMITS, ...limits };
}
