/** Several servers of one upstream: who gets the next request, and who gets none. */
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { leastRequests, roundRobin } from '../../../src/proxy/upstream/balance.js';
import { Breaker } from '../../../src/proxy/upstream/breaker.js';
import { ask, begin, httpServer, until, upstreamOf } from '../../support/upstream.js';

const named = (name: string) => httpServer((_, response) => response.end(name));

describe('balance', () => {
  const server = (name: string, weight: number, load = 0) => ({ name, weight, load });

  it('in turns keeps to the weights, evenly spread', () => {
    const balance = roundRobin<ReturnType<typeof server>>();
    const servers = [server('a', 2), server('b', 1)];
    expect(Array.from({ length: 6 }, () => balance(servers).name).join('')).toBe('abaaba');
  });

  it('in turns gives each its share exactly, whatever the weights', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), (weights) => {
        const balance = roundRobin<ReturnType<typeof server>>();
        const servers = weights.map((weight, i) => server(String(i), weight));
        const counts = new Map(servers.map(({ name }) => [name, 0]));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let i = 0; i < total; i++) {
          const { name } = balance(servers);
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        expect([...counts.values()]).toEqual(weights);
      }),
    );
  });

  it('by requests picks the one with the fewest for its weight, and takes turns among equals', () => {
    const balance = leastRequests<ReturnType<typeof server>>();
    expect(balance([server('a', 1, 3), server('b', 1, 2)]).name).toBe('b');
    expect(balance([server('a', 4, 3), server('b', 1, 1)]).name).toBe('a');
    const equals = [server('a', 1), server('b', 1), server('c', 1)];
    expect(new Set([1, 2, 3].map(() => balance(equals).name)).size).toBe(3);
  });

  it('by requests leaves a server alone that is busy', async () => {
    const slow = await httpServer(() => undefined);
    const fast = await named('fast');
    const upstream = upstreamOf({ servers: [slow.url, fast.url] });
    const stuck = [begin(upstream), begin(upstream)]; // one of them
    await until(() => stuck.some(({ outcome }) => outcome === 'end'));
    for (let i = 0; i < 5; i++) expect((await ask(upstream)).body).toBe('fast');
  });
});

