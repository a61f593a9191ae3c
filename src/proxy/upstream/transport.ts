/** How connections to one server are opened, by protocol. */
import type { ConnectionOptions } from 'node:tls';
import { buildConnector } from 'undici';
import { SluiceError } from '../../base/errors.js';
import type { Lease } from './api.js';
import type { OpenConnection } from './connection.js';
import type { Dialer } from './dialer.js';
import { LeanConnection, type LeanOptions } from './lean-connection.js';
import type { Settings } from './spec.js';
import { type ClientOptions, UndiciConnection } from './undici-connection.js';

export interface Transport {
  readonly open: OpenConnection;
  /** For those who open sockets to the server themselves. */
  readonly tls: ConnectionOptions | undefined;
  readonly lookup: Lease['lookup'];
}

/** HTTP/1.1 by the lean client. */
export function leanTransport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  const options: LeanOptions = { ...settings, authority: origin.host, secure: dialer.secure, dial: (onread) => dialer.dial(onread) };
  return {
    open: (lost) => new LeanConnection(options, lost),
    tls: dialer.tls,
    lookup: dialer.lookup,
  };
}

/** HTTP/1.1 by undici: what the tests compare with. */
export function undiciTransport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  return byUndici(origin, dialer, settings, false);
}

/** HTTP/2 by undici. */
export function http2Transport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  if (!dialer.secure) throw new SluiceError('SLUICE_CONFIG_INVALID', 'An upstream with HTTP/2 needs https origins.');
  return byUndici(origin, dialer, settings, true);
}

function byUndici(origin: URL, dialer: Dialer, settings: Settings, http2: boolean): Transport {
  const options = clientOptions(dialer, settings, http2);
  return { open: (lost) => new UndiciConnection(origin, options, lost), tls: dialer.tls, lookup: dialer.lookup };
}

function clientOptions(dialer: Dialer, settings: Settings, http2: boolean): ClientOptions {
  const connector = buildConnector({
    timeout: settings.connectTimeoutMs,
    allowH2: http2,
    ...dialer.tls,
    ...(dialer.lookup && { lookup: dialer.lookup }),
  });
  // the name is the configured one, whatever Host a request names
  const named: buildConnector.connector = (options, callback) =>
    connector({ ...options, servername: dialer.tls?.servername ?? '' }, callback);
  return {
    connect: http2 ? onlyHttp2(named) : named,
    allowH2: http2,
    headersTimeout: settings.headersTimeoutMs,
    bodyTimeout: 0, // idle bodies are judged by the exchange, which knows event streams
    maxHeaderSize: settings.response.headBytes,
    strictContentLength: true,
  };
}

/** A server that does not agree to HTTP/2 counts as not reached: who asked for it should hear of it. */
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
