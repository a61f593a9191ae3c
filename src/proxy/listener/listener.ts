/**
 * One listener of the data plane: where downstream connections arrive. It speaks plain HTTP/1.1, or TLS with HTTP/2 and HTTP/1.1 side
 * by side; in forward mode it is an explicit proxy, with TLS of its own in every tunnel. It hands on requests and upgrades, each
 * with what is known of its arrival, and knows nothing of routes, bodies or rules.
 *
 *   const listener = openListener(spec, limits, handlers);   // SLUICE_CONFIG_INVALID when a certificate is of no use
 *   const { url } = await listener.listen();
 *   listener.reloadCertificates(tls);                        // open connections stay
 *   await listener.close();                                  // GOAWAY, `Connection: close`; resolves when all have gone
 *
 * Fastify owns the listening and the closing. Requests are taken from Node's events and never enter Fastify's router, hooks or
 * reply, which cost a quarter to a half of the throughput and have nothing to do here.
 */
import fastify, { type FastifyInstance } from 'fastify';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type ErrorCode, SluiceError } from '../../base/errors.js';
import type { Arrival, ConnectedHost } from '../downstream.js';
import type { ProxyLimits } from '../options.js';
import { Authority } from './authority.js';
import { type Connection, connectionOf, isUsed } from './connection.js';
import { ForwardHalf, proofIn } from './forward.js';
import { isSameHost } from './host.js';
import { SWEEP_MS, http1Options, takeRequests } from './http1.js';
import { Http2Half } from './http2.js';
import { stopAtOffers } from './offer.js';
import { queueTaken } from './queue.js';
import { type SecureServer, secureServer } from './secure-server.js';
import type { CertificateSpec, Challenge, Listener, ListenerHandlers, ListenerSpec, TlsSpec } from './spec.js';
import { ListenerTls } from './tls.js';

/** How often a closing listener looks for connections that have become idle. */
const IDLE_MS = 50;
/** What a connection without a request yet gets to send one once the listener is closing. Node takes it for busy. */
const UNUSED_MS = 1_000;

export function openListener(spec: ListenerSpec, limits: ProxyLimits, handlers: ListenerHandlers): Listener {
  return new OpenListener(spec, limits, handlers);
}

class OpenListener implements Listener {
  readonly #spec: ListenerSpec;
  readonly #limits: ProxyLimits;
  readonly #handlers: ListenerHandlers;
  readonly #app: FastifyInstance;
  readonly #tls: ListenerTls | undefined;
  readonly #http2: Http2Half | undefined;
  readonly #forward: ForwardHalf | undefined;
  /** What is under TLS: the listener itself in reverse mode, its tunnels in forward mode. */
  readonly #secure: SecureServer | undefined;
  /** Every connection, and the HTTP/1.1 ones as they are written to. */
  readonly #sockets = new Set<Socket>();
  readonly #written = new Set<Socket>();
  /** Connections that came, ever. */
  #connections = 0;
  #closing: Promise<void> | undefined;
  #isDestroyed = false;

