/** A connection to one server that carries one exchange at a time, as the pool sees it; and the exchange, as the connection sees it. */
import type { ErrorCode } from '../../base/errors.js';
import type { UpstreamHandler, UpstreamRequest } from './api.js';

/** An exchange on a connection. The connection ends it by exactly one of `settled` and `failed`. */
export interface Passenger {
  readonly request: UpstreamRequest;
  readonly handler: UpstreamHandler;
  /** Called before the handler gets its head. */
  answered(): void;
  /** The answer is complete; called before the handler gets its end. `reusable`: the connection may carry another exchange. */
  settled(reusable: boolean): void;
  /** It is not, and the connection is not usable; tells the handler. */
  failed(code: ErrorCode): void;
}

export interface Connection {
  /** Takes an exchange on; calls nothing back before it has returned. */
  carry(passenger: Passenger): void;
  /** The handler has room again. */
  resume(): void;
  /** Seconds that the server keeps it open while idle, -1 if it does not say. */
  readonly keepAliveSeconds: number;
  /** The pool's: until when it may be used again (performance.now). */
  idleUntil: number;
  /** Closes it at once; nothing is called back afterwards. */
  destroy(): void;
}

/** Opens a connection. `lost` is called, at most once, when it ends without an exchange on it. */
export type OpenConnection = (lost: (connection: Connection) => void) => Connection;

/** Why a connection never came to be usable. `isThere`: somebody took it, and then the TLS handshake failed. */
export const unreached = (isThere: boolean): ErrorCode => (isThere ? 'SLUICE_UPSTREAM_TLS_FAILED' : 'SLUICE_UPSTREAM_UNREACHABLE');
