/** Callers with a token, against keys that a real server on loopback publishes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/base/errors.js';
import { LIMITS } from '../../../src/base/limits.js';
import type { IdentityConfig } from '../../../src/config/config.js';
import { NOBODY, type Principal } from '../../../src/policy/principal.js';
import { createIdentity, type Identity, type IdentitySpec } from '../../../src/proxy/identity/identity.js';
import type { JwtSpec } from '../../../src/proxy/identity/spec.js';
import { digestOf, Verdicts } from '../../../src/proxy/identity/verdicts.js';

const ISSUER = 'https://login.example.com';
const AUDIENCE = 'crm';
const keys = await generateKeyPair('ES256', { extractable: true });
const otherKeys = await generateKeyPair('ES256');
const publicSet = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }] });

let server: Server;
let url = '';
let asked = 0;
let status = 200;
let nowMs = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  server = createServer((_, response) => {
    asked++;
    response.writeHead(status, { 'content-type': 'application/jwk-set+json' }).end(publicSet);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = 0;
  status = 200;
});

const SPEC: Omit<JwtSpec, 'jwks'> = {
  header: 'authorization',
  issuer: ISSUER,
  audience: [AUDIENCE],
  algorithms: ['ES256'],
  roleClaim: ['realm_access', 'roles'],
  roles: { 'crm-agent': 'agent', 'crm-lead': 'supervisor' },
  tenantClaim: ['tenant'],
  clockToleranceMs: 1000,
};

let unreachable = 0;
function identityOf(jwt: Partial<JwtSpec> = {}, jwks: JwtSpec['jwks'] = { url }): Identity {
  const spec: IdentitySpec = { roles: ['agent', 'supervisor'], jwt: { ...SPEC, jwks, ...jwt }, certificate: undefined, header: undefined };
  return createIdentity(spec, { now: () => nowMs, onKeysUnreachable: () => void unreachable++ });
}

const CLAIMS = { realm_access: { roles: ['offline', 'crm-agent', 'crm-lead'] }, tenant: 'north' };

interface Made {
  readonly lifeS?: number;
  readonly alg?: string;
  readonly key?: typeof keys.privateKey | Uint8Array;
  readonly aud?: string;
  readonly iss?: string;
}

async function tokenOf(claims: JWTPayload = CLAIMS, made: Made = {}): Promise<string> {
  const { lifeS = 600, alg = 'ES256', key = keys.privateKey, aud = AUDIENCE, iss = ISSUER } = made;
  const token = new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).setSubject('u-17').setAudience(aud).setIssuer(iss);
  return (lifeS === 0 ? token : token.setExpirationTime(Math.floor(nowMs / 1000) + lifeS)).sign(key);
}

const asks = (identity: Identity, ...values: string[]): Principal | Promise<Principal> =>
  identity.identify({ rawHeaders: ['Host', 'crm', ...values.flatMap((value) => ['Authorization', value])], socket: {} });

const AGENT = { id: 'u-17', role: 'agent', tenant: 'north', by: 'jwt', untilMs: expect.any(Number) as number };
const STRANGER = { id: undefined, role: NOBODY, tenant: undefined, by: 'none' };

describe('a token', () => {
  test('gives role and tenant; the second time at once, and the keys are fetched once', async () => {
    const identity = identityOf();
    const token = `Bearer ${await tokenOf()}`;
    const first = asks(identity, token);
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toEqual(AGENT);
    expect(asks(identity, token)).toEqual(AGENT);
    expect(await asks(identity, `Bearer ${await tokenOf({ ...CLAIMS, tenant: 'south' })}`)).toEqual({ ...AGENT, tenant: 'south' });
    expect(asked).toBe(1);
  });

  test('keys from a file, a token in another header without Bearer, a role by the value itself', async () => {
    const identity = identityOf({ header: 'x-token', roles: undefined, roleClaim: ['role'], tenantClaim: undefined }, { json: publicSet });
    const rawHeaders = ['X-Token', await tokenOf({ role: 'supervisor' })];
    expect(await identity.identify({ rawHeaders, socket: {} })).toEqual({
      id: 'u-17',
      role: 'supervisor',
      tenant: undefined,
      by: 'jwt',
      untilMs: expect.any(Number) as number,
    });
  });

  test('is verified once for all who bring it at the same time', async () => {
    const identity = identityOf();
    const token = `Bearer ${await tokenOf()}`;
    const [one, two] = [asks(identity, token), asks(identity, token)];
    expect(await one).toBe(await two);
  });

  test('is forgotten when it expires, and after a while at the latest', async () => {
    const identity = identityOf();
    const [short, long] = [`Bearer ${await tokenOf(CLAIMS, { lifeS: 10 })}`, `Bearer ${await tokenOf(CLAIMS, { lifeS: 3600 })}`];
    await Promise.all([asks(identity, short), asks(identity, long)]);
    nowMs += 11_000; // as long as clocks may differ
    expect(await asks(identity, short)).toEqual(STRANGER);
    expect(asks(identity, long)).toEqual(AGENT);
    nowMs += LIMITS.tokenMs;
    const again = asks(identity, long);
    expect(again).toBeInstanceOf(Promise);
    expect(await again).toEqual(AGENT);
  });
});

describe('callers stay unknown', () => {
  test('without a token, with one that is none, with one of somebody else, or with two', async () => {
    const identity = identityOf();
    const token = `Bearer ${await tokenOf()}`;
    expect(asks(identity)).toEqual(STRANGER);
    expect(asks(identity, 'Basic dTpw')).toEqual(STRANGER);
    expect(asks(identity, 'Bearer opaque')).toEqual(STRANGER);
    expect(asks(identity, token, token)).toEqual(STRANGER);
    expect(asks(identity, `Bearer eyJ${'x'.repeat(LIMITS.tokenBytes)}.e.s`)).toEqual(STRANGER);
    expect(asked).toBe(0);
  });

  test.each([
    ['expired', () => tokenOf(CLAIMS, { lifeS: -60 })],
    ['that never expires', () => tokenOf(CLAIMS, { lifeS: 0 })],
    ['of another issuer', () => tokenOf(CLAIMS, { iss: 'https://login.example.org' })],
    ['for another audience', () => tokenOf(CLAIMS, { aud: 'mail' })],
    ['signed by another key', () => tokenOf(CLAIMS, { key: otherKeys.privateKey })],
    ['signed with the public key as a secret', async () => tokenOf(CLAIMS, { alg: 'HS256', key: Buffer.from(await exportSPKI(keys.publicKey)) })], // prettier-ignore
    ['without a signature', () => Promise.resolve(`${new UnsecuredJWT(CLAIMS).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h').encode()}x`)], // prettier-ignore
    ['that was changed', async () => (await tokenOf()).replace(/\.([^.]+)\./, (_, body: string) => `.${Buffer.from(Buffer.from(body, 'base64url').toString().replace('u-17', 'u-18')).toString('base64url')}.`)], // prettier-ignore
    ['without a role', () => tokenOf({ realm_access: { roles: ['offline'] } })],
    ['whose claim is no list of roles', () => tokenOf({ realm_access: 'crm-agent' })],
  ])('with a token %s, and it is not verified again at once', async (_, make) => {
    const identity = identityOf();
    const token = `Bearer ${await make()}`;
    expect(await asks(identity, token)).toEqual(STRANGER);
    expect(asks(identity, token)).toEqual(STRANGER);
  });

  test('no token makes anybody a stranger by name, or what its map has from its prototype', async () => {
    const identity = identityOf({ roles: undefined, roleClaim: ['role'] });
    expect(await asks(identity, `Bearer ${await tokenOf({ role: NOBODY })}`)).toEqual(STRANGER);
    expect(await asks(identity, `Bearer ${await tokenOf({ role: 'admin' })}`)).toEqual(STRANGER);
    const mapped = identityOf({ roleClaim: ['role'] });
    expect(await asks(mapped, `Bearer ${await tokenOf({ role: 'constructor' })}`)).toEqual(STRANGER);
  });

  test('while the keys cannot be had, which is told, and no longer', async () => {
    unreachable = 0;
    status = 500;
    const identity = identityOf();
    const token = `Bearer ${await tokenOf()}`;
    expect(await asks(identity, token)).toEqual(STRANGER);
    expect(asks(identity, token)).toEqual(STRANGER);
    expect(unreachable).toBe(1);
    status = 200;
    nowMs += LIMITS.tokenKeysRetryMs + 1;
    expect(await asks(identity, token)).toEqual(AGENT);
  });
});

test('a subject that could not be told is none', async () => {
  const token = await new SignJWT({ ...CLAIMS, sub: 'a\nb' }).setProtectedHeader({ alg: 'ES256' }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(Math.floor(nowMs / 1000) + 60).sign(keys.privateKey); // prettier-ignore
  expect(await asks(identityOf(), `Bearer ${token}`)).toEqual({ ...AGENT, id: undefined });
});

test.each([['none'], ['HS256'], ['dir']])('an identity with the algorithm %s does not come to be', (algorithm) => {
  expect(() => identityOf({ algorithms: ['ES256', algorithm] })).toThrow(SluiceError);
  expect(() => identityOf({ algorithms: [] })).toThrow(SluiceError);
  expect(() => identityOf({}, { json: 'no json' })).toThrow(SluiceError);
});

test('verdicts are bounded, kept while they are used, and hold no token', () => {
  const verdicts = new Verdicts();
  const kept = digestOf('kept');
  verdicts.set(kept, { principal: undefined, untilMs: 10 });
  for (let i = 0; i < 3 * LIMITS.tokens; i++) {
    verdicts.set(digestOf(String(i)), { principal: undefined, untilMs: 10 });
    if (i % 1000 === 0) expect(verdicts.get(kept, 1)).toBeDefined();
  }
  expect(verdicts.size).toBeLessThanOrEqual(LIMITS.tokens);
  expect(verdicts.get(kept, 10)).toBeUndefined();
});

test('what src/config makes of the section is what is taken', () => {
  const config: IdentityConfig = { roles: [], jwt: undefined, certificate: undefined, header: undefined };
  expect(createIdentity(config).identify({ rawHeaders: [], socket: {} })).toEqual(STRANGER);
});
