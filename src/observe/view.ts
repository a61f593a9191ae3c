/** Everything that metrics and status tell, at one moment: of this process, or added up over the workers. */
import type { CountersDump, Counters } from './counters.js';
import type { UpstreamReading, Vitals } from './vitals.js';

/** What one process that carries traffic says of itself; plain data, for the way between processes. */
export interface Reading {
  readonly counters: CountersDump;
  readonly vitals: Vitals;
  readonly upstreams: readonly UpstreamReading[];
}

/** How reloading has gone. */
export interface ReloadState {
  readonly succeeded: number;
  readonly failed: number;
  /** The last one that was tried; true before the first. */
  readonly lastSucceeded: boolean;
  /** Seconds since 1970 when what is in force was loaded. */
  readonly loadedAt: number;
  /** Why the last one failed: a code of the table, and all mistakes. */
  readonly failure: { readonly code: string; readonly mistakes: readonly string[] } | undefined;
}

export interface WorkerView {
  /** From 1; a worker that takes the place of another has its number. */
  readonly slot: number;
  readonly state: 'starting' | 'ready' | 'draining' | 'gone';
  /** Times that the place was filled again. */
  readonly restarts: number;
  readonly vitals: Vitals | undefined;
}

export interface View {
  readonly counters: Counters;
  readonly workers: readonly WorkerView[];
  /** Over all workers: the same server of the same upstream is one entry. */
  readonly upstreams: readonly UpstreamReading[];
  readonly reload: ReloadState;
  /** Id of the rules, policy and limits in force; empty before the start. */
  readonly snapshot: string;
  readonly version: string;
}

export const NEVER_RELOADED: ReloadState = { succeeded: 0, failed: 0, lastSucceeded: true, loadedAt: 0, failure: undefined };

/** Adds up the pools that several workers keep to the same servers. A server is healthy when all that ask it say so. */
export function mergeUpstreams(readings: readonly (readonly UpstreamReading[])[]): UpstreamReading[] {
  const upstreams = new Map<string, Map<string, UpstreamReading['servers'][number]>>();
  for (const { name, servers } of readings.flat()) {
    const merged = upstreams.get(name) ?? new Map<string, UpstreamReading['servers'][number]>();
    upstreams.set(name, merged);
    for (const server of servers) {
      const known = merged.get(server.origin);
      merged.set(server.origin, known === undefined ? server : addServers(known, server));
    }
  }
  return [...upstreams].map(([name, servers]) => ({ name, servers: [...servers.values()] }));
}

type Server = UpstreamReading['servers'][number];

function addServers(one: Server, other: Server): Server {
  return {
    origin: one.origin,
    healthy: one.healthy && other.healthy,
    breaker: one.breaker === 'closed' ? other.breaker : one.breaker,
    open: one.open + other.open,
    idle: one.idle + other.idle,
    queued: one.queued + other.queued,
    active: one.active + other.active,
  };
}
