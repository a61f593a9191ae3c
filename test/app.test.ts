import { cpSync, mkdtempSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Status } from '../src/admin/status.js';
import { createApp, type App, type AppOptions } from '../src/app.js';
import { testLog } from './support/log.js';
import { connect, listen, startUpstream } from './support/websocket.js';

const FREE = { host: '127.0.0.1', port: 0 };

let crm: Server;
let upstream: URL;
let app: App | undefined;

function create(options: Partial<AppOptions> = {}): App {
  app = createApp({ upstream, listen: FREE, admin: FREE, log: testLog(), ...options });
  return app;
}

async function status(admin: string | undefined): Promise<Status> {
  return (await (await fetch(`${admin}/api/status`)).json()) as Status;
}

beforeEach(async () => {
  crm = createServer((_request, response) => response.setHeader('content-type', 'application/json').end('{"card":"4111111111111111"}'));
  upstream = await listen(crm);
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
  crm.closeAllConnections();
  crm.close();
});

test('starts on free ports, counts, and stops twice without complaint', async () => {
  const { proxy, admin } = await create().start();
  expect(await (await fetch(proxy)).text()).toBe('{"card":"************1111"}');
  expect(await status(admin)).toMatchObject({
    state: 'ready',
    mode: 'enforce',
    exchanges: { http: 1, websocket: 0 },
    findings: { 'card.pan': { mask: { request: 0, response: 1 } } },
    listeners: { proxy: { default: proxy }, admin },
  });
  await Promise.all([app!.stop(), app!.stop()]);
  await expect(fetch(proxy)).rejects.toThrow();
  await expect(fetch(`${admin}/healthz`)).rejects.toThrow();
});

test('without an admin address there is no admin listener', async () => {
  expect((await create({ admin: undefined }).start()).admin).toBeUndefined();
});

test('when one listener cannot be opened the other does not stay open', async () => {
  const taken = { host: '127.0.0.1', port: Number(upstream.port) };
  const probe = createServer();
  const free = { host: '127.0.0.1', port: Number((await listen(probe)).port) };
  await new Promise((resolve) => probe.close(resolve));
  await expect(create({ listen: free, admin: taken }).start()).rejects.toMatchObject({ code: 'SLUICE_LISTEN_FAILED' });
  await expect(fetch(`http://127.0.0.1:${free.port}`)).rejects.toThrow();
});

test('a reload takes new rules for new exchanges, and keeps the old ones when the new are broken', async () => {
  const rules = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  cpSync(fileURLToPath(new URL('../rules', import.meta.url)), rules, { recursive: true });
  const { proxy, admin } = await create({ rules }).start();
  const before = (await status(admin)).snapshot;
  appendFileSync(join(rules, 'card/pack.yaml'), '\n# changed\n');
  expect(await app!.reload('api')).toEqual({ snapshot: expect.any(String) as string });
  const after = (await status(admin)).snapshot;
  expect(after).not.toBe(before);
  writeFileSync(join(rules, 'card/pack.yaml'), 'pack: [');
  expect(await app!.reload('api')).toMatchObject({ failure: { code: 'SLUICE_RULES_INVALID' } });
  expect((await status(admin)).snapshot).toBe(after);
  expect(await (await fetch(proxy)).text()).toBe('{"card":"************1111"}');
  rmSync(rules, { recursive: true });
});

test('a WebSocket that was open before a reload goes on with the engine it began with', async () => {
  const chat = await startUpstream();
  const { proxy } = await create({ upstream: chat.url }).start();
  const [agent, peer] = await Promise.all([connect(proxy), chat.next()]);
  await app!.reload('signal');
  peer.ws.send('card 4111111111111111');
  expect((await agent.received(1))[0].text).toBe('card ************1111');
  await app!.stop();
  await chat.stop();
});

test('while it drains, readyz says so and an open exchange finishes', async () => {
  const chat = await startUpstream();
  const { proxy, admin } = await create({ upstream: chat.url, limits: { webSocketCloseMs: 1_000 } }).start();
  const [agent, peer] = await Promise.all([connect(proxy), chat.next()]);
  agent.ws.pause();
  const stopped = app!.stop();
  expect((await fetch(`${admin}/readyz`)).status).toBe(503);
  peer.ws.close(1000);
  agent.ws.resume();
  await stopped;
  expect((await agent.closed).code).toBe(1001);
  await chat.stop();
});
