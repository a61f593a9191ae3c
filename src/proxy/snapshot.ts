/**
 * What an exchange pins when it begins: engine, routes, upstreams and limits of one moment, immutable. A reload makes a new snapshot and
 * swaps a pointer; exchanges under way finish on theirs, and an upstream that no later snapshot uses goes when the last of them is over.
 */
import { hash } from 'node:crypto';
import { Networks } from '../base/network.js';
import type { Keeper } from '../channel/said.js';
import type { Engine } from '../engine/api.js';
import { underPolicy } from '../engine/engine.js';
import { type Principal, STRANGER } from '../policy/principal.js';
import type { Policies } from '../policy/resolve.js';
import type { Arrival, DownstreamRequest, Peer } from './downstream.js';
import type { CallerSocket, Identity } from './identity/identity.js';
import type { SignIn } from './identity/sign-in.js';
import type { Challenge } from './listener/spec.js';
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
  /** Says in `Server-Timing` how long Sluice and the upstream took. Default false. */
  readonly serverTiming?: boolean | undefined;
  /** Told of servers that fail and recover. */
  readonly events?: UpstreamEvents | undefined;
  /** Who keeps what is said in live channels; without it each message is judged by itself. */
  readonly conversations?: Keeper | undefined;
  /** Who may use a forward listener, by its name; where none is given, whoever reaches it. */
  readonly signIns?: Readonly<Record<string, SignIn>> | undefined;
  /** Who calls; without it nobody is known. */
  readonly identity?: Identity | undefined;
  /**
   * Addresses and CIDR ranges of hops before us whose `X-Forwarded-*` and `Forwarded` are believed, by the name of the listener. Default: none.
   */
  readonly trustedHops?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What may be said of the route when there is but one. */
type Described = 'hosts' | 'channel' | 'opaque' | 'maskedWrites' | 'deflates' | 'keepsHost' | 'forwarded' | 'hsts' | 'clearsSiteData';

/** All traffic goes to one server, `http:` or `https:`; a path becomes a prefix of every forwarded path. */
export function toOneUpstream(
  url: URL,
  rest: Omit<SnapshotSpec, 'upstreams' | 'routes'> & Partial<Pick<RouteSpec, Described>>,
): SnapshotSpec {
  const { hosts = [], channel, opaque, maskedWrites, deflates, keepsHost, forwarded, hsts, clearsSiteData, ...common } = rest;
  const route = { name: 'default', hosts, path: '/', upstream: 'default', prefix: url.pathname };
  return {
    ...common,
    upstreams: [{ name: 'default', servers: [{ url }] }],
    routes: [{ ...route, channel, opaque, maskedWrites, deflates, keepsHost, forwarded, hsts, clearsSiteData }],
  };
}

/** One for all requests of a connection, because identity remembers by it what it has judged of an address and a certificate. */
const sockets = new WeakMap<Peer, CallerSocket>();

function socketOf(peer: Peer): CallerSocket {
  const known = sockets.get(peer);
  if (known !== undefined) return known;
  const { address, certificate } = peer;
  const proof = certificate === undefined ? {} : { authorized: true, getPeerCertificate: () => certificate };
  const socket = { remoteAddress: address, ...proof };
  sockets.set(peer, socket);
  return socket;
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
  readonly serverTiming: boolean;
  readonly conversations: Keeper | undefined;
  readonly #policies: Policies | undefined;
  readonly #identity: Identity | undefined;
  readonly #signIns: SnapshotSpec['signIns'];
  readonly #hops: SnapshotSpec['trustedHops'];
  /** By the listener. */
  readonly #trusted = new Map<string, Networks>();
  readonly #id: string;
  /** By the role. */
  readonly #epochs = new Map<string, string>();
  readonly #shared = new Map<string, Shared>();
  readonly #routes: readonly (readonly [RouteSpec, Route])[];
  /** By the listener. */
  readonly #tables = new Map<string, RouteTable>();
  #pins = 0;
  #isRetired = false;
  #isClosed = false;

  constructor(spec: SnapshotSpec, before?: PlaneSnapshot) {
    this.engine = spec.engine;
    this.conversations = spec.conversations;
    this.#policies = spec.policies;
    this.limits = withDefaults(spec.limits);
    this.#identity = spec.identity;
    this.#signIns = spec.signIns;
    this.#hops = spec.trustedHops;
    this.#id = spec.id ?? spec.engine.snapshot.id;
    this.serverTiming = spec.serverTiming ?? false;
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

  /** Who sent a request. A promise only where a token has to be verified that was not seen before. */
  callerOf(
    { rawHeaders }: Pick<DownstreamRequest, 'rawHeaders'>,
    { peer, listener }: Pick<Arrival, 'peer' | 'listener'>,
  ): Principal | Promise<Principal> {
    const caller = this.#identity?.identify({ rawHeaders, socket: socketOf(peer) }) ?? STRANGER;
    if (peer.proof === undefined) return caller;
    const signedIn = this.#signIns?.[listener]?.read(peer.proof);
    if (!(caller instanceof Promise) && !(signedIn instanceof Promise)) return caller.by === 'none' ? (signedIn ?? caller) : caller;
    return Promise.all([caller, signedIn]).then(([own, other]) => (own.by === 'none' ? (other ?? own) : own));
  }

  /** How to sign in at a forward listener, for whoever shows no proof that counts there; undefined: it may go on. */
  challengeFor(listener: string, proof: readonly string[] | undefined): Challenge | Promise<Challenge> {
    const signIn = this.#signIns?.[listener];
    if (signIn === undefined) return undefined;
    const caller = proof === undefined ? undefined : signIn.read(proof);
    if (!(caller instanceof Promise)) return caller === undefined ? signIn.challenge : undefined;
    return caller.then((known) => (known === undefined ? signIn.challenge : undefined));
  }

  /** Takes out of a request's headers what only trusted hops may say of its caller. */
  strike(headers: string[], { peer }: Pick<Arrival, 'peer'>): void {
    this.#identity?.strike(headers, socketOf(peer));
  }

  /** Names the rules and policy by which the messages of a role are judged, in eight letters: see wire/tags.ts. */
  epochFor(role: string): string {
    const known = this.#epochs.get(role);
    if (known !== undefined) return known;
    const epoch = epochOf(`${this.#id} ${role}`);
    this.#epochs.set(role, epoch);
    return epoch;
  }

  /** The hops whose word counts at a listener. */
  hopsAt(listener: string): Networks {
    const known = this.#trusted.get(listener);
    if (known !== undefined) return known;
    const hops = new Networks(this.#hops?.[listener] ?? []);
    this.#trusted.set(listener, hops);
    return hops;
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

const EPOCH_LETTERS = 8;

/** The same in every process that judges by the same rules. Letters alone, because digits may read as part of a number. */
function epochOf(id: string): string {
  const digits = hash('sha256', id, 'hex').slice(0, EPOCH_LETTERS);
  return [...digits].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
}
