/** Shutting down: what is under way finishes, what does not finish in time is refused or cut, and nothing is left. */
import type { ServerResponse } from 'node:http';
import { Server } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { createProxy, toOneUpstream } from '../../src/proxy/proxy.js';
import { engine } from '../support/engine.js';
import { Recorder, eventually, proxied, speak } from '../support/proxy.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('drain', () => {
  it('lets an exchange finish, with Connection: close, and takes no new connection', async () => {
    let answer: ServerResponse | undefined;
    const { port, drain, observer } = await proxied((_, response) => (answer = response));
    const pending = speak(port, GET);
    await eventually(() => answer !== undefined);
    const drained = drain(10_000);
    answer?.end('finished');
    const { text, end } = await pending;
    expect(text).toMatch(/connection: close[^]*finished/i);
    expect(end).toBe('closed');
    await drained;
    expect(observer.ended).toHaveLength(1);
    expect((await speak(port, GET)).end).toBe('reset');
  });

  it('refuses what has not begun to be answered when the grace is over, and cuts what has', async () => {
    const { port, drain, observer, backend } = await proxied((request, response) => {
      if (request.url === '/half') response.write('{"half":');
    });
    const silent = speak(port, GET);
    const half = speak(port, GET.replace('/', '/half'));
    await eventually(() => backend.sockets.size === 2);
    await drain(50);
    expect((await silent).text).toMatch(/^HTTP\/1.1 503 [^]*SLUICE_DRAINING/);
    expect((await half).text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect((await half).end).not.toBe('open');
    await eventually(() => backend.sockets.size === 0);
    expect(observer.ended).toHaveLength(2);
  });

  it('answers connections that wait to be accepted', async () => {
    const { port, drain } = await proxied((_, response) => response.end('ok'));
    const asked = Array.from({ length: 20 }, () => speak(port, GET));
    await new Promise((resolve) => process.nextTick(resolve)); // the system has them, Node has seen none
    await drain(10_000);
    for (const one of asked) expect((await one).text).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*ok/i);
  });

  it('closes idle connections at once', async () => {
    const { port, drain } = await proxied((_, response) => response.end('ok'));
    const idle = speak(port, GET, { until: () => false });
    await speak(port, GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await drain(60_000);
    expect((await idle).end).toBe('closed');
  });
});

describe('listen', () => {
  it('has the system keep as many connections as the limit says', async () => {
    const listening = vi.spyOn(Server.prototype, 'listen');
    await proxied((_, response) => response.end());
    expect(listening).toHaveBeenCalledWith(expect.objectContaining({ backlog: LIMITS.listenQueueEntries }));
    listening.mockRestore();
  });

  it('says which address is taken', async () => {
    const { port } = await proxied((_, response) => response.end());
    const second = await createProxy({ snapshot: toOneUpstream(new URL('http://127.0.0.1:1'), { engine }), observer: new Recorder() });
    await expect(second.listen('127.0.0.1', port)).rejects.toMatchObject({ code: 'SLUICE_LISTEN_FAILED' });
    await second.drain(0);
  });
});
