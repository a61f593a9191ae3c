/** The upstream leg as the data plane sees it. What is behind it is in the folder of the same name. */
import type { ProxyLimits } from './options.js';
import type { Upstream } from './upstream/api.js';
import { buildUpstream } from './upstream/upstream.js';

export type { Lease, Upstream, UpstreamCall, UpstreamHandler, UpstreamRequest, UpstreamStatus } from './upstream/api.js';
export type { UpstreamEvents, UpstreamSpec } from './upstream/spec.js';
export { buildUpstream } from './upstream/upstream.js';

/** The upstream that is one server, without checks and without a breaker. */
export function createUpstream(origin: URL, limits: ProxyLimits): Upstream {
  return buildUpstream({ name: origin.host, servers: [{ url: origin }] }, limits);
}
