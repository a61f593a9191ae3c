/**
 * The upstream half of a WebSocket handshake (RFC 6455 section 4.1). The leg towards the CRM gets its own key, the extensions that its route says,
 * and exactly the subprotocols that downstream offered; the 101 is verified before anybody hears of it.
 */
import { randomBytes } from 'node:crypto';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ErrorCode } from '../base/errors.js';
import { unreached } from './upstream/connection.js';
import type { UpgradeContext } from './upgrade.js';
import { acceptOf } from './websocket-accept.js';
import { OFFER, judgeAnswer } from './websocket-deflate.js';
import type { OpenSocket } from './websocket-leg.js';

/** How the upstream answered. Exactly one of these is called, once, unless the attempt was aborted. */
export interface HandshakeOutcome {
  /** The upstream leg is open: the socket is not read until somebody does. */
  opened(upstream: OpenSocket, protocol: string | undefined, rawHeaders: readonly string[]): void;
  /** The upstream answered something other than 101. */
  declined(status: number, rawHeaders: readonly string[]): void;
  failed(code: ErrorCode): void;
}

/** Opens the upstream leg. Returns a function that gives up, after which no outcome is reported. */
export function openUpstream(context: UpgradeContext, outcome: HandshakeOutcome): () => void {
  let settled = false;
  let isThere = false;
  let connected = false;
  let request: ClientRequest | undefined;
  const { lease, limits } = context;

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
    fail(connected ? 'SLUICE_UPSTREAM_TIMEOUT' : unreached(isThere));
    request?.destroy();
  };
  let timer = setTimeout(late, limits.connectTimeoutMs);
  const onConnected = (): void => {
    connected = true;
    if (!settled) lease.connected(true);
    clearTimeout(timer);
    if (!settled) timer = setTimeout(late, Math.min(limits.webSocketHandshakeMs, limits.upstreamHeadersTimeoutMs));
  };

  const key = randomBytes(16).toString('base64');
  try {
    request = ask(context, key);
  } catch {
    // A path or header that Node refuses to send. Reported later, as every other outcome is.
    process.nextTick(() => settle(() => outcome.failed('SLUICE_BAD_REQUEST')));
    return () => settle(() => undefined);
  }
  request.once('socket', (socket) => {
    if (isSecure(lease.target)) socket.once('connect', () => (isThere = true));
    socket.once(isSecure(lease.target) ? 'secureConnect' : 'connect', onConnected);
  });
  request.on('error', () => fail(connected ? 'SLUICE_UPSTREAM_FAILED' : unreached(isThere)));
  request.on('response', (response) => {
    settle(() => outcome.declined(response.statusCode ?? 502, response.rawHeaders));
    request?.destroy();
  });
  request.on('upgrade', (response, socket, head) => {
    const answer = judge(context, key, response);
    if (answer === undefined || settled) {
      socket.destroy();
      return fail('SLUICE_UPSTREAM_FAILED');
    }
    settle(() => outcome.opened({ socket: socket, head, isDeflating: answer.isDeflating }, answer.protocol, response.rawHeaders));
  });
  request.end();
  return () => {
    settle(() => undefined);
    request.destroy();
  };
}

const isSecure = ({ protocol }: URL): boolean => protocol === 'wss:' || protocol === 'https:';

function ask({ lease: { target, tls, lookup }, path, headers, protocols, deflates }: UpgradeContext, key: string): ClientRequest {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const defaultPort = isSecure(target) ? 443 : 80;
  const port = target.port === '' ? defaultPort : Number(target.port);
  const common = {
    host,
    port,
    defaultPort,
    // Not taken from a URL, which would take dot segments out and encode quotes.
    path,
    headers: {
      ...grouped(headers),
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      ...(deflates.upstream ? { 'Sec-WebSocket-Extensions': OFFER } : {}),
      ...(protocols.length > 0 ? { 'Sec-WebSocket-Protocol': protocols.join(', ') } : {}),
    },
  };
  // A connection of its own, that no agent keeps.
  const resolved = lookup === undefined ? { host, port } : { host, port, lookup };
  if (!isSecure(target)) return httpRequest({ ...common, createConnection: () => connectTcp(resolved) });
  const servername = isIP(host) === 0 ? host : '';
  return httpsRequest({ ...common, createConnection: () => connectTls({ servername, ...tls, ...resolved }) });
}

/** Whether the 101 is a real one; what it says where it is. */
function judge({ protocols, deflates }: UpgradeContext, key: string, { headers }: IncomingMessage) {
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-accept'] !== acceptOf(key)) return undefined;
  const protocol = headers['sec-websocket-protocol'];
  if (protocol !== undefined && !protocols.includes(protocol)) return undefined;
  const compression = judgeAnswer(headers['sec-websocket-extensions']);
  if (compression === 'wrong' || (compression === 'deflate' && !deflates.upstream)) return undefined;
  return { protocol, isDeflating: compression === 'deflate' };
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
