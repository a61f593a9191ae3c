/** How connections to one server are opened, by protocol. */
import type { ConnectionOptions } from 'node:tls';
import { SluiceError } from '../../base/errors.js';
import type { Lease } from './api.js';
import type { OpenConnection } from './connection.js';
import type { Dialer } from './dialer.js';
import { Http2Connection, type Http2Options } from './http2-connection.js';
import { LeanConnection, type LeanOptions } from './lean-connection.js';
import type { Settings } from './spec.js';

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

/** HTTP/2. Throws SLUICE_CONFIG_INVALID for an origin without TLS. */
export function http2Transport(origin: URL, dialer: Dialer, settings: Settings): Transport {
  if (!dialer.secure) throw new SluiceError('SLUICE_CONFIG_INVALID', 'An upstream with HTTP/2 needs https origins.');
  const options: Http2Options = { ...settings, origin, dial: () => dialer.dialHttp2() };
  return {
    open: (lost) => new Http2Connection(options, lost),
    tls: dialer.tls,
    lookup: dialer.lookup,
  };
}
