/** What the composition root hands to the data plane. */
import { LIMITS } from '../base/limits.js';
import type { RememberedMasks } from '../engine/mask-memory.js';
import type { Observer } from '../observe/observer.js';
import type { Gauge } from './overload/gauge.js';
import type { Change } from './overload/governor.js';
import type { SecondStep } from './overload/steps.js';
import type { SnapshotSpec } from './snapshot.js';
import type { UpgradeHalf } from './upgrade.js';

/** Every limit of the data plane, by the names of the table in base/limits.ts. */
export type ProxyLimits = Readonly<Record<keyof typeof LIMITS, number>>;

/** What happens under overload: see overload/steps.ts. */
export interface OverloadOptions {
  /** Processes that share the memory of the container or machine. */
  readonly processes: number;
  /** A step of degradation was entered or left. */
  readonly onChange: (change: Change) => void;
  /** Bytes now held back over all streams. */
  readonly heldBackBytes: () => number;
  /** Where the second step stands; without it where the table puts it. */
  readonly second?: SecondStep | undefined;
  /** Measures delay and memory; by default for real. */
  readonly gauge?: Gauge;
}

export interface ProxyOptions {
  /** Engine, upstreams, routes and limits to begin with. */
  readonly snapshot: SnapshotSpec;
  readonly observer: Observer;
  /** Who remembers masks; without it this proxy does by itself. */
  readonly masks?: RememberedMasks | undefined;
  /** The WebSocket half; without it every upgrade is refused. */
  readonly upgrade?: UpgradeHalf;
  /** Refuses under overload; without it everything is taken. */
  readonly overload?: OverloadOptions;
}

/** The table's limits with the operator's on top. */
export function withDefaults(limits: Partial<ProxyLimits> | undefined): ProxyLimits {
  return { ...LIMITS, ...limits };
}
