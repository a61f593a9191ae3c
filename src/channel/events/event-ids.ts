/**
 * Identifiers of the events of one stream (HTML Living Standard, section 9.2.6), by which an event is known when the stream is asked for again. Some
 * applications put another identifier there, the same for several events: that says nothing of any of them.
 */
import { LIMITS } from '../../base/limits.js';

export class EventIds {
  private readonly seen = new Set<string>();

  /** The identifier, unless an event before had it; undefined without one. */
  take(id: string | undefined): string | undefined {
    if (id === undefined || id === '' || this.seen.has(id)) return undefined;
    this.seen.add(id);
    if (this.seen.size > LIMITS.eventIds) {
      const [oldest] = this.seen;
      this.seen.delete(oldest);
    }
    return id;
  }
}
