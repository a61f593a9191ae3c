/** Vets an upgrade before the WebSocket half gets it (RFC 6455 section 4.2.1): what is not a WebSocket handshake is refused here. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../base/errors.js';
import { templateOf } from '../observe/template.js';
import type { Observer } from '../observe/observer.js';
import { callerOf, type Principal } from '../policy/principal.js';
import { pathOf } from '../wire/headers.js';
import { type Admission, admit } from './admission.js';
import type { Arrival } from './downstream.js';
import { connectionOf, type Seat } from './lines.js';
import { openChannel } from './live.js';
import type { Plane } from './plane.js';
import { rawRefusal } from './refuse.js';
import type { Tally } from './tally.js';
import type { Route } from './route.js';
import type { PlaneSnapshot } from './snapshot.js';
import { Standing } from './standing.js';
import { noting } from './tally.js';
import type { Lease } from './upstream.js';
import type { UpgradeContext, UpgradeHalf, UpgradeOutcome } from './upgrade.js';

const NO_TRAFFIC = { requestBytes: 0, responseBytes: 0, findings: 0, addedMs: 0 };

/** A request to upgrade, as the listener's `upgrade` event gave it. */
export interface AskedUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  readonly arrival: Arrival;
}

/** Takes the request to upgrade; hands it to `half` when it is sound. */
export function beginUpgrade(plane: Plane, half: UpgradeHalf | undefined, asked: AskedUpgrade): void {
  new Upgrade(plane, half, asked).begin();
}

class Upgrade {
  readonly #plane: Plane;
  readonly #half: UpgradeHalf | undefined;
  readonly #asked: AskedUpgrade;
  readonly #snapshot: PlaneSnapshot;
  readonly #exchange: string;
  readonly #startedAt = performance.now();
  readonly #tally: Tally = { findings: 0, addedMs: 0 };
  #observer: Observer;
  #route: string | undefined;
  #principal: Principal | undefined;
  #lease: Lease | undefined;
  #seat: Seat | undefined;
  #isOver = false;

  constructor(plane: Plane, half: UpgradeHalf | undefined, asked: AskedUpgrade) {
    this.#plane = plane;
    this.#half = half;
    this.#asked = asked;
    this.#snapshot = plane.snapshot.pin();
    this.#exchange = plane.nextExchange();
    this.#observer = plane.observer;
  }

