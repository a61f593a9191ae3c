/**
 * HTTP/2 to an upstream. Attack story: a server, or somebody who has broken one, resets a stream in the middle of a body by NO_ERROR or
 * CANCEL, which the usual clients take for its end. Half a list of customers is passed on, stored and counted as a success, and nobody
 * ever hears of the other half. An answer is whole when its sender says so (END_STREAM), and only then.
 */
import { createSecureServer, constants } from 'node:http2';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UpstreamRequest } from '../../../src/proxy/upstream/api.js';
import type { ProxyLimits } from '../../../src/proxy/options.js';
import { type Authority, type Credentials, authority } from '../../support/certificates.js';
import { FLAG } from '../../support/raw-http2.js';
import { OK, type RawAnswer, rawHttp2Server } from '../../support/raw-http2-server.js';
import { ask, begin, listen, until, upstreamOf } from '../../support/upstream.js';

let ca: Authority;
let leaf: Credentials;

beforeAll(async () => {
  ca = await authority();
  leaf = await ca.leaf(['127.0.0.1']);
});

const open = (url: URL, limits: Partial<ProxyLimits> = {}) =>
  upstreamOf({ servers: [url], protocol: 'h2', tls: { ca: ca.cert } }, { limits });

/** Asks a server that answers with these frames. */
async function answered(answer: (stream: RawAnswer) => void, request: Partial<UpstreamRequest> = {}) {
  const { url } = await rawHttp2Server(leaf, answer);
  return ask(open(url), request);
}

const BROKEN = 'SLUICE_UPSTREAM_FAILED';
const CODES = Array.from({ length: 14 }, (_, code) => [code] as const);

describe('an answer is whole when its sender has ended the stream', () => {
  it.each<[string, (stream: RawAnswer) => void, string]>([
    ['with its last bytes', (to) => to.send(to.headers(OK), to.data('so '), to.data('far', true)), 'so far'],
    ['with nothing behind them', (to) => to.send(to.headers(OK), to.data('so far'), to.data('', true)), 'so far'],
    ['with its head', (to) => to.send(to.headers(OK, FLAG.endHeaders | FLAG.endStream)), ''],
    ['with trailers', (to) => to.send(to.headers(OK), to.data('so far'), to.headers([['x', 'y']], FLAG.endHeaders | FLAG.endStream)), 'so far'], // prettier-ignore
    ['behind hints', (to) => to.send(to.headers([[':status', '103']]), to.headers(OK), to.data('so far', true)), 'so far'],
    ['and said good-bye before', (to) => to.send(to.headers(OK), to.data('so '), to.goAway(0), to.data('far', true)), 'so far'],
    ['and wants no more of the request (RFC 9113 section 8.1)', (to) => to.send(to.headers(OK), to.data('so far', true), to.reset(0)), 'so far'], // prettier-ignore
  ])('%s', async (_, answer, body) => {
    expect(await answered(answer)).toMatchObject({ status: 200, body, outcome: 'end', late: 0 });
  });

  it('also in the middle of the request, which then goes no further', async () => {
    const { url, sockets } = await rawHttp2Server(leaf, (to) => to.send(to.headers(OK), to.data('enough', true), to.reset(0)));
    const source = new Readable({ read: () => undefined });
    source.push('some');
    const upstream = open(url);
    expect(await ask(upstream, { method: 'POST', body: source })).toMatchObject({ body: 'enough', outcome: 'end' });
    await until(() => source.destroyed && sockets.size === 0);
  });
});

