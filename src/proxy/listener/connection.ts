/** What is known of a downstream connection beside its bytes: told once when it is accepted, asked for with every request on it. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { ConnectedHost, Peer } from '../downstream.js';

export interface Connection {
  /** A request has come on it. */
  isUsed?: boolean;
  /** It was answered and ended as one too many: what it has asked meanwhile is nobody's. */
  isRefused?: boolean;
  /** Of HTTP/1.1, those that may not have left yet, in their order. */
  answers?: ServerResponse[];
  readonly peer: Peer;
  /** The host of the tunnel that the connection runs in. */
  readonly connectedHost: ConnectedHost | undefined;
}

const CONNECTION = Symbol('connection');
type Marked = Socket & { [CONNECTION]?: Connection };

/** Writes it down on the socket, because HTTP/2 hands out its own face of a socket and not the socket. */
export function mark(socket: Socket, connection: Connection): void {
  (socket as Marked)[CONNECTION] = connection;
}

/** What was written down; a plain connection speaks for itself. */
export function connectionOf(socket: Socket): Connection {
  const marked = socket as Marked;
  return (marked[CONNECTION] ??= { peer: peerOf(socket), connectedHost: undefined });
}

/** Whether a request has ever come on it. */
export function isUsed(socket: Socket): boolean {
  return (socket as Marked)[CONNECTION]?.isUsed === true;
}

/** Who is on the other end. A certificate counts only when it was asked for and verified. */
export function peerOf(socket: Socket): Peer {
  const secure = socket instanceof TLSSocket;
  return {
    address: socket.remoteAddress ?? '',
    port: socket.remotePort ?? 0,
    secure,
    certificate: secure && socket.authorized ? certificateOf(socket) : undefined,
  };
}

/** The certificate that the peer showed, verified or not. */
export function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerCertificate() as PeerCertificate | null;
  return certificate === null || Object.keys(certificate).length === 0 ? undefined : certificate;
}
