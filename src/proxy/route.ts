/**
 * Routes: which upstream an exchange goes to, and under which rules, by the host and the path it asks for. A table is made once for each
 * snapshot; a request whose path two readers could take for two routes is ambiguous and is not routed at all.
 */
import { hostNames, isBelow, suffixOf } from '../base/hosts.js';
import type { OpaqueOptions, OpaqueUse } from '../policy/opaque.js';
import { type ChannelPlan, type ChannelSpec, planOf } from '../channel/spec.js';
import { type OpaquePolicy, opaquePolicy, passingKinds } from '../policy/opaque.js';
import type { ForwardedStyle } from './forwarded.js';
import { HostMapping } from './mapping.js';
import type { MaskedWrites } from './mask-watch.js';
import type { ProxyLimits } from './options.js';
import type { Deflates } from './upgrade.js';
import type { Upstream } from './upstream.js';

/** A route as its operator describes it. */
export interface RouteSpec {
  readonly name: string;
  /** Host names without port; `*.example.com` is every name below example.com. Empty: any host. */
  readonly hosts: readonly string[];
  /** Prefix of the path, by whole segments; `/` is every path. */
  readonly path: string;
  /** Listeners that it holds for, by their names; without them every one. */
  readonly listeners?: readonly string[] | undefined;
  /** Name of the upstream. */
  readonly upstream: string;
  /** Path before every forwarded one. */
  readonly prefix?: string | undefined;
  /** The upstream is asked for the host that the downstream asked for, and not for its own. Default false. */
  readonly keepsHost?: boolean | undefined;
  /** How the upstream is told who asks. Default `x`: X-Forwarded-For, -Proto and -Host. */
  readonly forwarded?: ForwardedStyle | undefined;
  /** Strict-Transport-Security of our own, in place of the upstream's (RFC 6797). Default: none. */
  readonly hsts?: string | undefined;
  /** Has each browser forget once what it stored of this host before Sluice stood in front of it: see cleanse.ts. Default false. */
  readonly clearsSiteData?: boolean | undefined;
  /** How live channels are read. Default: framings and texts that are known by themselves. */
  readonly channel?: ChannelSpec | undefined;
  /** Lets WebSockets through. Default true. */
  readonly webSocket?: boolean | undefined;
  /** Legs of WebSockets that may be compressed. Default: none. */
  readonly deflates?: Deflates | undefined;
  /** Masks that a request may not write back. What passes is counted as a finding. Default `refuse`. */
  readonly maskedWrites?: MaskedWrites | undefined;
  /** What changes of the table of content that no detector can read: see policy/opaque.ts. */
  readonly opaque?: OpaqueOptions | undefined;
  /** Limits of this route on top of the common ones. */
  readonly limits?: Partial<ProxyLimits> | undefined;
}

/** A route that exchanges can take. */
export interface Route {
  readonly name: string;
  readonly upstream: Upstream;
  /** Scheme and host of the upstream, or of the first of its servers. */
  readonly origin: URL;
  /** Path prefix of the upstream without its last slash. */
  readonly prefix: string;
  /** The upstream is on this machine. */
  readonly isLocal: boolean;
  readonly keepsHost: boolean;
  /** Names that the operator knows: the route's own and those of the upstream's servers. */
  readonly names: ReadonlySet<string>;
  readonly mapping: HostMapping;
  readonly forwarded: ForwardedStyle;
  readonly hsts: string | undefined;
  readonly clearsSiteData: boolean;
  readonly webSocket: boolean;
  readonly channel: ChannelPlan;
  readonly deflates: Deflates;
  readonly maskedWrites: MaskedWrites;
  readonly opaque: OpaquePolicy;
  /** Kinds of opaque content that pass, by use. */
  readonly passing: Readonly<Record<OpaqueUse, readonly string[]>>;
  readonly limits: ProxyLimits;
}

/** What a host and a path lead to. */
export type Routed = Route | 'none' | 'ambiguous';

/** An upstream as routes see it. */
export interface Destination {
  readonly upstream: Upstream;
  /** Of its servers, at least one. */
  readonly origins: readonly URL[];
}

