/**
 * Callers with a JSON web token (RFC 7519), verified by public keys of its issuer (RFC 8725): the algorithm is one of those that are allowed,
 * never `none` nor one with a shared secret; issuer, audience and expiry must be there and hold. A token that was verified is answered at
 * once until it expires; whatever is wrong with one, its bearer is unknown.
 */
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LIMITS } from '../../base/limits.js';
import type { Principal } from '../../policy/principal.js';
import { nameIn, onlyValue, roleFor } from './caller.js';
import type { JwtSpec } from './spec.js';
import { digestOf, Verdicts } from './verdicts.js';

export type Answer = Principal | undefined;

export interface JwtOptions {
  readonly now: () => number;
  /** The keys of the issuer cannot be had. */
  readonly onKeysUnreachable: () => void;
}

/** What can be checked with a public key (RFC 7518, RFC 8037). */
const PUBLIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

export class JwtReader {
  readonly #keys: JWTVerifyGetKey;
  readonly #verdicts = new Verdicts();
  readonly #pending = new Map<string, Promise<Answer>>();

  /** Throws where an algorithm needs a shared secret, or the keys are no JSON. */
  constructor(
    private readonly spec: JwtSpec,
    private readonly known: ReadonlySet<string>,
    private readonly options: JwtOptions,
  ) {
    if (spec.algorithms.length === 0 || !spec.algorithms.every((algorithm) => PUBLIC.test(algorithm)))
      throw new RangeError('tokens are verified by public keys only');
    this.#keys =
      'url' in spec.jwks
        ? createRemoteJWKSet(new URL(spec.jwks.url), { timeoutDuration: LIMITS.tokenKeysTimeoutMs, cacheMaxAge: LIMITS.tokenKeysMs })
        : createLocalJWKSet(JSON.parse(spec.jwks.json) as JSONWebKeySet);
  }

  /** At once where the request has no token, or one that is known. */
  read(rawHeaders: readonly string[]): Answer | Promise<Answer> {
    const token = tokenIn(onlyValue(rawHeaders, this.spec.header));
    if (token === undefined) return undefined;
    const digest = digestOf(token);
    const known = this.#verdicts.get(digest, this.options.now());
    if (known !== undefined) return known.principal;
    const pending = this.#pending.get(digest);
    if (pending !== undefined) return pending;
    if (this.#pending.size >= LIMITS.tokensVerified) return undefined;
    const verdict = this.#verify(token, digest).finally(() => this.#pending.delete(digest));
    this.#pending.set(digest, verdict);
    return verdict;
  }

  async #verify(token: string, digest: string): Promise<Answer> {
    const { issuer, audience, algorithms, clockToleranceMs } = this.spec;
    const { now } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience: [...audience],
        algorithms: [...algorithms],
        clockTolerance: clockToleranceMs / 1000,
        currentDate: new Date(now()),
        requiredClaims: ['exp'],
      });
      const expiresMs = (payload.exp ?? 0) * 1000 + clockToleranceMs;
      if (expiresMs <= now()) return this.#refuse(digest, LIMITS.tokenRefusedMs); // seconds are counted whole by the library
      const untilMs = Math.min(expiresMs, now() + LIMITS.tokenMs);
      const principal = this.#principalOf(payload, untilMs);
      this.#verdicts.set(digest, { principal, untilMs });
      return principal;
    } catch (error) {
      const code = codeOf(error);
      const isJudged = VERDICTS.has(code);
      if (!isJudged && code !== NO_SUCH_KEY) this.options.onKeysUnreachable();
      return this.#refuse(digest, isJudged ? LIMITS.tokenRefusedMs : LIMITS.tokenKeysRetryMs);
    }
  }

  #refuse(digest: string, ms: number): undefined {
    this.#verdicts.set(digest, { principal: undefined, untilMs: this.options.now() + ms });
  }

  /** Undefined where no value of the claim is a role. */
  #principalOf(payload: JWTPayload, untilMs: number): Answer {
    const { roleClaim, roles, tenantClaim } = this.spec;
    const values = [claimAt(payload, roleClaim)].flat();
    const role = values.map((value) => roleFor(value, roles, this.known)).find((candidate) => candidate !== undefined);
    if (role === undefined) return undefined;
    const tenant = tenantClaim === undefined ? undefined : nameIn(claimAt(payload, tenantClaim));
    return { id: nameIn(payload.sub), role, tenant, by: 'jwt', untilMs };
  }
}

/** Three parts in base64url, the first of which is an object; behind `Bearer` where that stands there (RFC 6750 section 2.1). */
function tokenIn(value: string | undefined): string | undefined {
  if (value === undefined || value.length > LIMITS.tokenBytes) return undefined;
  return /^(?:bearer +)?(eyJ[\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(value)?.[1];
}

function claimAt(payload: JWTPayload, path: readonly string[]): unknown {
  let value: unknown = payload;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** The issuer may have a new key, of which we shall hear as soon as its keys may be asked for again. */
const NO_SUCH_KEY = 'ERR_JWKS_NO_MATCHING_KEY';

/** Errors that say something of the token. All others say that the keys could not be had. */
const VERDICTS: ReadonlySet<string> = new Set([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWT_INVALID',
  'ERR_JWT_EXPIRED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
]);

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
