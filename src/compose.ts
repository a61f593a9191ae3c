/**
 * Turns a configuration, or the options of the command line, into what the data plane is told: listeners, upstreams, routes, policies. Both
 * sides keep their own words and know nothing of each other; this file starts nothing.
 */
import { createSecretKey } from 'node:crypto';
import type { Address } from './base/address.js';
import { hostMatcher } from './base/hosts.js';
import { addressGuard } from './base/network.js';
import type { Conversations } from './channel/conversation/api.js';
import { UtteranceReader } from './channel/conversation/utterance.js';
import type { Keeper } from './channel/said.js';
import type { Config, KeyPair, ListenerConfig, RouteConfig, TlsVersion, UpstreamConfig } from './config/config.js';
import { type LoadedConfig, loadConfig, type RuleLoader } from './config/load.js';
import { createEngine } from './engine/engine.js';
import { proveRules } from './engine/prove.js';
import { loadRulesAside } from './lifecycle/compiling.js';
import type { Setup, Source } from './lifecycle/source.js';
import type { OpaqueOptions } from './policy/opaque.js';
import { resolvePolicies } from './policy/resolve.js';
import { createIdentity } from './proxy/identity/identity.js';
import { createSignIn, type SignIn } from './proxy/identity/sign-in.js';
import { type ListenerSpec, type ProxyLimits, type RouteSpec, type SnapshotSpec, type UpstreamSpec, toOneUpstream } from './proxy/proxy.js';
import type { Ruleset } from './ruleset/compile.js';
import { loadRules } from './ruleset/load.js';

/** What the command line says without a configuration. */
export interface PlainOptions {
  /** The CRM, `http:` or `https:`; a path becomes a prefix of every forwarded path. */
  readonly upstream: URL;
  /** Port 0 picks a free one. */
  readonly listen: Address;
  readonly mode?: 'enforce' | 'observe';
  /** A folder of rule packs instead of those shipped. */
  readonly rules?: string | undefined;
  /** A folder of rule packs of the operator's own, beside them. */
  readonly ownRules?: string | undefined;
  readonly limits?: Partial<ProxyLimits>;
  /** Changes to what happens to pictures, sound, programs, archives and unknown binary data: see policy/opaque.ts. */
  readonly opaque?: OpaqueOptions | undefined;
  /** Says in `Server-Timing` how long Sluice and the upstream took. Default false. */
  readonly serverTiming?: boolean | undefined;
}

/** One plain listener, one upstream, the action of each rule. */
export function plainSource(options: PlainOptions): Source {
  const { upstream, listen, mode = 'enforce', rules: folder, ownRules: own, limits, opaque, serverTiming } = options;
  let load: RuleLoader = loadRules; // nothing is served yet
  return {
    files: [folder, own].filter((each) => each !== undefined),
    async load() {
      const rules = await load(folder, { own });
      load = loadRulesAside;
      const engine = createEngine({ rules, mode });
      proveRules(engine, rules);
      return {
        id: engine.snapshot.id,
        rules,
        snapshot: toOneUpstream(upstream, { engine, limits, opaque, serverTiming }),
        listeners: [{ name: 'default', address: listen, mode: 'reverse', http2: false }],
      };
    },
  };
}

/** A configuration file, or a folder of them. `first` is what has been loaded of it already: the start does not read it twice. */
export function configSource(path: string, first: LoadedConfig): Source {
  let waiting: LoadedConfig | undefined = first;
  let { files } = first;
  return {
    get files() {
      return files;
    },
    async load() {
      const loaded = waiting ?? (await loadConfig(path, { loadRules: loadRulesAside }));
      waiting = undefined;
      const setup = setupOf(loaded);
      ({ files } = loaded);
      return setup;
    },
  };
}

/** Compiles what was loaded. Throws when a rule does not prove itself. */
function setupOf({ config, rules }: LoadedConfig): Setup {
  const keys = new Map(Object.entries(config.keys).map(([name, key]) => [name, createSecretKey(key.reveal(), 'utf8')]));
  const engine = createEngine({ rules, mode: config.mode, keys });
  proveRules(engine, rules);
  const policies = resolvePolicies(config.policy, rules.actions, config.mode);
  const snapshot = {
    id: config.id,
    engine,
    policies,
    identity: createIdentity(config.identity),
    signIns: signInsOf(config),
    trustedHops: Object.fromEntries(config.listeners.map(({ name, trustedHops }) => [name, trustedHops])),
    upstreams: upstreamsOf(config),
    routes: routesOf(config),
    limits: config.limits,
    serverTiming: config.serverTiming,
  };
  return { id: config.id, rules, snapshot, listeners: listenersOf(config) };
}

/** Who keeps the conversations of live channels. Texts are read by the rules; what reads them is made when the first one comes. */
export function keeperOf(rules: Ruleset, conversations: Conversations): Keeper {
  let made: UtteranceReader | undefined;
  const reader = (): UtteranceReader => (made ??= new UtteranceReader(rules.rules));
  return {
    conversations,
    reader: {
      readUtterance: (...text) => reader().readUtterance(...text),
      listenTo: (...text) => reader().listenTo(...text),
      readInTurns: (...text) => reader().readInTurns(...text),
      openFrom: (...text) => reader().openFrom(...text),
    },
  };
}

