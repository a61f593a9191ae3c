/** What is known of a caller before anybody is asked: the head of a request and the connection it came on. */
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { LIMITS } from '../../base/limits.js';
import type { RoleMap } from './spec.js';

/** The connection of a caller; that of TLS has verified the certificate when it says `authorized`. */
export interface CallerSocket {
  readonly remoteAddress?: string | undefined;
  readonly authorized?: boolean | undefined;
  getPeerCertificate?(isDetailed?: false): PeerCertificate | DetailedPeerCertificate;
}

export interface Caller {
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly socket: CallerSocket;
}

/** The value of a header that came exactly once; of several nobody knows which counts. `name` in lower case. */
export function onlyValue(rawHeaders: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i];
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue;
    if (value !== undefined) return undefined;
    value = rawHeaders[i + 1];
  }
  return value;
}

/** A name that may be told and compared: some characters, none of them invisible. */
export function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > LIMITS.callerNameCharacters) return undefined;
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(value) ? undefined : value;
}

/** The role a value stands for; undefined where it stands for none that there is. */
export function roleFor(value: unknown, roles: RoleMap, known: ReadonlySet<string>): string | undefined {
  const name = nameIn(value);
  if (name === undefined) return undefined;
  const role = roles === undefined ? name : Object.hasOwn(roles, name) ? roles[name] : undefined;
  return role !== undefined && known.has(role) ? role : undefined;
}
