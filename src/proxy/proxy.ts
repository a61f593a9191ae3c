/**
 * The data plane: listeners where downstream connections arrive (listener/), exchanges, and the WebSocket half.
 *
 * It owns the lifecycle (listen, drain) and hands each HTTP request to an exchange and each upgrade to the WebSocket half.
 * It must not look at bodies (exchange.ts does, through the engine), hold configuration or write logs.
 *
 * Contract:
 *   const proxy = await createProxy({ snapshot: toOneUpstream(url, { engine }), observer, upgrade? });
 *   const { url } = await proxy.listen('127.0.0.1', 0);   // SluiceError SLUICE_LISTEN_FAILED when the address is taken
 *   const door = await proxy.open(listenerSpec);          // any number of others: TLS, HTTP/2, forward mode
 *   await proxy.drain(10_000);                            // stops accepting; exchanges finish; then everything is destroyed
 * `upgrade` is the WebSocket half (see upgrade.ts): `{ accept(context), drain(graceMs) }`.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../base/errors.js';
import { Exchange } from './exchange.js';
import { beginUpgrade } from './handshake.js';
import type { UpstreamReading } from '../observe/vitals.js';
import type { OverloadOptions, ProxyOptions } from './options.js';
import { openGauge } from './overload/gauge.js';
import { networkOf } from './overload/census.js';
import { Governor } from './overload/governor.js';
import { slowestOf } from './overload/slowest.js';
import { SWEEP_MS } from './listener/http1.js';
import { openListener } from './listener/listener.js';
import type { Challenge, Listener, ListenerHandlers, ListenerSpec } from './listener/spec.js';
import { type Plane, createPlane } from './plane.js';
import { rawRefusal } from './refuse.js';
import { Roster } from './roster.js';
import type { SnapshotSpec } from './snapshot.js';
import type { UpgradeHalf } from './upgrade.js';

export type { ListenerSpec, TlsSpec } from './listener/spec.js';
export { toOneUpstream } from './snapshot.js';
export type { SnapshotSpec } from './snapshot.js';
export type { RouteSpec } from './route.js';
export type { UpstreamSpec } from './upstream.js';
export type { ProxyLimits, ProxyOptions } from './options.js';
export type { UpgradeContext, UpgradeHalf, UpgradeOutcome } from './upgrade.js';

/** A listener that was opened. */
export interface OpenDoor extends Pick<Listener, 'name' | 'reloadCertificates' | 'reloadAuthority'> {
  /** With the port in use. */
  readonly url: string;
}

export interface Proxy {
  /** Opens a plain HTTP/1.1 listener. Port 0 picks a free one; `url` names the one in use. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  /** Opens a listener of any kind. Throws `SLUICE_LISTEN_FAILED`, and `SLUICE_CONFIG_INVALID` for certificates that are of no use. */
  open(spec: ListenerSpec): Promise<OpenDoor>;
  /** Stops accepting, answers what is under way with `Connection: close`, drains the WebSocket half, then destroys what is left. */
  drain(graceMs: number): Promise<void>;
  /** From now on exchanges begin on another snapshot; those under way finish on theirs. Throws and changes nothing when it cannot be made. */
  replace(snapshot: SnapshotSpec): void;
  /** Step of degradation in force, 0 for none, and how often each was entered. */
  readonly overload: Pick<Governor, 'level' | 'entered' | 'suspend'>;
  /** How the upstreams of the snapshot in force are. */
  upstreams(): readonly UpstreamReading[];
}

/** What a destroyed listener gets to flush its last refusals. */
const FLUSH_MS = 50;

/** Builds the data plane; nothing listens until `listen` or `open`. */
export async function createProxy(options: ProxyOptions): Promise<Proxy> {
  const plane = createPlane(options);
  const active = new Roster<Exchange>();
  const listeners: Listener[] = [];
  const handlers = handlersOf(plane, active, options.upgrade);
  const sweeper = setInterval(() => {
    const now = performance.now();
    plane.lane.each(active.all(), (exchange) => exchange.sweep(now));
    plane.callers.sweep();
    plane.peers.sweep();
  }, SWEEP_MS);
  sweeper.unref();

  const governor = options.overload === undefined ? undefined : govern(plane, active, listeners, options.overload, options.upgrade);

  let drained: Promise<void> | undefined;
  const open = async (spec: ListenerSpec): Promise<OpenDoor> => {
    const listener = openListener(spec, plane.snapshot.limits, handlers);
    listeners.push(listener);
    const { url } = await listener.listen();
    governor?.start();
    return {
      name: listener.name,
      url,
      reloadCertificates: (tls) => {
        listener.reloadCertificates(tls);
      },
      reloadAuthority: (ca) => {
        listener.reloadAuthority(ca);
      },
    };
  };
  return {
    open,
    listen: (host, port) => open({ name: 'default', address: { host, port }, mode: 'reverse', http2: false }),
    drain(graceMs) {
      drained ??= drain(graceMs);
      return drained;
    },
    replace(spec) {
      plane.replace(spec);
    },
    overload: governor ?? { level: 0, entered: [], suspend: () => () => undefined },
    upstreams: () => plane.snapshot.status(),
  };

  async function drain(graceMs: number): Promise<void> {
    plane.draining = true;
    governor?.stop();
    const closed = Promise.all([...listeners.map((listener) => listener.close()), options.upgrade?.drain(graceMs)]);
    if (!(await settledWithin(closed, graceMs))) {
      for (const exchange of active.all()) exchange.stop('SLUICE_DRAINING', 'response');
      for (const listener of listeners) listener.flush();
      if (!(await settledWithin(closed, FLUSH_MS))) for (const listener of listeners) listener.destroy();
      await closed;
    }
    clearInterval(sweeper);
    await plane.documents.close();
    await plane.snapshot.close();
  }
}

