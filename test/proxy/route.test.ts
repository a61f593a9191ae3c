/** Which route a host and a path lead to, and which paths lead nowhere because two readers could take them for two routes. */
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { createProxy } from '../../src/proxy/proxy.js';
import { type RouteSpec, RouteTable, hostName, isHost, openRoute } from '../../src/proxy/route.js';
import { createUpstream } from '../../src/proxy/upstream.js';
import { engine } from '../support/engine.js';
import { Recorder, backend, speak } from '../support/proxy.js';

const url = new URL('http://127.0.0.1:9');
const destination = { upstream: createUpstream(url, LIMITS), origins: [url] };

function table(...specs: (Partial<RouteSpec> & { name: string })[]): (host: string, path: string) => string {
  const routes = specs.map((changes) => {
    const spec = { hosts: [], path: '/', upstream: 'crm', ...changes };
    return [spec, openRoute(spec, destination, LIMITS)] as const;
  });
  const made = new RouteTable(routes);
  return (host, path) => {
    const found = made.match(host, path);
    return typeof found === 'string' ? found : found.name;
  };
}

describe('a route table', () => {
  it('prefers an exact host to a wildcard, the longer wildcard to the shorter, and any host last', () => {
    const match = table(
      { name: 'any' },
      { name: 'below', hosts: ['*.example.com'] },
      { name: 'deeper', hosts: ['*.eu.example.com'] },
      { name: 'exact', hosts: ['crm.example.com', 'CRM.example.org'] },
    );
    expect(match('crm.example.com', '/')).toBe('exact');
    expect(match('CRM.Example.Com:8443', '/')).toBe('exact');
    expect(match('crm.example.org.', '/')).toBe('exact');
    expect(match('a.example.com', '/')).toBe('below');
    expect(match('a.eu.example.com', '/')).toBe('deeper');
    expect(match('example.com', '/')).toBe('any');
    const nested = table(
      { name: 'any' },
      { name: 'strict', hosts: ['*.example.com'] },
      { name: 'eu', hosts: ['*.eu.example.com'], path: '/x' },
    );
    expect(nested('a.eu.example.com', '/x')).toBe('eu');
    expect(nested('a.eu.example.com', '/y')).toBe('strict');
    expect(match('notexample.com', '/')).toBe('any');
    expect(match('[::1]:80', '/')).toBe('any');
  });

  it('prefers the longer path, by whole segments, and falls back to a less exact host', () => {
    const match = table(
      { name: 'root' },
      { name: 'api', hosts: ['crm'], path: '/api/' },
      { name: 'chat', hosts: ['crm'], path: '/api/chat' },
    );
    expect(match('crm', '/api')).toBe('api');
    expect(match('crm', '/api/x?y=/api/chat')).toBe('api');
    expect(match('crm', '/api/chat?x')).toBe('chat');
    expect(match('crm', '/api/chatter')).toBe('api');
    expect(match('crm', '/apiary')).toBe('root');
  });

  it('has no route for what no route takes', () => {
    const match = table({ name: 'api', hosts: ['crm'], path: '/api' });
    expect(match('elsewhere', '/api')).toBe('none');
    expect(match('crm', '/')).toBe('none');
    expect(match('', '/api')).toBe('none');
  });

  it.each([
    '/x/../api',
    '/%2e%2e/api',
    '/x%2f..%2fapi',
    '/x/..;/api',
    '//api',
    '/%61pi',
    '/API',
    '/x\\..\\api',
    '/%252e%252e/api',
    '/a/./b',
    '/api;x/y',
    '/api%20',
    '/api.',
    '/api::$DATA',
    '/api%00',
    '/api%3fx',
    '/%252561pi',
    '/%25252561pi',
    '/%u0061pi',
    '/%c0%afapi',
  ])('takes %s for ambiguous where another reader might find another route', (path) => {
    expect(table({ name: 'root' }, { name: 'api', path: '/api' })('crm', path)).toBe('ambiguous');
  });

  it('lets one route for everything take any path', () => {
    expect(table({ name: 'all' })('crm', '/x/../api//%2e')).toBe('all');
    expect(table({ name: 'host', hosts: ['crm'] })('crm', '/x/../api//%2e')).toBe('host');
  });

  it('takes for a host what no reader takes for another', () => {
    const bad = [
      'rem.test/',
      'a@rem.test',
      'rem.test..',
      'rem.test%00',
      'rem.test,x',
      '.rem.test',
      'rem.test:80:80',
      'rem test',
      '-a',
      '[x]',
    ];
    expect(bad.filter(isHost)).toEqual([]);
    const good = ['rem.test', 'rem.test:8443', 'REM.test.', '[::1]:80', '127.0.0.1', 'a_b.test', 'xn--a.test', '', undefined];
    expect(good.every(isHost)).toBe(true);
  });

  it('knows the name in a Host header', () => {
    expect(['a:1', '[::1]:2', '[::1]', 'A.', ''].map(hostName)).toEqual(['a', '[::1]', '[::1]', 'a', '']);
  });
});

