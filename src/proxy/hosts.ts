/**
 * Upstreams of forward mode: one for each host that was asked for and that a route allows. They come with the first exchange and go when
 * others have been asked for since; exchanges under way on them finish.
 */
import { LRUCache } from 'lru-cache';
import type { ConnectedHost } from './downstream.js';
import type { ProxyLimits } from './options.js';
import type { Route } from './route.js';
import { buildUpstream, type UpstreamEvents, type UpstreamSpec, type UpstreamStatus } from './upstream.js';

/** How such an upstream is to be, whatever its host. */
export type HostTemplate = Omit<UpstreamSpec, 'name' | 'servers' | 'health' | 'balance'>;

export class HostUpstreams {
  readonly #limits: ProxyLimits;
  readonly #events: UpstreamEvents | undefined;
  readonly #routes: LRUCache<string, Route>;

  constructor(limits: ProxyLimits, events: UpstreamEvents | undefined) {
    this.#limits = limits;
    this.#events = events;
    this.#routes = new LRUCache({ max: limits.forwardUpstreams, dispose: ({ upstream }) => void upstream.destroy(true) });
  }

  /** The route `base` on its way to this host. */
  along(base: Route, template: HostTemplate, { scheme, host, port }: ConnectedHost): Route {
    const origin = new URL(`${scheme}://${host}:${port}`);
    const key = `${base.name} ${origin.origin}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const upstream = buildUpstream({ ...template, name: origin.host, servers: [{ url: origin }] }, this.#limits, this.#events);
    const route = { ...base, upstream, origin, isLocal: false };
    this.#routes.set(key, route);
    return route;
  }

  status(): readonly UpstreamStatus[] {
    return [...this.#routes.values()].map(({ upstream }) => upstream.status());
  }

  async destroy(): Promise<void> {
    const routes = [...this.#routes.values()];
    this.#routes.clear();
    await Promise.all(routes.map(({ upstream }) => upstream.destroy()));
  }
}
