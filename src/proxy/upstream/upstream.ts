/**
 * An upstream: one or more servers of the same application. Picks a server for each request, sends it exactly once, and refuses
 * at once when there is no server to pick. It is built from a specification and never changed: a reload builds another and
 * destroys this one when its exchanges are over.
 */
import { isIP } from 'node:net';
import { SluiceError } from '../../base/errors.js';
import type { ProxyLimits } from '../options.js';
import type { Upstream } from './api.js';
import { askedUpstream, isAsked } from './asked.js';
import { leastRequests, roundRobin } from './balance.js';
import { Dialer, readTls } from './dialer.js';
import { Refused } from './refused.js';
import { Server } from './server.js';
import { type Settings, type UpstreamEvents, type UpstreamSpec, settle } from './spec.js';
import { type Transport, leanTransport, http2Transport } from './transport.js';

export type TransportFactory = (origin: URL, dialer: Dialer, settings: Settings) => Transport;

/**
 * Builds an upstream and starts its checks. Throws SLUICE_CONFIG_INVALID. `transport` is for tests: another way to speak to the
 * same servers.
 */
export function buildUpstream(
  spec: UpstreamSpec,
  limits: ProxyLimits,
  events: UpstreamEvents = {},
  transport: TransportFactory = spec.protocol === 'h2' ? http2Transport : leanTransport,
): Upstream {
  if (spec.servers.length === 0) throw new SluiceError('SLUICE_CONFIG_INVALID', 'An upstream needs a server.');
  const [first] = spec.servers;
  if (first !== undefined && isAsked(first.url)) {
    if (spec.servers.length > 1 || first.url.protocol !== 'https:')
      throw new SluiceError('SLUICE_CONFIG_INVALID', 'The host that is asked for is reached by https: and has no others beside it.');
    return askedUpstream(spec.name, first.url, limits.askedUpstreams, (url) =>
      buildUpstream({ ...spec, servers: [{ url }] }, limits, events, transport),
    );
  }
  const settings = settle(spec, limits);
  const tls = spec.servers.some(({ url }) => url.protocol === 'https:') ? readTls(spec.tls) : undefined;
  const servers = spec.servers.map(({ url, weight = 1 }) => {
    const dialer = new Dialer({ origin: vetted(url, spec), tls, permits: spec.permits });
    return new Server({ spec, url, weight, settings, transport: transport(url, dialer, settings), events });
  });
  const balance = spec.balance === 'round-robin' ? roundRobin<Server>() : leastRequests<Server>();

  const pick = (): Server | undefined => {
    const now = performance.now();
    if (servers.length === 1) return servers[0].isUsable(now) ? servers[0] : undefined;
    const usable = servers.filter((server) => server.isUsable(now));
    return usable.length === 0 ? undefined : balance(usable);
  };

  return {
    send: (request, handler) => pick()?.send(request, handler) ?? new Refused(handler, 'SLUICE_UPSTREAM_UNAVAILABLE'),
    lease: () => pick()?.lease() ?? 'SLUICE_UPSTREAM_UNAVAILABLE',
    status: () => ({ name: spec.name, servers: servers.map((server) => server.status()) }),
    async destroy(whenIdle = false) {
      await Promise.all(servers.map((server) => server.destroy(whenIdle)));
    },
  };
}

/** An address in an origin is not resolved, so it is vetted here. */
function vetted(url: URL, { permits }: UpstreamSpec): URL {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SluiceError('SLUICE_CONFIG_INVALID', 'Servers of an upstream are http: or https: origins.');
  }
  if (isIP(host) !== 0 && permits?.(host) === false) {
    throw new SluiceError('SLUICE_CONFIG_INVALID', 'The address of a server is not allowed.');
  }
  return url;
}
