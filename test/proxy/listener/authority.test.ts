/** Certificates that are issued on the fly, judged by OpenSSL through Node, and when present by its command. */
import { X509Certificate, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { connect, createServer, type PeerCertificate, type SecureContext } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Authority } from '../../../src/proxy/listener/authority.js';
import { issueFor, issuerOf, selfSignedAuthority } from '../../../src/proxy/listener/certificate.js';
import { elements } from '../../../src/proxy/listener/der.js';
import { authority } from '../../support/certificates.js';
import { operatorsCa, testTls } from '../../support/listener.js';

const HOUR_MS = 3_600_000;

/** What a client sees that trusts `ca` and asks for `host`: the certificate, or why it is not trusted. */
async function shown(context: SecureContext, host: string, ca: string): Promise<PeerCertificate | string> {
  const { cert, key } = await testTls();
  const server = createServer({
    cert,
    key,
    SNICallback: (_, done) => {
      done(null, context);
    },
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', servername: host, ca });
  const seen = await new Promise<PeerCertificate | string>((resolve) => {
    socket.on('error', (error: Error & { code?: string }) => {
      resolve(error.code ?? error.message);
    });
    socket.on('secureConnect', () => {
      resolve(socket.getPeerCertificate());
    });
  });
  socket.destroy();
  server.close();
  return seen;
}

describe('an issued certificate', () => {
  it('is trusted by who trusts the authority, for its host alone, for less than three days around now', async () => {
    const ca = operatorsCa();
    const context = await new Authority(ca, 10).contextFor('crm.test');
    const seen = (await shown(context, 'crm.test', ca.cert)) as PeerCertificate;
    expect(seen).toMatchObject({ subject: { CN: 'crm.test' }, issuer: { CN: 'Operator' }, subjectaltname: 'DNS:crm.test', ca: false });
    expect(seen.ext_key_usage).toEqual(['1.3.6.1.5.5.7.3.1']);
    const [from, to] = [Date.parse(seen.valid_from), Date.parse(seen.valid_to)];
    expect(Date.now() - from).toBeGreaterThan(23 * HOUR_MS);
    expect(to - from).toBeLessThanOrEqual(72 * HOUR_MS);
    expect(await shown(context, 'other.test', ca.cert)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await shown(context, 'crm.test', operatorsCa().cert)).not.toHaveProperty('subject');
  });

  it.each(['rsa', 'prime256v1', 'secp384r1'])('can be signed by an authority whose key is %s', async (kind) => {
    const { privateKey } =
      kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: kind });
    const period = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + HOUR_MS) };
    const cert = selfSignedAuthority('Kind', privateKey, period, []);
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const seen = await shown(await new Authority({ cert, key }, 10).contextFor('crm.test'), 'crm.test', cert);
    expect(seen).toHaveProperty('subject.CN', 'crm.test');
    // not beyond the authority's own end
    expect(Date.parse((seen as PeerCertificate).valid_to)).toBeLessThanOrEqual(period.notAfter.getTime());
  });

  it('comes with the authorities between its issuer and the root', async () => {
    const root = await authority('Root');
    const between = await root.intermediate('Between');
    const context = await new Authority({ cert: between.chain, key: between.key }, 10).contextFor('crm.test');
    expect(await shown(context, 'crm.test', root.cert)).toHaveProperty('issuer.CN', 'Between');
  });

  it('is for names of every length', async () => {
    const ca = operatorsCa();
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.test`;
    const seen = await shown(await new Authority(ca, 10).contextFor(host), host, ca.cert);
    expect(seen).toHaveProperty('subjectaltname', `DNS:${host}`);
  });

  it('is worth nothing for a host that its authority is not permitted', async () => {
    const ca = operatorsCa(['crm.test']);
    const issuing = new Authority(ca, 10);
    expect(await shown(await issuing.contextFor('a.crm.test'), 'a.crm.test', ca.cert)).toHaveProperty('subject');
    expect(typeof (await shown(await issuing.contextFor('bank.test'), 'bank.test', ca.cert))).toBe('string');
  });

  it('is issued once for all who ask at once, and again when it was forgotten', async () => {
    const issuing = new Authority(operatorsCa(), 2);
    const [first, second] = await Promise.all([issuing.contextFor('a.test'), issuing.contextFor('a.test')]);
    expect(first).toBe(second);
    await issuing.contextFor('b.test');
    await issuing.contextFor('c.test');
    expect(await issuing.contextFor('a.test')).not.toBe(first);
  });
});

describe('an authority', () => {
  it('is refused when it is none, has another key, has expired, or has a key that browsers do not take', async () => {
    const ca = operatorsCa();
    const leaf = await (await authority()).leaf(['localhost']);
    const { privateKey } = generateKeyPairSync('ed25519');
    const edKey = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    for (const broken of [
      leaf,
      { ...ca, key: operatorsCa().key },
      operatorsCa([], -0.01),
      { ...ca, key: edKey },
      { ...ca, cert: '' },
      { ...ca, cert: ca.cert.replace(/[A-Z]{4}/, '????') },
    ])
      expect(() => new Authority(broken, 10)).toThrow(/SLUICE_CONFIG_INVALID|authority of a forward listener/);
  });

  it('has an identifier that its certificates name', () => {
    const { cert, key } = operatorsCa();
    const issuer = issuerOf(new X509Certificate(cert), createPrivateKey(key));
    expect(issuer.keyId).toHaveLength(20);
    const issued = issueFor('crm.test', createPrivateKey(key), issuer, { notBefore: new Date(), notAfter: new Date(Date.now() + HOUR_MS) });
    expect(new X509Certificate(issued).checkIssued(new X509Certificate(cert))).toBe(true);
  });
});

describe('DER that is none', () => {
  it('is refused and never read beyond its end', () => {
    for (const hex of ['30', '3005aabb', '3082ffff00', '30850000000001aa'])
      expect(() => elements(Buffer.from(hex, 'hex'))).toThrow(RangeError);
  });
});