export function openRoute(spec: RouteSpec, { upstream, origins }: Destination, limits: ProxyLimits): Route {
  const opaque = opaquePolicy(spec.opaque);
  const [origin] = origins;
  if (origin === undefined) throw new RangeError(`the upstream of route ${spec.name} has no server`);
  const prefix = (spec.prefix ?? '').replace(/\/+$/, '');
  const keepsHost = spec.keepsHost ?? false;
  return {
    name: spec.name,
    upstream,
    origin,
    prefix,
    isLocal: origins.every(({ hostname }) => isLoopback(hostname)),
    keepsHost,
    names: new Set([...hostNames(spec.hosts).exact, ...origins.map(({ host }) => hostName(host))]),
    mapping: new HostMapping(origins, prefix, keepsHost),
    forwarded: spec.forwarded ?? 'x',
    hsts: spec.hsts,
    clearsSiteData: spec.clearsSiteData ?? false,
    webSocket: spec.webSocket ?? true,
    channel: planOf(spec.channel),
    deflates: spec.deflates ?? { downstream: false, upstream: false },
    maskedWrites: spec.maskedWrites ?? 'refuse',
    opaque,
    passing: passingKinds(opaque),
    limits: spec.limits === undefined ? limits : { ...limits, ...spec.limits },
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** A path prefix and where it leads, longest prefix first. */
type Paths = { readonly prefix: string; readonly route: Route }[];

export class RouteTable {
  readonly #exact = new Map<string, Paths>();
  /** By what follows the asterisk, longest first. */
  readonly #below: { readonly suffix: string; readonly paths: Paths }[] = [];
  readonly #any: Paths = [];
  /** The only route, when it takes every host and path: then nothing needs to be looked up. */
  readonly #only: Route | undefined;

  constructor(routes: readonly (readonly [RouteSpec, Route])[]) {
    for (const [spec, route] of routes) {
      const entry = { prefix: spec.path.replace(/\/+$/, ''), route };
      for (const host of spec.hosts) this.#pathsOf(host.toLowerCase()).push(entry);
      if (spec.hosts.length === 0) this.#any.push(entry);
    }
    for (const paths of [this.#any, ...this.#exact.values(), ...this.#below.map((entry) => entry.paths)])
      paths.sort((a, b) => b.prefix.length - a.prefix.length);
    this.#below.sort((a, b) => b.suffix.length - a.suffix.length);
    const [first] = routes;
    this.#only = routes.length === 1 && first?.[0].hosts.length === 0 && this.#any[0]?.prefix === '' ? first[1] : undefined;
  }

  /** The route for `host`, as the Host header says it, and a path with or without its query. */
  match(host: string | undefined, path: string): Routed {
    if (this.#only !== undefined) return this.#only;
    const name = hostName(host ?? '');
    const below = this.#below.filter(({ suffix }) => isBelow(name, suffix));
    for (const paths of [this.#exact.get(name), ...below.map((entry) => entry.paths), this.#any]) {
      if (paths === undefined) continue;
      const found = onPath(paths, path);
      if (found !== 'none') return found;
    }
    return 'none';
  }

  #pathsOf(host: string): Paths {
    const suffix = suffixOf(host);
    if (suffix !== undefined) {
      const known = this.#below.find((entry) => entry.suffix === suffix);
      if (known !== undefined) return known.paths;
      const paths: Paths = [];
      this.#below.push({ suffix, paths });
      return paths;
    }
    const paths = this.#exact.get(host) ?? [];
    this.#exact.set(host, paths);
    return paths;
  }
}

/** Whether a Host header is a name or an address, with or without a port (RFC 9110 section 7.2): readers agree on what nothing else means. */
export function isHost(host: string | undefined): boolean {
  return host === undefined || host === '' || /^(?:\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)*\.?|\[[\da-f:.]+\])(?::\d{0,5})?$/i.test(host);
}

/** The name in a Host header: without port and without the dot of the root. */
export function hostName(host: string): string {
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
  return (end <= 0 ? host : host.slice(0, end)).toLowerCase().replace(/\.$/, '');
}

/** Upstreams differ in whether they decode, merge slashes or ignore case before they look at a path: all must come to the same route. */
function onPath(paths: Paths, target: string): Routed {
  const path = target.split('?', 1)[0] ?? '';
  const asItStands = longest(paths, path);
  if (paths.length === 1 && paths[0]?.prefix === '') return asItStands;
  const loose = loosely(path);
  if (loose === undefined || /(^|\/)\.\.?(\/|;|$)/.test(loose)) return 'ambiguous';
  const folded = loose.replace(/;[^/]*/g, '').replace(/\/{2,}/g, '/');
  return longest(paths, folded) === asItStands && longest(paths, folded.toLowerCase(), true) === asItStands ? asItStands : 'ambiguous';
}

/** Times that percent-encoding is undone; a path that is encoded deeper is ambiguous. */
const PERCENT_DEPTH = 4;

/**
 * The path as the most lenient reader takes it: percent-encoding undone, backslashes as slashes. Undefined where readers differ beyond that:
 * `%u002e`, overlong UTF-8, control characters, a question mark that was encoded, and what Windows drops at the end of a name.
 */
function loosely(path: string): string | undefined {
  let text = path;
  for (let depth = 0; /%[0-9a-f]{2}/i.test(text); depth++) {
    if (depth === PERCENT_DEPTH) return undefined;
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  text = text.replaceAll('\\', '/');
  const segments = text.replace(/(^|\/)\.{1,2}(?=\/|$)/g, '$1');
  return UNCERTAIN.test(segments) ? undefined : text;
}

// eslint-disable-next-line no-control-regex
const UNCERTAIN = /%u[0-9a-f]{4}|[\u0000-\u001f\u007f\u00c0\u00c1?#]|[ .](?:\/|$)|::\$/i;

function longest(paths: Paths, path: string, ignoresCase = false): Route | 'none' {
  for (const { prefix, route } of paths) {
    const wanted = ignoresCase ? prefix.toLowerCase() : prefix;
    if (path.startsWith(wanted) && (path.length === wanted.length || path[wanted.length] === '/' || wanted === '')) return route;
  }
  return 'none';
}
