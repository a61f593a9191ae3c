/** Callers for whom a trusted hop speaks in headers of its own. From anybody else these headers say nothing, and do not get any further. */
import { Networks } from '../../base/network.js';
import type { Principal } from '../../policy/principal.js';
import { nameIn, onlyValue, roleFor, type Caller, type CallerSocket } from './caller.js';
import type { HeaderSpec } from './spec.js';

export interface HopReader {
  read(caller: Caller): Principal | undefined;
  /** Takes the headers of hops out of a flat list, in place, when they did not come from one. */
  strike(headers: string[], socket: CallerSocket): void;
}

/** Throws a RangeError where a network is none. */
export function hopReader(spec: HeaderSpec, known: ReadonlySet<string>): HopReader {
  const networks = new Networks(spec.trusted);
  const names = new Set([spec.name, spec.tenant, spec.subject].flatMap((name) => (name === undefined ? [] : [folded(name)])));
  const seen = new WeakMap<CallerSocket, boolean>();
  const isTrusted = (socket: CallerSocket): boolean => {
    const before = seen.get(socket);
    if (before !== undefined) return before;
    const answer = networks.has(socket.remoteAddress);
    seen.set(socket, answer);
    return answer;
  };
  const named = (rawHeaders: readonly string[], name: string | undefined): string | undefined =>
    name && nameIn(onlyValue(rawHeaders, name)?.trim());
  return {
    read({ rawHeaders, socket }) {
      if (!isTrusted(socket)) return undefined;
      const role = roleFor(onlyValue(rawHeaders, spec.name)?.trim(), spec.roles, known);
      if (role === undefined) return undefined;
      return { id: named(rawHeaders, spec.subject), role, tenant: named(rawHeaders, spec.tenant), by: 'header' };
    },
    strike(headers, socket) {
      if (isTrusted(socket)) return;
      for (let i = headers.length - 2; i >= 0; i -= 2) if (names.has(folded(headers[i]))) headers.splice(i, 2);
    },
  };
}

/** As applications behind CGI or WSGI read a name: `X_Role` and `x-role` are one. */
const folded = (name: string): string => name.toLowerCase().replaceAll('_', '-');
