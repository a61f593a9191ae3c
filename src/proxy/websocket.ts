/**
 * The WebSocket half of the data plane: takes an upgrade that the listener has vetted, opens the upstream leg, answers
 * downstream only after the upstream's 101, and joins the two legs in a relay.
 *
 * It owns the sockets from `accept` on. It must not decide what is sensitive (the engine does) nor touch plain HTTP.
 * No leg negotiates permessage-deflate unless its route says so.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../base/errors.js';
import type { UpgradeContext, UpgradeHalf } from './upgrade.js';
import { switchingProtocols } from './websocket-accept.js';
import { answerTo } from './websocket-deflate.js';
import { drainPaced, type Draining } from './websocket-drain.js';
import { openUpstream } from './websocket-handshake.js';
import { answerHeaders } from './websocket-headers.js';
import { Leg, type OpenSocket } from './websocket-leg.js';
import { Relay } from './websocket-relay.js';
import { Turns } from './websocket-turns.js';

/** Something that is under way and can be asked, or made, to end. */
interface Connection extends Draining {
  destroy(): void;
  /** Overload: ends with 503 or 1013. */
  shed(): void;
}

/** What all connections have in common. */
interface Shared {
  readonly turns: Turns;
  /** Counts a connection as open; returns a function that ends that. */
  readonly track: (connection: Connection) => () => void;
}

export function createWebSocketHalf(): UpgradeHalf {
  const connections = new Set<Connection>();
  let draining = false;
  let onEmpty: () => void = () => undefined;

  const track = (connection: Connection): (() => void) => {
    connections.add(connection);
    return () => {
      connections.delete(connection);
      if (connections.size === 0) onEmpty();
    };
  };
  const shared = { turns: new Turns(), track };

  return {
    accept(context) {
      if (draining) return context.refuse('SLUICE_DRAINING');
      if (connections.size >= context.limits.webSocketConnections) return context.refuse('SLUICE_OVERLOADED');
      accept(context, shared);
    },
    shed(share) {
      let left = Math.ceil(connections.size * share);
      for (const connection of [...connections]) if (left-- > 0) connection.shed();
    },
    async drain(graceMs) {
      draining = true;
      if (connections.size === 0) return;
      const empty = new Promise<void>((resolve) => (onEmpty = resolve));
      const paced = drainPaced(connections, graceMs);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([empty, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))]);
      clearTimeout(timer);
      paced.stop();
      for (const connection of [...connections]) connection.destroy();
    },
  };
}

function accept(context: UpgradeContext, shared: Shared): void {
  const { socket } = context;
  const stopWatching = watch(socket, () => {
    // Downstream left before the upstream had answered.
    give();
    context.ended({ ...NOTHING, status: 0, code: undefined });
  });
  const done = (): void => {
    stopWatching();
    untrack();
  };
  const refuse = (code: ErrorCode): void => {
    done();
    context.refuse(code);
  };
  const abort = openUpstream(context, {
    opened(upstream, protocol, rawHeaders) {
      done();
      const headers = answerHeaders(context, rawHeaders, 101);
      if (headers === undefined) {
        upstream.socket.destroy();
        context.refuse('SLUICE_ENGINE_FAILED');
      } else join(context, upstream, protocol, headers, shared);
    },
    declined(status, rawHeaders) {
      done();
      decline(context, status, rawHeaders);
    },
    failed: refuse,
  });
  const give = (): void => {
    done();
    abort();
  };
  const untrack = shared.track({
    route: context.route,
    drainPerSecond: Infinity, // nothing is open yet that could come back
    drain() {
      give();
      context.refuse('SLUICE_DRAINING');
    },
    destroy() {
      give();
      socket.destroy();
    },
    shed() {
      give();
      context.refuse('SLUICE_OVERLOADED');
    },
  });
}

const NOTHING = { requestBytes: 0, responseBytes: 0, findings: 0, addedMs: 0 } as const;

/** Both legs are there: answers 101 downstream, then relays. */
function join(
  context: UpgradeContext,
  upstream: OpenSocket,
  protocol: string | undefined,
  headers: readonly string[],
  { turns, track }: Shared,
): void {
  const { limits, socket, request } = context;
  if (!socket.writable) {
    upstream.socket.destroy();
    socket.destroy();
    context.ended({ ...NOTHING, status: 0, code: undefined });
    return;
  }
  const extensions = context.deflates.downstream ? answerTo(request.headers['sec-websocket-extensions']) : undefined;
  socket.write(switchingProtocols({ key: request.headers['sec-websocket-key'] ?? '', protocol, extensions, headers }), 'latin1');
  const downstream = { socket, head: context.head, isDeflating: extensions !== undefined };
  const relay = new Relay(context, {
    channel: context.openChannel(protocol),
    turns,
    downstream: new Leg(downstream, 'request', limits),
    upstream: new Leg(upstream, 'response', limits),
    onEnded: () => untrack(),
  });
  const untrack = track(relay);
  relay.start({ downstream: downstream.head, upstream: upstream.head });
}

/** Passes the upstream's "no" on: its status and headers; the body is not part of a handshake that anyone can read. */
function decline(context: UpgradeContext, status: number, rawHeaders: readonly string[]): void {
  const headers = answerHeaders(context, rawHeaders, status);
  if (headers === undefined) return context.refuse('SLUICE_ENGINE_FAILED');
  const { socket } = context;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`, `Connection: ${status === 426 ? 'close, Upgrade' : 'close'}`];
  if (status !== 204 && status !== 304) lines.push('Content-Length: 0'); // such answers have no body to tell the length of
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  context.ended({ ...NOTHING, status, code: undefined });
}

/**
 * Notices that downstream leaves while the upstream is still being asked, without taking a byte from it.
 * Returns a function that stops looking and leaves the socket as it was.
 */
function watch(socket: Socket, onLeft: () => void): () => void {
  const left = (): void => {
    stop();
    socket.on('error', () => undefined);
    socket.destroy();
    onLeft();
  };
  // Reading nothing makes the stream notice its end; what has arrived stays where it is.
  const peek = (): void => void socket.read(0);
  const stop = (): void => {
    socket.off('readable', peek).off('end', left).off('close', left).off('error', left);
  };
  socket.on('readable', peek).on('end', left).on('close', left).on('error', left);
  return stop;
}
