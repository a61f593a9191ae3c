/**
 * Hosts (T50–T58) and hops (T60–T64). A reverse proxy has a name of its own: the upstream must not hear of it where it would not
 * understand, the browser must not be led around us, and nobody may claim to be somebody else.
 */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { Networks } from '../../../src/base/network.js';
import { HostMapping } from '../../../src/proxy/mapping.js';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import {
  MASKED,
  PAN,
  type ProxyChanges,
  type Running,
  backend,
  eventually,
  proxied,
  rawBackend,
  speak,
  startProxy,
} from '../../support/proxy.js';

const DESK = { scheme: 'https', host: 'desk.example' } as const;
const mapping = (url: string, keepsHost = false): HostMapping => {
  const origin = new URL(url);
  return new HostMapping([origin], origin.pathname.replace(/\/+$/, ''), keepsHost);
};
const down = (name: string, value: string, url = 'https://crm.example.com/app', keepsHost = false, asked?: string): string | undefined => {
  const headers = ['X', '1', name, value];
  mapping(url, keepsHost).down(headers, DESK, asked);
  return headers[3];
};

describe('T51: addresses of the upstream', () => {
  it.each([
    ['Location', 'https://crm.example.com/app/case/1?x=1#y', '/case/1?x=1#y'],
    ['Location', 'https://CRM.example.com:443/app', '/'],
    ['Location', 'http://crm.example.com/app/x', '/x'],
    ['Location', '//crm.example.com/app/x', '/x'],
    ['Location', 'https://crm.example.com', '/'],
    ['Location', 'https://crm.example.com?a', '/?a'],
    ['Location', '/app/x', '/x'],
    ['Location', '/app?x', '/?x'],
    ['Location', '/application', '/application'],
    ['Location', 'x/y', 'x/y'],
    ['Location', 'https://login.example.com/app/x', 'https://login.example.com/app/x'],
    ['Location', 'https://crm.example.com:8443/app/x', 'https://crm.example.com:8443/app/x'],
    ['Location', 'https://crm.example.com@evil.example/app', 'https://crm.example.com@evil.example/app'],
    ['Location', 'https://crm.example.com.evil.example/', 'https://crm.example.com.evil.example/'],
    // two slashes at the beginning of a path name a host
    ['Location', 'https://crm.example.com//evil.example/x', '/.//evil.example/x'],
    ['Location', 'https://crm.example.com/app//evil.example/x', '/.//evil.example/x'],
    ['Location', 'https://crm.example.com/app/\\evil.example', '/./\\evil.example'],
    ['Location', '/app//evil.example', '/.//evil.example'],
    ['Content-Location', 'https://crm.example.com/app/case/1', '/case/1'],
    ['Refresh', '5; url=https://crm.example.com/app/x', '5; url=/x'],
    ['Refresh', "0;URL='https://crm.example.com/app/x'", "0;URL='/x'"],
    ['Refresh', '30', '30'],
    [
      'Link',
      '<https://crm.example.com/app/a.css>; rel=preload, <https://cdn.example/b.js>; rel=preload',
      '</a.css>; rel=preload, <https://cdn.example/b.js>; rel=preload',
    ],
    ['SourceMap', '/app/a.js.map', '/a.js.map'],
  ])('%s: %s becomes %s', (name, value, expected) => expect(down(name, value)).toBe(expected));

  it('lead a chain of redirects through Sluice, and a WebSocket too', async () => {
    let origin = '';
    const upstream = await backend((request, response) => {
      const next = request.url === '/crm/a' ? `${origin}/crm/b` : request.url === '/crm/b' ? '/crm/c' : undefined;
      if (next === undefined) response.end(`at ${request.url ?? ''} from ${request.headers.referer ?? ''}`);
      else response.writeHead(302, { location: next }).end();
    });
    origin = upstream.url;
    const { url } = await startProxy(`${upstream.url}/crm`);
    const response = await fetch(`${url}/a`, { headers: { referer: `${url}/start?x=1` } });
    expect(response.url).toBe(`${url}/c`);
    expect(await response.text()).toBe(`at /crm/c from ${origin}/crm/start?x=1`);
  });

  it('in bodies are not touched: such an application needs its host kept', async () => {
    let origin = '';
    const upstream = await backend((_, response) => response.setHeader('content-type', 'application/json').end(`{"url":"${origin}/x"}`));
    origin = upstream.url;
    expect(await (await fetch((await startProxy(upstream.url)).url)).text()).toBe(`{"url":"${origin}/x"}`);
  });
});

