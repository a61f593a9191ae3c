/** What a listener is told to be. Certificates and keys are PEM texts: reading files is the configuration's business. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { Address } from '../../base/address.js';
import type { ErrorCode } from '../../base/errors.js';
import type { Arrival, DownstreamRequest, DownstreamResponse } from '../downstream.js';

/** A certificate, followed by those of its issuers, and its key. */
export interface CertificateSpec {
  readonly cert: string;
  readonly key: string;
}

export interface TlsSpec extends CertificateSpec {
  /** Default TLSv1.2. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Authorities whose certificates callers may prove themselves with (mutual TLS). */
  readonly clientCa?: string | undefined;
  /** Lists of certificates that these have revoked, each in PEM. With them every authority needs one that holds: else its callers are turned away. */
  readonly clientCrl?: readonly string[] | undefined;
  /** With `clientCa`: whether a caller must have one. A certificate that does not verify ends the connection either way. Default required. */
  readonly clientCertificate?: 'required' | 'optional' | undefined;
  /** Other certificates by the name that the downstream asks for (SNI); `*.example.com` is every name one level below. */
  readonly names?: readonly ({ readonly hosts: readonly string[] } & CertificateSpec)[] | undefined;
}

export interface ListenerSpec {
  readonly name: string;
  /** Port 0 picks a free one. */
  readonly address: Address;
  /** `reverse`: agents ask this listener for the CRM. `forward`: it is their explicit proxy, and they keep the CRM's own address. */
  readonly mode: 'reverse' | 'forward';
  readonly tls?: TlsSpec | undefined;
  /** Offers HTTP/2 beside HTTP/1.1 where there is TLS: on the listener in reverse mode, in the tunnels in forward mode. */
  readonly http2: boolean;
  /** Forward mode: the operator's authority, from which the certificates of the hosts are issued. */
  readonly ca?: CertificateSpec | undefined;
  /** Forward mode: whether a host may be connected to. Never asked for addresses, which are refused. */
  readonly allowedHosts?: ((host: string, port: number) => boolean) | undefined;
  /** Forward mode: hosts that `/proxy.pac` sends to this listener, `*.example.com` with all names below; without it there is no such file. */
  readonly pacHosts?: readonly string[] | undefined;
}

/** Values of `Proxy-Authenticate`. */
export type Challenge = readonly string[] | undefined;

/** What a listener hands on. None of them may throw. */
export interface ListenerHandlers {
  /** A connection came. False: its address has too many already; where it is plain, it has been answered so. */
  connected(listener: string, socket: Socket, isPlain: boolean): boolean;
  request(request: DownstreamRequest, response: DownstreamResponse, arrival: Arrival): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, arrival: Arrival): void;
  /** A request that Node's strict parser rejects, or whose head does not arrive in time. */
  unreadable(error: Error & { code?: string }, socket: Socket): void;
  /** How to sign in at a forward listener, for whoever shows no proof that counts; undefined: it may go on. */
  challenge(listener: string, proof: readonly string[] | undefined): Challenge | Promise<Challenge>;
  /** A CONNECT that is answered with a refusal: the handler writes it and ends the socket. */
  refuse(code: ErrorCode, socket: Duplex, challenge?: Challenge): void;
  /** Something failed before there was a request: it is only counted. */
  failed(code: ErrorCode): void;
}

/** An open door. */
export interface Listener {
  readonly name: string;
  /** Starts accepting; the URL names the port in use. Throws `SLUICE_LISTEN_FAILED`. */
  listen(): Promise<{ readonly url: string }>;
  /** From the next handshake on other certificates are used; open connections stay. Throws `SLUICE_CONFIG_INVALID` and changes nothing when they are of no use. */
  reloadCertificates(tls: TlsSpec): void;
  /** The same for the authority of forward mode. */
  reloadAuthority(ca: CertificateSpec): void;
  /** Overload: ends HTTP/1.1 connections that wait for their next request. */
  closeIdle(): void;
  /** Stops accepting and asks every peer to leave; resolves when all connections are gone. */
  close(): Promise<void>;
  /** Lets what is written leave, then ends every connection. */
  flush(): void;
  /** Ends every connection at once. */
  destroy(): void;
}
