/**
 * The data plane's listener: the only place where downstream sockets arrive and upstream requests leave.
 *
 * It owns the lifecycle (listen, drain) and hands each HTTP request to an exchange and each upgrade to the WebSocket half.
 * It must not look at bodies (exchange.ts does, through the engine), hold configuration or write logs.
 *
 * Contract:
 *   const proxy = await createProxy({ snapshot: toOneUpstream(url, { engine }), observer, upgrade? });
 *   const { url } = await proxy.listen('127.0.0.1', 0);   // SluiceError SLUICE_LISTEN_FAILED when the address is taken
 *   await proxy.drain(10_000);                            // stops accepting; exchanges finish; then everything is destroyed
 * `upgrade` is the WebSocket half (see upgrade.ts): `{ accept(context), drain(graceMs) }`.
 *
 * Fastify owns the listener and its closing. The proxied exchange is taken from Node's `request` event and never enters
 * Fastify's router, hooks or reply, which cost a quarter to a half of the throughput and have nothing to do here.
 */
import fastify, { type FastifyInstance } from 'fastify';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SluiceError } from '../base/errors.js';
import { Exchange } from './exchange.js';
import { beginUpgrade } from './handshake.js';
import type { UpstreamReading } from '../observe/vitals.js';
import type { OverloadOptions, ProxyOptions } from './options.js';
import { openGauge } from './overload/gauge.js';
import { Governor } from './overload/governor.js';
import { type Plane, createPlane } from './plane.js';
import { rawRefusal } from './refuse.js';
import { Roster } from './roster.js';
import type { SnapshotSpec } from './snapshot.js';
import type { UpgradeHalf } from './upgrade.js';

export { toOneUpstream } from './snapshot.js';
export type { SnapshotSpec } from './snapshot.js';
export type { ProxyLimits, ProxyOptions } from './options.js';
export type { UpgradeContext, UpgradeHalf, UpgradeOutcome } from './upgrade.js';

export interface Proxy {
  /** Opens the listener. Port 0 picks a free one; `url` names the one in use. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  /** Stops accepting, answers what is under way with `Connection: close`, drains the WebSocket half, then destroys what is left. */
  drain(graceMs: number): Promise<void>;
  /** From now on exchanges begin on another snapshot; those under way finish on theirs. Throws and changes nothing when it cannot be made. */
  replace(snapshot: SnapshotSpec): void;
  /** Step of degradation in force, 0 for none, and how often each was entered. */
  readonly overload: Pick<Governor, 'level' | 'entered' | 'suspend'>;
  /** How the upstreams of the snapshot in force are. */
  upstreams(): UpstreamReading[];
}

/** How often connections and bodies are checked for silence; Node's own default of 30 s lets slow senders pile up. */
const SWEEP_MS = 1_000;
/** Longer than the idle time-out of the load balancers in front, which must be the ones to hang up. */
const KEEP_ALIVE_MS = 75_000;
/** How often a draining listener looks for connections that have become idle. */
const IDLE_MS = 50;
/** What a destroyed listener gets to flush its last refusals. */
const FLUSH_MS = 50;

/** Builds the data plane; nothing listens until `listen`. */
export async function createProxy(options: ProxyOptions): Promise<Proxy> {
  const plane = createPlane(options);
  const active = new Roster<Exchange>();
  const sockets = new Set<Socket>();
  const app = openListener(plane, active, sockets, options.upgrade);
  await app.ready();
  const sweeper = setInterval(() => {
    const now = performance.now();
    for (const exchange of active.all()) exchange.sweep(now);
  }, SWEEP_MS);
  sweeper.unref();

  const governor = options.overload === undefined ? undefined : govern(plane, active, app.server, options.overload, options.upgrade);

  let drained: Promise<void> | undefined;
  return {
    async listen(host, port) {
      try {
        governor?.start();
        // fastify would open two listeners for `localhost`, the second without our handlers
        return { url: await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port }) };
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        throw new SluiceError('SLUICE_LISTEN_FAILED', `${host}:${port}${reason}`);
      }
    },
    drain(graceMs) {
      drained ??= drain(graceMs);
      return drained;
    },
    replace(spec) {
      plane.replace(spec);
    },
    overload: governor ?? { level: 0, entered: [], suspend: () => () => undefined },
    upstreams: () => plane.snapshot.upstreams(),
  };

  async function drain(graceMs: number): Promise<void> {
    plane.draining = true;
    governor?.stop();
    const closed = Promise.all([app.close(), options.upgrade?.drain(graceMs)]);
    // A connection that was busy when the listener closed stays for its next request, which must not come.
    const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_MS);
    if (!(await settledWithin(closed, graceMs))) {
      for (const exchange of active.all()) exchange.stop('SLUICE_DRAINING', 'response');
      for (const socket of sockets) socket.destroySoon();
      if (!(await settledWithin(closed, FLUSH_MS))) for (const socket of sockets) socket.destroy();
      await closed;
    }
    clearInterval(idle);
    clearInterval(sweeper);
    await plane.documents.close();
    await plane.snapshot.close();
  }
}

/** Puts admission control in front of the plane. */
function govern(
  plane: Plane,
  active: Roster<Exchange>,
  server: Server,
  overload: OverloadOptions,
  half: UpgradeHalf | undefined,
): Governor {
  const { limits } = plane.snapshot;
  const gauge = overload.gauge ?? openGauge(overload.processes);
  const governor = new Governor({
    measure: () => ({ ...gauge.read(), held: overload.heldBackBytes() / limits.heldBackBytes }),
    openExchanges: () => active.size,
    limitExchanges: limits.exchanges,
    longBodyBytes: limits.overloadBodyBytes,
    onChange: overload.onChange,
    onStop: () => gauge.stop(),
    closeIdle: () => server.closeIdleConnections(),
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

function openListener(plane: Plane, active: Roster<Exchange>, sockets: Set<Socket>, half: UpgradeHalf | undefined): FastifyInstance {
  const remove = (exchange: Exchange): void => {
    active.remove(exchange);
  };
  const begin = (request: IncomingMessage, response: ServerResponse, expecting: boolean): void => {
    const exchange = new Exchange(plane, request, response);
    active.add(exchange);
    exchange.begin(expecting, remove);
  };
  const app = fastify({
    logger: false,
    clientErrorHandler(error, socket) {
      refuseUnreadable(plane, active, error, socket);
    },
    serverFactory: () => {
      const server = createServer(
        {
          insecureHTTPParser: false,
          maxHeaderSize: plane.snapshot.limits.headerBytes,
          headersTimeout: plane.snapshot.limits.headersTimeoutMs,
          requestTimeout: 0, // a long upload is fine as long as it moves: see Exchange.sweep
          connectionsCheckingInterval: SWEEP_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
          noDelay: true,
        },
        (request, response) => {
          begin(request, response, false);
        },
      );
      server.maxHeadersCount = 0; // bounded in bytes; Node would drop the surplus silently
      return server;
    },
  });
  const server: Server = app.server;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    begin(request, response, true);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    begin(request, response, true);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    beginUpgrade(plane, half, request, socket as Socket, head);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    plane.observer.refused('SLUICE_METHOD_REFUSED', 'request');
    socket.end(rawRefusal('SLUICE_METHOD_REFUSED', 'request', plane.nextExchange(), undefined));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return app;
}

/** A request that Node's strict parser rejects, or whose head does not arrive in time. */
function refuseUnreadable(plane: Plane, active: Roster<Exchange>, error: Error & { code?: string }, socket: Socket): void {
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
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