describe('an answer that is not ended is never whole', () => {
  it.each(CODES)('reset by code %i in the middle of its body', async (code) => {
    const asked = await answered((to) => {
      to.send(to.headers(OK), to.data('so far'));
      setTimeout(() => to.send(to.reset(code)), 5);
    });
    expect(asked).toMatchObject({ status: 200, outcome: BROKEN, late: 0 });
  });

  it.each(CODES)('reset by code %i together with its body', async (code) => {
    expect(await answered((to) => to.send(to.headers(OK), to.data('so far'), to.reset(code)))).toMatchObject({ outcome: BROKEN, late: 0 });
  });

  it.each(CODES)('reset by code %i behind its head, or before', async (code) => {
    expect((await answered((to) => to.send(to.headers(OK), to.reset(code)))).outcome).toBe(BROKEN);
    expect((await answered((to) => to.send(to.reset(code)))).outcome).toBe(BROKEN);
  });

  it.each([0, 8])('reset by code %i while the request is still being sent', async (code) => {
    const source = new Readable({ read: () => undefined });
    source.push('some');
    const asked = await answered((to) => to.send(to.headers(OK), to.data('so far'), to.reset(code)), { method: 'POST', body: source });
    expect(asked.outcome).toBe(BROKEN);
    await until(() => source.destroyed);
  });

  it.each([0, 8])('reset by code %i while its reader has no room', async (code) => {
    const { url } = await rawHttp2Server(leaf, (to) => {
      to.send(to.headers(OK), to.data(Buffer.alloc(16_000)), to.data(Buffer.alloc(16_000)));
      setTimeout(() => to.send(to.reset(code)), 20);
    });
    const asked = begin(open(url));
    asked.room = false;
    await until(() => asked.chunks.length > 0);
    await sleep(60);
    asked.room = true;
    asked.call.resume();
    await asked.over;
    expect(asked).toMatchObject({ outcome: BROKEN, late: 0 });
  });

  it.each<[string, (stream: RawAnswer) => void]>([
    ['by the end of the connection', (to) => (to.send(to.headers(OK), to.data('so far')), void to.socket.end())],
    ['by its reset', (to) => (to.send(to.headers(OK), to.data('so far')), void setTimeout(() => to.socket.destroy(), 10))],
    ['by GOAWAY with an error', (to) => to.send(to.headers(OK), to.data('so far'), to.goAway(2))],
    ['before its length', (to) => to.send(to.headers([...OK, ['content-length', '7']]), to.data('so far', true))],
    ['beyond its length', (to) => to.send(to.headers([...OK, ['content-length', '5']]), to.data('so far', true))],
    ['by a length that differs from another', (to) => to.send(to.headers([...OK, ['content-length', '6'], ['content-length', '7']]), to.data('so far', true))], // prettier-ignore
    ['by a status that is none', (to) => to.send(to.headers([[':status', '999']]), to.data('so far', true))],
    ['by a field of the connection', (to) => to.send(to.headers([...OK, ['transfer-encoding', 'chunked']]), to.data('so far', true))],
    ['by hints without end', (to) => to.send(...Array.from({ length: 40 }, () => to.headers([[':status', '103']])), to.headers(OK), to.data('so far', true))], // prettier-ignore
    ['by a head too long', (to) => to.send(to.headers([...OK, ['x', 'y'.repeat(12_000)], ['y', 'y'.repeat(4_000)]], FLAG.endHeaders), to.data('so far', true))], // prettier-ignore
  ])('broken off %s', async (_, answer) => {
    const { url } = await rawHttp2Server(leaf, answer);
    expect((await ask(open(url, { headerBytes: 14_000 }))).outcome).toBe(BROKEN);
  });

  it('by a real server that gives up, by each of its codes', async () => {
    const http2 = createSecureServer({ cert: leaf.chain, key: leaf.key }, (request, response) => {
      response.write('so far');
      setTimeout(() => request.stream.close(Number(request.url.slice(1))), 5);
    });
    const upstream = open((await listen(http2, 'https')).url);
    for (let code = 1; code < 14; code++) expect((await ask(upstream, { path: `/${code}` })).outcome).toBe(BROKEN);
  });
});

it('a field that HTTP does not allow goes no further', async () => {
  const fields = [...OK, ['x', 'a\r\nset-cookie: b'], ['y', 'z']] as const;
  const asked = await answered((to) => to.send(to.headers(fields), to.data('so far', true)));
  expect(asked.headers).toEqual(['y', 'z']);
});

