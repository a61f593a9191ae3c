/** Callers for whom a hop speaks: only the hops that are trusted, over real connections. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/base/errors.js';
import { NOBODY, type Principal } from '../../../src/policy/principal.js';
import { createIdentity, type Identity } from '../../../src/proxy/identity/identity.js';

const trusting = (...trusted: string[]): Identity =>
  createIdentity({
    roles: ['agent', 'supervisor'],
    jwt: undefined,
    certificate: undefined,
    header: { name: 'x-role', trusted, roles: { Lead: 'supervisor', Agent: 'agent' }, tenant: 'x-tenant', subject: 'x-user' },
  });

let server: Server;
let identity: Identity;
let seen: { principal: Principal | Promise<Principal>; headers: string[] };

beforeAll(async () => {
  server = createServer((message, response) => {
    const headers = [...message.rawHeaders];
    const principal = identity.identify(message);
    identity.strike(headers, message.socket);
    seen = { principal, headers };
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve)); // dual stack: callers over IPv4 show as IPv6
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function send(by: Identity, headers: Record<string, string | string[]>): Promise<typeof seen> {
  identity = by;
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve, reject) => request({ host: '127.0.0.1', port, headers, agent: false }, (answer) => answer.resume().on('end', resolve)).on('error', reject).end()); // prettier-ignore
  return seen;
}

const HEADERS = { 'X-Role': 'Lead', 'X-Tenant': 'north', 'X-User': 'u-17', 'X-Other': 'y' };

describe('a trusted hop', () => {
  test.each([['127.0.0.1'], ['127.0.0.0/8'], ['10.0.0.0/8 ,127.0.0.1/32']])(
    '%s tells role, tenant and name, and its headers go on',
    async (networks) => {
      const { principal, headers } = await send(trusting(...networks.split(' ,')), HEADERS);
      expect(principal).toEqual({ id: 'u-17', role: 'supervisor', tenant: 'north', by: 'header' });
      expect(headers).toEqual(expect.arrayContaining(['X-Role', 'Lead', 'X-Other']));
    },
  );

  test('that tells two roles, or none that there is, tells nothing', async () => {
    expect((await send(trusting('127.0.0.1'), { 'X-Role': ['Lead', 'Agent'] })).principal).toMatchObject({ role: NOBODY, by: 'none' });
    expect((await send(trusting('127.0.0.1'), { 'X-Role': 'Root' })).principal).toMatchObject({ role: NOBODY });
    expect((await send(trusting('127.0.0.1'), { 'X-Tenant': 'north' })).principal).toMatchObject({ role: NOBODY, tenant: undefined });
  });
});

test('anybody else is not believed, and the headers do not go on', async () => {
  const { principal, headers } = await send(trusting('10.0.0.0/8', '::1', '127.0.0.2'), HEADERS);
  expect(principal).toEqual({ id: undefined, role: NOBODY, tenant: undefined, by: 'none' });
  expect(headers.join().toLowerCase()).not.toMatch(/x-role|x-tenant|x-user/);
  expect(headers).toEqual(expect.arrayContaining(['X-Other', 'y']));
});

test('an address of one family is not in a network of the other', () => {
  const ask = (remoteAddress: string | undefined, ...trusted: string[]): string => (trusting(...trusted).identify({ rawHeaders: ['X-Role', 'Lead'], socket: { remoteAddress } }) as Principal).role; // prettier-ignore
  expect(ask('::ffff:10.1.2.3', '10.0.0.0/8')).toBe('supervisor');
  expect(ask('2001:db8::1', '2001:db8::/32', '10.0.0.0/8')).toBe('supervisor');
  expect(ask('2001:db9::1', '2001:db8::/32')).toBe(NOBODY);
  expect(ask('10.1.2.3', '::/0')).toBe(NOBODY);
  expect(ask(undefined, '0.0.0.0/0', '::/0')).toBe(NOBODY);
  expect(ask('not an address', '0.0.0.0/0')).toBe(NOBODY);
});

test('networks that are none do not load', () => {
  expect(() => trusting('10.0.0.0/33')).toThrow(SluiceError);
  expect(() => trusting('everybody')).toThrow(SluiceError);
});

test('without trusted hops nothing is struck', () => {
  const headers = ['X-Role', 'Lead'];
  createIdentity({ roles: [], jwt: undefined, certificate: undefined, header: undefined }).strike(headers, {});
  expect(headers).toEqual(['X-Role', 'Lead']);
});

test('what an application takes for the same header is struck with it', async () => {
  const { headers } = await send(trusting('10.0.0.1'), { X_Role: 'Lead', 'X-Role': 'Lead', X_tenant: 'north', 'X-Other': 'y' });
  expect(headers.join(' ')).not.toMatch(/role|tenant/i);
  expect(headers).toContain('X-Other');
});
