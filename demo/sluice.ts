/** Starts Sluice as `sluice serve --upstream` would: default rules, default policy, on free ports; only a late event loop is no overload. */
import { createApp } from '../src/app.js';

export interface StartedSluice {
  readonly proxy: string;
  readonly admin: string;
  stop(): Promise<void>;
}

/** Open chats and tickers never finish by themselves, so draining need not wait for them for long. */
const DRAIN_MS = 500;

/**
 * The CRM, the page and Sluice share one event loop, and the machine with a browser that starts: that timers come late says nothing of Sluice.
 */
const UNHURRIED = { delayMs: 60_000, memory: 0.85 };

export async function startSluice(upstream: string): Promise<StartedSluice> {
  const free = { host: '127.0.0.1', port: 0 };
  const app = createApp({ upstream: new URL(upstream), listen: free, admin: free, limits: { drainMs: DRAIN_MS }, overload: UNHURRIED });
  const { proxy, admin } = await app.start();
  if (admin === undefined) throw new Error('Sluice started without its admin listener.');
  return { proxy, admin, stop: () => app.stop() };
}
