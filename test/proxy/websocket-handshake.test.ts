import { connect as connectTcp } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { CARD, MASKED, useDesks } from '../support/desks.js';
import { speak, withoutExchange } from '../support/proxy.js';
import { Refused, connect, until } from '../support/websocket.js';

const desks = useDesks();
const { start, pair, port } = desks;

describe('handshake', () => {
  test('no extension is negotiated on either leg', async () => {
    await start({ perMessageDeflate: true });
    const { downstream, crm } = await pair();
    expect(downstream.ws.extensions).toBe('');
    expect(crm.request.headers['sec-websocket-extensions']).toBeUndefined();
  });

  test('downstream gets exactly the subprotocol that the upstream chose', async () => {
    await start({ handleProtocols: (offered) => [...offered].at(-1)! });
    const { downstream, crm } = await pair(['graphql-ws', 'graphql-transport-ws']);
    expect(downstream.ws.protocol).toBe('graphql-transport-ws');
    expect(crm.request.headers['sec-websocket-protocol']).toBe('graphql-ws, graphql-transport-ws');
  });

  test('an upstream that chooses none is passed on as such', async () => {
    await start({ handleProtocols: () => false });
    await expect(connect(desks.sluice.url, ['graphql-ws'])).rejects.toThrow('Server sent no subprotocol');
  });

  test('cookies and tokens reach the upstream, keys do not, and the cookie of the 101 comes back', async () => {
    await start();
    const [downstream, crm] = await Promise.all([
      connect(`${desks.sluice.url}/socket?tenant=acme`, [], {
        Cookie: 'sid=abc',
        Authorization: 'Bearer t0ken',
        'X-Agent': 'ana',
        Origin: 'https://desk.example',
      }),
      desks.upstream.next(),
    ]);
    const { headers, url } = crm.request;
    expect(url).toBe('/socket?tenant=acme');
    expect(headers).toMatchObject({ cookie: 'sid=abc', authorization: 'Bearer t0ken', 'x-agent': 'ana', origin: 'https://desk.example' });
    expect(headers['sec-websocket-version']).toBe('13');
    expect(downstream.answer.statusCode).toBe(101);
  });

  test('a cookie of the 101 comes back, its other headers are redacted', async () => {
    await start();
    desks.upstream.server.removeAllListeners('upgrade');
    const acceptor = new WebSocketServer({ noServer: true });
    acceptor.on('headers', (headers) => headers.push('Set-Cookie: sid=1; HttpOnly', 'Set-Cookie: node=b', `X-Last: ${CARD}`));
    desks.upstream.server.on('upgrade', (request, socket, head) => acceptor.handleUpgrade(request, socket, head, () => undefined));
    const { answer } = await connect(desks.sluice.url);
    expect(answer.headers['set-cookie']).toEqual(['sid=1; HttpOnly', 'node=b']);
    expect(answer.headers['x-last']).toBe(MASKED);
  });

  test.each([
    ['version 8', 'Upgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['no key', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13'],
  ])('an upgrade that is not a WebSocket of version 13 (%s) is refused and reaches nobody', async (_what, lines) => {
    await start();
    const { text } = await speak(port(), `GET / HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\n${lines}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 426 /);
    expect(text).toContain('SLUICE_UPGRADE_REFUSED');
    expect(desks.upstream.sockets.size).toBe(0);
  });

  test('an upgrade beyond the limit is refused with 503 and Retry-After; when one leaves there is room again', async () => {
    await start({}, undefined, { limits: { webSocketConnections: 2 } });
    const [first] = await Promise.all([connect(desks.sluice.url), connect(desks.sluice.url)]);
    const refused = await connect(desks.sluice.url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^[1-8]$/) as string } });
    expect((refused as Refused).body).toContain('SLUICE_OVERLOADED');
    first.ws.close();
    await until(() => desks.sluice.metrics.counters.open.websocket === 1, 'the books to close');
    await connect(desks.sluice.url);
  });

  test('a card in the URL is refused and reaches nobody', async () => {
    await start();
    const refused = await connect(`${desks.sluice.url}/chat?card=${CARD}`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 403 });
    expect((refused as Refused).body).toContain('SLUICE_URL_SENSITIVE');
    expect(withoutExchange((refused as Refused).body)).not.toContain('1111');
    expect(desks.upstream.sockets.size).toBe(0);
  });

  test.each([401, 403, 429])('an upstream that answers %i is relayed with its headers', async (status) => {
    await start();
    desks.upstream.server.removeAllListeners('upgrade');
    desks.upstream.server.on('upgrade', (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\nRetry-After: 17\r\nContent-Length: 16\r\nX-Why: card ${CARD}\r\n\r\n${CARD}`);
    });
    const refused = await connect(desks.sluice.url).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status, headers: { 'retry-after': '17', 'x-why': `card ${MASKED}` }, body: '' });
    await until(() => desks.upstream.sockets.size === 0, 'the upstream socket to go');
    expect(desks.sluice.metrics.counters.exchanges.websocket[4]).toBe(1);
  });

  test.each([
    [
      'a 426 names what it asks for',
      '426 Upgrade Required',
      'Connection: Upgrade\r\nUpgrade: TLS/1.2\r\nContent-Length: 0',
      /\r\nUpgrade: TLS\/1\.2\r\n/,
    ],
    [
      'a 426 says whom that is for',
      '426 Upgrade Required',
      'Connection: Upgrade\r\nUpgrade: TLS/1.2\r\nContent-Length: 0',
      /\r\nConnection: close, Upgrade\r\n/,
    ],
    ['a 401 offers nothing', '401 No', 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0', /^(?![^]*Upgrade)/],
    ['a 204 has no length', '204 No Content', 'X: 1', /^(?![^]*Content-Length)/],
    ['a 403 has one', '403 No', 'Content-Length: 2\r\n\r\nno', /\r\nContent-Length: 0\r\n/],
  ])('in the answer to a handshake %s', async (_what, status, headers, told) => {
    await start();
    desks.upstream.server.removeAllListeners('upgrade');
    desks.upstream.server.on('upgrade', (_request, socket) => socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n`));
    const handshake = 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    const { text } = await speak(port(), `GET / HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\n${handshake}\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status.slice(0, 3)} `));
    expect(text).toMatch(told);
  });

  test('a 101 that is not a real one is refused', async () => {
    await start();
    desks.upstream.server.removeAllListeners('upgrade');
    desks.upstream.server.on('upgrade', (_request, socket) => {
      socket.on('end', () => socket.end()).resume();
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm90IHRoZSBrZXk=\r\n\r\n',
      );
    });
    const refused = await connect(desks.sluice.url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 502 });
    expect((refused as Refused).body).toContain('SLUICE_UPSTREAM_FAILED');
    await until(() => desks.upstream.sockets.size === 0, 'the upstream socket to go');
  });

  test('an upstream that is not there is a 502, one that never answers a 504', async () => {
    await start({}, undefined, { limits: { webSocketHandshakeMs: 100 } });
    desks.upstream.server.removeAllListeners('upgrade');
    desks.upstream.server.on('upgrade', () => undefined);
    const silent = await connect(desks.sluice.url).catch((error: unknown) => error);
    expect(silent).toMatchObject({ status: 504 });
    expect((silent as Refused).body).toContain('SLUICE_UPSTREAM_TIMEOUT');
    await desks.upstream.stop();
    const absent = await connect(desks.sluice.url).catch((error: unknown) => error);
    expect(absent).toMatchObject({ status: 502 });
    expect((absent as Refused).body).toContain('SLUICE_UPSTREAM_UNREACHABLE');
  });

  test('messages that the upstream sends with its 101 arrive, first and in order', async () => {
    await start({}, ({ ws }) => {
      for (let n = 0; n < 100; n++) ws.send(`early ${n} ${CARD}`);
    });
    const { downstream, crm } = await pair();
    crm.ws.send('late');
    const texts = (await downstream.received(101)).map(({ text }) => text);
    expect(texts).toEqual([...Array.from({ length: 100 }, (_, n) => `early ${n} ${MASKED}`), 'late']);
  });

  test('messages that downstream sends before it has its 101 arrive, first and in order', async () => {
    await start();
    const socket = connectTcp(port(), '127.0.0.1');
    const request =
      'GET /chat HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    socket.write(Buffer.concat([Buffer.from(request), frame('one'), frame('two')]));
    socket.write(frame('three'));
    const crm = await desks.upstream.next();
    expect((await crm.received(3)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    socket.destroy();
    await crm.closed;
  });
});

/** One masked text frame with an all-zero key (RFC 6455 section 5.2). */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
