/** Forward routes to the host that was asked for: reached by its own name, its own certificate verified, and nothing else reached. */
import { type Socket, connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { ProxyAgent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LIMITS } from '../../../src/base/limits.js';
import { type Upstream, buildUpstream } from '../../../src/proxy/upstream.js';
import { askedUpstream } from '../../../src/proxy/upstream/asked.js';
import { type Forward, forwarding } from '../../support/forward.js';
import { MASKED, PAN } from '../../support/proxy.js';

/** TLS in a tunnel to `host` on the CRM's port. */
async function inTunnel({ port, crmPort, ca }: Forward, host: string): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  socket.write(`CONNECT ${host}:${crmPort} HTTP/1.1\r\nHost: ${host}:${crmPort}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  return connect({ socket, servername: host, ca, ALPNProtocols: ['http/1.1'] });
}

/** Status and body of GET / there. */
async function get(place: Forward, host: string): Promise<string> {
  const dispatcher = new ProxyAgent({ uri: place.url, requestTls: { ca: place.ca } });
  const { statusCode, body } = await request(`https://${host}:${place.crmPort}/`, { dispatcher });
  const text = await body.text();
  await dispatcher.close();
  return `${statusCode} ${text}`;
}

const anywhere = { allowedHosts: () => true, pacHosts: undefined };

describe('the host that was asked for', () => {
  it('is reached by its own name, WebSockets too', async () => {
    const place = await forwarding(undefined, anywhere, {}, '*');
    expect(await get(place, 'localhost')).toBe(`200 ${MASKED}`);
    expect(place.seen[0]?.headers.host).toBe(`localhost:${place.crmPort}`);
    const socket = await inTunnel(place, 'localhost');
    const ws = new WebSocket(`wss://localhost:${place.crmPort}/chat`, { createConnection: () => socket });
    const message = await new Promise<string>((resolve, reject) => {
      ws.on('error', reject).on('open', () => {
        ws.send(PAN);
      });
      ws.on('message', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    ws.close();
    expect(message).toBe(`${MASKED} ${MASKED}`);
  });

  it('that does not exist is unreachable, and is not replaced by another', async () => {
    const place = await forwarding(undefined, anywhere, {}, '*');
    expect(await get(place, 'elsewhere.test')).toMatch(/^502 [^]*SLUICE_UPSTREAM_UNREACHABLE/);
    expect(place.seen).toEqual([]);
  });
});

describe('an upstream for each host', () => {
  const opened: string[] = [];
  const closed: string[] = [];
  const open = (url: URL): Upstream => {
    opened.push(url.href);
    return {
      send: () => ({ resume: () => undefined, abort: () => undefined }),
      lease: () => 'SLUICE_OVERLOADED',
      status: () => ({ name: url.host, servers: [] }),
      destroy: (whenIdle) => Promise.resolve(void closed.push(`${url.host} ${whenIdle}`)),
    };
  };

  it('is opened for names on one port only, kept, and closed when too many are', async () => {
    const upstream = askedUpstream('any', new URL('https://*'), 2, open);
    for (const host of ['a.test', 'A.test:443', 'b.test']) expect(upstream.lease(host)).toBe('SLUICE_OVERLOADED');
    expect(opened).toEqual(['https://a.test/', 'https://b.test/']);
    for (const host of ['a.test:22', '127.0.0.1', '[::1]', '2130706433', 'a.test@evil', '', 'a.test.', undefined])
      expect(upstream.lease(host)).toBe('SLUICE_HOST_REFUSED');
    const refused = await new Promise((resolve) => {
      const handler = { head: resolve, data: () => true, end: () => undefined, fail: resolve };
      upstream.send({ method: 'GET', path: '/', headers: [], body: null, host: '10.0.0.1' }, handler);
    });
    expect(refused).toBe('SLUICE_HOST_REFUSED');
    upstream.lease('c.test');
    expect(closed).toEqual(['a.test true']);
    await upstream.destroy();
    expect(closed.slice(1)).toEqual(expect.arrayContaining(['b.test false', 'c.test false']));
  });

  it('is never one of several, and never without TLS', () => {
    for (const servers of [['https://*', 'https://a.test'], ['http://*']])
      expect(() => buildUpstream({ name: 'x', servers: servers.map((url) => ({ url: new URL(url) })) }, LIMITS)).toThrow(/asked for/);
  });
});
