/** TLS with real sockets: what is negotiated, who is let in, what happens when certificates change, and how a bad handshake ends. */
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { SluiceError } from '../../../src/base/errors.js';
import { openListener } from '../../../src/proxy/listener/listener.js';
import type { Arrival } from '../../../src/proxy/downstream.js';
import { withDefaults } from '../../../src/proxy/options.js';
import { authority } from '../../support/certificates.js';
import { closeLater } from '../../support/cleanup.js';
import { opened, testAuthority, testTls } from '../../support/listener.js';
import { eventually, read } from '../../support/proxy.js';

async function secured(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ...options });
  closeLater(() => {
    socket.destroy();
    return Promise.resolve();
  });
  await once(socket, 'secureConnect');
  return socket;
}

/** What comes back for GET / on a TLS socket, or the name of the error that ended it. */
async function ask(socket: TLSSocket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return read(socket).catch((error: unknown) => (error as { code: string }).code);
}

const ok = (_request: IncomingMessage, response: { end(text: string): unknown }): unknown => response.end('ok');

describe('a handshake', () => {
  it('negotiates TLS 1.3 or 1.2 with forward secrecy, and nothing older', async () => {
    const { port } = await opened(ok);
    expect((await secured(port)).getProtocol()).toBe('TLSv1.3');
    const older = await secured(port, { maxVersion: 'TLSv1.2' });
    expect(older.getCipher().name).toMatch(/^ECDHE-.*(GCM|POLY1305)/);
    for (const options of [
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
      { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
    ] as const)
      await expect(secured(port, options)).rejects.toThrow();
  });

  it('can be held to TLS 1.3', async () => {
    const { port } = await opened(ok, { tls: { ...(await testTls()), minVersion: 'TLSv1.3' } });
    await expect(secured(port, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
  });

  it.each([
    [true, ['h2', 'http/1.1'], 'h2'],
    [true, ['http/1.1'], 'http/1.1'],
    [true, undefined, false],
    [false, ['h2', 'http/1.1'], 'http/1.1'],
  ])('with HTTP/2 %s and %j offered chooses %s', async (http2, offered, chosen) => {
    const { port } = await opened(ok, { http2 });
    expect((await secured(port, offered === undefined ? {} : { ALPNProtocols: offered })).alpnProtocol).toBe(chosen);
  });

  it('shows the certificate of the name that was asked for', async () => {
    const root = await testAuthority();
    const [one, all] = [await root.leaf(['one.example']), await root.leaf(['*.many.example'])];
    const names = [
      { hosts: ['one.example'], cert: one.chain, key: one.key },
      { hosts: ['*.many.example'], cert: all.chain, key: all.key },
    ];
    const { port } = await opened(ok, { tls: { ...(await testTls()), names } });
    const shown = async (servername: string): Promise<unknown> => (await secured(port, { servername })).getPeerCertificate().subject.CN;
    expect(await shown('ONE.example')).toBe('one.example');
    expect(await shown('a.many.example')).toBe('*.many.example');
    expect(await shown('a.b.many.example')).toBe('localhost');
    expect(await shown('other.example')).toBe('localhost');
  });

  it('that fails is counted, and hurts nobody', async () => {
    const { port, observer } = await opened(ok, {}, { limits: { tlsHandshakeMs: 150, headersTimeoutMs: 300 } });
    const garbage = connectTcp(port, '127.0.0.1');
    garbage.on('error', () => undefined);
    garbage.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const silent = connectTcp(port, '127.0.0.1');
    const aborted = connectTcp(port, '127.0.0.1');
    await once(aborted, 'connect');
    aborted.resetAndDestroy();
    await once(silent, 'close');
    await eventually(() => observer.refusals.length === 3);
    expect(new Set(observer.refusals)).toEqual(new Set(['SLUICE_TLS_FAILED']));
    expect(await ask(await secured(port))).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is one of a bounded number', async () => {
    const { port, observer } = await opened(ok, {}, { limits: { tlsHandshakes: 2 } });
    const silent = [connectTcp(port, '127.0.0.1'), connectTcp(port, '127.0.0.1')];
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    await expect(secured(port)).rejects.toThrow();
    expect(observer.refusals).toContain('SLUICE_OVERLOADED');
    for (const socket of silent) socket.destroy();
    await eventually(() => observer.refusals.filter((code) => code === 'SLUICE_TLS_FAILED').length >= 2);
    expect(await ask(await secured(port))).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is followed by a head in time, or the connection ends', async () => {
    const { port } = await opened(ok, {}, { limits: { headersTimeoutMs: 100 } });
    const socket = await secured(port);
    socket.write('GET / HTTP/1.1\r\nHost: loc');
    expect(await read(socket)).toMatch(/^HTTP\/1.1 408 [^]*SLUICE_REQUEST_TIMEOUT/);
  });

  it('can be resumed with a ticket, until its keys are replaced', async () => {
    const { port } = await opened(ok, {}, { limits: { tlsTicketKeysMs: 400 } });
    const ticketOf = async (): Promise<Buffer> => {
      const socket = await secured(port);
      const [ticket] = (await Promise.all([once(socket, 'session'), ask(socket)]))[0] as [Buffer];
      return ticket;
    };
    expect((await secured(port, { session: await ticketOf() })).isSessionReused()).toBe(true);
    const old = await ticketOf();
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect((await secured(port, { session: old })).isSessionReused()).toBe(false);
  });
});

describe('mutual TLS', () => {
  /** A listener that remembers how requests arrived. */
  async function asked(clientCertificate: 'required' | 'optional', clientCa: string) {
    const arrivals: Arrival[] = [];
    const failures: string[] = [];
    const listener = openListener(
      {
        name: 'mutual',
        address: { host: '127.0.0.1', port: 0 },
        mode: 'reverse',
        http2: true,
        tls: { ...(await testTls()), clientCa, clientCertificate },
      },
      withDefaults(undefined),
      {
        request(_request, response, arrival) {
          arrivals.push(arrival);
          response.writeHead(200, ['Content-Length', '2']);
          response.end(Buffer.from('ok'));
        },
        connected: () => true,
        challenge: () => undefined,
        upgrade: (_request, socket) => socket.destroy(),
        unreadable: (_error, socket) => socket.destroy(),
        refuse: (_code, socket) => socket.destroy(),
        failed: (code) => failures.push(code),
      },
    );
    closeLater(async () => {
      listener.destroy();
      await listener.close();
    });
    const { url } = await listener.listen();
    return { port: Number(new URL(url).port), arrivals, failures };
  }

  it('lets in whoever proves to be somebody, and tells who', async () => {
    const callers = await authority('Callers');
    const { cert, key } = await callers.client('agent-7', { organization: 'Example' });
    for (const kind of ['required', 'optional'] as const) {
      const { port, arrivals } = await asked(kind, callers.cert);
      expect(await ask(await secured(port, { cert, key, maxVersion: 'TLSv1.3' }))).toMatch(/^HTTP\/1.1 200/);
      expect(arrivals[0]?.peer.certificate?.subject).toEqual({ CN: 'agent-7', O: 'Example' });
      expect(arrivals[0]).toMatchObject({ listener: 'mutual', peer: { secure: true, address: '127.0.0.1' } });
    }
  });

  it('turns away a caller without a certificate where one is required, and takes it for nobody where it is not', async () => {
    const callers = await authority('Callers');
    const required = await asked('required', callers.cert);
    expect(await ask(await secured(required.port))).not.toMatch(/^HTTP/);
    expect(required.arrivals).toEqual([]);
    const optional = await asked('optional', callers.cert);
    expect(await ask(await secured(optional.port))).toMatch(/^HTTP\/1.1 200/);
    expect(optional.arrivals[0]?.peer.certificate).toBeUndefined();
  });

  it('turns away a certificate of somebody else, even where none is required', async () => {
    const callers = await authority('Callers');
    const { cert, key } = await (await authority('Others')).client('agent-7');
    for (const kind of ['required', 'optional'] as const) {
      const { port, arrivals, failures } = await asked(kind, callers.cert);
      expect(await ask(await secured(port, { cert, key }))).not.toMatch(/^HTTP/);
      expect([arrivals, failures]).toEqual([[], ['SLUICE_TLS_FAILED']]);
    }
  });
});

describe('new certificates', () => {
  it('are used from the next handshake on, and open connections stay', async () => {
    const place = await opened(ok);
    const before = await secured(place.port);
    const { chain, key } = await (await testAuthority()).leaf(['renewed.example', 'localhost']);
    place.door.reloadCertificates({ cert: chain, key });
    expect((await secured(place.port)).getPeerCertificate().subject.CN).toBe('renewed.example');
    expect(await ask(before)).toMatch(/^HTTP\/1.1 200/);
  });

  it('that are of no use change nothing', async () => {
    const place = await opened(ok);
    const tls = await testTls();
    const { key } = await (await testAuthority()).leaf(['localhost']);
    for (const broken of [
      { ...tls, key },
      { ...tls, cert: 'nonsense' },
      { ...tls, names: [{ hosts: ['a'], cert: tls.cert, key }] },
    ]) {
      expect(() => place.door.reloadCertificates(broken)).toThrow(SluiceError);
      expect(await ask(await secured(place.port))).toMatch(/^HTTP\/1.1 200/);
    }
    await expect(opened(ok, { tls: { ...tls, key } })).rejects.toThrow(/do not belong together/);
  });
});

describe('a plain listener', () => {
  it('speaks HTTP/1.1 as ever, and a request over TLS without TLS is told apart', async () => {
    const place = await opened(ok, { tls: undefined });
    expect(place.url).toMatch(/^http:/);
    const answer = await new Promise<IncomingMessage>((resolve) => httpRequest(place.url, resolve).end());
    expect(await read(answer)).toBe('ok');
    const failed = await new Promise<Error>((resolve) =>
      httpsRequest(place.url.replace('http:', 'https:'), ok as never)
        .on('error', resolve)
        .end(),
    );
    expect(failed).toBeInstanceOf(Error);
    expect(place.observer.refusals).toEqual(['SLUICE_BAD_REQUEST']);
  });
});