describe('a proxy with several routes', () => {
  it('sends each request to its upstream, keeps or changes the host, and answers 404 where no route is', async () => {
    const seen: string[] = [];
    const answer =
      (name: string): RequestListener =>
      (request, response) => {
        seen.push(`${name} ${request.headers.host ?? ''} ${request.url ?? ''}`);
        response.end(name);
      };
    const crm = await backend(answer('crm'));
    const chat = await backend(answer('chat'));
    const proxy = await createProxy({
      snapshot: {
        engine,
        upstreams: [
          { name: 'crm', servers: [{ url: new URL(crm.url) }] },
          { name: 'chat', servers: [{ url: new URL(chat.url) }] },
        ],
        routes: [
          { name: 'crm', hosts: ['crm.example'], path: '/', upstream: 'crm', prefix: '/base/', keepsHost: true },
          { name: 'chat', hosts: ['crm.example'], path: '/chat', upstream: 'chat' },
        ],
      },
      observer: new Recorder(),
    });
    const port = Number(new URL((await proxy.listen('127.0.0.1', 0)).url).port);
    const ask = (host: string, path: string): Promise<string> =>
      speak(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(({ text }) => text);
    expect(await ask('crm.example', '/case/1')).toContain('\r\n\r\ncrm');
    expect(await ask('crm.example', '/chat/1')).toContain('\r\n\r\nchat');
    expect(await ask('crm.example', '/chat/../case')).toContain('HTTP/1.1 400 ');
    expect(await ask('other.example', '/')).toContain('SLUICE_ROUTE_UNKNOWN');
    expect(seen).toEqual(['crm crm.example /base/case/1', `chat 127.0.0.1:${chat.port} /chat/1`]);
    await proxy.drain(0);
  });

  it('finishes what has begun on the snapshot it began with, and then lets go of its upstream', async () => {
    const waiting: (() => void)[] = [];
    const slow = await backend((_, response) => void waiting.push(() => response.end('old')));
    const next = await backend((_, response) => response.end('new'));

    const snapshot = (target: string) => ({
      engine,
      upstreams: [{ name: 'crm', servers: [{ url: new URL(target) }] }],
      routes: [{ name: 'crm', hosts: [], path: '/', upstream: 'crm' }],
    });
    const proxy = await createProxy({ snapshot: snapshot(slow.url), observer: new Recorder() });
    const { url: base } = await proxy.listen('127.0.0.1', 0);
    const first = fetch(base).then((response) => response.text());
    await expect.poll(() => waiting.length).toBe(1);
    proxy.replace(snapshot(next.url));
    expect(await (await fetch(base)).text()).toBe('new');
    waiting[0]?.();
    expect(await first).toBe('old');
    await expect.poll(() => slow.sockets.size).toBe(0);
    await proxy.drain(0);
  });
});
