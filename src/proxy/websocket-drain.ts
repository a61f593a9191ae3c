/**
 * Closes open WebSockets one after another when Sluice drains. Agents reconnect as soon as they are closed; all of them at once is a storm for
 * those who take them up, and more than some CRMs allow (Zendesk: 200 new connections a minute).
 */

/** A connection that is asked to leave. */
export interface Draining {
  /** Connections of one route are paced together: they come back to the same upstream. */
  readonly route: string;
  readonly drainPerSecond: number;
  drain(): void;
}

/** Of the grace: what is left of it is for those who were closed last to answer. */
const GRACE_SHARE = 0.8;

/** When each of `count` connections is closed, in milliseconds from now: evenly apart, each at a random point of its slot, the first at once. */
export function drainTimes(count: number, perSecond: number, graceMs: number, random: () => number = Math.random): number[] {
  const slotMs = Math.min(1000 / perSecond, (graceMs * GRACE_SHARE) / count);
  return Array.from({ length: count }, (_, at) => (at === 0 ? 0 : (at + random()) * slotMs));
}

/** Asks all of them to leave within `graceMs`, the oldest first. */
export function drainPaced(connections: Iterable<Draining>, graceMs: number): { stop(): void } {
  const groups = new Map<string, Draining[]>();
  for (const connection of connections) {
    const key = `${connection.drainPerSecond} ${connection.route}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [connection]);
    else group.push(connection);
  }
  const timers: NodeJS.Timeout[] = [];
  for (const group of groups.values()) {
    const times = drainTimes(group.length, group[0].drainPerSecond, graceMs);
    for (const [at, connection] of group.entries()) {
      if (times[at] === 0) connection.drain();
      else timers.push(setTimeout(() => connection.drain(), times[at]));
    }
  }
  return { stop: () => timers.forEach(clearTimeout) };
}
