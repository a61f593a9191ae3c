/**
 * The upstream of a forward route whose hosts are not all known by name (`*.force.com`): each exchange goes to the host that was asked
 * for, whose own certificate is verified. It is written as the server `https://*`, and opens an upstream of its own for each host.
 *
 * Which hosts may be asked for is decided before, by the listener and by the patterns of the route. Here the rest is made sure
 * of: only names, never addresses, and only the one port of the specification, whatever the Host header says.
 */
import { LRUCache } from 'lru-cache';
import type { ErrorCode } from '../../base/errors.js';
import { isAddress, readAuthority } from '../listener/host.js';
import type { Upstream } from './api.js';
import { Refused } from './refused.js';

/** Whether a server stands for the host that is asked for. */
export function isAsked(url: URL): boolean {
  return url.hostname === '*';
}

/**
 * `open` builds the upstream of one host. At most `most` are kept; the one that was not asked for the longest is closed when its exchanges
 * are over.
 */
export function askedUpstream(name: string, asked: URL, most: number, open: (url: URL) => Upstream): Upstream {
  const port = asked.port === '' ? 443 : Number(asked.port);
  let isDestroyed = false;
  const upstreams = new LRUCache<string, Upstream>({
    max: most,
    dispose: (upstream) => {
      void upstream.destroy(!isDestroyed);
    },
  });
  const upstreamOf = (header: string | undefined): Upstream | ErrorCode => {
    const host = header === undefined ? undefined : readAuthority(header, 'https');
    if (host === undefined || isAddress(host.host) || host.port !== port) return 'SLUICE_HOST_REFUSED';
    const known = upstreams.get(host.host);
    if (known !== undefined) return known;
    const upstream = open(new URL(`https://${host.host}:${port}`));
    upstreams.set(host.host, upstream);
    return upstream;
  };
  return {
    send(request, handler) {
      const upstream = upstreamOf(request.host);
      return typeof upstream === 'string' ? new Refused(handler, upstream) : upstream.send(request, handler);
    },
    lease(host) {
      const upstream = upstreamOf(host);
      return typeof upstream === 'string' ? upstream : upstream.lease(host);
    },
    status: () => ({ name, servers: [...upstreams.values()].flatMap((upstream) => upstream.status().servers) }),
    async destroy(whenIdle = false) {
      isDestroyed = true;
      const all = [...upstreams.values()];
      await Promise.all(all.map((upstream) => upstream.destroy(whenIdle)));
      upstreams.clear();
    },
  };
}
