/** A whole data plane for tests: real listener, real WebSocket half, real engine, counters, and a log that the run's scan reads. */
import type { ErrorCode } from '../../src/base/errors.js';
import type { Log } from '../../src/observe/log.js';
import { createMetrics, type Metrics } from '../../src/observe/metrics.js';
import { createObserver } from '../../src/observe/recorder.js';
import { createProxy, type ProxyLimits, toOneUpstream } from '../../src/proxy/proxy.js';
import { createWebSocketHalf } from '../../src/proxy/websocket.js';
import type { Engine } from '../../src/engine/api.js';
import type { Keeper } from '../../src/channel/said.js';
import { closeLater } from './cleanup.js';
import { engine } from './engine.js';
import { testLog } from './log.js';

export interface TestSluice {
  readonly url: string;
  readonly metrics: Metrics;
  /** Why messages were refused so far. */
  readonly refusals: readonly ErrorCode[];
  stop(graceMs?: number): Promise<void>;
}

export interface TestOptions {
  readonly upstream: URL;
  readonly limits?: Partial<ProxyLimits>;
  /** Legs that may be compressed. */
  readonly deflates?: { readonly downstream: boolean; readonly upstream: boolean };
  /** For faults that a sound engine does not have. */
  readonly engine?: Engine;
  readonly log?: Log;
  readonly conversations?: Keeper;
}

export async function startSluice(options: TestOptions): Promise<TestSluice> {
  const metrics = createMetrics();
  const proxy = await createProxy({
    snapshot: toOneUpstream(options.upstream, {
      engine: options.engine ?? engine,
      limits: options.limits,
      conversations: options.conversations,
      deflates: options.deflates,
    }),
    observer: createObserver(metrics.counters, options.log ?? testLog()),
    upgrade: createWebSocketHalf(),
  });
  const { url } = await proxy.listen('127.0.0.1', 0);
  return {
    url,
    metrics,
    get refusals() {
      return [...metrics.counters.refused.keys()];
    },
    stop: (graceMs = 2_000) => proxy.drain(graceMs),
  };
}

/** One for the length of a test. */
export async function sluiceTo(upstream: URL, options: Omit<TestOptions, 'upstream'> = {}): Promise<TestSluice> {
  const sluice = await startSluice({ upstream, ...options });
  closeLater(() => sluice.stop());
  return sluice;
}
