/**
 * The contract between the listener (proxy.ts) and the WebSocket half (websocket.ts), which app.ts hands to `createProxy`.
 *
 * Before `accept` is called the listener has already: checked the head (one Host, no request body), refused anything
 * but `GET` + `Upgrade: websocket` + `Sec-WebSocket-Version: 13` + a key, refused a sensitive URL, masked header values,
 * pinned the engine, called `observer.exchangeStarted('websocket')` and taken every listener of its own off the socket.
 * From `accept` on the socket belongs to the WebSocket half, which must end the exchange exactly once: either by
 * `refuse(code)`, or by `ended(status, …)` when the connection is over.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import type { ProxyLimits } from './options.js';
import type { Lease } from './upstream.js';

/** Legs of a WebSocket that may agree upon permessage-deflate (RFC 7692): it costs time, and hides nothing, because messages are inflated first. */
export interface Deflates {
  readonly downstream: boolean;
  readonly upstream: boolean;
}

/** What a finished WebSocket connection leaves behind in numbers. */
export interface UpgradeOutcome {
  /** Status answered downstream: 101 when the connection was opened, 0 when it broke before. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly findings: number;
  readonly code: ErrorCode | undefined;
  readonly addedMs: number;
}

/** One connection that asked to become a WebSocket. */
export interface UpgradeContext {
  readonly exchange: string;
  /** Name of the route. */
  readonly route: string;
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** First bytes after the head, as the `upgrade` event gave them. */
  readonly head: Buffer;
  /** Where and how to connect. Given back by `refuse` and `ended`; whether the connection came about is the WebSocket half's to tell. */
  readonly lease: Lease;
  /** What to ask for: path and query with the upstream's prefix, byte for byte as they came. Never log it. */
  readonly path: string;
  /** End-to-end request headers for the handshake, flat `[name, value, …]`, already redacted; without Connection,
   *  Upgrade and every `Sec-WebSocket-*`; `Via` added, and Host where the upstream is asked for
   *  another than its own. */
  readonly headers: readonly string[];
  /** Turns the upstream's name into ours in the headers of its answer. */
  readonly mapAnswer?: ((headers: string[]) => void) | undefined;
  /** Which legs may agree upon permessage-deflate. */
  readonly deflates: Deflates;
  /** Subprotocols offered downstream, in order. */
  readonly protocols: readonly string[];
  /** The engine pinned for the life of this connection. */
  readonly engine: Engine;
  readonly observer: Observer;
  readonly limits: ProxyLimits;
  /** Answers the handshake with the refusal for `code`, closes the socket and ends the exchange. Only before a 101 was sent. */
  refuse(code: ErrorCode): void;
  /** Ends the exchange in the books. Calls after the first, or after `refuse`, do nothing. */
  ended(outcome: UpgradeOutcome): void;
}

/** The WebSocket half as the listener sees it. */
export interface UpgradeHalf {
  accept(context: UpgradeContext): void;
  /** Overload: closes a share of the open connections, from 0 to 1 and at least one, with 1013, the oldest first. */
  shed?(share: number): void;
  /** Closes every open connection with 1001 after the message in flight; resolves when all are gone or after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}
