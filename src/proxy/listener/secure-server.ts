/**
 * HTTP over TLS: one server that speaks HTTP/2 or HTTP/1.1 as ALPN decided. Node's own HTTP/2 server with `allowHTTP1` does not
 * apply the limits and time-outs of an HTTP/1.1 server, so each protocol has a real server of its own behind one TLS.
 */
import { type Server, createServer } from 'node:https';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { ProxyLimits } from '../options.js';
import { http1Options } from './http1.js';
import type { Http2Half } from './http2.js';
import { stopAtOffers } from './offer.js';

export interface SecureServer {
  readonly server: Server;
  /** Takes a connection whose handshake is done. */
  enter(socket: TLSSocket): void;
}

/** `tls` is needed by a server that listens; one that does not is given its connections by `enter` alone. */
export function secureServer(limits: ProxyLimits, http2: Http2Half | undefined, tls: TlsOptions | undefined): SecureServer {
  const server = createServer({ ...http1Options(limits), ...tls });
  const [http1] = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  // a server that never listens would not look for slow heads and idle connections otherwise
  if (tls === undefined) server.emit('listening');
  return {
    server,
    enter(socket) {
      if (http2 !== undefined && socket.alpnProtocol === 'h2') http2.enter(socket);
      else {
        http1?.call(server, socket);
        stopAtOffers(socket);
      }
    },
  };
}