  begin(): void {
    const { request, socket, arrival } = this.#asked;
    this.#plane.observer.exchangeStarted('websocket');
    const caller = this.#snapshot.callerOf(request, arrival);
    if (!(caller instanceof Promise)) {
      this.#guarded(() => this.#go(caller));
      return;
    }
    const ignore = (): void => undefined;
    socket.on('error', ignore); // until the WebSocket half has the socket
    caller
      .then((known) => {
        socket.off('error', ignore);
        if (socket.destroyed) this.#end({ ...NO_TRAFFIC, status: 0, code: undefined });
        else this.#guarded(() => this.#go(known));
      })
      .catch(() => this.#refuse('SLUICE_ENGINE_FAILED'));
  }

  /** Nothing that traffic does may throw further than here. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch {
      this.#refuse('SLUICE_ENGINE_FAILED');
      this.#asked.socket.destroy();
    }
  }

  #go(principal: Principal): void {
    const { request, arrival } = this.#asked;
    this.#principal = principal;
    const admitted = admit(this.#plane, this.#snapshot, { request, arrival, principal }, this.#tally);
    const { route } = admitted;
    this.#route = route?.name;
    if (route !== undefined) this.#observer = this.#plane.observer.onRoute(route.name);
    const code = admitted.code ?? judge(this.#plane, request, this.#half);
    this.#tally.addedMs = performance.now() - this.#startedAt;
    if (code !== undefined || route?.webSocket !== true) {
      this.#refuse(code ?? 'SLUICE_UPGRADE_REFUSED');
      return;
    }
    const leased = route.upstream.lease(admitted.head.host);
    if (typeof leased === 'string') {
      this.#refuse(leased);
      return;
    }
    this.#lease = leased;
    this.#half?.accept(this.#contextOf(admitted, route, leased, principal));
  }

  #contextOf(
    { head: { headers: all, host }, engine, path, place, asked }: Admission,
    route: Route,
    lease: Lease,
    principal: Principal,
  ): UpgradeContext {
    const { request, socket, head, arrival } = this.#asked;
    const { headers, protocols } = handshakeHeaders(all);
    const calling = { principal, rawHeaders: request.rawHeaders, address: arrival.peer.address, path: request.url ?? '' };
    const standing = new Standing(this.#plane, {
      request,
      arrival,
      host,
      path: pathOf(request.url ?? '', host) ?? '',
      principal,
      snapshot: this.#snapshot,
      engine,
    });
    if (route.keepsHost && host !== undefined) headers.push('Host', host);
    return {
      exchange: this.#exchange,
      route: route.name,
      request,
      socket,
      head,
      lease,
      path,
      headers,
      mapAnswer: arrival.connectedHost === undefined ? (answer) => route.mapping.down(answer, place, asked) : undefined,
      deflates: route.deflates,
      protocols,
      engine,
      openChannel: (subprotocol) =>
        openChannel({
          route,
          handshake: { carrier: 'websocket', path, subprotocol },
          current: () => standing.current(),
          keeper: this.#snapshot.conversations,
          tenant: principal.tenant,
          caller: connectionOf(calling),
          seat: () => (this.#seat ??= this.#plane.seats.take(calling)).key,
          lane: this.#plane.lane,
        }),
      observer: noting(this.#observer, this.#tally),
      limits: route.limits,
      refuse: (code) => this.#refuse(code),
      ended: (outcome) => this.#end(outcome),
    };
  }

  #end(outcome: UpgradeOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#lease?.release();
    this.#seat?.leave();
    this.#snapshot.unpin();
    const { method = '', url = '' } = this.#asked.request;
    const { findings, addedMs, found } = this.#tally;
    this.#observer.exchangeEnded({
      ...outcome,
      exchange: this.#exchange,
      kind: 'websocket',
      route: this.#route,
      method,
      findings: outcome.findings + findings,
      addedMs: outcome.addedMs + addedMs,
      durationMs: performance.now() - this.#startedAt,
      found,
      caller: callerOf(this.#principal),
      template: templateOf(url),
    });
  }

  #refuse(code: ErrorCode): void {
    if (this.#isOver) return;
    const { request, socket } = this.#asked;
    this.#observer.refused(code, 'request');
    const refusal = rawRefusal(code, 'request', this.#exchange, request.headers.accept);
    hangUp(socket, refusal);
    this.#end({ ...NO_TRAFFIC, status: Number(refusal.toString('latin1', 9, 12)), code });
  }
}

function hangUp(socket: Socket, last: Buffer): void {
  socket.on('error', () => undefined);
  if (socket.writable) socket.end(last, () => socket.destroy());
  else socket.destroy();
}

function judge(plane: Plane, request: IncomingMessage, half: UpgradeHalf | undefined): ErrorCode | undefined {
  if (plane.draining) return 'SLUICE_DRAINING';
  if (plane.admission.refuses('websocket', request)) return 'SLUICE_OVERLOADED';
  const { headers } = request;
  const isWebSocket =
    half !== undefined &&
    request.method === 'GET' &&
    request.httpVersionMinor === 1 &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/0-9a-z]{22}==$/i.test(headers['sec-websocket-key'] ?? '');
  if (!isWebSocket) return 'SLUICE_UPGRADE_REFUSED';
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody ? 'SLUICE_BAD_REQUEST' : undefined;
}

/** Leaves out what the upstream's handshake makes anew. */
function handshakeHeaders(all: readonly string[]): { headers: string[]; protocols: string[] } {
  const headers: string[] = [];
  const protocols: string[] = [];
  for (let i = 0; i + 1 < all.length; i += 2) {
    const name = all[i] ?? '';
    const value = all[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'sec-websocket-protocol') protocols.push(...value.split(',').map((protocol) => protocol.trim()));
    else if (!lower.startsWith('sec-websocket-')) headers.push(name, value);
  }
  return { headers, protocols: protocols.filter((protocol) => protocol !== '') };
}
