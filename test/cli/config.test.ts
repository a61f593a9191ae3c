/**
 * `sluice serve --config` from end to end: a listener under TLS that asks callers for certificates, an upstream that is asked for ours, a
 * policy by role and route, and a reload by file: of the policy, of the listener's certificate, and of a file that is not valid.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authority, type Authority, type Credentials } from '../support/certificates.js';
import { run, start, type Started } from '../support/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-config-'));
const file = (name: string): string => join(folder, name);

let ours: Authority;
let supervisor: Credentials;
let crm: Server;
let sluice: Started;
let url = '';
let admin = '';

const policy = (show: string): string => `version: 1
listeners:
  - name: agents
    address: 127.0.0.1:0
    tls: {cert: agents.pem, key: agents.key, clientCa: ca.pem, clientCrl: revoked.pem, clientCertificate: optional}
    http2: true
admin: {address: "127.0.0.1:0"}
upstreams:
  - name: crm
    servers: ["https://localhost:${(crm.address() as { port: number }).port}"]
    tls: {ca: ca.pem, crl: revoked.pem, cert: sluice.pem, key: sluice.key}
routes:
  - {name: crm, upstream: crm}
  - {name: files, upstream: crm, path: /files}
identity:
  roles: [supervisor]
  certificate: {roles: {"CN=Supervisor": supervisor}}
policy:
  - {entity: card.pan, direction: response, role: supervisor, action: mask, show: ${show}}
  - {entity: card.pan, route: files, action: block}
`;

beforeAll(async () => {
  ours = await authority();
  const [server, agents, caller] = [await ours.leaf(['localhost']), await ours.leaf(['localhost']), await ours.client('Sluice')];
  supervisor = await ours.client('Supervisor');
  crm = createServer(
    { cert: server.chain, key: server.key, ca: ours.cert, requestCert: true, rejectUnauthorized: true },
    (asked, answer) => {
      const by = (asked.socket as TLSSocket).getPeerCertificate().subject.CN;
      answer.setHeader('content-type', 'application/json').end(JSON.stringify({ by, card: '4111111111111111' }));
    },
  );
  await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
  writeFileSync(file('ca.pem'), ours.cert);
  writeFileSync(file('revoked.pem'), await ours.revoked([]));
  writeFileSync(file('agents.pem'), agents.chain);
  writeFileSync(file('agents.key'), agents.key);
  writeFileSync(file('sluice.pem'), caller.chain);
  writeFileSync(file('sluice.key'), caller.key);
  writeFileSync(file('sluice.yaml'), policy('{first: 6, last: 4}'));
  sluice = start(['serve', '--config', file('sluice.yaml')]);
  const [, listener = '', adminUrl = ''] = await sluice.says(/^agents {2}(\S+)\nadmin {2}(\S+)\n/);
  url = listener.replace('127.0.0.1', 'localhost');
  admin = adminUrl;
});

afterAll(async () => {
  sluice.child.kill('SIGKILL');
  await sluice.finished;
  crm.closeAllConnections();
  crm.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  /** SHA-256 of the certificate that the listener showed. */
  readonly shown: string;
}

function ask(path: string, caller?: Credentials): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ ca: ours.cert, ...(caller === undefined ? {} : { cert: caller.chain, key: caller.key }) });
    request(`${url}${path}`, { agent }, (answer) => {
      const shown = (answer.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        agent.destroy();
        resolve({ status: answer.statusCode ?? 0, text, shown });
      });
    })
      .on('error', reject)
      .end();
  });
}

const reload = async (): Promise<{ readonly status: number; readonly text: string }> => {
  const answer = await fetch(`${admin}/api/reload`, { method: 'POST' });
  return { status: answer.status, text: await answer.text() };
};

it('masks for a stranger, shows a supervisor more, and blocks where a route says so', async () => {
  expect((await ask('/')).text).toBe('{"by":"Sluice","card":"************1111"}');
  expect((await ask('/', supervisor)).text).toBe('{"by":"Sluice","card":"411111******1111"}');
  expect(await ask('/files/1', supervisor)).toMatchObject({ status: 403 });
  expect((await ask('/files/1')).text).toContain('SLUICE_POLICY_BLOCKED');
});

it('takes a changed policy and a new certificate in a reload', async () => {
  const next = await ours.leaf(['localhost']);
  const { shown } = await ask('/');
  writeFileSync(file('agents.pem'), next.chain);
  writeFileSync(file('agents.key'), next.key);
  writeFileSync(file('sluice.yaml'), policy('{last: 4}'));
  await expect.poll(async () => (await ask('/', supervisor)).text).toBe('{"by":"Sluice","card":"************1111"}');
  await expect.poll(async () => (await ask('/')).shown).toBe(next.fingerprint256);
  expect(next.fingerprint256).not.toBe(shown);
});

it('turns away whose certificate has been revoked, as soon as the list is there', async () => {
  const isIn = (caller?: Credentials): Promise<boolean> =>
    ask('/', caller).then(
      () => true,
      () => false,
    );
  writeFileSync(file('revoked.pem'), await ours.revoked([supervisor]));
  await expect.poll(() => isIn(supervisor), { timeout: 20_000 }).toBe(false);
  expect(await isIn()).toBe(true);
  writeFileSync(file('revoked.pem'), await ours.revoked([]));
  await expect.poll(() => isIn(supervisor), { timeout: 20_000 }).toBe(true);
});

it('goes on with what it has when the file is not valid, and says where', async () => {
  writeFileSync(file('sluice.yaml'), policy('{last: 5}'));
  const { status, text } = await reload();
  expect(status).toBe(422);
  expect(text).toContain('sluice.yaml:19:');
  expect((await ask('/', supervisor)).text).toBe('{"by":"Sluice","card":"************1111"}');
});

it('does not start from a file that is not valid, nor with options whose place is in the file', async () => {
  const broken = await run(['serve', '--config', file('sluice.yaml')]);
  expect(broken.status).toBe(2);
  expect(broken.stderr).toContain('sluice.yaml:19:');
  const twice = await run(['serve', '--config', file('sluice.yaml'), '--workers', '2']);
  expect(twice.stderr).toContain('--workers');
  expect(twice.status).toBe(2);
});
