/** Who may use a forward proxy: names with secrets and tokens, with real clients and hand-written requests. */
import { execFile } from 'node:child_process';
import { randomBytes, scryptSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { ProxyAgent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { hashSecret, isSecretOf, readSecretHash } from '../../../src/base/secret-hash.js';
import { createSignIn, type SignInSpec } from '../../../src/proxy/identity/sign-in.js';
import type { IdentitySpec } from '../../../src/proxy/identity/spec.js';
import { run } from '../../support/cli.js';
import { type Forward, HOST, forwarding } from '../../support/forward.js';
import { MASKED, eventually, read, speak } from '../../support/proxy.js';

const SECRET = 'correct horse: battery';
/** As weak as is accepted, so that tests are quick. */
const salt = randomBytes(16);
const hash = `scrypt$16384$8$1$${salt.toString('base64url')}$${scryptSync(SECRET, salt, 32).toString('base64url')}`;
const keys = await generateKeyPair('ES256', { extractable: true });
const jwks = { json: JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] }) };
const IDENTITY: IdentitySpec = {
  roles: ['agent', 'lead'],
  jwt: {
    ...{ header: 'authorization', jwks, issuer: 'me', audience: ['crm'], algorithms: ['ES256'], clockToleranceMs: 0 },
    ...{ roleClaim: ['role'], roles: undefined, tenantClaim: undefined },
  },
  certificate: undefined,
  header: undefined,
};
const USERS: SignInSpec = { users: [{ name: 'ann', role: 'lead', hash }], tokens: true };

const tokenOf = (role: string, life = '1h'): Promise<string> =>
  new SignJWT({ role, sub: 'bob' }).setProtectedHeader({ alg: 'ES256' }).setIssuer('me').setAudience('crm').setExpirationTime(life).sign(keys.privateKey); // prettier-ignore

const basic = (name: string, secret: string): string => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
const guarded = (spec = USERS): Promise<Forward> =>
  forwarding(undefined, {}, {}, 'localhost', { signIns: { forward: createSignIn(spec, IDENTITY) } });

/** What CONNECT is answered with. */
async function knock(port: number, proof?: string, more = ''): Promise<string> {
  const line = proof === undefined ? '' : `Proxy-Authorization: ${proof}\r\n`;
  const asked = `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n${line}${more}\r\n`;
  return (await speak(port, asked, { until: (text) => text.includes('\r\n\r\n') })).text;
}

const callersOf = ({ observer }: Forward): unknown[] => observer.ended.map(({ caller }) => caller);

