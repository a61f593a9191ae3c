/** HTTP/1.1 servers with Node's strict parser and our limits, and how their events become requests. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxyLimits } from '../options.js';
import { connectionOf } from './connection.js';
import { isIgnored, whenAnswered, withoutOffer } from './offer.js';

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

/** Takes the requests of a server; none is answered by Node itself. `enter` gives a connection to a parser of that server, as if it had just come. */
export function takeRequests(server: Server | SecureServer, enter: (socket: Socket) => void, handlers: Http1Handlers): void {
  server.maxHeadersCount = 0; // bounded in bytes; Node would drop the surplus silently
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(response);
    handlers.request(request, response, false);
  });
  const expecting = (request: IncomingMessage, response: ServerResponse): void => {
    note(response);
    handlers.request(request, response, true);
  };
  server.on('checkContinue', expecting);
  server.on('checkExpectation', expecting);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    whenAnswered(socket, answersOn(request.socket), () => {
      if (!isIgnored(request, socket)) handlers.upgrade(request, socket as Socket, head);
      else {
        socket.unshift(Buffer.concat([withoutOffer(request), head]));
        enter(socket);
      }
    });
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    handlers.connect(request, socket, head);
  });
}

const answersOn = (socket: Socket): ServerResponse[] => (connectionOf(socket).answers ??= []);

/** Keeps the answers that have not left their connection: more than one only where requests came before the last was answered. */
function note(response: ServerResponse): void {
  const answers = answersOn(response.req.socket);
  while (answers[0]?.writableFinished === true) answers.shift();
  answers.push(response);
}
