/** Vets an upgrade before the WebSocket half gets it (RFC 6455 section 4.2.1): what is not a WebSocket handshake is refused here. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../base/errors.js';
import { admit } from './admission.js';
import type { Plane } from './plane.js';
import { rawRefusal } from './refuse.js';
import type { Route } from './route.js';
import type { UpgradeContext, UpgradeHalf, UpgradeOutcome } from './upgrade.js';

const NO_TRAFFIC = { requestBytes: 0, responseBytes: 0, findings: 0, addedMs: 0 };

/** Takes the request to upgrade; hands it to `half` when it is sound. */
export function beginUpgrade(plane: Plane, half: UpgradeHalf | undefined, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const startedAt = performance.now();
  const exchange = plane.nextExchange();
  const snapshot = plane.snapshot.pin();
  const tally = { findings: 0, addedMs: 0 };
  let over = false;
  plane.observer.exchangeStarted('websocket');

  const ended = (outcome: UpgradeOutcome): void => {
    if (over) return;
    over = true;
    snapshot.unpin();
    plane.observer.exchangeEnded({
      ...outcome,
      exchange,
      kind: 'websocket',
      method: request.method ?? '',
      findings: outcome.findings + tally.findings,
      addedMs: outcome.addedMs + tally.addedMs,
      durationMs: performance.now() - startedAt,
    });
  };
  const refuse = (code: ErrorCode): void => {
    if (over) return;
    plane.observer.refused(code, 'request');
    const refusal = rawRefusal(code, 'request', exchange, request.headers.accept);
    socket.on('error', () => undefined);
    if (socket.writable) socket.end(refusal, () => socket.destroy());
    else socket.destroy();
    ended({ ...NO_TRAFFIC, status: Number(refusal.toString('latin1', 9, 12)), code });
  };

  try {
    const {
      code: fault,
      route,
      place,
      asked,
      head: { headers: all },
      path,
    } = admit(plane, snapshot, request, tally);
    const code = fault ?? judge(plane, request, half);
    tally.addedMs = performance.now() - startedAt;
    if (code !== undefined || half === undefined || route?.webSocket !== true) {
      refuse(code ?? 'SLUICE_UPGRADE_REFUSED');
      return;
    }
    const { headers, protocols } = handshakeHeaders(all);
    const context: UpgradeContext = {
      exchange,
      request,
      socket,
      head,
      target: targetOf(route),
      path,
      headers,
      mapAnswer: (answer) => route.mapping.down(answer, place, asked),
      protocols,
      engine: snapshot.engine,
      observer: plane.observer,
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

function judge(plane: Plane, request: IncomingMessage, half: UpgradeHalf | undefined): ErrorCode | undefined {
  if (plane.draining) return 'SLUICE_DRAINING';
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

function targetOf({ origin }: Route): URL {
  const scheme = origin.protocol === 'https:' ? 'wss:' : 'ws:';
  return new URL(`${scheme}//${origin.host}/`);
}
