/**
 * Attack story: an operator reads a page on the web. Its script waits until the name of the page resolves to 127.0.0.1, asks
 * http://evil.example:9090/api/status, and the browser lets it read the answer, because both are of one origin (DNS rebinding).
 */
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createAdmin, type Admin } from '../../src/admin/admin.js';
import { answersTo } from '../../src/admin/hosts.js';
import type { StatusFacts } from '../../src/admin/status.js';
import { createMetrics } from '../../src/observe/metrics.js';

const OWN = ['127.0.0.1', 'localhost', 'LOCALHOST', 'localhost.', '[::1]', '10.2.3.4', '[fd00::7]'];
const NAMED = ['sluice', 'Sluice.Monitoring', 'a.b.example.com'];
const STRANGE = ['evil.example', 'example.com', 'localhost.evil.example', 'evil-localhost', '127.0.0.1.evil.example', '[evil.example]', '0x7f000001', '2130706433', 'a b', '127.0.0.1, evil.example', '::1', '127.0.0.1@evil.example', 'evil.example#localhost']; // prettier-ignore

describe('the admin port', () => {
  const isCalled = answersTo('ops.internal', ['sluice', 'sluice.monitoring', '*.example.com']);
  test.each([...OWN, ...NAMED, 'ops.internal'])('answers to %s, with and without a port', (host) => {
    expect([isCalled(host), isCalled(`${host}:9090`)]).toEqual([true, true]);
  });
  test.each(STRANGE)('does not answer to %s', (host) => {
    expect([isCalled(host), isCalled(`${host}:9090`)]).toEqual([false, false]);
  });
  test('answers those who name nobody: no browser does that', () => {
    expect([isCalled(undefined), isCalled('')]).toEqual([true, true]);
  });
});

let admin: Admin | undefined;
afterEach(() => admin?.close());

const facts = (): StatusFacts => ({ version: '1', snapshot: 'abc', kernel: 'wasm', mode: 'enforce', state: 'ready', uptimeSeconds: 7, listeners: { proxy: {}, admin: undefined }, upstream: 'http://crm.example' }); // prettier-ignore

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

let reloads = 0;
async function start(
  hosts: readonly string[] = [],
): Promise<(method: string, path: string, headers?: object, body?: string) => Promise<Answer>> {
  reloads = 0;
  const reload = () => Promise.resolve({ snapshot: String(++reloads) });
  admin = createAdmin({ metrics: createMetrics(), facts, hosts, reload });
  const { url } = await admin.listen('127.0.0.1', 0);
  return (method, path, headers = {}, body = '') =>
    new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { method, headers: { ...headers } }, (response) => {
        let text = '';
        response.on('data', (piece: Buffer) => (text += piece.toString()));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      });
      asked.on('error', reject).end(body);
    });
}

test('a rebound name learns nothing, on any page; one that was given does', async () => {
  const ask = await start(['sluice.monitoring']);
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/status', '/api/coverage', '/nothing']) {
    const refused = await ask('GET', path, { host: 'evil.example:9090' });
    expect([refused.status, (JSON.parse(refused.text) as { error: { code: string } }).error.code]).toEqual([421, 'SLUICE_ADMIN_HOST']);
    expect((await ask('GET', path, { host: 'sluice.monitoring:9090' })).status).toBe(path === '/nothing' ? 404 : 200);
  }
  expect((await ask('POST', '/api/reload', { host: 'evil.example' })).status).toBe(421);
  expect(reloads).toBe(0);
});

test.each<[string, object]>([
  ['a form of another site', { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }],
  ['a form in a frame without an origin', { origin: 'null' }],
  ['a script of another site', { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }],
  ['a page of a sister host', { 'sec-fetch-site': 'same-site' }],
  ['a page behind a rebound name', { origin: 'http://evil.example:9090', 'sec-fetch-site': 'same-origin' }],
])('%s changes nothing', async (_, headers) => {
  const ask = await start();
  const refused = await ask('POST', '/api/reload', headers, 'x=y');
  expect([refused.status, (JSON.parse(refused.text) as { error: { code: string } }).error.code]).toEqual([403, 'SLUICE_ADMIN_PAGE']);
  expect((await ask('GET', '/api/reload', headers)).status).toBe(404);
  expect(reloads).toBe(0);
  expect((await ask('POST', '/api/reload')).text).toBe('{"snapshot":"1"}');
});

test('nothing is shared with pages of other origins, and what is wrong is not repeated', async () => {
  const ask = await start();
  const { headers } = await ask('GET', '/api/status', { origin: 'https://evil.example' });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(headers).toMatchObject({ 'cross-origin-resource-policy': 'same-origin', 'x-content-type-options': 'nosniff' });
  for (const wrong of [
    await ask('GET', '/%zz4111111111111111'),
    await ask('POST', '/api/reload', { 'content-type': 'application/json' }, '{"card":4111111111111111'),
    await ask('POST', '/api/reload', { 'content-type': 'x/4111111111111111' }, '4111111111111111'),
    await ask('OPTIONS', '/api/reload', { 'access-control-request-method': 'POST', origin: 'https://evil.example' }),
  ]) {
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect(wrong.status).toBeLessThan(500);
    expect(wrong.text).not.toContain('4111');
  }
  expect(reloads).toBe(0);
});
