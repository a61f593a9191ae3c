/**
 * Who calls: a request becomes a principal, in whose role the policy is asked. A token is asked first, then the certificate, then a trusted
 * hop; the first that gives a role counts. Nobody is turned away here: a caller whom none of them vouches for has the role NOBODY, for which
 * only clauses without a role are.
 *
 * `identify` answers at once but for a token that has not been seen yet; `strike` takes out of a request's headers what only trusted hops may
 * say, and belongs before the request goes anywhere, whether or not anybody asked who calls.
 */
import { SluiceError } from '../../base/errors.js';
import { NOBODY, type Principal, STRANGER } from '../../policy/principal.js';
import type { Caller, CallerSocket } from './caller.js';
import { certificateReader } from './certificate.js';
import { hopReader } from './header.js';
import { JwtReader, type JwtOptions } from './jwt.js';
import type { IdentitySpec } from './spec.js';

export type { Caller, CallerSocket } from './caller.js';
export type { IdentitySpec } from './spec.js';

export interface Identity {
  identify(caller: Caller): Principal | Promise<Principal>;
  /** Changes a flat list of headers in place. */
  strike(headers: string[], socket: CallerSocket): void;
}

/** Throws SLUICE_CONFIG_INVALID where the keys, an algorithm or a network cannot be used. */
export function createIdentity(spec: IdentitySpec, options: Partial<JwtOptions> = {}): Identity {
  const { now = Date.now, onKeysUnreachable = () => undefined } = options;
  const known = new Set(spec.roles.filter((role) => role !== NOBODY));
  const jwt = spec.jwt && usable('jwt', spec.jwt, (part) => new JwtReader(part, known, { now, onKeysUnreachable }));
  const certificate = spec.certificate && certificateReader(spec.certificate, known, now);
  const hop = spec.header && usable('header', spec.header, (part) => hopReader(part, known));
  const others = (caller: Caller): Principal => certificate?.(caller.socket) ?? hop?.read(caller) ?? STRANGER;
  return {
    identify(caller) {
      const answer = jwt?.read(caller.rawHeaders);
      if (!(answer instanceof Promise)) return answer ?? others(caller);
      return answer.then((principal) => principal ?? others(caller));
    },
    strike: (headers, socket) => hop?.strike(headers, socket),
  };
}

function usable<Part, Made>(name: string, part: Part, make: (part: Part) => Made): Made {
  try {
    return make(part);
  } catch {
    throw new SluiceError('SLUICE_CONFIG_INVALID', `identity.${name} cannot be used.`);
  }
}
