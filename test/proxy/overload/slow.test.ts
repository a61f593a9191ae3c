/** Slow downstreams: what is slowness and what is not, and that whoever is quick is served beside them. */
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../../src/proxy/overload/pace.js';
import { slowestOf } from '../../../src/proxy/overload/slowest.js';
import { closeLater } from '../../support/cleanup.js';
import { eventually, proxied, speak } from '../../support/proxy.js';
import { begin, rawServer, upstreamOf } from '../../support/upstream.js';

describe('a pace', () => {
  const limits = { slowBytesPerSecond: 100, slowGraceMs: 1_000 };

  it('allows the grace, and the time that bytes are worth', () => {
    const pace = new Pace(limits);
    pace.wait(0);
    expect([pace.isTooSlow(1_000), pace.isTooSlow(1_001)]).toEqual([false, true]);
    pace.moved(50, 900); // worth half a second
    expect([pace.isTooSlow(1_500), pace.isTooSlow(1_501)]).toEqual([false, true]);
    expect([pace.isTooSlow(2_500, 100), pace.isTooSlow(2_501, 100)]).toEqual([false, true]); // a hundred more wait to be taken
  });

  it('saves nothing up', () => {
    const pace = new Pace(limits);
    pace.wait(0);
    pace.moved(1_000_000, 10);
    expect(pace.isTooSlow(1_011)).toBe(true);
  });

  it('counts no time in which nobody waits', () => {
    const pace = new Pace(limits);
    pace.wait(0);
    pace.rest(900);
    expect([pace.isTooSlow(1e9), pace.stalledMs(1e9)]).toEqual([false, 0]);
    pace.wait(2e9);
    expect([pace.isTooSlow(2e9 + 100), pace.isTooSlow(2e9 + 101)]).toEqual([false, true]);
  });

  it('of a steady sender at the lowest rate is never too slow', () => {
    const pace = new Pace(limits);
    pace.wait(0);
    for (let now = 500; now < 1e6; now += 500) {
      expect(pace.isTooSlow(now)).toBe(false);
      pace.moved(50, now);
    }
  });

  it('is not judged without a rate', () => {
    const pace = new Pace({ slowBytesPerSecond: 0, slowGraceMs: 10 });
    pace.wait(0);
    pace.moved(0, 5);
    expect([pace.isTooSlow(1e9), pace.stalledMs(1_000)]).toEqual([false, 1_000]);
    pace.moved(1, 1_000);
    expect(pace.stalledMs(1_000)).toBe(0);
  });
});

it('the slowest go first, and who is quick does not go', () => {
  const all = [5, 40, 0, 30, 20].map((ms) => ({ stalledMs: () => ms }));
  const told = (least: number, most: number): number[] => slowestOf(all, least, most, 0).map((one) => one.stalledMs());
  expect(told(20, 2)).toEqual([40, 30]);
  expect(told(20, 9)).toEqual([40, 30, 20]);
  expect(told(50, 9)).toEqual([]);
});

const BLOCK = Buffer.alloc(65_536, 'a');

/** An answer without an end, as fast as it is taken. */
function pour(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  const more = (): void => {
    while (!response.destroyed) {
      if (response.write(BLOCK)) continue;
      response.once('drain', more);
      return;
    }
  };
  more();
}

