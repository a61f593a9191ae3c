/**
 * The downstream leg of an exchange, whatever protocol carries it. Node's IncomingMessage and ServerResponse are such legs for
 * HTTP/1.1; listener/http2-leg.ts makes them for HTTP/2. An exchange knows no more of its downstream than this.
 */
import type { PeerCertificate } from 'node:tls';
import type { ErrorCode } from '../base/errors.js';

/** What a broken exchange cuts: the connection in HTTP/1.1, the stream in HTTP/2. */
export interface Carrier {
  readonly destroyed: boolean;
  destroy(): unknown;
  resetAndDestroy(): unknown;
}

/** A request as it arrives, its head as flat `[name, value, …]` in latin1. */
export interface DownstreamRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: string[];
  /** Of HTTP/1 as its request line says it. */
  readonly httpVersionMajor?: number | undefined;
  /** 0 where an early end of the answer would look like a whole one: HTTP/1.0. */
  readonly httpVersionMinor: number;
  /** The whole request has arrived. */
  readonly complete: boolean;
  readonly socket: Carrier;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'end', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The answer as it leaves. `writeHead` throws what Node throws (`ERR_INVALID_CHAR`) for a head that cannot be sent. */
export interface DownstreamResponse {
  writeHead(status: number, headers: string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array): unknown;
  flushHeaders(): void;
  writeContinue(): void;
  /** Bytes that were written and have not left. */
  readonly writableLength: number;
  /** `close`: the answer has left, or nobody waits for it any more. */
  on(event: 'close', listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
}

/** Who is at the other end of a downstream connection. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  /** The connection is under TLS. */
  readonly secure: boolean;
  /** The certificate of a caller that proved itself with one (mutual TLS); undefined for every other. */
  readonly certificate: PeerCertificate | undefined;
  /** By what it signed in at a forward proxy: `Proxy-Authorization` and its value. Never logged or forwarded. */
  readonly proof?: readonly string[] | undefined;
}

/** The host that a forward proxy was asked to connect to: a name in lower case, never an address. */
export interface ConnectedHost {
  readonly host: string;
  readonly port: number;
  /** Whether TLS is spoken with it. */
  readonly scheme: 'http' | 'https';
}

/** How a request came in. */
export interface Arrival {
  /** Name of its listener. */
  readonly listener: string;
  readonly peer: Peer;
  /** The downstream sent `Expect`, and waits before it sends its body. */
  readonly expecting: boolean;
  /** In forward mode, where the downstream wants to go. The request's Host agrees with it. */
  readonly connectedHost: ConnectedHost | undefined;
  /** Why the request must be refused whatever else it says. */
  readonly fault: ErrorCode | undefined;
  /** With SLUICE_SIGN_IN_NEEDED: values of `Proxy-Authenticate`. */
  readonly challenge?: readonly string[] | undefined;
}
