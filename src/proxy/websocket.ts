/**
 * The WebSocket half of the data plane: takes an upgrade that the listener has vetted, opens the upstream leg, answers
 * downstream only after the upstream's 101, and joins the two legs in a relay.
 *
 * It owns the sockets from `accept` on. It must not decide what is sensitive (the engine does) nor touch plain HTTP.
 * No leg ever negotiates permessage-deflate: it costs fifteen times the memory a connection and hides the bytes.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ErrorCode } from '../base/errors.js';
import type { UpgradeContext, UpgradeHalf } from './upgrade.js';
import { openUpstream } from './websocket-handshake.js';
import { answerHeaders } from './websocket-headers.js';
import { Leg } from './websocket-leg.js';
import { Relay } from './websocket-relay.js';

/** Something that is under way and can be asked, or made, to end. */
interface Connection {
  drain(): void;
  destroy(): void;
  /** Overload: ends with 503 or 1013. */
  shed(): void;
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

  return {
    accept(context) {
      if (draining) return context.refuse('SLUICE_DRAINING');
      if (connections.size >= context.limits.webSocketConnections) return context.refuse('SLUICE_OVERLOADED');
      accept(context, track);
    },
    shed(share) {
      let left = Math.ceil(connections.size * share);
      for (const connection of [...connections]) if (left-- > 0) connection.shed();
    },
    async drain(graceMs) {
      draining = true;
      if (connections.size === 0) return;
      const empty = new Promise<void>((resolve) => (onEmpty = resolve));
      for (const connection of [...connections]) connection.drain();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([empty, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))]);
      clearTimeout(timer);
      for (const connection of [...connections]) connection.destroy();
    },
  };
}

function accept(context: UpgradeContext, track: (connection: Connection) => () => void): void {
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
    opened(ws, upstreamSocket, protocol, rawHeaders) {
      done();
      const headers = answerHeaders(context, rawHeaders);
      if (headers === undefined) {
        ws.terminate();
        context.refuse('SLUICE_ENGINE_FAILED');
      } else join(context, ws, upstreamSocket, protocol, headers, track);
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
  const untrack = track({
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

/** Both legs are there: answers 101 downstream, then relays. Runs in one turn, so that no early message is lost. */
function join(
  context: UpgradeContext,
  upstream: WebSocket,
  upstreamSocket: Socket,
  protocol: string | undefined,
  headers: readonly string[],
  track: (connection: Connection) => () => void,
): void {
  const { limits, socket } = context;
  // Named, because the types of `ws` do not know closeTimeout yet.
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.webSocketMessageBytes,
    closeTimeout: limits.webSocketCloseMs,
    handleProtocols: () => protocol ?? false,
  };
  const acceptor = new WebSocketServer(options);
  acceptor.on('headers', (lines) => {
    for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  });
  let relay: Relay | undefined;
  acceptor.handleUpgrade(context.request, socket, context.head, (downstream) => {
    const legs = [new Leg(downstream, socket, 'request', limits), new Leg(upstream, upstreamSocket, 'response', limits)] as const;
    relay = new Relay(context, ...legs, () => untrack());
  });
  if (relay === undefined) {
    // `ws` found the downstream socket closed, or refused the handshake itself.
    upstream.terminate();
    context.ended({ ...NOTHING, status: 0, code: undefined });
    return;
  }
  const untrack = track(relay);
}

/** Passes the upstream's "no" on: its status and headers; the body is not part of a handshake that anyone can read. */
function decline(context: UpgradeContext, status: number, rawHeaders: readonly string[]): void {
  const headers = answerHeaders(context, rawHeaders);
  if (headers === undefined) return context.refuse('SLUICE_ENGINE_FAILED');
  const { socket } = context;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`, 'Connection: close', 'Content-Length: 0'];
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