describe('the breaker', () => {
  it('opens after failures in a row, tries once in each interval, and closes on an answer', () => {
    const states: string[] = [];
    const breaker = new Breaker({ failures: 3, openMs: 100 }, (state) => states.push(state));
    breaker.failure(0);
    breaker.failure(0);
    breaker.success();
    breaker.failure(1);
    breaker.failure(1);
    expect(breaker.permits(1)).toBe(true);
    breaker.failure(1);
    expect([breaker.permits(2), breaker.permits(101)]).toEqual([false, true]);
    breaker.enter(101);
    expect([breaker.permits(102), breaker.permits(200), breaker.permits(201)]).toEqual([false, false, true]);
    breaker.failure(150);
    expect([breaker.permits(249), breaker.permits(250)]).toEqual([false, true]);
    breaker.failure(200); // one that was sent long before
    expect(breaker.permits(250)).toBe(true);
    breaker.enter(250);
    breaker.success();
    expect(breaker.permits(251)).toBe(true);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('never opens where none is asked for', () => {
    const breaker = new Breaker(undefined, () => undefined);
    for (let i = 0; i < 100; i++) breaker.failure(0);
    expect(breaker.permits(0)).toBe(true);
  });

  it('refuses at once while a server cannot be reached, and finds it when it is back', async () => {
    const gone = await named('back');
    await gone.close();
    const changes: string[] = [];
    const upstream = upstreamOf(
      { servers: [gone.url], breaker: { failures: 2, openMs: 500 } },
      { events: { breakerChanged: (name, server, state) => changes.push(`${name} ${server === gone.url.origin} ${state}`) } },
    );
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push((await ask(upstream)).outcome);
    expect(outcomes).toEqual([
      'SLUICE_UPSTREAM_UNREACHABLE',
      'SLUICE_UPSTREAM_UNREACHABLE',
      'SLUICE_UPSTREAM_UNAVAILABLE',
      'SLUICE_UPSTREAM_UNAVAILABLE',
    ]);
    expect(upstream.lease()).toBe('SLUICE_UPSTREAM_UNAVAILABLE');
    expect(upstream.status().servers[0]?.breaker).toBe('open');
    await httpServer((_, response) => response.end('back'), gone.port);
    await sleep(510);
    expect((await ask(upstream)).body).toBe('back');
    expect(changes).toEqual(['crm true open', 'crm true half-open', 'crm true closed']);
  });

  it('counts answers that never came or were no answers, and not those of the requests that were given up or unfit', async () => {
    const server = await httpServer((request) => {
      if (request.url === '/dead') request.socket.destroy();
    });
    const upstream = upstreamOf({ servers: [server.url], breaker: { failures: 3, openMs: 5_000 } });
    for (let i = 0; i < 5; i++) {
      begin(upstream).call.abort();
      await ask(upstream, { path: 'no path' });
    }
    expect(upstream.status().servers[0]?.breaker).toBe('closed');
    await ask(upstream, { path: '/dead' });
    await ask(upstream, { path: '/dead' });
    await ask(upstream, { headersTimeoutMs: 30 });
    expect(upstream.status().servers[0]?.breaker).toBe('open');
  });

  it('leads to the servers that are left', async () => {
    const gone = await named('gone');
    await gone.close();
    const here = await named('here');
    const upstream = upstreamOf({ servers: [gone.url, here.url], balance: 'round-robin', breaker: { failures: 1, openMs: 60_000 } });
    const outcomes = [];
    for (let i = 0; i < 6; i++) outcomes.push((await ask(upstream)).outcome);
    expect(outcomes.filter((outcome) => outcome !== 'end')).toEqual(['SLUICE_UPSTREAM_UNREACHABLE']);
  });
});

describe('checks', () => {
  const health = { path: '/up', intervalMs: 20, timeoutMs: 5_000, healthyAfter: 2, unhealthyAfter: 2, expect: [[200, 299]] as const };

  it('leave a server out after so many failures, and take it back after so many successes', async () => {
    let status = 200;
    let checks = 0;
    const server = await httpServer((request, response) => {
      if (request.url === '/up') checks++;
      response.writeHead(request.url === '/up' ? status : 200).end('x');
    });
    const changes: boolean[] = [];
    const upstream = upstreamOf(
      { servers: [server.url], health },
      { events: { healthChanged: (_, __, healthy) => changes.push(healthy) } },
    );
    await until(() => checks > 2);
    expect((await ask(upstream)).outcome).toBe('end');
    status = 500;
    await until(() => changes.length === 1);
    expect((await ask(upstream)).outcome).toBe('SLUICE_UPSTREAM_UNAVAILABLE');
    expect(upstream.status().servers[0]).toMatchObject({ healthy: false, active: 0 });
    status = 204;
    await until(() => changes.length === 2);
    expect(changes).toEqual([false, true]);
    expect((await ask(upstream)).outcome).toBe('end');
    await upstream.destroy();
    const last = checks;
    await sleep(60);
    expect(checks).toBeLessThanOrEqual(last + 1);
  });

  it('take silence, an answer that never ends in time and a refused connection for failures', async () => {
    const silent = await httpServer(() => undefined);
    const dripping = await httpServer((_, response) => response.write('x'));
    const gone = await named('gone');
    await gone.close();
    const upstream = upstreamOf({ servers: [silent.url, dripping.url, gone.url], health: { ...health, timeoutMs: 60 } });
    await until(() => upstream.status().servers.every(({ healthy }) => !healthy));
    await upstream.destroy();
    await until(() => silent.sockets.size === 0 && dripping.sockets.size === 0);
  });

  it('do not wait for a connection of the pool', async () => {
    let checks = 0;
    const server = await httpServer((request, response) => {
      if (request.url !== '/up') return;
      checks++;
      response.end();
    });
    const upstream = upstreamOf({ servers: [server.url], health, maxConnections: 1 });
    begin(upstream);
    await until(() => checks > 4);
    expect(upstream.status().servers[0]).toMatchObject({ healthy: true, open: 1, active: 1 });
  });
});

describe('a lease', () => {
  it('names a server and counts for it until it is released, once', async () => {
    const server = await named('x');
    const upstream = upstreamOf({ servers: [server.url], maxConnections: 2, breaker: { failures: 1, openMs: 60_000 } });
    const lease = upstream.lease();
    if (typeof lease === 'string') throw new Error(lease);
    expect([lease.target.href, lease.tls]).toEqual([`ws://127.0.0.1:${server.port}/`, undefined]);
    expect(upstream.status().servers[0]?.leased).toBe(1);
    const other = upstream.lease();
    expect(upstream.lease()).toBe('SLUICE_UPSTREAM_BUSY');
    lease.release();
    lease.release();
    expect(upstream.status().servers[0]?.leased).toBe(1);
    if (typeof other !== 'string') other.connected(false);
    expect(upstream.lease()).toBe('SLUICE_UPSTREAM_UNAVAILABLE');
  });
});
