/** Bounds of one server: connections, those who wait for one, how long idle ones are kept, and how all of it ends. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ask, begin, rawServer, until, upstreamOf } from '../../support/upstream.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server that answers when it is told to. */
async function patient() {
  const waiting: Socket[] = [];
  const server = await rawServer((socket) => waiting.push(socket));
  return { ...server, waiting, answer: () => waiting.shift()?.write(OK) };
}

describe('connections', () => {
  it('are no more than allowed; who comes later waits in turn, and gets the connection that is free', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url], maxConnections: 2 });
    const ended: number[] = [];
    const asked = [0, 1, 2, 3].map((n) => {
      const one = begin(upstream);
      void one.over.then(() => ended.push(n));
      return one;
    });
    await until(() => server.waiting.length === 2);
    expect(upstream.status().servers[0]).toMatchObject({ open: 2, queued: 2, active: 4, idle: 0 });
    for (let n = 0; n < 4; n++) {
      await until(() => server.waiting.length > 0);
      server.answer();
      await until(() => ended.length === n + 1);
    }
    expect(asked.map(({ body }) => body)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(ended.slice(2)).toEqual([2, 3]);
    expect(server.accepted()).toBe(2);
    expect(upstream.status().servers[0]).toMatchObject({ open: 2, queued: 0, active: 0, idle: 2 });
  });

  it('that are lost make room for those who wait', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url], maxConnections: 1 });
    const first = begin(upstream);
    const second = begin(upstream);
    await until(() => server.waiting.length === 1);
    first.call.abort();
    await until(() => server.waiting.length === 2);
    server.waiting[1].write(OK);
    await second.over;
    expect(second.body).toBe('ok');
  });

  it('are refused to those for whom there is no place in the queue, and to those who waited too long', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url], maxConnections: 1, maxQueued: 2, queueTimeoutMs: 80 });
    const first = begin(upstream);
    const late = begin(upstream);
    const gone = begin(upstream);
    const excess = begin(upstream);
    expect(excess.outcome).toBeUndefined(); // never before send has returned
    await excess.over;
    gone.call.abort();
    await late.over;
    expect([late.outcome, excess.outcome, gone.outcome]).toEqual(['SLUICE_UPSTREAM_BUSY', 'SLUICE_UPSTREAM_BUSY', undefined]);
    await until(() => server.waiting.length === 1);
    server.answer();
    await first.over;
    expect(upstream.status().servers[0]).toMatchObject({ active: 0, queued: 0, idle: 1 });
  });
});

describe('an idle connection', () => {
  it('is not used when it has been idle for longer than allowed', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const upstream = upstreamOf({ servers: [server.url], idleMs: 300 });
    await ask(upstream);
    await ask(upstream);
    expect(server.accepted()).toBe(1);
    await sleep(320);
    await ask(upstream);
    expect(server.accepted()).toBe(2);
  });

  it('is closed by and by, though nobody asks', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const upstream = upstreamOf({ servers: [server.url], idleMs: 60 });
    await ask(upstream);
    await until(() => server.sockets.size === 0);
    expect(upstream.status().servers[0]).toMatchObject({ open: 0, idle: 0 });
  });

  it('is kept for less than the server says', async () => {
    const server = await rawServer((socket) => socket.write(OK.replace('Content', 'Keep-Alive: timeout=1, max=5\r\nContent')));
    const upstream = upstreamOf({ servers: [server.url] });
    await ask(upstream);
    await until(() => server.sockets.size === 0);
    await ask(upstream);
    expect(server.accepted()).toBe(2);
  });
});

describe('the end of an upstream', () => {
  it('lets exchanges finish when it is told to, and sends those that come late', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url] });
    const idle = begin(upstream);
    const long = begin(upstream);
    await until(() => server.waiting.length === 2);
    server.answer();
    await idle.over;
    let over = false;
    const destroyed = upstream.destroy(true).then(() => (over = true));
    await until(() => server.sockets.size === 1);
    const late = begin(upstream);
    await until(() => server.waiting.length === 2);
    server.answer();
    server.answer();
    await Promise.all([long.over, late.over]);
    expect([long.body, late.body]).toEqual(['ok', 'ok']);
    await destroyed;
    expect(over).toBe(true);
    await until(() => server.sockets.size === 0);
  });

  it('may come at once after it was to wait', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url] });
    const asked = begin(upstream);
    await until(() => server.waiting.length === 1);
    const gentle = upstream.destroy(true);
    await upstream.destroy();
    await gentle;
    expect(asked.outcome).toBe('SLUICE_DRAINING');
  });

  it('fails all who wait when it comes at once', async () => {
    const server = await patient();
    const upstream = upstreamOf({ servers: [server.url], maxConnections: 1 });
    const asked = [begin(upstream), begin(upstream)];
    await until(() => server.waiting.length === 1);
    await upstream.destroy();
    expect(asked.map(({ outcome }) => outcome)).toEqual(['SLUICE_DRAINING', 'SLUICE_DRAINING']);
    await until(() => server.sockets.size === 0);
    expect(server.accepted()).toBe(1);
  });
});