describe('a forward proxy that asks who uses it', () => {
  it('answers 407 to whoever does not say, says it wrongly or twice, and opens no tunnel', async () => {
    const place = await guarded();
    const right = basic('ann', SECRET);
    const wrong = [
      await knock(place.port),
      await knock(place.port, basic('ann', `${SECRET} `)),
      await knock(place.port, basic('anna', SECRET)),
      await knock(place.port, basic('', '')),
      await knock(place.port, 'Basic !!!'),
      await knock(place.port, 'Digest username="ann"'),
      await knock(place.port, `Bearer ${await tokenOf('nobody')}`),
      await knock(place.port, `Bearer ${await tokenOf('agent', '-1h')}`),
      await knock(place.port, right, `Proxy-Authorization: ${right}\r\n`),
    ];
    for (const answer of wrong) {
      expect(answer).toMatch(/^HTTP\/1\.1 407 /);
      expect(answer).toContain(
        '\r\nProxy-Authenticate: Basic realm="Sluice", charset="UTF-8"\r\nProxy-Authenticate: Bearer realm="Sluice"\r\n',
      );
    }
    expect(new Set(place.observer.refusals)).toEqual(new Set(['SLUICE_SIGN_IN_NEEDED']));
    expect(await knock(place.port, right)).toBe('HTTP/1.1 200 Connection Established\r\n\r\n');
    expect(await knock(place.port, `Bearer ${await tokenOf('agent')}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(place.seen).toEqual([]);
  });

  it('lets undici through, in its role, and tells the CRM nothing of it', async () => {
    const place = await guarded();
    for (const token of [basic('ann', SECRET), `Bearer ${await tokenOf('agent')}`]) {
      const dispatcher = new ProxyAgent({ uri: place.url, token, requestTls: { ca: place.ca } });
      const { statusCode, body } = await request(`https://${HOST}/a`, { dispatcher });
      expect([statusCode, await body.text()]).toEqual([200, MASKED]);
      await dispatcher.close();
    }
    await eventually(() => place.observer.ended.length === 2);
    expect(callersOf(place)).toEqual([{ id: 'ann', role: 'lead' }, { id: 'bob', role: 'agent' }]); // prettier-ignore
    expect(place.seen.flatMap(({ rawHeaders }) => rawHeaders).filter((text) => /proxy-auth|basic |bearer /i.test(text))).toEqual([]);
    const stranger = new ProxyAgent({ uri: place.url, requestTls: { ca: place.ca } });
    await expect(request(`https://${HOST}/a`, { dispatcher: stranger })).rejects.toThrow();
    await stranger.close();
  });

  it('lets curl through', async () => {
    const place = await guarded();
    const asked = ['-s', '-k', '-x', place.url, '-o', '/dev/null', '-w', '%{http_connect} %{http_code}', `https://${HOST}/a`];
    const curl = async (...more: string[]): Promise<unknown> =>
      promisify(execFile)('curl', [...more, ...asked]).then(({ stdout }) => stdout, (error: { code?: unknown; stdout?: string }) => (error.code === 'ENOENT' ? 'none' : error.stdout)); // prettier-ignore
    const told = await curl('--proxy-user', `ann:${SECRET}`);
    if (told === 'none') return; // no curl on this machine
    expect(told).toBe('200 200');
    expect(await curl('--proxy-anyauth', '--proxy-user', `ann:${SECRET}`)).toBe('200 200');
    expect(await curl()).toBe('407 000');
  });

  it('asks with every request outside of a tunnel as well (Node http)', async () => {
    const place = await guarded();
    const get = (headers: Record<string, string>): Promise<[number | undefined, unknown, string]> =>
      new Promise((resolve, reject) => {
        httpRequest(
          { port: place.port, host: '127.0.0.1', path: `http://${HOST}/a`, headers: { Host: HOST, ...headers }, agent: false },
          (answer) => {
            read(answer).then((text) => resolve([answer.statusCode, answer.headers['proxy-authenticate'], text]), reject);
          },
        )
          .on('error', reject)
          .end();
      });
    const [status, challenge, text] = await get({});
    expect([status, challenge]).toEqual([407, expect.stringContaining('Basic realm="Sluice"')]);
    expect(text).toContain('SLUICE_SIGN_IN_NEEDED');
    expect((await get({ 'Proxy-Authorization': basic('ann', SECRET) }))[0]).toBe(200);
    await eventually(() => place.observer.ended.length === 2);
    expect(callersOf(place)).toEqual([undefined, { id: 'ann', role: 'lead' }]);
    expect(place.seen.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined]);
  });

  it('tells only of what it takes, and lets whoever fetches the PAC file do so', async () => {
    const { users } = USERS;
    const place = await guarded({ users, tokens: false });
    expect(await knock(place.port, `Bearer ${await tokenOf('agent')}`)).not.toContain('Bearer realm');
    expect((await speak(place.port, 'GET /proxy.pac HTTP/1.1\r\nHost: p.test\r\nConnection: close\r\n\r\n')).text).toContain('200 OK');
    const other = await guarded({ users: [], tokens: true });
    expect(await knock(other.port, basic('ann', SECRET))).not.toContain('Basic realm');
  });

  it('is not stopped by who leaves while it is asked', async () => {
    const place = await guarded();
    for (const line of [`CONNECT ${HOST}:443`, `GET http://${HOST}/a`]) {
      const socket = connect(place.port, '127.0.0.1');
      socket.write(`${line} HTTP/1.1\r\nHost: ${HOST}\r\nProxy-Authorization: ${basic('ann', 'left early')}\r\n\r\n`, () =>
        socket.destroy(),
      );
    }
    expect(await knock(place.port, basic('ann', SECRET))).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a secret', () => {
  it('is kept as a hash that fits it alone', async () => {
    const kept = readSecretHash(hash);
    expect(kept === undefined).toBe(false);
    if (kept === undefined) return;
    expect(await isSecretOf(SECRET, kept)).toBe(true);
    expect(await isSecretOf(`${SECRET}!`, kept)).toBe(false);
    const [one, two] = [await hashSecret(SECRET), await hashSecret(SECRET)];
    expect(one === two).toBe(false); // the salt of each is its own
    const made = readSecretHash(one);
    expect(made !== undefined && (await isSecretOf(SECRET, made))).toBe(true);
  });

  it.each([
    'secret',
    hash.replace('scrypt', 'bcrypt'),
    hash.replace('$16384$', '$1024$'),
    hash.replace('$16384$', '$16385$'),
    hash.replace('$16384$8$', '$1048576$64$'),
    hash.slice(0, -1),
  ])('is no hash, or a weak or dear one: case %#', (text) => {
    expect(readSecretHash(text)).toBeUndefined();
  });

  it('is checked once, and a wrong one not again at once', async () => {
    const signIn = createSignIn(USERS, IDENTITY, { now: () => 0 });
    const proof = (secret: string): string[] => ['Proxy-Authorization', basic('ann', secret)];
    const [one, two] = [signIn.read(proof(SECRET)), signIn.read(proof(SECRET))];
    expect(one).toBe(two);
    await one;
    expect(signIn.read(proof(SECRET))).toMatchObject({ id: 'ann', role: 'lead', by: 'sign-in' });
    await signIn.read(proof('wrong secret'));
    expect(signIn.read(proof('wrong secret'))).toBeUndefined();
  });

  it('becomes a line by `sluice user`, from standard input', async () => {
    const { status, stdout } = await run(['user', 'ann', '--role', 'lead'], `${SECRET}\n`);
    const [name, role, made = ''] = stdout.trimEnd().split(' ');
    const kept = readSecretHash(made);
    expect([status, name, role, kept !== undefined && (await isSecretOf(SECRET, kept))]).toEqual([0, 'ann', 'lead', true]);
    expect((await run(['user', 'a', '--role', 'x'], 'short')).status).toBe(2);
  });
});