describe('a request', () => {
  it.each<[string, Partial<UpstreamRequest>, object]>([
    ['without a body', { headers: ['X-Name', 'caf\xe9', 'x-name', 'b'] }, { ':method': 'GET', ':path': '/', 'x-name': 'caf\xe9, b' }],
    ['that should have one', { method: 'POST' }, { ':method': 'POST', 'content-length': '0' }],
    ['with one', { method: 'PUT', body: Buffer.from('four'), path: '/a/../b?c=%zz' }, { ':path': '/a/../b?c=%zz', 'content-length': '4' }],
    ['for another host', { host: 'crm.example:81' }, { ':authority': 'crm.example:81' }],
    ['with cookies on several lines', { headers: ['Cookie', 'a=1', 'cookie', 'b=2'] }, { cookie: 'a=1; b=2' }],
  ])('arrives as it is: %s', async (_, request, expected) => {
    const heard: object[] = [];
    const http2 = createSecureServer({ cert: leaf.chain, key: leaf.key }, (incoming, response) => {
      heard.push(incoming.headers);
      incoming.pipe(response);
    });
    const { url } = await listen(http2, 'https');
    expect((await ask(open(url), request)).outcome).toBe('end');
    expect(heard).toMatchObject([expected]);
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ['CRLF in a value', { headers: ['X', 'a\r\nY: b'] }],
    ['a colon in a name', { headers: ['X:', 'a'] }],
    ['LF in disguise (U+010A) in a path', { path: '/\u010a' }],
    ['a space in a path', { path: '/a b' }],
    ['a space in a method', { method: 'GET /x' }],
    ['a transfer coding of the caller', { headers: ['Transfer-Encoding', 'chunked'] }],
    ['a length of the caller', { headers: ['Content-Length', '5'] }],
  ])('with %s is never sent', async (_, request) => {
    let requests = 0;
    const { url } = await rawHttp2Server(leaf, () => requests++);
    expect((await ask(open(url), request)).outcome).toBe('SLUICE_BAD_REQUEST');
    expect(requests).toBe(0);
  });

  it('whose source breaks off is reset, not ended', async () => {
    let stream: RawAnswer | undefined;
    const { url, sockets } = await rawHttp2Server(leaf, (to) => void (stream = to));
    const source = new Readable({ read: () => undefined });
    const asked = begin(open(url), { method: 'POST', body: source });
    source.push('some');
    await until(() => stream !== undefined);
    source.destroy();
    await asked.over;
    expect(asked.outcome).toBe(BROKEN);
    await until(() => sockets.size === 0);
  });

  it('waits for an answer as long as it should, and may be given up', async () => {
    const { url, sockets } = await rawHttp2Server(leaf, () => undefined);
    const upstream = open(url, { upstreamHeadersTimeoutMs: 80 });
    expect((await ask(upstream)).outcome).toBe('SLUICE_UPSTREAM_TIMEOUT');
    const asked = begin(upstream, { headersTimeoutMs: 5_000 });
    await until(() => sockets.size > 0);
    asked.call.abort();
    await until(() => sockets.size === 0);
    expect(asked.outcome).toBeUndefined();
  });
});

it('a long answer is sent no faster than it is read', async () => {
  let written = 0;
  const http2 = createSecureServer({ cert: leaf.chain, key: leaf.key }, (_, response) => {
    const more = (): void => {
      while (written < 4 << 20) {
        written += 65_536;
        if (!response.write(Buffer.alloc(65_536, 'x'))) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  const asked = begin(open((await listen(http2, 'https')).url));
  asked.room = false;
  await until(() => asked.chunks.length > 0);
  await sleep(60);
  expect(written).toBeLessThan(2 << 20);
  asked.room = true;
  asked.call.resume();
  await asked.over;
  expect([asked.outcome, Buffer.concat(asked.chunks).length]).toEqual(['end', 4 << 20]);
});

it('a connection is used again unless its server said good-bye', async () => {
  let count = 0;
  const http2 = createSecureServer({ cert: leaf.chain, key: leaf.key }, (request, response) => {
    if (++count === 3) request.stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
    response.end('ok');
  });
  const { url, accepted } = await listen(http2, 'https');
  const upstream = open(url);
  for (let i = 0; i < 5; i++) expect((await ask(upstream)).body).toBe('ok');
  expect(accepted()).toBe(2);
});
