/** How connections to one server are opened, by protocol. */
import type { ConnectionOptions } from 'node:tls';
import { Client, buildConnector } from 'undici';
import { SluiceError } from '../../base/errors.js';
import type { Lease } from './api.js';
import type { OpenConnection } from './connection.js';
import type { Dialer } from './dialer.js';
import { LeanConnection } from './lean-connection.js';
import type { Settings } from './spec.js';
import { type ClientOptions, StreamConnection, UndiciConnection } from './undici-connection.js';

export interface Transport {
  readonly open: OpenConnection;
  /** Connections are streams of one session. */
  readonly multiplexed: boolean;
  /** For those who open sockets to the server themselves. */
  readonly tls: ConnectionOptions | undefined;
  readonly lookup: Lease['lookup'];
  destroy(): Promise<void>;
}

/** HTTP/1.1 by the lean client. */
export function leanTransport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  const options = { ...settings, authority: origin.host, secure: dialer.secure, dial: () => dialer.dial() };
  return {
    open: (lost) => new LeanConnection(options, lost),
    multiplexed: false,
    tls: dialer.tls,
    lookup: dialer.lookup,
    destroy: async () => undefined,
  };
}

/** HTTP/1.1 by undici: what the tests compare with. */
export function undiciTransport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  const options = clientOptions(dialer, settings, false);
  return {
    open: (lost) => new UndiciConnection(origin.origin, options, lost),
    multiplexed: false,
    tls: dialer.tls,
    lookup: dialer.lookup,
    destroy: async () => undefined,
  };
}

/** HTTP/2: every exchange is a stream of one session, which undici opens, and opens anew when it has ended. */
export function multiplexedTransport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  if (!dialer.secure) throw new SluiceError('SLUICE_CONFIG_INVALID', 'An upstream with HTTP/2 needs https origins.');
  const client = new Client(origin.origin, clientOptions(dialer, settings, true));
  return {
    open: () => new StreamConnection(client),
    multiplexed: true,
    tls: dialer.tls,
    lookup: dialer.lookup,
    destroy: () => client.destroy(),
  };
}

function clientOptions(dialer: Dialer, settings: Settings, http2: boolean): ClientOptions {
  const connector = buildConnector({
    timeout: settings.connectTimeoutMs,
    allowH2: http2,
    ...dialer.tls,
    ...(dialer.lookup && { lookup: dialer.lookup }),
  });
  return {
    connect: http2 ? onlyHttp2(connector) : connector,
    allowH2: http2,
    maxConcurrentStreams: settings.streams,
    headersTimeout: settings.headersTimeoutMs,
    bodyTimeout: 0, // idle bodies are judged by the exchange, which knows event streams
    maxHeaderSize: settings.response.headBytes,
    strictContentLength: true,
  };
}

/** A server that does not agree to HTTP/2 would get one request after the other from undici: it counts as not reached. */
function onlyHttp2(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connector(options, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else if ('alpnProtocol' in socket && socket.alpnProtocol === 'h2') callback(null, socket);
      else {
        socket.destroy();
        callback(Object.assign(new Error('The server does not speak HTTP/2.'), { code: 'ECONNREFUSED' }), null);
      }
    });
  };
}
