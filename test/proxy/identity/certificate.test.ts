/** Callers with a certificate, over real connections with mutual TLS. */
import { X509Certificate } from 'node:crypto';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOBODY, type Principal } from '../../../src/policy/principal.js';
import { alternativeNames } from '../../../src/proxy/identity/certificate.js';
import { createIdentity } from '../../../src/proxy/identity/identity.js';
import { authority, selfSigned, type Credentials } from '../../support/certificates.js';

const root = await authority();
const leaf = await root.leaf(['localhost']);
const ROLES = { 'CN=desk-17': 'agent', 'DNS:lead.desk.example': 'supervisor', 'O=Back Office': 'backoffice', 'CN=typo': 'nosuchrole' };
let aheadMs = 0;
const identity = createIdentity(
  { roles: ['agent', 'supervisor', 'backoffice'], jwt: undefined, certificate: { roles: ROLES }, header: undefined },
  { now: () => Date.now() + aheadMs },
);

let server: Server;
const told: (Principal | Promise<Principal>)[] = [];

beforeAll(async () => {
  const options = { cert: leaf.chain, key: leaf.key, ca: root.cert, requestCert: true, rejectUnauthorized: false };
  server = createServer(options, (socket: TLSSocket) => {
    told.push(identity.identify({ rawHeaders: [], socket }), identity.identify({ rawHeaders: [], socket }));
    socket.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Who the server takes a caller for, asked twice on one connection. */
async function who(credentials?: Credentials): Promise<Principal | Promise<Principal>> {
  told.length = 0;
  const own = credentials && { cert: credentials.chain, key: credentials.key };
  const socket = connect({ host: '127.0.0.1', servername: 'localhost', port: (server.address() as AddressInfo).port, ca: root.cert, ...own }); // prettier-ignore
  await new Promise((resolve, reject) => socket.on('end', resolve).on('error', reject).resume());
  socket.destroy();
  expect(told[1]).toBe(told[0]);
  return told[0];
}

test('by common name, alternative name or organisation, in the order of the map', async () => {
  const untilMs = expect.any(Number) as number;
  expect(await who(await root.client('desk-17'))).toEqual({ id: 'desk-17', role: 'agent', tenant: undefined, by: 'certificate', untilMs });
  expect(await who(await root.client('x', { names: ['a.example', 'lead.desk.example'] }))).toMatchObject({ id: 'x', role: 'supervisor' });
  expect(await who(await root.client('y', { organization: 'Back Office' }))).toMatchObject({ role: 'backoffice' });
  expect(await who(await root.client('desk-17', { organization: 'Back Office' }))).toMatchObject({ role: 'agent' });
});

test('nobody without a certificate, with one that no authority vouches for, or with names that mean no role', async () => {
  const stranger = { role: NOBODY, by: 'none' };
  expect(await who()).toMatchObject(stranger);
  expect(await who(await selfSigned(['desk-17']))).toMatchObject(stranger);
  expect(await who(await (await authority('Sluice test authority')).client('desk-17'))).toMatchObject(stranger);
  expect(await who(await root.client('desk-18'))).toMatchObject(stranger);
  expect(await who(await root.client('typo'))).toMatchObject(stranger);
});

test('nobody behind the end of the certificate, however long the connection is kept', async () => {
  const day = 86_400_000;
  const credentials = await root.client('desk-17', { notAfter: new Date(Date.now() + day) });
  expect(await who(credentials)).toMatchObject({ role: 'agent' });
  const socket = { authorized: true, getPeerCertificate: () => new X509Certificate(credentials.cert).toLegacyObject() };
  expect(identity.identify({ rawHeaders: [], socket })).toMatchObject({ role: 'agent' });
  aheadMs = day + 1_000;
  expect(identity.identify({ rawHeaders: [], socket })).toMatchObject({ role: NOBODY });
  aheadMs = 0;
});

test('alternative names are read as Node writes them, and a name with a comma is one name', () => {
  expect(alternativeNames('DNS:a.example, IP Address:127.0.0.1, URI:spiffe://x/y')).toEqual(['DNS:a.example', 'IP Address:127.0.0.1', 'URI:spiffe://x/y']); // prettier-ignore
  expect(alternativeNames('DNS:"evil.example, DNS:lead.desk.example", email:a@b.example')).toEqual(['DNS:evil.example, DNS:lead.desk.example', 'email:a@b.example']); // prettier-ignore
  expect(alternativeNames('')).toEqual([]);
  expect(alternativeNames('DNS:"broken')).toEqual([]);
});