describe('T50: cookies', () => {
  it.each([
    ['sid=1; Domain=crm.example.com; Path=/app; Secure; HttpOnly', 'sid=1; Path=/; Secure; HttpOnly'],
    ['sid=1; domain=.example.com;SameSite=None; Partitioned', 'sid=1;SameSite=None; Partitioned'],
    ['sid=1; Path=/app/x; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'sid=1; Path=/x; Expires=Sun, 06 Nov 1994 08:49:37 GMT'],
    ['__Host-sid=1; Path=/; Secure', '__Host-sid=1; Path=/; Secure'],
    ['__Secure-sid=a=b; Secure; Path=/application', '__Secure-sid=a=b; Secure; Path=/application'],
    ['sid=1; Domain=other.example', 'sid=1; Domain=other.example'],
    ['sid="Domain=x"', 'sid="Domain=x"'],
  ])('%s becomes %s', (value, expected) => expect(down('Set-Cookie', value)).toBe(expected));

  it('are never folded into one line, and stay as they are where the host is kept', async () => {
    const cookies = ['a=1; Domain=127.0.0.1', '__Host-b=2; Secure; Path=/', 'c=3; Expires=Sun, 06 Nov 1994 08:49:37 GMT'];
    const answer = async (options: ProxyChanges): Promise<string> => {
      const { port } = await proxied((_, response) => response.setHeader('set-cookie', cookies).end(), options);
      return (await speak(port, 'GET / HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n')).text;
    };
    const lines = (text: string): string[] => text.split('\r\n').filter((line) => /^set-cookie/i.test(line)).map((line) => line.slice(12)); // prettier-ignore
    expect(lines(await answer({}))).toEqual(['a=1', ...cookies.slice(1)]);
    expect(lines(await answer({ keepsHost: true }))).toEqual(cookies);
  });
});

describe('T52, T53, T56: what browsers hold a host to', () => {
  it.each([
    ['Access-Control-Allow-Origin', 'https://crm.example.com', 'https://desk.example'],
    ['Access-Control-Allow-Origin', '*', '*'],
    ['Access-Control-Allow-Origin', 'null', 'null'],
    ['Access-Control-Allow-Origin', 'https://other.example', 'https://other.example'],
    ['Timing-Allow-Origin', 'https://a.example, https://crm.example.com', 'https://a.example, https://desk.example'],
    [
      'Content-Security-Policy',
      "default-src 'self'; connect-src https://crm.example.com wss://crm.example.com/app/ws; script-src 'nonce-abc' 'strict-dynamic'",
      "default-src 'self'; connect-src https://desk.example wss://desk.example/ws; script-src 'nonce-abc' 'strict-dynamic'",
    ],
    ['Content-Security-Policy', 'frame-ancestors *.example.com crm.example.com', 'frame-ancestors *.example.com desk.example desk.example'],
    ['Content-Security-Policy-Report-Only', 'img-src data: https:; report-uri /csp', 'img-src data: https:; report-uri /csp'],
    ['Content-Security-Policy', 'img-src https://*.example.com:443', 'img-src https://*.example.com:443 https://desk.example'],
    ['Strict-Transport-Security', 'max-age=9; includeSubDomains', undefined],
    ['X-Frame-Options', 'SAMEORIGIN', 'SAMEORIGIN'],
  ])('%s: %s becomes %s', (name, value, expected) => {
    expect(down(name, value)).toBe(expected);
    expect(down(name, value, 'https://crm.example.com', true)).toBe(value);
  });

  it('a preflight is forwarded as it is, with the Origin that the upstream knows, and answered with the one that the browser has', async () => {
    const upstream = await backend((request, response) => {
      const { origin = 'none', authorization = 'none' } = request.headers;
      response.writeHead(204, {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'ETag',
        'x-asked': `${request.method ?? ''} ${authorization} ${request.headers['access-control-request-method'] ?? ''}`,
      });
      response.end();
    });
    const { port } = await startProxy(upstream.url);
    const ask = (origin: string): Promise<{ text: string }> =>
      speak(
        port,
        `OPTIONS / HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\nOrigin: ${origin}\r\nAccess-Control-Request-Method: PUT\r\n\r\n`,
      );
    for (const origin of ['http://desk.example', 'https://desk.example']) {
      const { text } = await ask(origin); // https where somebody before us takes TLS off
      expect(text).toContain(`\r\naccess-control-allow-origin: ${origin}\r\n`);
      expect(text).toContain('\r\nx-asked: OPTIONS none PUT\r\n');
      expect(text).toContain('\r\naccess-control-expose-headers: ETag\r\n');
    }
    expect((await ask('https://evil.example')).text).toContain('\r\naccess-control-allow-origin: https://evil.example\r\n');
  });

  it('a Host that is no name gets into no header', () => {
    const headers = ['Content-Security-Policy', 'connect-src https://crm.example.com'];
    mapping('https://crm.example.com').down(headers, { scheme: 'https', host: "x; script-src 'unsafe-inline'" }, undefined);
    expect(headers[1]).toBe('connect-src https://crm.example.com');
  });

  it('T56: Alt-Svc never leaves; Strict-Transport-Security is ours, by option, where the desktop uses TLS', async () => {
    const options = { hsts: 'max-age=31536000', trustedHops: { default: ['127.0.0.0/8'] } };
    const { port } = await proxied(
      (_, response) =>
        response.writeHead(200, { 'alt-svc': 'h3=":443"', 'strict-transport-security': 'max-age=1; includeSubDomains' }).end(),
      options,
    );
    const ask = async (more: string): Promise<string> =>
      (await speak(port, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${more}\r\n`)).text;
    const plain = await ask('');
    expect(plain).not.toMatch(/alt-svc|strict-transport/i);
    expect(await ask('X-Forwarded-Proto: https\r\n')).toContain('\r\nStrict-Transport-Security: max-age=31536000\r\n');
  });
});

/** What the upstream is told, by name; Host and framing left out. */
async function told(head: string, options: ProxyChanges = {}): Promise<Record<string, string>> {
  let seen: string[] = [];
  const { port } = await proxied((request, response) => {
    seen = request.rawHeaders;
    response.end();
  }, options);
  await speak(port, `GET / HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n${head}\r\n`);
  const claims: Record<string, string> = {};
  for (let at = 0; at < seen.length; at += 2)
    if (/forward|real|original|client|rewrite|override/i.test(seen[at] ?? '')) claims[seen[at]?.toLowerCase() ?? ''] = seen[at + 1] ?? '';
  return claims;
}

const SPOOF =
  'X-Forwarded-For: 10.0.0.1\r\nx-forwarded-proto: https\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=10.0.0.1;proto=https\r\nX-Real-IP: 10.0.0.1\r\nX_Forwarded_For: 10.0.0.1\r\nX-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\nTrue-Client-IP: 10.0.0.1\r\nClient-IP: 10.0.0.1\r\nX-Original-Uri: /admin\r\nX-HTTP-Host-Override: real.example\r\nX_Http_Host_Override: real.example\r\n';

describe('T54: who asks', () => {
  const own = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'desk.example' };
  it('is what Sluice saw itself, whatever the request claims', async () => {
    expect(await told(SPOOF)).toEqual(own);
    expect(await told(SPOOF, { trustedHops: { default: ['192.0.2.0/24', '2001:db8::1'], other: ['127.0.0.1'] } })).toEqual(own);
    expect(await told(SPOOF, { forwarded: 'none' })).toEqual({});
    expect(await told(SPOOF, { forwarded: 'rfc7239' })).toEqual({ forwarded: 'for=127.0.0.1;proto=http;host=desk.example' });
  });

  it('is what a trusted hop says, and the hop', async () => {
    const trustedHops = { default: ['127.0.0.1'] };
    expect(await told(SPOOF.replace(/X_.*?\r\n/, ''), { trustedHops })).toMatchObject({
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '10.0.0.1',
    });
    expect(await told('Forwarded: for="[2001:db8::1]"\r\n', { trustedHops, forwarded: 'rfc7239' })).toEqual({
      forwarded: 'for="[2001:db8::1]", for=127.0.0.1;proto=http;host=desk.example',
    });
    expect(await told(`X-Real-IP: ${PAN}\r\n`, { trustedHops })).toMatchObject({ 'x-real-ip': MASKED }); // trust is not leave to leak
  });

  it('is judged by addresses of both kinds, also those of one within the other', () => {
    const hops = new Networks(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1', '2001:db8::7']) expect(hops.has(address), address).toBe(true);
    for (const address of ['11.0.0.1', '192.0.2.2', '2001:db9::1', 'nonsense', undefined]) expect(hops.has(address)).toBe(false);
    for (const range of ['10.0.0.0/33', 'desk.example', '']) expect(() => new Networks([range])).toThrow(RangeError);
  });

  it('holds for WebSockets', async () => {
    let head = '';
    const upstream = await rawBackend((socket, bytes) => {
      head = bytes.toString('latin1');
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    const { port } = await startProxy(upstream.url, { upgrade: createWebSocketHalf() });
    const key = Buffer.alloc(16).toString('base64');
    await speak(
      port,
      `GET / HTTP/1.1\r\nHost: desk.example\r\nOrigin: http://desk.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${SPOOF}\r\n`,
    );
    expect(head).toMatch(/x-forwarded-for: 127\.0\.0\.1\r\n/i);
    expect(head).not.toMatch(/10\.0\.0\.1|evil|admin/);
    expect(head).toContain(`\r\nOrigin: ${upstream.url}\r\n`); // T51, B9: the upstream checks it
  });

  it('never masks a Host: one that holds a card is refused', async () => {
    const { port } = await proxied((_, response) => response.end(), { keepsHost: true });
    const { text } = await speak(port, `GET / HTTP/1.1\r\nHost: ${PAN}.example\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 403 [^]*SLUICE_HEADER_SENSITIVE/);
  });
});

describe('T60: hop-by-hop headers', () => {
  it.each([
    'authorization',
    'Cookie',
    'x-forwarded-for',
    'if-match',
    'Origin',
    'content-type',
    'Content-Length',
    'dpop',
    'x-csrf-token',
    'signature-input',
    'host',
    'x-http-method-override',
  ])('Connection: %s is refused', async (name) => {
    let reached = false;
    const { port } = await proxied((_, response) => response.end(String((reached = true))));
    const { text } = await speak(port, `GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nConnection: close, ${name}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(reached).toBe(false);
  });

  it('are dropped in both directions, with what Connection names', async () => {
    let seen = '';
    const upstream = await rawBackend((socket, head) => {
      seen = head.toString('latin1');
      socket.end(
        'HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: close, x-hop\r\nKeep-Alive: timeout=9\r\nProxy-Authenticate: Basic\r\nETag: "a"\r\nContent-Length: 0\r\n\r\n',
      );
    });
    const { port } = await startProxy(upstream.url);
    const { text } = await speak(
      port,
      'GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nProxy-Authorization: Basic x\r\nProxy-Connection: keep-alive\r\nX-Hop: 1\r\nConnection: close, te, x-hop\r\n\r\n',
    );
    expect(seen).not.toMatch(/x-hop|proxy-|^te:/im);
    expect(text).not.toMatch(/x-hop|keep-alive|proxy-/i);
    expect(text).toMatch(/\r\nETag: "a--sluice/);
  });
});

describe('T61: circles', () => {
  it('Max-Forwards is counted for OPTIONS, answered at 0, and left alone otherwise', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await proxied((request, response) => {
      const hops = request.headers['max-forwards'];
      seen.push(typeof hops === 'string' ? hops : undefined);
      response.end();
    });
    const ask = async (method: string, hops: string): Promise<string> =>
      (await speak(port, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nMax-Forwards: ${hops}\r\n\r\n`)).text;
    expect(await ask('OPTIONS', '0')).toMatch(/^HTTP\/1\.1 204 [^]*\r\nAllow: GET, HEAD, POST/);
    await ask('OPTIONS', '3');
    await ask('GET', '0');
    expect(seen).toEqual(['2', '0']);
  });

  it('adds one pseudonym to Via, which tells neither version nor host', async () => {
    let via: string | undefined;
    const { url } = await proxied((request, response) => {
      via = request.headers.via;
      response.end();
    });
    const response = await fetch(url, { headers: { via: '1.0 fred' } });
    expect(via).toMatch(/^1\.0 fred, 1\.1 sluice-[0-9a-f]{10}$/);
    expect(response.headers.get('via')).toMatch(/^1\.1 sluice-[0-9a-f]{10}$/);
  });
});

describe('T64: time', () => {
  it('for a long poll is more than 130 s, and a long upload has no end but silence', () => {
    expect(LIMITS.upstreamHeadersTimeoutMs).toBeGreaterThanOrEqual(130_000);
    expect(LIMITS.bodyIdleTimeoutMs).toBeGreaterThanOrEqual(130_000);
  });

  it('for an upload that moves is as long as it takes, however short the time for heads', async () => {
    const limits = { headersTimeoutMs: 200, bodyIdleTimeoutMs: 1500 };
    let body = 0;
    const running: Running = await proxied((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.length)).on('end', () => response.end('done'));
    }, { limits }); // prettier-ignore
    const socket = connect(running.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 80000\r\n\r\n');
    for (let sent = 0; sent < 8; sent++) {
      socket.write('x'.repeat(10_000));
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    await eventually(() => answer.includes('done'));
    expect(body).toBe(80_000);
  });
});
