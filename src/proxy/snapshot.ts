/**
 * What an exchange pins when it begins: engine, routes, upstreams and limits of one moment, immutable. A reload makes a new snapshot and
 * swaps a pointer; exchanges under way finish on theirs, and an upstream that no later snapshot uses goes when the last of them is over.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Engine } from '../engine/api.js';
import { TrustedHops } from './forwarded.js';
import { underPolicy } from '../engine/engine.js';
import type { Policies } from '../policy/resolve.js';
import { type ProxyLimits, withDefaults } from './options.js';
import { type Destination, type Route, type RouteSpec, RouteTable, type Routed, openRoute } from './route.js';
import { buildUpstream, type UpstreamEvents, type UpstreamSpec, type UpstreamStatus } from './upstream.js';

export interface SnapshotSpec {
  /** Names rules, policy and limits together; without it the engine's. */
  readonly id?: string | undefined;
  readonly engine: Engine;
  /** What happens to findings, by route and role; without it each rule's own action. */
  readonly policies?: Policies | undefined;
  readonly upstreams: readonly UpstreamSpec[];
  readonly routes: readonly RouteSpec[];
  readonly limits?: Partial<ProxyLimits> | undefined;
  /** Names what the policies are made of, the same in every process that has the same. Without it no other process knows our tags. */
  readonly policiesId?: string | undefined;
  /** Addresses and CIDR ranges of hops before us whose `X-Forwarded-*` and `Forwarded` are believed. Default: none. */
  readonly trustedHops?: readonly string[] | undefined;
  /** Told of servers that fail and recover. */
  readonly events?: UpstreamEvents | undefined;
}

/** Of the name of an epoch. */
const EPOCH_LETTERS = 8;

/** What may be said of the route when there is but one. */
type Described = 'opaque' | 'keepsHost' | 'forwarded' | 'hsts' | 'clearsSiteData';

/** All traffic goes to one server, `http:` or `https:`; a path becomes a prefix of every forwarded path. */
export function toOneUpstream(
  url: URL,
  rest: Omit<SnapshotSpec, 'upstreams' | 'routes'> & Partial<Pick<RouteSpec, Described>>,
): SnapshotSpec {
  const { opaque, keepsHost, forwarded, hsts, clearsSiteData, ...common } = rest;
  const route = { name: 'default', hosts: [], path: '/', upstream: 'default', prefix: url.pathname };
  return {
    ...common,
    upstreams: [{ name: 'default', servers: [{ url }] }],
    routes: [{ ...route, opaque, keepsHost, forwarded, hsts, clearsSiteData }],
  };
}

/** Connections to an upstream, shared by all snapshots that describe it alike. */
interface Shared extends Destination {
  readonly key: string;
  readonly permits: UpstreamSpec['permits'];
  /** Snapshots that still need it. */
  users: number;
}

export class PlaneSnapshot {
  readonly engine: Engine;
  readonly limits: ProxyLimits;
  readonly hops: TrustedHops;
  readonly #policiesId: string;
  readonly #epochs = new Map<string, string>();
  readonly #policies: Policies | undefined;
  readonly #shared = new Map<string, Shared>();
  readonly #routes: readonly (readonly [RouteSpec, Route])[];
  /** By the listener. */
  readonly #tables = new Map<string, RouteTable>();
  #pins = 0;
  #isRetired = false;
  #isClosed = false;

  constructor(spec: SnapshotSpec, before?: PlaneSnapshot) {
    this.engine = spec.engine;
    this.#policies = spec.policies;
    this.#policiesId = spec.policiesId ?? randomBytes(EPOCH_LETTERS).toString('hex');
    this.limits = withDefaults(spec.limits);
    this.hops = new TrustedHops(spec.trustedHops ?? []);
    for (const upstream of spec.upstreams) this.#shared.set(upstream.name, this.#connect(upstream, spec.events, before));
    this.#routes = spec.routes.map((route) => [route, openRoute(route, this.#destinationOf(route), this.limits)]);
  }

  /** The route of a request that came in at a listener, by its host and path. */
  routeFor(listener: string, host: string | undefined, path: string): Routed {
    return this.#tableOf(listener).match(host, path);
  }

  /** The engine under the policy for a route and a role. */
  engineFor(route: Route | undefined, role: string): Engine {
    return this.#policies === undefined ? this.engine : underPolicy(this.engine, this.#policies.policyFor(route?.name, role));
  }

  /** Names the rules and the policy by which messages are judged on a route and for a role, in eight letters: see wire/tags.ts. */
  epochFor(route: Route, role: string): string {
    const { id } = this.engine.snapshot;
    if (this.#policies === undefined) return this.#epochOf(id);
    return this.#epochOf([id, this.#policiesId, route.name, role].join('\n'));
  }

  #epochOf(what: string): string {
    const known = this.#epochs.get(what) ?? epochOf(what);
    this.#epochs.set(what, known);
    return known;
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

  /** How the upstreams are. */
  status(): readonly UpstreamStatus[] {
    return [...this.#shared.values()].map(({ upstream }) => upstream.status());
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

  #connect(spec: UpstreamSpec, events: UpstreamEvents | undefined, before: PlaneSnapshot | undefined): Shared {
    const key = JSON.stringify([spec, this.limits]);
    const known =
      before === undefined
        ? undefined
        : [...before.#shared.values()].find((shared) => shared.key === key && shared.permits === spec.permits);
    const origins = spec.servers.map(({ url }) => url);
    const shared = known ?? { key, permits: spec.permits, origins, upstream: buildUpstream(spec, this.limits, events), users: 0 };
    shared.users++;
    return shared;
  }

  #tableOf(listener: string): RouteTable {
    const known = this.#tables.get(listener);
    if (known !== undefined) return known;
    const table = new RouteTable(this.#routes.filter(([{ listeners }]) => listeners?.includes(listener) ?? true));
    this.#tables.set(listener, table);
    return table;
  }

  #destinationOf({ name, upstream }: RouteSpec): Destination {
    const shared = this.#shared.get(upstream);
    if (shared === undefined) throw new RangeError(`route ${name} names an upstream that does not exist`);
    return shared;
  }
}

/** The same in every process that judges by the same rules. Letters alone, because digits may read as part of a number. */
function epochOf(id: string): string {
  const digits = hash('sha256', id, 'hex').slice(0, EPOCH_LETTERS);
  return [...digits].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
}
