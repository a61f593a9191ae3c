/**
 * What the data plane tells the world: plain calls with names and numbers, never with a value, a raw URL or a header.
 * The proxy calls these on its hot path, so an implementation only counts; formatting happens at scrape or log time.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { UnscannedReason } from './coverage.js';

/** A finished HTTP exchange or WebSocket connection, in identifiers and numbers. */
export interface ExchangeRecord {
  /** Unique id of the exchange; also in the refusal's body and in `x-sluice-exchange`. */
  readonly exchange: string;
  readonly kind: 'http' | 'websocket';
  /** Name of the route; undefined when none was found. */
  readonly route?: string | undefined;
  readonly method: string;
  /** Status answered downstream; 0 when the connection was aborted before a head was sent. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly findings: number;
  /** Set when Sluice refused or aborted. */
  readonly code: ErrorCode | undefined;
  readonly durationMs: number;
  /** Time spent inside Sluice itself (scanning, coding, framing), as distinct from the upstream's. */
  readonly addedMs: number;
  /** Time from handing the request to the upstream to the head of its answer. */
  readonly upstreamMs?: number | undefined;
  /** Time from the head of the request to the head of its answer downstream, when the upstream gave one. */
  readonly firstByteMs?: number | undefined;
  /** The path without whatever could be a value: see template.ts. */
  readonly template?: string | undefined;
  /** Findings by `entity action`. */
  readonly found?: ReadonlyMap<string, number> | undefined;
  /** Who called: a pseudonym and a role. */
  readonly caller?: { readonly id: string | undefined; readonly role: string } | undefined;
  /** Trace id of OpenTelemetry: 32 hexadecimal digits. */
  readonly trace?: string | undefined;
}

export interface Observer {
  /** The same observer, counting for a route. */
  onRoute(route: string): Observer;
  exchangeStarted(kind: ExchangeRecord['kind']): void;
  exchangeEnded(record: ExchangeRecord): void;
  finding(entity: string, action: string, direction: Direction): void;
  refused(code: ErrorCode, direction: Direction): void;
  scanned(bytes: number, direction: Direction): void;
  /** Bytes that were passed on although their content was not seen. */
  unscanned(bytes: number, direction: Direction, reason: UnscannedReason): void;
  /** Bytes now held back over all streams: called with +n and -n. */
  heldBack(deltaBytes: number): void;
  webSocketMessage(direction: Direction, bytes: number): void;
}
