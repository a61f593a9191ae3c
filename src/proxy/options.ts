/** What the composition root hands to the data plane. */
import { LIMITS } from '../base/limits.js';
import type { Engine } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import type { OpaqueOptions } from '../policy/opaque.js';
import type { UpgradeHalf } from './upgrade.js';

/** Every limit of the data plane, by the names of the table in base/limits.ts. */
export type ProxyLimits = Readonly<Record<keyof typeof LIMITS, number>>;

export interface ProxyOptions {
  /** `http:` or `https:`; a path becomes a prefix of every forwarded path. */
  readonly upstream: URL;
  /** Read once per exchange, so that an exchange keeps the snapshot it started with. */
  readonly engine: () => Engine;
  readonly observer: Observer;
  readonly limits?: Partial<ProxyLimits>;
  /** What changes of the table of content that no detector can read: see policy/opaque.ts. */
  readonly opaque?: OpaqueOptions | undefined;
  /** The WebSocket half; without it every upgrade is refused. */
  readonly upgrade?: UpgradeHalf;
}

/** The table's limits with the operator's on top. */
export function withDefaults(limits: Partial<ProxyLimits> | undefined): ProxyLimits {
  return { ...LIMITS, ...limits };
}