/** Asks and never reads. */
function dawdle(port: number, path = '/endless'): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  closeLater(() => Promise.resolve(socket.destroy()));
  return socket;
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('below the lowest rate', () => {
  it('a reader that does not read is cut', async () => {
    const limits = { slowBytesPerSecond: 1_000_000, slowGraceMs: 100 };
    const { port, observer, backend } = await proxied((_, response) => pour(response), { limits });
    dawdle(port);
    await eventually(() => observer.ended.length === 1);
    expect(observer.ended[0]).toMatchObject({ status: 200, code: 'SLUICE_DOWNSTREAM_TIMEOUT' });
    await eventually(() => backend.sockets.size === 0);
  });

  it('a body that comes byte by byte is refused with 408, though it never pauses; a quicker one is taken', async () => {
    const limits = { slowBytesPerSecond: 1_000, slowGraceMs: 300 };
    const { port, observer } = await proxied((asked, response) => asked.resume().on('end', () => response.end('ok')), { limits });
    const head = (length: number): string =>
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString())).on('error', () => undefined);
    socket.write(head(100_000));
    const drip = setInterval(() => socket.write(' '), 20);
    const quick = connect(port, '127.0.0.1');
    let told = '';
    quick.on('data', (chunk) => (told += chunk.toString())).on('error', () => undefined);
    quick.write(head(4_000));
    for (let at = 0; at < 40; at++) {
      quick.write('a'.repeat(100));
      await sleep(50);
    }
    await eventually(() => heard.includes('SLUICE_REQUEST_TIMEOUT') && told.includes('ok'));
    clearInterval(drip);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(told).toMatch(/^HTTP\/1\.1 200 /);
    expect(observer.refusals).toEqual(['SLUICE_REQUEST_TIMEOUT']);
    socket.destroy();
  });

  it('nobody is who has nothing to move: a long poll, a silent event stream, a slow upstream', async () => {
    const limits = { slowBytesPerSecond: 100_000, slowGraceMs: 50 };
    const { port, observer } = await proxied(
      (asked, response) => {
        const isStream = asked.url === '/events';
        response.writeHead(200, { 'Content-Type': isStream ? 'text/event-stream' : 'text/plain' });
        response.write(isStream ? 'data: first\n\n' : 'first ');
        setTimeout(() => response.end(isStream ? 'data: last\n\n' : 'last'), 2_300);
      },
      { limits },
    );
    const paths = ['/', '/events'].map((path) => speak(port, GET.replace('/ ', `${path} `)));
    for (const { text } of await Promise.all(paths)) expect(text).toContain('last');
    expect(observer.refusals).toEqual([]);
  });
});

describe('where the connections to the upstream are short', () => {
  /** Those who do not read hold every connection that there is. */
  async function besieged(limits: Record<string, number>) {
    let endless = 0;
    const place = await proxied(
      (asked, response) => {
        if (asked.url !== '/endless') return response.end('ok');
        endless++;
        return pour(response);
      },
      { limits: { upstreamConnections: 8, upstreamReservePercent: 0, evictionMs: 200, ...limits } },
    );
    for (let at = 0; at < 8; at++) dawdle(place.port);
    await eventually(() => endless === 8);
    return place;
  }

  it('honest requests get one: the slowest give way to those that wait', async () => {
    const { port, observer } = await besieged({});
    const answers = await Promise.all(Array.from({ length: 20 }, () => speak(port, GET)));
    expect(answers.map(({ text }) => text.slice(0, 12))).toEqual(Array.from({ length: 20 }, () => 'HTTP/1.1 200'));
    await eventually(() => observer.ended.some(({ code }) => code === 'SLUICE_EVICTED'));
    expect(observer.refusals.every((code) => code === 'SLUICE_EVICTED')).toBe(true);
  });

  it('a part of them is kept free of those who do not read', async () => {
    const { port, observer } = await besieged({ upstreamReservePercent: 25 });
    await eventually(() => observer.refusals.length === 2);
    expect((await speak(port, GET)).text).toContain('200 OK');
    await sleep(600);
    expect(observer.refusals).toEqual(['SLUICE_EVICTED', 'SLUICE_EVICTED']);
  });

  it('nobody gives way who is not held up, and none as long as there are others', async () => {
    const server = await rawServer(() => undefined);
    const stalled = [0, 90, 40, 70].map((ms) => ({ ms }));
    const upstream = upstreamOf(
      { servers: [server.url], maxConnections: 4, queueTimeoutMs: 700 },
      { limits: { upstreamReservePercent: 0, evictionMs: 50 } },
    );
    const all = stalled.map(({ ms }) => Object.assign(begin(upstream), { stalledMs: () => ms }));
    await sleep(400);
    expect(all.map(({ outcome }) => outcome)).toEqual([undefined, undefined, undefined, undefined]);
    const late = [0, 0, 0].map(() => begin(upstream));
    await eventually(() => late.some(({ outcome }) => outcome !== undefined));
    expect(all.map(({ outcome }) => outcome)).toEqual([undefined, 'SLUICE_EVICTED', undefined, 'SLUICE_EVICTED']);
    expect(late.map(({ outcome }) => outcome)).toEqual([undefined, undefined, 'SLUICE_UPSTREAM_BUSY']);
  });
});
