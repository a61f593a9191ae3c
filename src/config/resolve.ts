/** A draft that holds together becomes the configuration: defaults are filled in, files are read, names become things. */
import { LIMITS } from '../base/limits.js';
import type { ChannelSpec } from '../channel/spec.js';
import type { Secret } from '../base/secret.js';
import type { Config, IdentityConfig, KeyPair, ListenerConfig, PemFile, RouteConfig, UpstreamConfig } from './config.js';
import { readRevocations } from './crl.js';
import type { Draft, Item, Report } from './draft.js';
import type { Files } from './pem.js';
import { clauseOf } from './review/clauses.js';
import { isUrl, readKeySet } from './review/identity.js';
import { DEFAULT_ADMIN } from './review/listeners.js';
import { listenersOf } from './review/routes.js';
import { pathPrefix } from './review/upstreams.js';
import { HOST_ASKED_FOR } from './schema/routes.js';
import { readUsers } from './users.js';
import { breakerSchema } from './schema/upstreams.js';
import { listOf } from './schema/scalar.js';
import { type Listener, overloadSchema, type Route, type Upstream } from './schema/schema.js';

/** What reading files adds to a draft. Made also where there are mistakes, so that those of files are told with the others. */
export interface Loaded {
  readonly listeners: readonly ListenerConfig[];
  readonly upstreams: readonly UpstreamConfig[];
  readonly jwks: string | undefined;
  readonly keys: Readonly<Record<string, Secret>>;
}

export function loadFiles(
  report: Report,
  draft: Draft,
  files: Files,
  keys: Readonly<Record<string, Secret>>,
  env: NodeJS.ProcessEnv,
): Loaded {
  const jwks = draft.parts.identity?.jwt?.jwks;
  return {
    listeners: present(draft.listeners).map((item) => loadListener(report, item.path, item.value, files, draft, env)),
    upstreams: present(draft.upstreams).map((item) => loadUpstream(report, item.path, item.value, files)),
    jwks: jwks === undefined || isUrl(jwks) ? undefined : readKeySet(report, files, jwks),
    keys,
  };
}

type Present<T> = Item<T> & { readonly value: T };

export const present = <T>(items: readonly Item<T>[]): Present<T>[] => items.filter((item): item is Present<T> => item.value !== undefined);

type Base = readonly PropertyKey[];

function loadListener(report: Report, path: Base, listener: Listener, files: Files, draft: Draft, env: NodeJS.ProcessEnv): ListenerConfig {
  const { name, address, mode, tls, http2, ca, signIn, trustedHops } = listener;
  const roles = draft.parts.identity?.roles ?? [];
  const at = [...path, 'signIn', 'users'];
  return {
    name,
    address,
    mode,
    tls: tls === undefined ? undefined : loadListenerTls(report, path, listener, tls, files, draft),
    http2: http2 ?? (tls !== undefined || mode === 'forward'),
    ca: ca === undefined || mode !== 'forward' ? undefined : files.pair([...path, 'ca'], ca, true)?.pair,
    signIn: signIn && {
      users: signIn.users === undefined ? [] : readUsers(report, files, at, signIn.users, env, roles),
      tokens: signIn.tokens,
    },
    trustedHops,
  };
}

type ListenerTls = NonNullable<Listener['tls']>;

function loadListenerTls(
  report: Report,
  path: Base,
  listener: Listener,
  tls: ListenerTls,
  files: Files,
  draft: Draft,
): ListenerConfig['tls'] {
  // prettier-ignore
  const at = [...path, 'tls'];
  const own = files.pair(at, tls, false);
  const clientCa = tls.clientCa === undefined ? undefined : files.certificates([...at, 'clientCa'], tls.clientCa, false)?.file;
  const clientCrl =
    clientCa === undefined || tls.clientCrl === undefined
      ? undefined
      : readRevocations(report, files, [...at, 'clientCrl'], listOf(tls.clientCrl), clientCa);
  const names = tls.names.flatMap(({ hosts, cert, key }, index) => {
    const other = files.pair([...at, 'names', index], { cert, key }, false);
    return other === undefined ? [] : [{ hosts, ...other }];
  });
  if (own === undefined) return undefined;
  const isNamed = (host: string): boolean => {
    const { first } = names.find(({ hosts }) => hosts.includes(host)) ?? own;
    return first.checkHost(host.replace(/^\*\./, 'a.')) !== undefined;
  };
  const hosts = present(draft.routes).flatMap(({ value }) => (listenersOf(value, [listener]).length > 0 ? value.hosts : []));
  const missing = listener.mode === 'forward' ? undefined : hosts.find((host) => host !== '*' && !isNamed(host));
  if (missing !== undefined) report.warn([...at, 'cert'], `the certificate in "${tls.cert}" does not name ${missing}`, 'agents will not trust it for that host; names: has room for others'); // prettier-ignore
  return {
    pair: own.pair,
    names: names.map(({ hosts: asked, pair }) => ({ hosts: asked, pair })),
    minVersion: tls.minVersion,
    clientCa,
    clientCrl,
    clientCertificate: clientCa === undefined ? 'none' : (tls.clientCertificate ?? 'required'),
  };
}

