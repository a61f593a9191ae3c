/**
 * Opens sockets to one server. Names are resolved anew for each connection. With TLS the peer must prove the configured name
 * (unless the operator switched that off), sessions are resumed, and protocols are agreed on by ALPN.
 */
import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns';
import { type LookupFunction, type OnReadOpts, type Socket, connect as connectTcp, isIP } from 'node:net';
import { type ConnectionOptions, type SecureContext, type TLSSocket, connect as connectTls, createSecureContext } from 'node:tls';
import { SluiceError } from '../../base/errors.js';

/** PEM texts, read when the configuration is. */
export interface UpstreamTls {
  /** Instead of the authorities that Node trusts. */
  readonly ca?: string | readonly string[] | undefined;
  /** Lists of certificates that these have revoked, each in PEM; with them every authority needs one that holds. */
  readonly crl?: readonly string[] | undefined;
  /** Certificate and key that we show to the server (mutual TLS). */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Name that is asked for and must be proven; without it the host of the origin. */
  readonly serverName?: string | undefined;
  /** Default TLSv1.2; nothing older is offered. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** Default true. False accepts any certificate. */
  readonly verify?: boolean | undefined;
}

/** What all servers of an upstream share. */
export interface TlsSetting {
  readonly context: SecureContext;
  readonly verify: boolean;
  readonly serverName: string | undefined;
}

/** Parses keys and certificates once, for a key is dear to read. Throws SLUICE_CONFIG_INVALID. */
export function readTls(tls: UpstreamTls = {}): TlsSetting {
  const { ca, crl, cert, key, passphrase, serverName, minVersion = 'TLSv1.2', verify = true } = tls;
  const revoked = crl && { crl: [...crl] };
  const material = { ca: ca === undefined || typeof ca === 'string' ? ca : [...ca], ...revoked, cert, key, passphrase, minVersion };
  try {
    return { context: createSecureContext(material), verify, serverName };
  } catch {
    throw new SluiceError(
      'SLUICE_CONFIG_INVALID',
      'Certificate, key and passphrase of an upstream do not fit together, or one of its files cannot be read.',
    );
  }
}

/** Whether the upstream may have this address; told of every address that a name resolves to, and of those in origins. */
export type AddressGuard = (address: string) => boolean;

/** dns.lookup that knows only the addresses that `permits` lets pass. */
export function guardedLookup(permits: AddressGuard): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error === null ? addresses.filter(({ address }) => permits(address)) : [];
      const first: LookupAddress | undefined = allowed[0];
      if (first === undefined) callback(error ?? refusedAddress(), '', 4);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function refusedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('The address is not allowed.'), { code: 'EACCES' });
}

/** Options of a TLS connection that say who the peer must be. */
export interface PeerOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  /** Empty for an address: nothing to ask for, and the certificate must name the address. */
  readonly servername: string;
}

const SOCKET = { noDelay: true, keepAlive: true } as const;

export interface DialerOptions {
  readonly origin: URL;
  readonly tls: TlsSetting | undefined;
  readonly permits: AddressGuard | undefined;
}

export class Dialer {
  readonly #tcp: { readonly host: string; readonly port: number; readonly lookup: LookupFunction | undefined };
  readonly #tls: PeerOptions | undefined;
  #session: Buffer | undefined;

  constructor({ origin, tls, permits }: DialerOptions) {
    const secure = origin.protocol === 'https:';
    const host = origin.hostname.replace(/^\[(.*)\]$/, '$1');
    this.#tcp = { host, port: Number(origin.port || (secure ? 443 : 80)), lookup: permits && guardedLookup(permits) };
    if (!secure) return;
    const { context, verify, serverName = isIP(host) === 0 ? host : undefined } = tls ?? readTls();
    this.#tls = { secureContext: context, rejectUnauthorized: verify, servername: serverName ?? '' };
  }

  get secure(): boolean {
    return this.#tls !== undefined;
  }

  /** For TLS: what the peer must prove and what we show. */
  get tls(): PeerOptions | undefined {
    return this.#tls;
  }

  get lookup(): LookupFunction | undefined {
    return this.#tcp.lookup;
  }

  /** For HTTP/1.1. `onread` takes the bytes in the place of the socket's `data` events. */
  dial(onread: OnReadOpts): Socket {
    const tcp = { ...this.#tcp, ...SOCKET, onread };
    return this.#tls === undefined ? connectTcp(tcp) : this.#dialTls(this.#tls, tcp, 'http/1.1');
  }

  /** For HTTP/2, to which the peer may not agree: `alpnProtocol` tells. Throws SLUICE_CONFIG_INVALID where there is no TLS. */
  dialHttp2(): TLSSocket {
    if (this.#tls === undefined) throw new SluiceError('SLUICE_CONFIG_INVALID', 'An upstream with HTTP/2 needs https origins.');
    return this.#dialTls(this.#tls, { ...this.#tcp, ...SOCKET }, 'h2');
  }

  #dialTls(tls: PeerOptions, tcp: ConnectionOptions, protocol: 'http/1.1' | 'h2'): TLSSocket {
    const socket = connectTls({ ...tcp, ...tls, ALPNProtocols: [protocol], session: this.#session });
    socket.on('session', (session: Buffer) => (this.#session = session));
    return socket;
  }
}