/** The servers of all upstreams, for people. */
export function namesOf({ upstreams }: SnapshotSpec): string {
  return upstreams.flatMap(({ servers }) => servers.map(({ url }) => url.origin)).join(', ');
}

/** Who may use the forward listeners that ask for it. */
function signInsOf({ listeners, identity }: Config): Record<string, SignIn> {
  return Object.fromEntries(
    listeners.flatMap(({ name, signIn }) => {
      if (signIn === undefined) return [];
      const users = signIn.users.map((user) => ({ ...user, hash: user.hash.reveal() }));
      return [[name, createSignIn({ users, tokens: signIn.tokens }, identity)]];
    }),
  );
}

/** Every listener of the configuration. */
function listenersOf({ listeners, routes }: Config): ListenerSpec[] {
  return listeners.map((listener) => listenerOf(listener, routes));
}

function listenerOf({ name, address, mode, tls, http2, ca }: ListenerConfig, routes: readonly RouteConfig[]): ListenerSpec {
  const hosts = routes.filter(({ listeners }) => listeners.includes(name)).flatMap((route) => route.hosts);
  const forward = mode === 'forward' ? { allowedHosts: allowing(hosts), pacHosts: hosts } : {};
  return {
    name,
    address,
    mode,
    http2,
    ...forward,
    ca: ca && pemOf(ca),
    tls: tls && {
      ...pemOf(tls.pair),
      minVersion: VERSIONS[tls.minVersion],
      names: tls.names.map(({ hosts: named, pair }) => ({ hosts: named, ...pemOf(pair) })),
      ...(tls.clientCertificate === 'none'
        ? {}
        : { clientCa: tls.clientCa?.pem, clientCrl: tls.clientCrl, clientCertificate: tls.clientCertificate }),
    },
  };
}

/** Forward mode connects to what its routes name, and to no port but that of HTTPS. */
function allowing(hosts: readonly string[]): (host: string, port: number) => boolean {
  const isNamed = hostMatcher(hosts);
  return (host, port) => port === 443 && isNamed(host);
}

/** Every upstream, and one for each route that leads to the host that was asked for. */
function upstreamsOf({ upstreams, routes }: Config): UpstreamSpec[] {
  const asked = routes
    .filter(({ upstream }) => upstream === 'host')
    .map(({ name, timeouts }) => ({
      name: askedBy(name),
      servers: [{ url: new URL('https://*') }],
      connectTimeoutMs: timeouts.connectMs,
      idleMs: timeouts.idleMs,
      permits: permitting([]),
    }));
  return [...upstreams.map(upstreamOf), ...asked];
}

/** No name of an upstream has a space. */
const askedBy = (route: string): string => `host of ${route}`;

function upstreamOf(upstream: UpstreamConfig): UpstreamSpec {
  const { name, servers, balance, tls, http2, health, breaker, connections, timeouts, allowAddresses } = upstream;
  return {
    name,
    servers: servers.map(({ origin, weight }) => ({ url: new URL(origin), weight })),
    balance,
    protocol: http2 ? 'h2' : 'http/1.1',
    tls: tls && {
      ca: tls.ca?.pem,
      crl: tls.crl,
      ...(tls.pair && pemOf(tls.pair)),
      serverName: tls.serverName,
      minVersion: VERSIONS[tls.minVersion],
      verify: tls.verify,
    },
    health,
    breaker,
    maxConnections: connections.max,
    maxQueued: connections.queue,
    queueTimeoutMs: connections.queueTimeoutMs,
    connectTimeoutMs: timeouts.connectMs,
    headersTimeoutMs: timeouts.headersMs,
    idleMs: timeouts.idleMs,
    permits: permitting(allowAddresses),
  };
}

/** Every route. What a route changes of its upstream's time-outs are limits of its own. */
function routesOf({ routes }: Config): RouteSpec[] {
  return routes.map((route) => ({
    name: route.name,
    listeners: route.listeners,
    hosts: route.hosts,
    path: route.path,
    upstream: route.upstream === 'host' ? askedBy(route.name) : route.upstream.name,
    prefix: route.upstream === 'host' ? undefined : route.upstream.path,
    keepsHost: route.host === 'preserve' || route.upstream === 'host',
    forwarded: route.forwarded,
    hsts: route.hsts,
    clearsSiteData: route.clearSiteData,
    webSocket: route.webSocket,
    deflates: route.webSocketCompression,
    channel: route.channel,
    maskedWrites: route.maskedWrites,
    opaque: route.opaque,
    limits: { upstreamHeadersTimeoutMs: route.timeouts.headersMs, bodyIdleTimeoutMs: route.timeouts.idleMs, ...route.limits },
  }));
}

/** One guard for each list of allowed networks, so that upstreams that are described alike stay the same through a reload. */
const guards = new Map<string, (address: string) => boolean>();

function permitting(allowed: readonly string[]): (address: string) => boolean {
  const key = allowed.join(' ');
  const guard = guards.get(key) ?? addressGuard(allowed);
  guards.set(key, guard);
  return guard;
}

const pemOf = ({ cert, key }: KeyPair): { cert: string; key: string } => ({ cert: cert.pem, key: key.pem.reveal() });

const VERSIONS: Readonly<Record<TlsVersion, 'TLSv1.2' | 'TLSv1.3'>> = { '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' };