function loadUpstream(report: Report, path: Base, upstream: Upstream, files: Files): UpstreamConfig {
  const { name, servers, balance, http2, health, breaker, connections, timeouts, allowAddresses } = upstream;
  return {
    name,
    servers: servers.map((server) =>
      server instanceof URL ? { origin: server.origin, weight: 1 } : { origin: server.url.origin, weight: server.weight },
    ),
    path: servers.map((server) => pathPrefix(server instanceof URL ? server : server.url)).at(0) ?? '',
    balance,
    tls: loadTls(report, [...path, 'tls'], upstream, files),
    http2,
    health: health && {
      path: health.path,
      intervalMs: health.interval,
      timeoutMs: health.timeout,
      healthyAfter: health.healthyAfter,
      unhealthyAfter: health.unhealthyAfter,
      expect: health.expect,
    },
    breaker: loadBreaker(breaker),
    connections: { max: connections.max, queue: connections.queue, queueTimeoutMs: connections.queueTimeout },
    timeouts: {
      connectMs: timeouts.connect ?? LIMITS.connectTimeoutMs,
      headersMs: timeouts.headers ?? LIMITS.upstreamHeadersTimeoutMs,
      idleMs: timeouts.idle ?? LIMITS.bodyIdleTimeoutMs,
    },
    allowAddresses,
  };
}

/** `true` is the breaker as it is unless said. */
function loadBreaker(breaker: Upstream['breaker']): UpstreamConfig['breaker'] {
  if (breaker === false) return undefined;
  const { failures, open } = breaker === true ? breakerSchema.parse({}) : breaker;
  return { failures, openMs: open };
}

function loadTls(report: Report, path: Base, { servers, tls }: Upstream, files: Files): UpstreamConfig['tls'] {
  const isTls = servers.some((server) => (server instanceof URL ? server : server.url).protocol === 'https:');
  if (!isTls && tls === undefined) return undefined;
  const { ca, crl, cert, key, serverName, minVersion = '1.2', verify = true } = tls ?? {};
  const authority: PemFile | undefined = ca === undefined ? undefined : files.certificates([...path, 'ca'], ca, false)?.file;
  const pair: KeyPair | undefined = cert === undefined || key === undefined ? undefined : files.pair(path, { cert, key }, false)?.pair;
  const lists =
    authority === undefined || crl === undefined ? undefined : readRevocations(report, files, [...path, 'crl'], listOf(crl), authority);
  return { ca: authority, crl: lists, pair, serverName, minVersion, verify };
}

/** The configuration of a draft without mistakes. */
export function resolveConfig(draft: Draft, { listeners, upstreams, jwks, keys }: Loaded, files: Files, id: string): Config {
  const { parts } = draft;
  const { admin, rules, log } = parts;
  const { eventLoopDelay, memory } = parts.overload ?? overloadSchema.parse({});
  const within = (name: string | undefined): string | undefined => (name === undefined ? undefined : files.resolve(name));
  return {
    id,
    listeners,
    admin: { address: admin?.address ?? DEFAULT_ADMIN, insecure: admin?.insecure ?? false, hosts: admin?.hosts ?? [] },
    upstreams,
    routes: present(draft.routes).map(({ value }) => resolveRoute(value, present(draft.listeners).map((item) => item.value), upstreams)), // prettier-ignore
    identity: resolveIdentity(draft, jwks, files),
    keys,
    policy: present(draft.policy).map(({ value }) => clauseOf(value)),
    rules: { folder: within(rules?.folder), own: within(rules?.own), packs: rules?.packs ?? [] },
    mode: parts.mode ?? 'enforce',
    limits: parts.limits ?? {},
    workers: parts.workers ?? 1,
    overload: { eventLoopDelayMs: eventLoopDelay, memoryPercent: memory },
    log: { level: log?.level ?? 'info', file: log?.file === undefined ? undefined : files.resolve(log.file), access: log?.access ?? true },
    serverTiming: parts.serverTiming ?? false,
  };
}

function resolveRoute(route: Route, listeners: readonly Listener[], upstreams: readonly UpstreamConfig[]): RouteConfig {
  const { name, hosts, path, forwarded, hsts, clearSiteData, webSocket, webSocketCompression, channel, maskedWrites, opaque } = route;
  const { limits, timeouts } = route;
  const upstream = route.upstream === HOST_ASKED_FOR ? HOST_ASKED_FOR : upstreams.find((each) => each.name === route.upstream);
  if (upstream === undefined) throw new Error(`route ${name} was not reviewed`);
  const common =
    upstream === HOST_ASKED_FOR
      ? { connectMs: LIMITS.connectTimeoutMs, headersMs: LIMITS.upstreamHeadersTimeoutMs, idleMs: LIMITS.bodyIdleTimeoutMs }
      : upstream.timeouts;
  return {
    name,
    listeners: listenersOf(route, listeners),
    hosts: hosts.includes('*') ? [] : hosts,
    path,
    upstream,
    host: route.host ?? (upstream === HOST_ASKED_FOR ? 'preserve' : 'upstream'),
    timeouts: { ...common, headersMs: timeouts.headers ?? common.headersMs, idleMs: timeouts.idle ?? common.idleMs },
    forwarded,
    hsts,
    clearSiteData,
    webSocket,
    webSocketCompression,
    channel: channelOf(channel),
    maskedWrites,
    opaque,
    limits,
  };
}

function channelOf({ conversations, strict, places, ...rest }: Route['channel']): ChannelSpec {
  return { ...rest, conversation: conversations ? { ...places, strict } : 'off' };
}

function resolveIdentity({ parts: { identity } }: Draft, json: string | undefined, files: Files): IdentityConfig {
  const { roles = [], jwt, certificate, header } = identity ?? {};
  return {
    roles,
    jwt: jwt && {
      header: jwt.header,
      jwks: json === undefined ? { url: jwt.jwks } : { path: files.resolve(jwt.jwks), json },
      issuer: jwt.issuer,
      audience: listOf(jwt.audience),
      algorithms: jwt.algorithms,
      roleClaim: jwt.roleClaim.split('.'),
      roles: jwt.roles,
      tenantClaim: jwt.tenantClaim?.split('.'),
      clockToleranceMs: jwt.clockTolerance,
    },
    certificate,
    header: header && { ...header, roles: header.roles, tenant: header.tenant, subject: header.subject },
  };
}
