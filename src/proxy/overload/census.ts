/**
 * Who has how much open: counts by a name or an address, so that one caller does not take what all share. What has nothing open is forgotten
 * from time to time and not at once, because most callers come back at once.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Principal } from '../../policy/principal.js';
import type { ProxyLimits } from '../options.js';

export interface Entry {
  open: number;
}

export class Census {
  readonly #entries = new Map<string, Entry>();

  /** One more for `key`; undefined where it has `most` already. The entry is handed back to `leave`. */
  enter(key: string, most: number): Entry | undefined {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { open: 0 };
      this.#entries.set(key, entry);
    }
    if (entry.open >= most) return undefined;
    entry.open++;
    return entry;
  }

  leave(entry: Entry): void {
    entry.open--;
  }

  /** Forgets whoever has nothing open. */
  sweep(): void {
    for (const [key, { open }] of this.#entries) if (open === 0) this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }
}

/**
 * Counts an exchange as one of its caller's. A caller whom nobody names is known by the address of its desktop; where that is not told either,
 * nothing is counted.
 */
export function enterCaller(
  census: Census,
  { by, id, tenant }: Principal,
  desktop: string | undefined,
  limits: Pick<ProxyLimits, 'callerExchanges' | 'addressExchanges'>,
): Entry | ErrorCode | undefined {
  const isNamed = by !== 'none' && id !== undefined;
  if (isNamed) return census.enter(`${tenant ?? ''}\n${id}`, limits.callerExchanges) ?? 'SLUICE_CALLER_BUSY';
  return desktop === undefined ? undefined : (census.enter(networkOf(desktop), limits.addressExchanges) ?? 'SLUICE_CALLER_BUSY');
}

const MAPPED = '::ffff:';
const GROUPS = 8;
/** Groups of an IPv6 address that name its network: whoever has one address of a /64 has all of them (RFC 4291 section 2.5.4). */
const NETWORK_GROUPS = 4;

/** What an address is counted by: IPv4 by itself, IPv6 by its /64. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith(MAPPED) && address.includes('.')) return address.slice(MAPPED.length);
  const [before = '', behind] = address.split('::');
  const first = before === '' ? [] : before.split(':');
  if (behind === undefined) return first.slice(0, NETWORK_GROUPS).join(':');
  const last = behind === '' ? [] : behind.split(':');
  const zeros = Array.from({ length: Math.max(0, GROUPS - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, NETWORK_GROUPS).join(':');
}
