/** Vets an upgrade before the WebSocket half gets it (RFC 6455 section 4.2.1): what is not a WebSocket handshake is refused here. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../base/errors.js';
import type { ExchangeRecord } from '../observe/observer.js';
import { templateOf } from '../observe/template.js';
import { admit } from './admission.js';
import type { Arrival } from './downstream.js';
import type { Plane } from './plane.js';
import { rawRefusal } from './refuse.js';
import type { Tally } from './redaction.js';
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
  const { request, socket, head, arrival } = asked;
  const startedAt = performance.now();
  const exchange = plane.nextExchange();
  const snapshot = plane.snapshot.pin();
  const tally: Tally = { findings: 0, addedMs: 0 };
  let over = false;
  let observer = plane.observer;
  let name: string | undefined;
  let lease: Lease | undefined;
  plane.observer.exchangeStarted('websocket');

  const ended = (outcome: UpgradeOutcome): void => {
    if (over) return;
    over = true;
    lease?.release();
    snapshot.unpin();
    observer.exchangeEnded(recordOf(exchange, name, request, tally, outcome, performance.now() - startedAt));
  };
  const refuse = (code: ErrorCode): void => {
    if (over) return;
    observer.refused(code, 'request');
    const refusal = rawRefusal(code, 'request', exchange, request.headers.accept);
    hangUp(socket, refusal);
    ended({ ...NO_TRAFFIC, status: Number(refusal.toString('latin1', 9, 12)), code });
  };

  try {
    const { code: fault, route, engine, path, place, asked, ...admitted } = admit(plane, snapshot, request, arrival, tally);
    name = route?.name;
    if (name !== undefined) observer = plane.observer.onRoute(name);
    const code = fault ?? judge(plane, request, half);
    tally.addedMs = performance.now() - startedAt;
    if (code !== undefined || half === undefined || route?.webSocket !== true) {
      refuse(code ?? 'SLUICE_UPGRADE_REFUSED');
      return;
    }
    const leased = route.upstream.lease(admitted.head.host);
    if (typeof leased === 'string') {
      refuse(leased);
      return;
    }
    lease = leased;
    const { headers, protocols } = handshakeHeaders(admitted.head.headers);
    if (route.keepsHost && admitted.head.host !== undefined) headers.push('Host', admitted.head.host);
    const context: UpgradeContext = {
      exchange,
      request,
      socket,
      head,
      lease,
      path,
      headers,
      mapAnswer: arrival.connectedHost === undefined ? (answer) => route.mapping.down(answer, place, asked) : undefined,
      protocols,
      engine,
      observer: noting(observer, tally),
      limits: route.limits,
      refuse,
      ended,
    };
    half.accept(context);
  } catch {
    refuse('SLUICE_ENGINE_FAILED');
    socket.destroy();
  }
}

function hangUp(socket: Socket, last: Buffer): void {
  socket.on('error', () => undefined);
  if (socket.writable) socket.end(last, () => socket.destroy());
  else socket.destroy();
}

/** The finished connection in the books: what its handshake took and what its messages did. */
function recordOf(
  exchange: string,
  route: string | undefined,
  { method = '', url = '' }: IncomingMessage,
  { findings, addedMs, found }: Tally,
  outcome: UpgradeOutcome,
  durationMs: number,
): ExchangeRecord {
  return {
    ...outcome,
    exchange,
    kind: 'websocket',
    route,
    method,
    findings: outcome.findings + findings,
    addedMs: outcome.addedMs + addedMs,
    durationMs,
    found,
    get template() {
      return templateOf(url);
    },
  };
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