/** Puts admission control in front of the plane. */
function govern(
  plane: Plane,
  active: Roster<Exchange>,
  listeners: readonly Listener[],
  overload: OverloadOptions,
  half: UpgradeHalf | undefined,
): Governor {
  const { limits } = plane.snapshot;
  const gauge = overload.gauge ?? openGauge(overload.processes);
  const governor = new Governor({
    measure: () => ({ ...gauge.read(), held: overload.heldBackBytes() / limits.heldBackBytes }),
    second: overload.second,
    openExchanges: () => active.size,
    limitExchanges: limits.exchanges,
    longBodyBytes: limits.overloadBodyBytes,
    onChange: overload.onChange,
    onStop: () => gauge.stop(),
    closeIdle: () => {
      for (const listener of listeners) listener.closeIdle();
    },
    giveWay: (share) => {
      const most = Math.ceil(active.size * share);
      plane.lane.each(slowestOf(active.all(), limits.evictionMs, most, performance.now()), (exchange) => exchange.evict());
    },
    closeWebSockets: (share) => half?.shed?.(share),
  });
  plane.admission = governor;
  return governor;
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}

/** What becomes of all that the listeners hand on. */
function handlersOf(plane: Plane, active: Roster<Exchange>, half: UpgradeHalf | undefined): ListenerHandlers {
  const remove = (exchange: Exchange): void => {
    active.remove(exchange);
  };
  const refuse = (code: ErrorCode, socket: Duplex, challenge?: Challenge): void => {
    plane.observer.refused(code, 'request');
    socket.on('error', () => socket.destroy());
    if (socket.writable) socket.end(rawRefusal(code, 'request', plane.nextExchange(), undefined, challenge), () => socket.destroy());
    else socket.destroy();
  };
  return {
    connected(listener, socket, isPlain) {
      const isIn = welcome(plane, listener, socket);
      if (!isIn && isPlain) refuse('SLUICE_CALLER_BUSY', socket);
      else if (!isIn) plane.observer.refused('SLUICE_CALLER_BUSY', 'request');
      return isIn;
    },
    request(request, response, arrival) {
      const exchange = new Exchange(plane, request, response, arrival);
      active.add(exchange);
      exchange.begin(remove);
    },
    upgrade(request, socket, head, arrival) {
      if (arrival.fault === undefined) beginUpgrade(plane, half, { request, socket, head, arrival });
      else refuse(arrival.fault, socket);
    },
    unreadable(error, socket) {
      if (isLate(error))
        plane.lane.wait(() => refuseUnreadable(plane, active, error, socket)); // many are late at once
      else refuseUnreadable(plane, active, error, socket);
    },
    challenge: (listener, proof) => plane.snapshot.challengeFor(listener, proof),
    refuse,
    failed(code) {
      plane.observer.refused(code, 'request');
    },
  };
}

/** Counts a connection as one of its address; false where that has too many. Trusted hops bring those of many desktops. */
function welcome({ peers, snapshot }: Plane, listener: string, socket: Socket): boolean {
  const address = socket.remoteAddress;
  if (address === undefined || snapshot.hopsAt(listener).has(address)) return true;
  const entry = peers.enter(networkOf(address), snapshot.limits.addressConnections);
  if (entry === undefined) return false;
  socket.once('close', () => {
    peers.leave(entry);
  });
  return true;
}

const isLate = ({ code }: Error & { code?: string }): boolean => code === 'ERR_HTTP_REQUEST_TIMEOUT';

/** A request that Node's strict parser rejects, or whose head does not arrive in time. */
function refuseUnreadable(plane: Plane, active: Roster<Exchange>, error: Error & { code?: string }, socket: Socket): void {
  const late = isLate(error);
  if ((!late && error.code?.startsWith('HPE_') !== true) || !socket.writable) {
    socket.destroy(); // the connection broke; exchanges on it notice by themselves
    return;
  }
  const code = late ? 'SLUICE_REQUEST_TIMEOUT' : 'SLUICE_BAD_REQUEST';
  let carried = false;
  for (const exchange of active.all()) {
    if (!exchange.isOn(socket)) continue;
    carried = true;
    exchange.stop(code, 'request');
  }
  if (carried) socket.destroySoon();
  else {
    plane.observer.refused(code, 'request');
    socket.end(rawRefusal(code, 'request', plane.nextExchange(), undefined), () => socket.destroy());
  }
}
