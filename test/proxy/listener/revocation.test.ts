/** Lists of revoked certificates (RFC 5280 section 5) on both legs, with real certificates and handshakes. */
import { once } from 'node:events';
import { type ConnectionOptions, connect } from 'node:tls';
import { expect, it } from 'vitest';
import { SluiceError } from '../../../src/base/errors.js';
import { type Credentials, authority } from '../../support/certificates.js';
import { opened, testTls } from '../../support/listener.js';
import { read } from '../../support/proxy.js';
import { ask, tlsServer, upstreamOf } from '../../support/upstream.js';

const DAY_MS = 86_400_000;
const callers = await authority('Callers');
const ann = await callers.client('ann');
const bob = await callers.client('bob');

/** The status that comes back, or `refused`; and the ticket to come again with. */
async function knock(
  port: number,
  { cert, key }: Credentials,
  options: ConnectionOptions = {},
): Promise<{ said: string; ticket?: Buffer | undefined; isResumed: boolean }> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, cert, key, ...options });
  let ticket: Buffer | undefined;
  let isResumed = false;
  socket.on('session', (session: Buffer) => (ticket = session));
  socket.on('secureConnect', () => {
    isResumed = socket.isSessionReused();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  });
  const text = await read(socket).catch(() => '');
  return { said: /^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 'refused', ticket, isResumed };
}

it.each(['required', 'optional'] as const)(
  'a caller whose certificate is revoked is turned away from the next handshake on (%s)',
  async (clientCertificate) => {
    const tls = { ...(await testTls()), clientCa: callers.cert, clientCertificate };
    const place = await opened((_, response) => response.end('ok'), { tls: { ...tls, clientCrl: [await callers.revoked([])] } });
    const [before] = [await knock(place.port, ann), await knock(place.port, bob)];
    expect(before.said).toBe('200');
    const again = await knock(place.port, ann, { session: before.ticket });
    expect([again.said, again.isResumed]).toEqual(['200', true]);
    place.door.reloadCertificates({ ...tls, clientCrl: [await callers.revoked([ann])] });
    expect((await knock(place.port, ann)).said).toBe('refused');
    expect((await knock(place.port, ann, { session: again.ticket })).said).toBe('refused'); // a ticket is no way around it
    expect((await knock(place.port, bob)).said).toBe('200');
    place.door.reloadCertificates({ ...tls, clientCrl: [await callers.revoked([])] });
    expect((await knock(place.port, ann)).said).toBe('200');
  },
);

it('connections that are open stay', async () => {
  const tls = { ...(await testTls()), clientCa: callers.cert };
  const place = await opened((_, response) => response.end('ok'), { tls: { ...tls, clientCrl: [await callers.revoked([])] } });
  const { cert, key } = ann;
  const socket = connect({ port: place.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, cert, key });
  await once(socket, 'secureConnect');
  place.door.reloadCertificates({ ...tls, clientCrl: [await callers.revoked([ann])] });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await read(socket)).toMatch(/^HTTP\/1.1 200/);
});

it('a list that has ended, and one that its authority has not signed, turn everybody away', async () => {
  const tls = { ...(await testTls()), clientCa: callers.cert };
  const past = { notBefore: new Date(Date.now() - 2 * DAY_MS), notAfter: new Date(Date.now() - DAY_MS) };
  for (const list of [await callers.revoked([], past), await (await authority('Callers')).revoked([])]) {
    const place = await opened((_, response) => response.end('ok'), { tls: { ...tls, clientCrl: [list] } });
    expect((await knock(place.port, ann)).said).toBe('refused');
    expect(place.observer.refusals).toEqual(['SLUICE_TLS_FAILED']);
  }
});

it('callers of authorities between, whose lists are there as well', async () => {
  const between = await callers.intermediate('Between');
  const [eve, dan] = [await between.client('eve'), await between.client('dan')];
  const tls = { ...(await testTls()), clientCa: callers.cert + between.cert };
  const place = await opened((_, response) => response.end('ok'), {
    tls: { ...tls, clientCrl: [await callers.revoked([ann]), await between.revoked([eve])] },
  });
  const all = [await knock(place.port, ann), await knock(place.port, bob), await knock(place.port, eve), await knock(place.port, dan)];
  expect(all.map(({ said }) => said)).toEqual(['refused', '200', 'refused', '200']);
  place.door.reloadCertificates({ ...tls, clientCrl: [await callers.revoked([between]), await between.revoked([])] });
  expect((await knock(place.port, dan)).said).toBe('refused');
});

it('a list that cannot be read opens no listener', async () => {
  const tls = { ...(await testTls()), clientCa: callers.cert, clientCrl: ['-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n'] };
  await expect(opened((_, response) => response.end('ok'), { tls })).rejects.toThrow(SluiceError);
});

it('an upstream whose certificate is revoked is not spoken to', async () => {
  const ca = await authority('Servers');
  const { chain, key } = await ca.leaf(['127.0.0.1']);
  const sound = await ca.leaf(['127.0.0.1']);
  const heard: string[] = [];
  const speaking = async (cert: Pick<Credentials, 'chain' | 'key'>) =>
    tlsServer({ cert: cert.chain, key: cert.key }, (socket, piece) => {
      heard.push(piece.toString('latin1'));
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  const tls = { ca: ca.cert, crl: [await ca.revoked([{ ...sound, chain, key, cert: chain }])] };
  const refused = await ask(upstreamOf({ servers: [(await speaking({ chain, key })).url], tls }));
  expect([refused.outcome, heard]).toEqual(['SLUICE_UPSTREAM_TLS_FAILED', []]);
  expect((await ask(upstreamOf({ servers: [(await speaking(sound)).url], tls }))).body).toBe('ok');
});
