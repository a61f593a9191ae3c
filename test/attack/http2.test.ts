/**
 * Attacks on HTTP/2. The story of the floods: one connection carries many requests, and what is cheap to send – a reset, a ping, an empty
 * frame, half a head – is dear to handle. The story of the downgrades: HTTP/2 frames names and values by length, so they may hold
 * what ends a line in HTTP/1.1, and behind us somebody reads HTTP/1.1.
 */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answerOf, opened, session } from '../support/listener.js';
import { eventually, read } from '../support/proxy.js';
import { type Fields, FLAG, RawHttp2, TYPE, block, frame, get, number, post } from '../support/raw-http2.js';

const CANCEL = 8;
const ENHANCE_YOUR_CALM = 11;

/** The connection ends. The reason is lost with it when the peer is still sending. */
async function saysCalmDown(raw: RawHttp2): Promise<void> {
  await raw.closed();
  expect([ENHANCE_YOUR_CALM, undefined]).toContain(await raw.goAway());
}

const LIMITS = { http2Resets: 50, http2ControlFrames: 60 };

describe('floods', () => {
  it('rapid reset (CVE-2023-44487): a peer that opens and resets streams is told to calm down, and the others are served', async () => {
    let arrived = 0;
    const place = await opened(
      (request, response) => {
        arrived++;
        if (request.url === '/honest') response.end('served');
      },
      {},
      { limits: LIMITS },
    );
    const honest = session(place);
    const raw = await RawHttp2.open(place.port);
    for (let stream = 1; stream < 2_000 && !raw.isClosed; stream += 2) {
      raw.headers(stream, get());
      raw.reset(stream, CANCEL);
      if (stream % 64 === 1) await new Promise((resolve) => setImmediate(resolve));
    }
    await saysCalmDown(raw);
    expect((await answerOf(honest.request({ ':path': '/honest' }))).body).toBe('served');
    expect(arrived).toBeLessThan(200);
    expect(place.observer.refusals).toEqual(['SLUICE_HTTP2_FLOOD']);
    await eventually(() => place.observer.ended.length === place.observer.started);
  });

  it('made you reset (CVE-2025-8671): resets that errors of the peer provoke count as well', async () => {
    const place = await opened(() => undefined, {}, { limits: LIMITS });
    const raw = await RawHttp2.open(place.port);
    for (let stream = 1; stream < 400 && !raw.isClosed; stream += 2) {
      raw.headers(stream, get());
      raw.send(TYPE.windowUpdate, 0, stream, number(0)); // an increment of 0 is an error of the stream
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await raw.goAway()).toBeGreaterThan(0);
    await raw.closed();
    await eventually(() => place.observer.ended.length === place.observer.started);
  });

  it.each([
    ['PING', () => frame(TYPE.ping, 0, 0, Buffer.alloc(8))],
    ['SETTINGS', () => frame(TYPE.settings, 0, 0)],
  ])('%s frames (CVE-2019-9512, CVE-2019-9515) are counted', async (_, make) => {
    const place = await opened((__, response) => response.end('ok'), {}, { limits: LIMITS });
    const raw = await RawHttp2.open(place.port);
    for (let i = 0; i < 20 && !raw.isClosed; i++) {
      raw.socket.write(Buffer.concat(Array.from({ length: 50 }, make)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await saysCalmDown(raw);
    expect(place.observer.refusals).toEqual(['SLUICE_HTTP2_FLOOD']);
  });

  it('CONTINUATION frames without end (CVE-2024-27983) end the connection, and nothing arrives', async () => {
    const place = await opened((_, response) => response.end());
    const raw = await RawHttp2.open(place.port);
    raw.send(TYPE.headers, FLAG.endStream, 1, block(get()));
    const piece = block([['x-filler', 'a'.repeat(8_000)]]);
    for (let i = 0; i < 2_000 && !raw.isClosed; i++) {
      raw.send(TYPE.continuation, 0, 1, piece);
      if (i % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await raw.closed();
    expect(place.observer.started).toBe(0);
  });

  it('a head beyond the limit resets its stream, a bomb of references to one long header too', async () => {
    const place = await opened((_, response) => response.end());
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, [...get(), ...Array.from({ length: 5 }, (_, i): readonly [string, string] => [`x-${i}`, 'a'.repeat(3_000)])]);
    await raw.until(({ type, stream }) => type === TYPE.headers && stream === 1);
    const long: Fields = Array.from({ length: 12 }, (_, i) => [`x-${i}`, 'a'.repeat(3_000)]);
    const bytes = block([...get(), ...long]);
    raw.send(TYPE.headers, FLAG.endStream, 3, bytes.subarray(0, 16_000));
    raw.send(TYPE.continuation, 0, 3, bytes.subarray(16_000, 32_000));
    raw.send(TYPE.continuation, FLAG.endHeaders, 3, bytes.subarray(32_000));
    expect(await raw.resetOf(3)).toBe(ENHANCE_YOUR_CALM);
    // literal with indexing of 3,000 bytes, then 1,000 references to it
    const entry = Buffer.concat([Buffer.from([0x40]), block([['x-bomb', 'b'.repeat(3_000)]]).subarray(1)]);
    raw.send(TYPE.headers, FLAG.endHeaders | FLAG.endStream, 5, Buffer.concat([block(get()), entry, Buffer.alloc(1_000, 0x80 | 62)]));
    expect(await raw.resetOf(5)).toBe(ENHANCE_YOUR_CALM);
    await eventually(() => place.observer.ended.length === 1);
    expect(place.observer.started).toBe(1);
  });

  it('streams beyond the limit do not reach the upstream', async () => {
    let arrived = 0;
    const place = await opened(() => arrived++, {}, { limits: { http2Streams: 5 } });
    const polite = session(place);
    const answers = Array.from({ length: 5 }, () => polite.request({ ':path': '/' }));
    await eventually(() => arrived === 5);
    // a peer that was told the limit and does not keep to it loses its connection
    const raw = await RawHttp2.open(place.port);
    for (let stream = 1; stream <= 15; stream += 2) raw.headers(stream, get());
    await raw.closed();
    expect(arrived).toBeLessThanOrEqual(10);
    for (const answer of answers) answer.close();
  });

  it('empty DATA frames do not keep others waiting, nor a stream alive', async () => {
    const place = await opened(
      (request, response) => {
        read(request).then(
          (body) => response.end(body),
          () => undefined,
        );
      },
      {},
      { limits: { bodyIdleTimeoutMs: 300 } },
    );
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, [...post(), ['content-type', 'text/plain']], FLAG.endHeaders);
    const burst = Buffer.concat(Array.from({ length: 500 }, () => frame(TYPE.data, 0, 1)));
    const timer = setInterval(() => raw.socket.write(burst), 20);
    const { headers } = await answerOf(session(place).request({ ':path': '/' }));
    expect(headers[':status']).toBe(200);
    await eventually(() => place.observer.ended.length === 2);
    clearInterval(timer);
    expect(place.observer.ended.some(({ code, status }) => code === 'SLUICE_REQUEST_TIMEOUT' || status === 0)).toBe(true);
  });

  it('a connection without a stream is closed in time, whatever else it sends', async () => {
    const place = await opened((_, response) => response.end(), {}, { limits: { idleConnectionMs: 200 } });
    const raw = await RawHttp2.open(place.port);
    const timer = setInterval(() => raw.send(TYPE.ping, 0, 0, Buffer.alloc(8)), 50);
    await raw.closed();
    clearInterval(timer);
    expect(await raw.goAway()).toBe(0);
  });
});

describe('downgrades', () => {
  const refused: readonly (readonly [string, Fields])[] = [
    ['a transfer coding', [...post(), ['transfer-encoding', 'chunked']]],
    ['Connection', [...get(), ['connection', 'close']]],
    ['Connection that strikes a header', [...get(), ['connection', 'authorization']]],
    ['Upgrade', [...get(), ['upgrade', 'websocket']]],
    ['Proxy-Connection', [...get(), ['proxy-connection', 'x']]],
    ['TE: chunked', [...get(), ['te', 'chunked']]],
    ['a Host that is another', [...get(), ['host', 'other']]],
    ['two lengths', [...post(), ['content-length', '0'], ['content-length', '5']]],
    ['a path with a blank', get('/a HTTP/1.1')],
    ['a path with a line break', get('/a HTTP/1.1\r\nHost: evil\r\n\r\nGET /b')],
    ['an absolute path', get('http://localhost/')],
    ['no path', get().slice(0, 3)],
    ['a method with a line', [[':method', 'GET / HTTP/1.1\r\nHost: x'], ...get().slice(1)]],
    ['another scheme', [[':method', 'GET'], [':scheme', 'http'], ...get().slice(2)]],
    ['a pseudo header behind others', [...get().slice(0, 3), ['x', 'y'], [':path', '/']]],
    ['extended CONNECT', [[':method', 'CONNECT'], [':protocol', 'websocket'], ...get().slice(1)]],
    [
      'CONNECT',
      [
        [':method', 'CONNECT'],
        [':authority', 'localhost:443'],
      ],
    ],
    ['TRACE', [[':method', 'TRACE'], ...get().slice(1)]],
  ];

  it('nothing of a request that means something else in HTTP/1.1 reaches the upstream', async () => {
    const seen: IncomingMessage[] = [];
    const place = await opened((request, response) => {
      seen.push(request);
      response.end();
    });
    for (const [what, fields] of refused) {
      const raw = await RawHttp2.open(place.port);
      raw.headers(1, fields);
      const end = await raw.until(({ type, stream }) => stream === 1 || type === TYPE.goAway);
      const isReset = end?.type === TYPE.reset || end?.type === TYPE.goAway;
      // an answer is one of ours: 4xx, never from the upstream
      expect(isReset || end?.type === TYPE.headers, what).toBe(true);
      expect(seen, what).toHaveLength(0);
      raw.socket.destroy();
    }
    await eventually(() => place.observer.ended.length === place.observer.started);
    expect(place.observer.ended.every(({ status }) => status === 0 || status >= 400)).toBe(true);
  });

  it('a name or value with a line break or a NUL never reaches the upstream', async () => {
    const seen: string[] = [];
    const place = await opened((request, response) => {
      seen.push(request.rawHeaders.join('|'));
      response.end();
    });
    const raw = await RawHttp2.open(place.port);
    const fields: Fields = [
      ['x\r\ny', 'smuggled'],
      ['x:y', 'smuggled'],
      ['x', 'smuggled\r\ntransfer-encoding: chunked'],
      ['x', 'smuggled\nz: 1'],
      ['x', 'smuggled\0'],
      ['X-Capital', 'smuggled'],
      ['x y', 'smuggled'],
      ['', 'smuggled'],
    ];
    for (const [i, field] of fields.entries()) {
      const stream = 2 * i + 1;
      raw.headers(stream, [...get(), field]);
      await raw.until((each) => each.stream === stream || each.type === TYPE.goAway);
    }
    expect(seen.join('\n')).not.toMatch(/smuggled/);
  });

  it.each([
    ['less', '10', 'half'],
    ['more', '2', 'more than that'],
  ])('a body of %s than its length is never a whole request', async (_, length, body) => {
    let whole = 0;
    const place = await opened((request, response) => {
      read(request).then(
        () => {
          whole++;
          response.end();
        },
        () => undefined,
      );
    });
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, [...post(), ['content-length', length], ['content-type', 'text/plain']], FLAG.endHeaders);
    raw.data(1, body, true);
    expect(await raw.resetOf(1)).toBeGreaterThan(0); // which error, versions of Node differ in
    await eventually(() => place.observer.ended.length === place.observer.started);
    expect(whole).toBe(0);
  });
});
