/**
 * What an exchange pins when it begins: engine, routes, upstreams and limits of one moment, immutable. A reload makes a new snapshot and
 * swaps a pointer; exchanges under way finish on theirs, and an upstream that no later snapshot uses goes when the last of them is over.
 */
import { hash } from 'node:crypto';
import type { Engine } from '../engine/api.js';
import { TrustedHops } from './forwarded.js';
import { type ProxyLimits, withDefaults } from './options.js';
import { type Destination, type RouteSpec, RouteTable, openRoute } from './route.js';
import { createUpstream } from './upstream.js';

/** An upstream as its operator describes it. */
export interface UpstreamSpec {
  readonly name: string;
  /** `http:` or `https:`; a path becomes a prefix of every forwarded path. */
  readonly url: URL;
}

export interface SnapshotSpec {
  readonly engine: Engine;
  readonly upstreams: readonly UpstreamSpec[];
  readonly routes: readonly RouteSpec[];
  readonly limits?: Partial<ProxyLimits> | undefined;
  /** Addresses and CIDR ranges of hops before us whose `X-Forwarded-*` and `Forwarded` are believed. Default: none. */
  readonly trustedHops?: readonly string[] | undefined;
}

/** What may be said of the route when there is but one. */
type Described = 'opaque' | 'keepsHost' | 'forwarded' | 'hsts' | 'clearsSiteData';

/** All traffic goes to one upstream. */
export function toOneUpstream(
  url: URL,
  rest: Omit<SnapshotSpec, 'upstreams' | 'routes'> & Partial<Pick<RouteSpec, Described>>,
): SnapshotSpec {
  const { opaque, keepsHost, forwarded, hsts, clearsSiteData, ...common } = rest;
  return {
    ...common,
    upstreams: [{ name: 'default', url }],
    routes: [{ name: 'default', hosts: [], path: '/', upstream: 'default', opaque, keepsHost, forwarded, hsts, clearsSiteData }],
  };
}

/** Connections to an upstream, shared by all snapshots that describe it alike. */
interface Shared extends Destination {
  readonly key: string;
  /** Snapshots that still need it. */
  users: number;
}

export class PlaneSnapshot {
  readonly engine: Engine;
  readonly routes: RouteTable;
  readonly limits: ProxyLimits;
  readonly hops: TrustedHops;
  /** Names the rules and policy by which messages are judged, in eight letters: see wire/tags.ts. */
  readonly epoch: string;
  readonly #shared = new Map<string, Shared>();
  #pins = 0;
  #isRetired = false;
  #isClosed = false;

  constructor(spec: SnapshotSpec, before?: PlaneSnapshot) {
    this.engine = spec.engine;
    this.limits = withDefaults(spec.limits);
    this.hops = new TrustedHops(spec.trustedHops ?? []);
    this.epoch = epochOf(spec.engine.snapshot.id);
    for (const upstream of spec.upstreams) this.#shared.set(upstream.name, this.#connect(upstream, before));
    this.routes = new RouteTable(spec.routes.map((route) => [route, openRoute(route, this.#destinationOf(route), this.limits)]));
  }

  /** An exchange begins, or is over. */
  pin(): this {
    this.#pins++;
    return this;
  }

  unpin(): void {
    this.#pins--;
    if (this.#isRetired && this.#pins === 0) void this.close();
  }

  /** Another snapshot has taken over: goes when its last exchange is over. */
  retire(): void {
    this.#isRetired = true;
    if (this.#pins === 0) void this.close();
  }

  /** Destroys the connections that no other snapshot uses. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const unused = [...this.#shared.values()].filter((shared) => --shared.users === 0);
    await Promise.all(unused.map(({ upstream }) => upstream.destroy()));
  }

  #connect(spec: UpstreamSpec, before: PlaneSnapshot | undefined): Shared {
    const key = JSON.stringify([spec, this.limits]);
    const known = before === undefined ? undefined : [...before.#shared.values()].find((shared) => shared.key === key);
    const shared = known ?? { key, url: spec.url, upstream: createUpstream(spec.url, this.limits), users: 0 };
    shared.users++;
    return shared;
  }

  #destinationOf({ name, upstream }: RouteSpec): Destination {
    const shared = this.#shared.get(upstream);
    if (shared === undefined) throw new RangeError(`route ${name} names an upstream that does not exist`);
    return shared;
  }
}

const EPOCH_LETTERS = 8;

/** The same in every process that judges by the same rules. Letters alone, because digits may read as part of a number. */
function epochOf(id: string): string {
  const digits = hash('sha256', id, 'hex').slice(0, EPOCH_LETTERS);
  return [...digits].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
}
