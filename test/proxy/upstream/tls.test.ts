/**
 * TLS towards the upstream. Attack stories: somebody on the way who shows a certificate of another name, of another authority or
 * of yesterday, and who ends a connection early so that half an answer looks whole; and nothing of a request may reach him before
 * he is found out.
 */
import { createSecureServer } from 'node:http2';
import { type Socket, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { type TLSSocket, type TlsOptions, connect as connectTls } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { SluiceError } from '../../../src/base/errors.js';
import { leanTransport } from '../../../src/proxy/upstream/transport.js';
import { type Authority, type Credentials, authority, selfSigned } from '../../support/certificates.js';
import { type Listening, ask, begin, httpServer, listen, tlsServer, until, upstreamOf } from '../../support/upstream.js';
import { undiciTransport } from '../../support/undici.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const DAY_MS = 86_400_000;

let ca: Authority;
let leaf: Credentials;
let named: Credentials;
let client: Credentials;

beforeAll(async () => {
  ca = await authority();
  [leaf, named, client] = await Promise.all([ca.leaf(['127.0.0.1']), ca.leaf(['crm.example']), ca.client('sluice')]);
});

/** A server that answers OK and remembers what it heard, and the sockets it heard it on. */
async function server(options: TlsOptions): Promise<Listening & { heard: () => string; tls: TLSSocket[]; resumed: boolean[] }> {
  let heard = '';
  const tls: TLSSocket[] = [];
  const resumed: boolean[] = [];
  const listening = await tlsServer(options, (socket, piece) => {
    if (!tls.includes(socket as TLSSocket)) {
      tls.push(socket as TLSSocket);
      resumed.push((socket as TLSSocket).isSessionReused());
    }
    heard += piece.toString('latin1');
    socket.write(OK);
  });
  return { ...listening, heard: () => heard, tls, resumed };
}

const shown = ({ chain, key }: Credentials): TlsOptions => ({ cert: chain, key });

describe.each([
  ['lean', leanTransport],
  ['undici', undiciTransport],
])('the %s client', (name, transport) => {
  it('accepts a certificate of the authority it was given, also by way of another', async () => {
    const intermediate = await ca.intermediate();
    for (const credentials of [leaf, await intermediate.leaf(['127.0.0.1'])]) {
      const { url } = await server(shown(credentials));
      expect((await ask(upstreamOf({ servers: [url], tls: { ca: ca.cert } }, { transport }))).body).toBe('ok');
    }
  });

  it('sends nothing to a server that cannot prove its name', async () => {
    const other = await (await authority()).leaf(['127.0.0.1']);
    const old = await ca.leaf(['127.0.0.1'], { notBefore: new Date(Date.now() - 2 * DAY_MS), notAfter: new Date(Date.now() - DAY_MS) });
    for (const credentials of [other, old, named, await selfSigned(['127.0.0.1'])]) {
      const { url, heard } = await server(shown(credentials));
      const asked = await ask(upstreamOf({ servers: [url], tls: { ca: ca.cert } }, { transport }), {
        method: 'POST',
        body: Buffer.from('x'),
      });
      expect(asked.outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
      expect(heard()).toBe('');
    }
  });

  it('trusts nobody whom Node does not trust, when no authority is given', async () => {
    const { url } = await server(shown(leaf));
    expect((await ask(upstreamOf({ servers: [url] }, { transport }))).outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
  });

  it('asks for the name it is told to, and wants it proven', async () => {
    const asked: string[] = [];
    const { url } = await server({ ...shown(named), SNICallback: (servername, done) => (asked.push(servername), done(null)) });
    const upstream = upstreamOf({ servers: [url], tls: { ca: ca.cert, serverName: 'crm.example' } }, { transport });
    expect((await ask(upstream)).body).toBe('ok');
    expect(asked).toEqual(['crm.example']);
    const wrong = upstreamOf({ servers: [url], tls: { ca: ca.cert, serverName: 'other.example' } }, { transport });
    expect((await ask(wrong)).outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
  });

  it('verifies nothing when it is told so', async () => {
    const { url } = await server(shown(await selfSigned(['x.example'])));
    expect((await ask(upstreamOf({ servers: [url], tls: { verify: false } }, { transport }))).body).toBe('ok');
  });

  it('shows its own certificate', async () => {
    const { url, tls } = await server({ ...shown(leaf), ca: ca.cert, requestCert: true, rejectUnauthorized: true });
    const spec = { servers: [url], tls: { ca: ca.cert, cert: client.chain, key: client.key } };
    expect((await ask(upstreamOf(spec, { transport }))).body).toBe('ok');
    expect(tls[0]?.getPeerCertificate().subject.CN).toBe('sluice');
    expect((await ask(upstreamOf({ servers: [url], tls: { ca: ca.cert } }, { transport }))).outcome).not.toBe('end');
  });

  it('speaks nothing older than it should', async () => {
    const { url } = await server({ ...shown(leaf), maxVersion: 'TLSv1.2' });
    expect((await ask(upstreamOf({ servers: [url], tls: { ca: ca.cert } }, { transport }))).body).toBe('ok');
    const strict = upstreamOf({ servers: [url], tls: { ca: ca.cert, minVersion: 'TLSv1.3' } }, { transport });
    expect((await ask(strict)).outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
  });

  it('resumes sessions', async () => {
    const { url, resumed, sockets } = await server({ ...shown(leaf), maxVersion: 'TLSv1.2' });
    const upstream = upstreamOf({ servers: [url], tls: { ca: ca.cert } }, { transport });
    await ask(upstream);
    for (const socket of sockets) socket.destroy();
    await until(() => upstream.status().servers[0]?.open === 0);
    await ask(upstream);
    expect(resumed).toEqual([false, true]);
  });

  it('says that a server without TLS does not speak it', async () => {
    const { port } = await httpServer((_, response) => response.end('x'));
    const upstream = upstreamOf({ servers: [new URL(`https://127.0.0.1:${port}`)], tls: { ca: ca.cert } }, { transport });
    expect(['SLUICE_UPSTREAM_TLS_FAILED', name === 'undici' ? 'SLUICE_UPSTREAM_FAILED' : '']).toContain((await ask(upstream)).outcome);
  });
});

it('a body that only the end of the connection would end is refused, for anybody on the way can end it', async () => {
  const { url } = await tlsServer(shown(leaf), (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhalf of it'));
  const asked = await ask(upstreamOf({ servers: [url], tls: { ca: ca.cert } }));
  expect(asked).toMatchObject({ status: 0, body: '', outcome: 'SLUICE_UPSTREAM_FAILED' });
});

it('keys that do not fit and other schemes are mistakes of the configuration', () => {
  const url = new URL('https://127.0.0.1');
  const mistake = (build: () => unknown): string => {
    try {
      build();
      return '';
    } catch (error) {
      return error instanceof SluiceError ? error.code : String(error);
    }
  };
  expect(mistake(() => upstreamOf({ servers: [url], tls: { cert: client.cert, key: leaf.key } }))).toBe('SLUICE_CONFIG_INVALID');
  expect(mistake(() => upstreamOf({ servers: [url], tls: { ca: 'no PEM', cert: 'x' } }))).toBe('SLUICE_CONFIG_INVALID');
  expect(mistake(() => upstreamOf({ servers: [new URL('ftp://x')] }))).toBe('SLUICE_CONFIG_INVALID');
  expect(mistake(() => upstreamOf({ servers: [] }))).toBe('SLUICE_CONFIG_INVALID');
  expect(mistake(() => upstreamOf({ servers: [new URL('http://x')], protocol: 'h2' }))).toBe('SLUICE_CONFIG_INVALID');
  expect(mistake(() => upstreamOf({ servers: [new URL('http://169.254.169.254')], permits: () => false }))).toBe('SLUICE_CONFIG_INVALID');
});

it('a name that resolves to an address that is not allowed is not contacted', async () => {
  const { port, accepted } = await httpServer((_, response) => response.end('x'));
  const seen = new Set<string>();
  const permits = (address: string): boolean => {
    seen.add(address);
    return false;
  };
  for (const transport of [leanTransport, undiciTransport]) {
    const upstream = upstreamOf({ servers: [new URL(`http://localhost:${port}`)], permits }, { transport });
    expect((await ask(upstream)).outcome).toBe('SLUICE_UPSTREAM_UNREACHABLE');
  }
  expect(accepted()).toBe(0);
  expect(seen).toContain('127.0.0.1');
  const allowed = upstreamOf({ servers: [new URL(`http://localhost:${port}`)], permits: (address) => address === '127.0.0.1' });
  expect((await ask(allowed)).body).toBe('x');
});

it('a lease says how the server proves its name', async () => {
  const { url } = await server(shown(named));
  const upstream = upstreamOf({ servers: [url], tls: { ca: ca.cert, serverName: 'crm.example' } });
  const lease = upstream.lease();
  if (typeof lease === 'string') throw new Error(lease);
  expect(lease.target.protocol).toBe('wss:');
  const socket: Socket = connectTls({ host: lease.target.hostname, port: Number(lease.target.port), ...lease.tls });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  socket.destroy();
});

describe('HTTP/2', () => {
  const secure = () => ({ cert: leaf.chain, key: leaf.key });

  it('carries exchanges, one at a time on a connection that is used again', async () => {
    const http2 = createSecureServer(secure(), (request, response) => {
      if (request.url === '/never') return;
      response.setHeader('x-name', 'value');
      request.pipe(response);
    });
    const { url, accepted } = await listen(http2, 'https');
    const upstream = upstreamOf({ servers: [url], protocol: 'h2', tls: { ca: ca.cert } });
    const never = begin(upstream, { path: '/never' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(upstream, { method: 'POST', body: Buffer.from(`body ${i}`), host: 'crm.example' })),
    );
    expect(answers.map(({ body, status }) => `${status} ${body}`)).toEqual(answers.map((_, i) => `200 body ${i}`));
    expect(answers[0].headers.join()).toContain('x-name,value');
    never.call.abort();
    expect((await ask(upstream, { method: 'POST', body: Buffer.from('again') })).body).toBe('again');
    expect(accepted()).toBeLessThanOrEqual(21);
    expect(never.outcome).toBeUndefined();
    expect(upstream.status().servers[0]).toMatchObject({ active: 0, open: 20, idle: 20 });
    const stream = Readable.from([Buffer.from('in '), Buffer.from('pieces')]);
    expect((await ask(upstream, { method: 'PUT', body: stream })).body).toBe('in pieces');
  });

  it('is not given up for HTTP/1.1', async () => {
    const { url, heard } = await server(shown(leaf));
    const upstream = upstreamOf({ servers: [url], protocol: 'h2', tls: { ca: ca.cert } });
    expect((await ask(upstream)).outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
    expect(heard()).toBe('');
  });

  it('fails an exchange whose stream is reset', async () => {
    const http2 = createSecureServer(secure(), (request, response) => {
      response.write('half');
      setTimeout(() => request.stream.close(2), 20);
    });
    const { url } = await listen(http2, 'https');
    const asked = await ask(upstreamOf({ servers: [url], protocol: 'h2', tls: { ca: ca.cert } }));
    expect(asked).toMatchObject({ body: 'half', outcome: 'SLUICE_UPSTREAM_FAILED' });
  });
});

it('a connection that is never accepted ends in time', async () => {
  // a server that accepts and then says nothing never finishes its handshake
  const silent = await listen(
    createServer((socket) => socket.resume()),
    'https',
  );
  const upstream = upstreamOf({ servers: [silent.url], connectTimeoutMs: 60, tls: { ca: ca.cert } });
  expect((await ask(upstream)).outcome).toBe('SLUICE_UPSTREAM_TLS_FAILED');
  await until(() => silent.sockets.size === 0);
});
