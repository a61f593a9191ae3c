/**
 * The upstream half of a WebSocket handshake. The leg towards the CRM gets its own key, no extensions, and exactly the
 * subprotocols that downstream offered; `ws` verifies that the 101 is a real one.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { ErrorCode } from '../base/errors.js';
import type { UpgradeContext } from './upgrade.js';

/** How the upstream answered. Exactly one of these is called, once, unless the attempt was aborted. */
export interface HandshakeOutcome {
  /** The upstream leg is open. Listeners must be attached before this returns, or its first messages are lost. */
  opened(ws: WebSocket, socket: Socket, protocol: string | undefined, rawHeaders: readonly string[]): void;
  /** The upstream answered something other than 101. */
  declined(status: number, rawHeaders: readonly string[]): void;
  failed(code: ErrorCode): void;
}

/** Opens the upstream leg. Returns a function that gives up, after which no outcome is reported. */
export function openUpstream(context: UpgradeContext, outcome: HandshakeOutcome): () => void {
  let ws: WebSocket;
  let settled = false;
  let connected = false;
  let selected: string | undefined;
  let answer: IncomingMessage | undefined;
  const { lease, limits, protocols } = context;

  const settle = (report: () => void): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    report();
  };
  const fail = (code: ErrorCode): void =>
    settle(() => {
      if (!connected) lease.connected(false);
      outcome.failed(code);
    });
  const late = (): void => {
    fail(connected ? 'SLUICE_UPSTREAM_TIMEOUT' : 'SLUICE_UPSTREAM_UNREACHABLE');
    ws.terminate();
  };
  let timer = setTimeout(late, limits.connectTimeoutMs);
  const onConnected = (): void => {
    connected = true;
    if (!settled) lease.connected(true);
    clearTimeout(timer);
    if (!settled) timer = setTimeout(late, limits.upstreamHeadersTimeoutMs);
  };
  const finishRequest = (request: ClientRequest): void => {
    // Not as part of the address: a URL would take dot segments out of the path and encode quotes.
    request.path = context.path;
    // Not through the option of `ws`: it would fail a handshake whose upstream selects none, which is downstream's to judge.
    if (protocols.length > 0) request.setHeader('Sec-WebSocket-Protocol', protocols.join(', '));
    request.once('socket', (socket) => socket.once(lease.target.protocol === 'wss:' ? 'secureConnect' : 'connect', onConnected));
    request.end();
  };

  try {
    if (!isSendable(context.path)) throw new RangeError('a path that Node refuses to send');
    ws = new WebSocket(lease.target, { ...optionsFor(context), finishRequest });
  } catch {
    // A path or header that Node refuses to send. Reported later, as every other outcome is.
    process.nextTick(() => settle(() => outcome.failed('SLUICE_BAD_REQUEST')));
    return () => settle(() => undefined);
  }
  ws.on('error', () => fail(connected ? 'SLUICE_UPSTREAM_FAILED' : 'SLUICE_UPSTREAM_UNREACHABLE'));
  ws.on('upgrade', (response) => {
    answer = response;
    selected = response.headers['sec-websocket-protocol'];
    // Hidden from `ws`, which was not told what we offered; one that was not offered stays, and fails there.
    if (selected !== undefined && protocols.includes(selected)) delete response.headers['sec-websocket-protocol'];
  });
  ws.on('unexpected-response', (_request, response) => {
    settle(() => outcome.declined(response.statusCode ?? 502, response.rawHeaders));
    ws.terminate();
  });
  ws.on('open', () => settle(() => outcome.opened(ws, answer!.socket, selected, answer!.rawHeaders)));
  return () => {
    settle(() => undefined);
    ws.terminate();
  };
}

/** Typed by itself, because the types of `ws` do not know closeTimeout yet. */
function optionsFor({ lease, headers, limits }: UpgradeContext) {
  return {
    ...lease.tls,
    ...(lease.lookup === undefined ? {} : { lookup: lease.lookup }),
    headers: grouped(headers),
    perMessageDeflate: false,
    maxPayload: limits.webSocketMessageBytes,
    closeTimeout: limits.webSocketCloseMs,
  };
}

/** What undici says of the paths of exchanges, and what `http.request` would say of one in its options. */
function isSendable(path: string): boolean {
  return !/[^\u0021-\u00ff]/.test(path);
}

/** Flat `[name, value, …]` as the object that `http.request` takes: repeated names become lists. */
function grouped(flat: readonly string[]): Record<string, string | string[]> {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = flat[at];
    const entry = byName.get(name.toLowerCase());
    if (entry === undefined) byName.set(name.toLowerCase(), { name, values: [flat[at + 1]] });
    else entry.values.push(flat[at + 1]);
  }
  return Object.fromEntries([...byName.values()].map(({ name, values }) => [name, values.length === 1 ? values[0] : values]));
}
