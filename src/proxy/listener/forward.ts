/**
 * Forward mode: an explicit proxy that agents' browsers are told to use (RFC 9110 section 9.3.6). CONNECT opens a tunnel to an allowed
 * host only, and the tunnel ends here: its TLS is ours, with a certificate issued from the operator's authority, and what runs in
 * it is HTTP/2 or HTTP/1.1 for that one host. Nothing is ever passed on blindly.
 *
 * No server-side request forgery: names only, never addresses; host and port must both be allowed; the name asked for in the
 * handshake (SNI) and the Host of every request must be the host of the tunnel.
 *
 * Where the operator wants to know who uses it, every tunnel and every request outside of one must show so (`Proxy-Authorization`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ErrorCode } from '../../base/errors.js';
import type { ConnectedHost } from '../downstream.js';
import type { ProxyLimits } from '../options.js';
import type { Authority } from './authority.js';
import { onlyValue } from '../identity/caller.js';
import { PROOF } from '../identity/sign-in.js';
import { connectionOf, mark } from './connection.js';
import { isSameHost, readAuthority, refusalFor } from './host.js';
import { PAC_PATH, PAC_TYPE, pacFile } from './pac.js';
import type { Challenge, ListenerHandlers, ListenerSpec } from './spec.js';
import { Handshakes, protocolsOf } from './tls.js';

/** Where a request of a forward proxy wants to go, or why it may not. */
export interface Judged {
  readonly connectedHost: ConnectedHost | undefined;
  readonly fault: ErrorCode | undefined;
}

