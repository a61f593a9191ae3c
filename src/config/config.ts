/**
 * The configuration as the rest of Sluice sees it: validated, resolved (names are things, files are read, units are in the names) and
 * frozen. This room turns YAML into it and must not open sockets, start anything or keep state; see load.ts.
 */
import type { Address } from '../base/address.js';
import type { LIMITS } from '../base/limits.js';
import type { Secret } from '../base/secret.js';
import type { Clause } from '../policy/clause.js';
import type { ChannelSpec } from '../channel/spec.js';
import type { OpaqueOptions } from '../policy/opaque.js';
import type { Mode } from '../policy/policy.js';

/** Limits that differ from base/limits.ts. */
export type LimitChanges = Readonly<Partial<Record<keyof typeof LIMITS, number>>>;

/** A file in PEM that has been read and judged. */
export interface PemFile {
  readonly path: string;
  readonly pem: string;
}

/** A certificate with its chain, and the private key that belongs to it. */
export interface KeyPair {
  readonly cert: PemFile;
  readonly key: { readonly path: string; readonly pem: Secret };
}

export type TlsVersion = '1.2' | '1.3';

/** Somebody with a secret, of which only a hash is known. */
export interface UserConfig {
  readonly name: string;
  readonly role: string;
  /** As base/secret-hash.ts writes it. */
  readonly hash: Secret;
}

export interface ListenerConfig {
  readonly name: string;
  readonly address: Address;
  readonly mode: 'reverse' | 'forward';
  readonly tls:
    | {
        readonly pair: KeyPair;
        /** Other certificates, by the host that is asked for (SNI). */
        readonly names: readonly { readonly hosts: readonly string[]; readonly pair: KeyPair }[];
        readonly minVersion: TlsVersion;
        /** Set where agents are asked for a certificate. */
        readonly clientCa: PemFile | undefined;
        readonly clientCertificate: 'required' | 'optional' | 'none';
        /** Lists of revoked certificates of agents, each in PEM. */
        readonly clientCrl: readonly string[] | undefined;
      }
    | undefined;
  readonly http2: boolean;
  /** Forward mode: issues certificates of the hosts that are asked for. */
  readonly ca: KeyPair | undefined;
  /** Forward mode: who may use it; undefined: whoever reaches it. */
  readonly signIn: { readonly users: readonly UserConfig[]; readonly tokens: boolean } | undefined;
  /** Networks in CIDR notation. */
  readonly trustedHops: readonly string[];
}

export interface AdminConfig {
  readonly address: Address;
  readonly insecure: boolean;
  /** Names by which it may be called, besides addresses and `localhost`: see base/hosts.ts. */
  readonly hosts: readonly string[];
}

export interface ServerConfig {
  /** Scheme, host and port, such as `https://crm-1.internal:8443`. */
  readonly origin: string;
  readonly weight: number;
}

export interface UpstreamTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
}

export interface HealthConfig {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyAfter: number;
  readonly unhealthyAfter: number;
  /** Ranges of statuses, both ends included. */
  readonly expect: readonly (readonly [number, number])[];
}

export interface UpstreamConfig {
  readonly name: string;
  readonly servers: readonly ServerConfig[];
  /** Before the path of every request, the same for all servers: `/crm`, or empty. */
  readonly path: string;
  readonly balance: 'least-requests' | 'round-robin';
  /** Set where the servers are https. */
  readonly tls:
    | {
        readonly ca: PemFile | undefined;
        /** Lists of revoked certificates of servers, each in PEM. */
        readonly crl: readonly string[] | undefined;
        readonly pair: KeyPair | undefined;
        readonly serverName: string | undefined;
        readonly minVersion: TlsVersion;
        readonly verify: boolean;
      }
    | undefined;
  readonly http2: boolean;
  readonly health: HealthConfig | undefined;
  readonly breaker: { readonly failures: number; readonly openMs: number } | undefined;
  readonly connections: { readonly max: number; readonly queue: number; readonly queueTimeoutMs: number };
  readonly timeouts: UpstreamTimeouts;
  /** Networks that are allowed though base/network.ts refuses them. */
  readonly allowAddresses: readonly string[];
}

export interface RouteConfig {
  readonly name: string;
  /** Names of the listeners that it holds for. */
  readonly listeners: readonly string[];
  /** In lower case, other scripts as `xn--`: `crm.example.com`, `*.example.com` (all names below). Empty: any host. */
  readonly hosts: readonly string[];
  /** How paths begin, by whole segments. */
  readonly path: string;
  /** `host`: the host that was asked for, at port 443; forward mode only. */
  readonly upstream: UpstreamConfig | 'host';
  readonly host: 'preserve' | 'upstream';
  /** Those of the upstream with the route's on top. */
  readonly timeouts: UpstreamTimeouts;
  readonly forwarded: 'x' | 'rfc7239' | 'none';
  readonly hsts: string | undefined;
  readonly clearSiteData: boolean;
  readonly webSocket: boolean;
  /** Legs of WebSockets that may be compressed. */
  readonly webSocketCompression: { readonly downstream: boolean; readonly upstream: boolean };
  readonly channel: ChannelSpec;
  readonly maskedWrites: 'refuse' | 'refuse-known' | 'pass';
  readonly opaque: OpaqueOptions;
  readonly limits: LimitChanges;
}

/** Role by what a caller shows; undefined where what is shown is the role itself. */
export type RoleMap = Readonly<Record<string, string>> | undefined;

export interface IdentityConfig {
  readonly roles: readonly string[];
  readonly jwt:
    | {
        /** In lower case. */
        readonly header: string;
        /** An https address, or the text of a file (RFC 7517). */
        readonly jwks: { readonly url: string } | { readonly path: string; readonly json: string };
        readonly issuer: string;
        readonly audience: readonly string[];
        readonly algorithms: readonly string[];
        /** Names of claims, one inside the other. */
        readonly roleClaim: readonly string[];
        readonly roles: RoleMap;
        readonly tenantClaim: readonly string[] | undefined;
        readonly clockToleranceMs: number;
      }
    | undefined;
  /** Role by `CN=…`, `OU=…`, `O=…`, `DNS:…`, `URI:…` or `email:…`. */
  readonly certificate: { readonly roles: Readonly<Record<string, string>> } | undefined;
  readonly header:
    | {
        readonly name: string;
        readonly trusted: readonly string[];
        readonly roles: RoleMap;
        readonly tenant: string | undefined;
        readonly subject: string | undefined;
      }
    | undefined;
}

export interface Config {
  /** Digest of everything that was read: two loads of the same files have the same. */
  readonly id: string;
  readonly listeners: readonly ListenerConfig[];
  readonly admin: AdminConfig;
  readonly upstreams: readonly UpstreamConfig[];
  /** In the order of the file; the most specific host wins, then the longest path. */
  readonly routes: readonly RouteConfig[];
  readonly identity: IdentityConfig;
  readonly keys: Readonly<Record<string, Secret>>;
  readonly policy: readonly Clause[];
  readonly rules: { readonly folder: string | undefined; readonly own: string | undefined; readonly packs: readonly string[] | 'all' };
  readonly mode: Mode;
  readonly limits: LimitChanges;
  readonly workers: number | 'auto';
  readonly overload: { readonly eventLoopDelayMs: number; readonly memoryPercent: number };
  readonly log: {
    readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
    readonly file: string | undefined;
    readonly access: boolean;
  };
  readonly serverTiming: boolean;
}

/** Freezes plain objects and lists all the way down, and gives back the same value. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
