/** HTTP/1.1 servers with Node's strict parser and our limits, and how their events become requests. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxyLimits } from '../options.js';

/** How often connections and bodies are checked for silence; Node's own default of 30 s lets slow senders pile up. */
export const SWEEP_MS = 1_000;

export function http1Options(limits: ProxyLimits): ServerOptions {
  return {
    insecureHTTPParser: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: 0, // a long upload is fine as long as it moves: see Exchange.sweep
    connectionsCheckingInterval: SWEEP_MS,
    keepAliveTimeout: limits.idleConnectionMs,
    noDelay: true,
  };
}

export interface Http1Handlers {
  request(request: IncomingMessage, response: ServerResponse, expecting: boolean): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Takes the requests of a server; none is answered by Node itself. */
export function takeRequests(server: Server | SecureServer, handlers: Http1Handlers): void {
  server.maxHeadersCount = 0; // bounded in bytes; Node would drop the surplus silently
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handlers.request(request, response, false);
  });
  const expecting = (request: IncomingMessage, response: ServerResponse): void => {
    handlers.request(request, response, true);
  };
  server.on('checkContinue', expecting);
  server.on('checkExpectation', expecting);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    handlers.upgrade(request, socket as Socket, head);
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    handlers.connect(request, socket, head);
  });
}