/** What a request shows of who uses the proxy, alone. */
export function proofIn({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): readonly string[] | undefined {
  const value = onlyValue(rawHeaders, PROOF);
  return value === undefined ? undefined : [PROOF, value];
}

const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n';

export class ForwardHalf {
  readonly #spec: ListenerSpec;
  readonly #limits: ProxyLimits;
  readonly #handlers: ListenerHandlers;
  readonly #enter: (socket: TLSSocket) => void;
  readonly #handshakes: Handshakes;
  readonly #pac: string | undefined;
  #authority: Authority;
  #tunnels = 0;
  isClosing = false;

  /** `enter` takes a tunnel once its handshake is done. */
  constructor(
    spec: ListenerSpec,
    authority: Authority,
    limits: ProxyLimits,
    handlers: ListenerHandlers,
    enter: (socket: TLSSocket) => void,
  ) {
    this.#spec = spec;
    this.#authority = authority;
    this.#limits = limits;
    this.#handlers = handlers;
    this.#enter = enter;
    this.#handshakes = new Handshakes(limits.tlsHandshakes);
    this.#pac = spec.pacHosts === undefined ? undefined : pacFile(spec.pacHosts);
  }

  /** From the next tunnel on certificates are issued by another authority. */
  set authority(authority: Authority) {
    this.#authority = authority;
  }

  /** Opens a tunnel for a CONNECT request, or refuses it. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const proof = proofIn(request);
    const judge = (challenge: Challenge): void => {
      if (challenge === undefined) this.#connect(request, socket, head, proof);
      else this.#handlers.refuse('SLUICE_SIGN_IN_NEEDED', socket, challenge);
    };
    const challenge = this.#handlers.challenge(this.#spec.name, proof);
    if (!(challenge instanceof Promise)) judge(challenge);
    else
      challenge.then(judge).catch(() => {
        this.#handlers.refuse('SLUICE_ENGINE_FAILED', socket);
      });
  }

  #connect(request: IncomingMessage, socket: Duplex, head: Buffer, proof: readonly string[] | undefined): void {
    const asked = /:[0-9]+$/.test(request.url ?? '') ? readAuthority(request.url ?? '', 'https') : undefined;
    const code = this.#judgeTunnel(request, asked);
    if (asked === undefined || code !== undefined) {
      this.#handlers.refuse(code ?? 'SLUICE_BAD_REQUEST', socket);
      return;
    }
    this.#tunnels++;
    socket.once('close', () => this.#tunnels--);
    this.#open(asked, socket as Socket, head, proof).catch(() => {
      this.#handlers.refuse('SLUICE_ENGINE_FAILED', socket);
    });
  }

  /** A request outside of a tunnel: `http:` in absolute-form, to allowed hosts only. */
  judge(request: IncomingMessage): Judged {
    const [, authority] = /^http:\/\/([^/?#]*)/i.exec(request.url ?? '') ?? [];
    const asked = authority === undefined ? undefined : readAuthority(authority, 'http');
    const fault = refusalFor(asked, this.#spec.allowedHosts);
    return { connectedHost: fault === undefined ? asked : undefined, fault };
  }

  /** Answers the request for the file that tells browsers which hosts to ask us for. False: it is something else. */
  servePac(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#pac === undefined || request.url !== PAC_PATH || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const proxy = request.headers.host ?? '';
    if (!/^[a-z0-9.-]+(:[0-9]{1,5})?$/i.test(proxy)) return false;
    const scheme = request.socket instanceof TLSSocket ? 'HTTPS' : 'PROXY';
    const defaultPort = scheme === 'HTTPS' ? 443 : 80;
    const body = this.#pac.replaceAll('%PROXY%', `${scheme} ${proxy.includes(':') ? proxy : `${proxy}:${defaultPort}`}`);
    response.writeHead(200, { 'Content-Type': PAC_TYPE, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'max-age=300' });
    response.end(body);
    return true;
  }

  #judgeTunnel(request: IncomingMessage, asked: ConnectedHost | undefined): ErrorCode | undefined {
    const refused = refusalFor(asked, this.#spec.allowedHosts);
    if (refused !== undefined) return refused;
    const { host } = request.headers;
    // many name the host without the port here; a different host is an attempt to be judged by another name
    if (asked !== undefined && host !== undefined && host.toLowerCase() !== asked.host && !isSameHost(host, asked))
      return 'SLUICE_BAD_REQUEST';
    if (this.isClosing) return 'SLUICE_DRAINING';
    return this.#tunnels >= this.#limits.tunnels ? 'SLUICE_OVERLOADED' : undefined;
  }

  async #open(connectedHost: ConnectedHost, socket: Socket, head: Buffer, proof: readonly string[] | undefined): Promise<void> {
    const secureContext = await this.#authority.contextFor(connectedHost.host);
    if (socket.destroyed) return;
    if (!this.#handshakes.begin(socket)) {
      this.#handlers.refuse('SLUICE_OVERLOADED', socket);
      return;
    }
    const { peer } = connectionOf(socket);
    socket.write(ESTABLISHED);
    if (head.length > 0) socket.unshift(head);
    const tunnel = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: protocolsOf(this.#spec.http2) });
    mark(tunnel, { peer: { ...peer, secure: true, proof }, connectedHost });
    let isDone = false;
    const failed = (code: ErrorCode): void => {
      tunnel.destroy();
      if (isDone) return;
      isDone = true;
      clearTimeout(late);
      this.#handlers.failed(code);
    };
    const late = setTimeout(failed, this.#limits.tlsHandshakeMs, 'SLUICE_TLS_FAILED');
    tunnel.on('error', () => {
      failed('SLUICE_TLS_FAILED');
    });
    tunnel.once('close', () => {
      failed('SLUICE_TLS_FAILED');
    });
    tunnel.once('end', () => {
      if (!isDone) failed('SLUICE_TLS_FAILED');
    });
    tunnel.once('secure', () => {
      if (isDone) return;
      const name: unknown = tunnel.servername;
      if (typeof name === 'string' && name.toLowerCase() !== connectedHost.host) {
        failed('SLUICE_MISDIRECTED');
        return;
      }
      isDone = true;
      clearTimeout(late);
      this.#handshakes.ended(socket);
      // as tls.Server says it of its sockets; HTTP/2 would wait for it otherwise
      Object.assign(tunnel, { secureConnecting: false });
      this.#enter(tunnel);
    });
  }
}
