/**
 * The TLS of a listener: TLS 1.2 with forward secrecy and authenticated ciphers only, and TLS 1.3; certificates by the name asked
 * for; mutual TLS; keys of session tickets that are replaced in time; certificates that are replaced while connections stay open.
 * Handshakes are bounded in time and number, and a failed one is counted and nothing else.
 */
import { constants, randomBytes } from 'node:crypto';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { type SecureContext, type SecureContextOptions, type TlsOptions, type TLSSocket, createSecureContext } from 'node:tls';
import { type ErrorCode, SluiceError } from '../../base/errors.js';
import type { ProxyLimits } from '../options.js';
import { certificateOf } from './connection.js';
import type { CertificateSpec, TlsSpec } from './spec.js';

/** Mozilla's intermediate list without finite-field Diffie-Hellman: ECDHE and AEAD only. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const TICKET_KEY_BYTES = 48;

/** The names of protocols to offer, the preferred one first. */
export function protocolsOf(http2: boolean): string[] {
  return http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
}

/** What every TLS context of a downstream has in common. */
export function contextOptions(certificate: CertificateSpec, minVersion: TlsSpec['minVersion']): SecureContextOptions {
  return {
    cert: certificate.cert,
    key: certificate.key,
    minVersion: minVersion ?? 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
  };
}

/** A context, or the complaint that this is no certificate with its key. */
export function usableContext(options: SecureContextOptions, what: string): SecureContext {
  try {
    return createSecureContext(options);
  } catch {
    throw new SluiceError(
      'SLUICE_CONFIG_INVALID',
      `The certificate and key of ${what} do not belong together, or one of its files cannot be read.`,
    );
  }
}

/** Counts handshakes under way. */
export class Handshakes {
  readonly #most: number;
  readonly #underWay = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** False when there are too many. Otherwise the handshake counts until `ended`, or until the socket closes. */
  begin(socket: Socket): boolean {
    if (this.#underWay.size >= this.#most) return false;
    const id = idOf(socket);
    this.#underWay.add(id);
    socket.once('close', () => this.#underWay.delete(id));
    return true;
  }

  /** `socket`: the one under TLS. */
  ended(socket: Socket): void {
    this.#underWay.delete(idOf(socket));
  }
}

/** A socket and the TLS socket over it have these in common. */
function idOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}

/** Whether certificates of callers may be judged otherwise than before. */
function isOtherwiseVerified(before: TlsSpec, after: TlsSpec): boolean {
  return before.clientCa !== after.clientCa || before.clientCrl?.join() !== after.clientCrl?.join();
}

/** The TLS of a server that listens. */
export class ListenerTls {
  readonly #name: string;
  readonly #limits: ProxyLimits;
  readonly #http2: boolean;
  readonly #handshakes: Handshakes;
  #tls: TlsSpec;
  #names: ReadonlyMap<string, SecureContext>;
  #rotation: NodeJS.Timeout | undefined;
  #ticketKeys = randomBytes(TICKET_KEY_BYTES);

  /** Throws `SLUICE_CONFIG_INVALID` when a certificate is of no use. */
  constructor(name: string, tls: TlsSpec, http2: boolean, limits: ProxyLimits) {
    this.#name = name;
    this.#tls = tls;
    this.#http2 = http2;
    this.#limits = limits;
    this.#handshakes = new Handshakes(limits.tlsHandshakes);
    this.#names = this.#open(tls);
  }

  /** For `https.createServer`. */
  get options(): TlsOptions {
    return {
      ...this.#context(this.#tls),
      ALPNProtocols: protocolsOf(this.#http2),
      handshakeTimeout: this.#limits.tlsHandshakeMs,
      requestCert: this.#tls.clientCa !== undefined,
      rejectUnauthorized: this.#tls.clientCa !== undefined && this.#tls.clientCertificate !== 'optional',
      ticketKeys: this.#ticketKeys,
      SNICallback: (name, done) => {
        done(null, this.#contextFor(name));
      },
    };
  }

  /** `secured` gets every connection whose handshake succeeded, `failed` a word for every other. */
  attach(server: Server, secured: (socket: TLSSocket) => void, failed: (code: ErrorCode) => void): void {
    server.on('connection', (socket: Socket) => {
      if (this.#handshakes.begin(socket)) return;
      failed('SLUICE_OVERLOADED');
      socket.destroy();
    });
    // https would pass these on as unreadable requests
    server.removeAllListeners('tlsClientError');
    server.on('tlsClientError', (_error, socket) => {
      failed('SLUICE_TLS_FAILED');
      socket.destroy();
    });
    server.removeAllListeners('secureConnection');
    server.on('secureConnection', (socket) => {
      this.#handshakes.ended(socket);
      socket.on('error', () => socket.destroy());
      if (this.#isWelcome(socket)) {
        secured(socket);
        return;
      }
      failed('SLUICE_TLS_FAILED');
      socket.destroy();
    });
    this.#rotation = setInterval(() => {
      this.#ticketKeys = randomBytes(TICKET_KEY_BYTES);
      server.setTicketKeys(this.#ticketKeys);
    }, this.#limits.tlsTicketKeysMs);
    this.#rotation.unref();
    server.once('close', () => {
      clearInterval(this.#rotation);
    });
  }

  /** Throws and changes nothing when a certificate is of no use, or when it would change whether callers are asked for one. */
  reload(server: Server, tls: TlsSpec): void {
    if ((tls.clientCa === undefined) !== (this.#tls.clientCa === undefined) || tls.clientCertificate !== this.#tls.clientCertificate)
      throw new SluiceError('SLUICE_CONFIG_INVALID', `Whether ${this.#name} asks callers for a certificate changes with a restart only.`);
    const names = this.#open(tls);
    server.setSecureContext(this.#context(tls));
    // a session that is resumed is not verified again
    if (isOtherwiseVerified(this.#tls, tls)) this.#ticketKeys = randomBytes(TICKET_KEY_BYTES);
    server.setTicketKeys(this.#ticketKeys);
    this.#tls = tls;
    this.#names = names;
  }

  #context(tls: TlsSpec, certificate: CertificateSpec = tls): SecureContextOptions {
    const common = contextOptions(certificate, tls.minVersion);
    if (tls.clientCa === undefined) return common;
    return { ...common, ca: tls.clientCa, ...(tls.clientCrl && { crl: [...tls.clientCrl] }) };
  }

  /** Proves the listener's own certificate and opens those of other names. */
  #open(tls: TlsSpec): ReadonlyMap<string, SecureContext> {
    usableContext(this.#context(tls), `listener ${this.#name}`);
    const names = new Map<string, SecureContext>();
    for (const entry of tls.names ?? []) {
      const context = usableContext(this.#context(tls, entry), `listener ${this.#name} for ${entry.hosts.join(', ')}`);
      for (const host of entry.hosts) names.set(host.toLowerCase(), context);
    }
    return names;
  }

  /** Undefined: the listener's own. */
  #contextFor(name: string): SecureContext | undefined {
    const host = name.toLowerCase();
    return this.#names.get(host) ?? this.#names.get(host.replace(/^[^.]*/, '*'));
  }

  /** Where certificates are optional, a caller without one is nobody in particular; one that shows a false one is refused. */
  #isWelcome(socket: TLSSocket): boolean {
    return this.#tls.clientCa === undefined || socket.authorized || certificateOf(socket) === undefined;
  }
}
