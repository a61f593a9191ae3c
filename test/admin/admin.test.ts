import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createAdmin, type Admin } from '../../src/admin/admin.js';
import type { Status, StatusFacts } from '../../src/admin/status.js';
import { createMetrics } from '../../src/observe/metrics.js';
import { createObserver } from '../../src/observe/recorder.js';
import { recordedLog } from '../support/log.js';
import { listen } from '../support/websocket.js';

let admin: Admin;
const metrics = createMetrics();
let state: StatusFacts['state'] = 'ready';

function facts(): StatusFacts {
  return {
    version: '1.2.3',
    snapshot: 'abc',
    kernel: 'wasm',
    mode: 'enforce',
    state,
    uptimeSeconds: 7,
    listeners: { proxy: { agents: 'http://127.0.0.1:1', tools: 'http://127.0.0.1:2' }, admin: undefined },
    upstream: 'http://crm.example',
  };
}

async function start(insecure = false, host = '127.0.0.1'): Promise<string> {
  admin = createAdmin({ metrics, facts, insecure });
  return (await admin.listen(host, 0)).url;
}

afterEach(async () => {
  state = 'ready';
  await admin.close();
});

test('healthz says that the process lives, readyz whether it takes traffic', async () => {
  const url = await start();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  state = 'draining';
  const draining = await fetch(`${url}/readyz`);
  expect([draining.status, await draining.json()]).toEqual([503, { status: 'draining' }]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('metrics are in the format of Prometheus', async () => {
  const response = await fetch(`${await start()}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toContain('# TYPE sluice_exchanges_total counter');
});

test('status tells the facts and the findings by entity', async () => {
  const observer = createObserver(metrics.counters, recordedLog().log);
  observer.finding('card.pan', 'mask', 'response');
  observer.refused('SLUICE_URL_SENSITIVE', 'request');
  const status = (await (await fetch(`${await start()}/api/status`)).json()) as Status;
  expect(status).toMatchObject({
    ...facts(),
    listeners: { proxy: { agents: 'http://127.0.0.1:1', tools: 'http://127.0.0.1:2' } },
    findings: { 'card.pan': { mask: { request: 0, response: 1 } } },
    refused: { SLUICE_URL_SENSITIVE: { request: 1, response: 0 } },
  });
});

test('an unknown page does not repeat what was asked for', async () => {
  const response = await fetch(`${await start()}/card/4111111111111111?x=4111111111111111`);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('4111');
});

test('an address that others can reach is refused unless asked for', async () => {
  await expect(start(false, '0.0.0.0')).rejects.toMatchObject({
    code: 'SLUICE_LISTEN_FAILED',
    message: expect.stringContaining('--admin-insecure') as string,
  });
  const url = await start(true, '0.0.0.0');
  expect((await fetch(url.replace('0.0.0.0', '127.0.0.1') + '/healthz')).status).toBe(200);
});

test('a port in use is named', async () => {
  const other = createServer();
  const { port } = await listen(other);
  admin = createAdmin({ metrics, facts });
  await expect(admin.listen('127.0.0.1', Number(port))).rejects.toMatchObject({
    code: 'SLUICE_LISTEN_FAILED',
    message: expect.stringContaining(`127.0.0.1:${port} is in use`) as string,
  });
  other.close();
});
