/**
 * Who may use a forward proxy: people with a name and a secret, and bearers of tokens of the same issuer as elsewhere, by `Proxy-Authorization`
 * (RFC 9110 section 11.7). It is asked with every tunnel and every request outside of one, and goes no further. Whoever has signed in has a
 * role by it, where the request proves none of its own.
 */
import { SluiceError } from '../../base/errors.js';
import { onlyValue } from './caller.js';
import { type Answer, JwtReader, type JwtOptions } from './jwt.js';
import type { IdentitySpec } from './spec.js';
import { UserReader, type UserSpec } from './users.js';

export const PROOF = 'proxy-authorization';

export interface SignInSpec {
  readonly users: readonly UserSpec[];
  /** Tokens as the identity describes them count as well. */
  readonly tokens: boolean;
}

export interface SignIn {
  /** Values of `Proxy-Authenticate`. */
  readonly challenge: readonly string[];
  /** Whose proof this is; undefined: nobody's. `rawHeaders` as they came, or the proof alone. */
  read(rawHeaders: readonly string[]): Answer | Promise<Answer>;
}

/** Throws SLUICE_CONFIG_INVALID where a hash, a key or an algorithm cannot be used. */
export function createSignIn({ users, tokens }: SignInSpec, { roles, jwt }: IdentitySpec, options: Partial<JwtOptions> = {}): SignIn {
  const { now = Date.now, onKeysUnreachable = () => undefined } = options;
  try {
    const people = new UserReader(users, now);
    const bearers = tokens && jwt ? new JwtReader({ ...jwt, header: PROOF }, new Set(roles), { now, onKeysUnreachable }) : undefined;
    return {
      challenge: [
        ...(users.length > 0 ? ['Basic realm="Sluice", charset="UTF-8"'] : []),
        ...(bearers === undefined ? [] : ['Bearer realm="Sluice"']),
      ],
      read: (rawHeaders) => bearers?.read(rawHeaders) ?? people.read(onlyValue(rawHeaders, PROOF)),
    };
  } catch {
    throw new SluiceError('SLUICE_CONFIG_INVALID', 'The sign-in of a forward listener cannot be used.');
  }
}