  constructor(spec: ListenerSpec, limits: ProxyLimits, handlers: ListenerHandlers) {
    this.#spec = spec;
    this.#limits = limits;
    this.#handlers = handlers;
    const isForward = spec.mode === 'forward';
    if (spec.tls !== undefined) this.#tls = new ListenerTls(spec.name, spec.tls, spec.http2 && !isForward, limits);
    if (spec.http2 && (spec.tls !== undefined || isForward)) this.#http2 = this.#openHttp2();
    if (isForward) {
      const tunnels = secureServer(limits, this.#http2, undefined);
      this.#secure = tunnels;
      this.#take(tunnels.server, (socket) => {
        tunnels.enter(socket as TLSSocket);
      });
      this.#forward = this.#openForward(tunnels);
    }
    const front = this.#openFront();
    this.#app = fastify({
      logger: false,
      clientErrorHandler: (error, socket) => {
        handlers.unreadable(error, socket);
      },
      serverFactory: () => front as Server,
    });
  }

  get name(): string {
    return this.#spec.name;
  }

  async listen(): Promise<{ readonly url: string }> {
    const { host, port } = this.#spec.address;
    try {
      // fastify would open two listeners for `localhost`, the second without our handlers
      const url = await this.#app.listen({
        host: host === 'localhost' ? '127.0.0.1' : host,
        port,
        backlog: this.#limits.listenQueueEntries,
      });
      const sweeper = setInterval(() => this.#http2?.sweep(performance.now()), SWEEP_MS);
      sweeper.unref();
      this.#app.server.once('close', () => {
        clearInterval(sweeper);
      });
      return { url: url.replace(/^https?:/, this.#tls === undefined ? 'http:' : 'https:') };
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      throw new SluiceError('SLUICE_LISTEN_FAILED', `${host}:${port}${reason}`);
    }
  }

  reloadCertificates(tls: TlsSpec): void {
    if (this.#tls === undefined) throw new SluiceError('SLUICE_CONFIG_INVALID', `Listener ${this.name} was opened without TLS.`);
    this.#tls.reload(this.#app.server as TlsServer, tls);
  }

  reloadAuthority(ca: CertificateSpec): void {
    if (this.#forward === undefined) throw new SluiceError('SLUICE_CONFIG_INVALID', `Listener ${this.name} is not a forward proxy.`);
    this.#forward.authority = new Authority(ca, this.#limits.issuedCertificates);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  closeIdle(): void {
    this.#app.server.closeIdleConnections();
    this.#secure?.server.closeIdleConnections();
  }

  flush(): void {
    for (const socket of this.#written) socket.destroySoon();
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#http2?.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #close(): Promise<void> {
    if (this.#forward !== undefined) this.#forward.isClosing = true;
    await queueTaken(() => (this.#isDestroyed ? undefined : this.#connections));
    const closed = this.#app.close();
    this.#http2?.drain();
    // A connection that was busy when the listener closed stays for its next request, which must not come.
    const idle = setInterval(() => {
      this.closeIdle();
    }, IDLE_MS);
    const unused = setTimeout(() => {
      for (const socket of this.#written) if (!isUsed(socket)) socket.destroy();
    }, UNUSED_MS);
    await closed;
    clearTimeout(unused);
    clearInterval(idle);
    this.#secure?.server.close(); // it never listened, but it looks for slow heads until now
  }

  #openHttp2(): Http2Half {
    return new Http2Half(this.#limits, {
      request: (request, response, { connection, host, expecting, fault }) => {
        this.#handlers.request(request, response, this.#arrival(connection, host, expecting, fault));
      },
      failed: (code) => {
        this.#handlers.failed(code);
      },
    });
  }

  #openForward(tunnels: SecureServer): ForwardHalf {
    const { ca, name } = this.#spec;
    if (ca === undefined) throw new SluiceError('SLUICE_CONFIG_INVALID', `Listener ${name} is a forward proxy and has no authority.`);
    return new ForwardHalf(this.#spec, new Authority(ca, this.#limits.issuedCertificates), this.#limits, this.#handlers, (socket) => {
      this.#enter(tunnels, socket);
    });
  }

  #openFront(): Server | TlsServer {
    if (this.#tls === undefined) {
      const plain = createServer(http1Options(this.#limits));
      const [http1] = plain.listeners('connection');
      this.#take(plain, (socket) => {
        http1?.call(plain, socket);
        stopAtOffers(socket);
      });
      plain.on('connection', (socket: Socket) => {
        stopAtOffers(socket);
        if (!this.#came(socket)) return;
        if (!this.#handlers.connected(this.name, socket, true)) connectionOf(socket).isRefused = true;
        this.#track(this.#written, socket);
      });
      return plain;
    }
    const secure = secureServer(this.#limits, this.#http2, this.#tls.options);
    this.#take(secure.server, (socket) => {
      secure.enter(socket as TLSSocket);
    });
    secure.server.on('connection', (socket: Socket) => {
      if (!this.#came(socket)) return;
      if (!this.#handlers.connected(this.name, socket, false)) socket.destroy();
    });
    this.#tls.attach(
      secure.server,
      (socket) => {
        this.#enter(secure, socket);
      },
      (code) => {
        this.#handlers.failed(code);
      },
    );
    return secure.server;
  }

  /** Takes a connection in; false where it is too late for that. */
  #came(socket: Socket): boolean {
    this.#connections++;
    if (this.#isDestroyed) socket.destroy();
    else this.#track(this.#sockets, socket);
    return !this.#isDestroyed;
  }

  #enter(secure: SecureServer, socket: TLSSocket): void {
    if (socket.alpnProtocol !== 'h2') this.#track(this.#written, socket);
    secure.enter(socket);
  }

  #track(set: Set<Socket>, socket: Socket): void {
    set.add(socket);
    socket.once('close', () => set.delete(socket));
  }

  #take(server: Server | TlsServer, enter: (socket: Socket) => void): void {
    const isTunnel = server === this.#secure?.server;
    const forward = isTunnel ? undefined : this.#forward;
    takeRequests(server, enter, {
      request: (request, response, expecting) => {
        if (connectionOf(request.socket).isRefused === true) return;
        if (forward === undefined) this.#handlers.request(request, response, this.#arrivalOf(request, expecting));
        else if (!forward.servePac(request, response)) {
          this.#signedIn(request, (challenge) => {
            this.#handlers.request(request, response, this.#arrivalAbroad(forward, request, expecting, challenge));
          });
        }
      },
      upgrade: (request, socket, head) => {
        if (connectionOf(request.socket).isRefused === true) return;
        if (forward === undefined) this.#handlers.upgrade(request, socket, head, this.#arrivalOf(request, false));
        else {
          this.#signedIn(request, (challenge) => {
            this.#handlers.upgrade(request, socket, head, this.#arrivalAbroad(forward, request, false, challenge));
          });
        }
      },
      connect: (request, socket, head) => {
        if (connectionOf(request.socket).isRefused === true) return;
        if (forward === undefined) this.#handlers.refuse('SLUICE_METHOD_REFUSED', socket);
        else {
          connectionOf(request.socket).isUsed = true;
          forward.connect(request, socket, head);
        }
      },
    });
    if (isTunnel) {
      server.on('clientError', (error: Error, socket: Duplex) => {
        this.#handlers.unreadable(error, socket as Socket);
      });
    }
  }

  #arrivalOf(request: IncomingMessage, expecting: boolean): Arrival {
    const connection = connectionOf(request.socket);
    connection.isUsed = true;
    return this.#arrival(connection, request.headers.host ?? '', expecting, undefined);
  }

  /** A request to a forward proxy outside of a tunnel. */
  #arrivalAbroad(forward: ForwardHalf, request: IncomingMessage, expecting: boolean, challenge: Challenge): Arrival {
    const connection = connectionOf(request.socket);
    connection.isUsed = true;
    const { connectedHost, fault } = forward.judge(request);
    const peer = { ...connection.peer, proof: proofIn(request) };
    if (challenge === undefined) return { listener: this.name, peer, expecting, connectedHost, fault };
    return { listener: this.name, peer, expecting, connectedHost: undefined, fault: 'SLUICE_SIGN_IN_NEEDED', challenge };
  }

  /** Tells how to sign in where that is wanted and was not done. */
  #signedIn(request: IncomingMessage, tell: (challenge: Challenge) => void): void {
    const challenge = this.#handlers.challenge(this.name, proofIn(request));
    if (!(challenge instanceof Promise)) tell(challenge);
    else
      challenge
        .then((known) => {
          if (!request.socket.destroyed) tell(known);
        })
        .catch(() => request.destroy());
  }

  #arrival({ peer, connectedHost }: Connection, host: string, expecting: boolean, fault: ErrorCode | undefined): Arrival {
    return { listener: this.name, peer, expecting, connectedHost, fault: fault ?? misdirection(connectedHost, host) };
  }
}

/** A request in a tunnel for another host than the tunnel's was judged under the wrong name. */
function misdirection(connectedHost: ConnectedHost | undefined, host: string): ErrorCode | undefined {
  return connectedHost === undefined || isSameHost(host, connectedHost) ? undefined : 'SLUICE_MISDIRECTED';
}
