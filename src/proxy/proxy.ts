/**
 * The data plane's listener: the only place where downstream sockets arrive and upstream requests leave.
 *
 * It owns the lifecycle (listen, drain) and hands each HTTP request to an exchange and each upgrade to the WebSocket half.
 * It must not look at bodies (exchange.ts does, through the engine), hold configuration or write logs.
 *
 * Contract:
 *   const proxy = await createProxy({ upstream, engine: () => engine, observer, limits?, upgrade? });
 *   const { url } = await proxy.listen('127.0.0.1', 0);   // SluiceError SLUICE_LISTEN_FAILED when the address is taken
 *   await proxy.drain(10_000);                            // stops accepting; exchanges finish; then everything is destroyed
 * `upgrade` is the WebSocket half (see upgrade.ts): `{ accept(context), drain(graceMs) }`.
 */
export type { ProxyLimits, ProxyOptions } from './options.js';
export type { UpgradeContext, UpgradeHalf, UpgradeOutcome } from './upgrade.js';

export interface Proxy {
  /** Opens the listener. Port 0 picks a free one; `url` names the one in use. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  /** Stops accepting, answers what is under way with `Connection: close`, drains the WebSocket half, then destroys what is left. */
  drain(graceMs: number): Promise<void>;
}
