/** Requests that offer another protocol than WebSocket (RFC 9110 section 7.8), as `curl --http2` and Java's client send them: real sockets. */
import { execFile, spawnSync } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createWebSocketHalf } from '../../src/proxy/websocket.js';
import { closeLater } from '../support/cleanup.js';
import { answerOf, opened, session } from '../support/listener.js';
import { MASKED, PAN, eventually, proxied, read, speak } from '../support/proxy.js';

const OFFER = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
const LAST = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const POST = `POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${OFFER}`;

/** Says what it was asked, and keeps the offers that came through. */
function crm(): { readonly asked: string[]; readonly offered: unknown[]; readonly handler: RequestListener } {
  const asked: string[] = [];
  const offered: unknown[] = [];
  const handler: RequestListener = (request, response) => {
    const { connection, upgrade, 'http2-settings': settings } = request.headers;
    if (upgrade !== undefined || settings !== undefined || connection?.includes('pgrade') === true) offered.push(request.rawHeaders);
    read(request).then(
      (body) => {
        asked.push(`${request.method} ${request.url} ${body}`);
        response.end(`<${request.url} ${body}>`);
      },
      () => response.destroy(),
    );
  };
  return { asked, offered, handler };
}

const bodiesIn = (text: string): string[] => text.match(/<[^>]*>/g) ?? [];
const statusesIn = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? '');

/** A socket to the listener, under TLS or not, with all that it has read. */
function dial(port: number, isSecure: boolean) {
  const at = { port, host: '127.0.0.1' };
  const socket = isSecure ? connectTls({ ...at, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }) : connectTcp(at);
  const told = { text: '', socket, isOver: false };
  socket.setNoDelay(true).on('data', (chunk: Buffer) => (told.text += chunk.toString('latin1')));
  socket.on('error', () => undefined).on('close', () => (told.isOver = true));
  closeLater(() => Promise.resolve(void socket.destroy()));
  return told;
}

describe('a request that offers another protocol', () => {
  const stories: [string, string, string[]][] = [
    ['nothing but a head', `GET /a HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`, ['GET /a ']],
    ['a body with a length', `${POST}Content-Length: 5\r\n\r\nhello`, ['POST /a hello']],
    ['a body in chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`, ['POST /a hello']],
    ['a card in its body', `${POST}Content-Length: ${PAN.length + 5}\r\n\r\ncard ${PAN}`, [`POST /a card ${MASKED}`]],
    [
      'another such request behind it',
      `${POST}Content-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`,
      ['POST /a hi', 'GET /b '],
    ],
    [
      'a request before it',
      `GET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\n\r\n${POST}Content-Length: 2\r\n\r\nhi`,
      ['GET /b ', 'GET /c ', 'POST /a hi'],
    ],
    ['an offer of TLS', `GET /a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: TLS/1.2, h2c\r\n\r\n`, ['GET /a ']],
    ['values of its own', `GET /a?q=%C3%A9 HTTP/1.1\r\nHost:a\r\nX-Name:\xe9\r\n${OFFER}\r\n`, ['GET /a?q=%C3%A9 ']],
  ];
  const cuts: [string, number | undefined][] = [['whole', undefined], ['byte by byte', 1], ['in sevens', 7]]; // prettier-ignore

  describe.each(cuts)('that comes %s', (_cut, cut) => {
    it.each(stories)('is served as what it is: %s', async (_what, sent, reached) => {
      const { asked, offered, handler } = crm();
      const { port, observer } = await proxied(handler);
      const { text } = await speak(port, Buffer.from(sent + LAST, 'latin1'), cut === undefined ? {} : { cut });
      const all = [...reached, 'GET /last '];
      expect([...asked].sort()).toEqual([...all].sort());
      expect(bodiesIn(text)).toEqual(all.map((one) => `<${one.replace(/^\S+ /, '')}>`));
      expect(statusesIn(text)).toEqual(all.map(() => '200'));
      expect([offered, observer.refusals]).toEqual([[], []]);
      expect(observer.ended.map(({ kind }) => kind)).toEqual(all.map(() => 'http'));
    });
  });

  it.each([
    ['plain', false],
    ['under TLS', true],
  ])('leaves its connection as good as new for many more: %s', async (_how, isSecure) => {
    const { asked, offered, handler } = crm();
    const { port, backend } = isSecure ? await opened(handler) : await proxied(handler);
    const desk = dial(port, isSecure);
    const warnings: Error[] = [];
    const warn = (warning: Error): number => warnings.push(warning);
    process.on('warning', warn);
    for (let n = 1; n <= 30; n++) {
      desk.socket.write(`POST /${n} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n${OFFER}Content-Length: 3\r\n\r\n`);
      desk.socket.write('abc');
      await eventually(() => desk.text.includes(`</${n} abc>`));
    }
    process.off('warning', warn);
    expect([asked.length, offered, warnings, desk.isOver]).toEqual([30, [], [], false]);
    expect(backend.sockets.size).toBe(1);
  });

  it('waits for its body before 100 Continue is said, as any other', async () => {
    const { asked, handler } = crm();
    const { port } = await proxied(handler);
    const desk = dial(port, false);
    desk.socket.write(`${POST}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
    await eventually(() => desk.text.includes('100 Continue'));
    desk.socket.write('hello');
    await eventually(() => desk.text.includes('</a hello>'));
    expect(asked).toEqual(['POST /a hello']);
  });

  it('carries a long body that comes slowly, and is answered while the connection stays', async () => {
    const { handler } = crm();
    const { port } = await proxied(handler);
    const desk = dial(port, false);
    const part = 'word '.repeat(20_000);
    desk.socket.write(`${POST}Content-Length: ${part.length * 3}\r\n\r\n`);
    for (let n = 0; n < 3; n++) await new Promise((resolve) => desk.socket.write(part, () => setTimeout(resolve, 20)));
    await eventually(() => desk.text.includes('>'));
    expect(desk.text.replace(/\r\n[0-9a-f]+\r\n/g, '').includes(part.repeat(3))).toBe(true);
    desk.socket.write(LAST);
    await eventually(() => desk.isOver);
    expect(bodiesIn(desk.text).at(-1)).toBe('</last >');
  });

  // The parser has left the connection when the answers before are still under way: nobody else would tell them that there is room again.
  it('waits for a long answer before it that is read slowly', async () => {
    const long = 'x'.repeat(8_000_000);
    const { port } = await proxied((request, response) => response.end(request.url === '/long' ? long : `<${request.url} >`));
    const desk = dial(port, false);
    desk.socket.pause();
    desk.socket.write(`GET /long HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    desk.socket.write(LAST);
    desk.socket.resume();
    await eventually(() => desk.isOver);
    expect(desk.text.split('x').length - 1).toBe(long.length);
    expect(bodiesIn(desk.text)).toEqual(['</a >', '</last >']);
  });

  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!', 400],
    ['a broken chunk', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['gzip as transfer coding', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501],
  ])('is refused for what any other is refused for: %s', async (_what, rest, status) => {
    const { asked, handler } = crm();
    const { port } = await proxied(handler);
    const { text } = await speak(port, POST + rest, { until: (told) => told.includes('SLUICE_') });
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(asked).toEqual([]);
  });

  it('has the time of any other for its body', async () => {
    const { handler } = crm();
    const { port, observer } = await proxied(handler, { limits: { bodyIdleTimeoutMs: 100 } });
    const { text } = await speak(port, `${POST}Content-Length: 5\r\n\r\nhe`);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(observer.refusals).toEqual(['SLUICE_REQUEST_TIMEOUT']);
  });

  it('is not cut by the patience with a connection between two requests', async () => {
    let answer: (() => void) | undefined;
    const { port } = await proxied(
      (request, response) => {
        if (request.url === '/b') answer = () => response.end('<late>');
        else response.end(`<${request.url} >`);
      },
      { limits: { idleConnectionMs: 100 } },
    );
    const desk = dial(port, false);
    desk.socket.write(`GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`);
    await eventually(() => answer !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    answer?.();
    await eventually(() => desk.isOver);
    expect(bodiesIn(desk.text)).toEqual(['</a >', '<late>']);
  });

  it('is finished by a drain, which then ends the connection', async () => {
    let answer: (() => void) | undefined;
    const proxy = await proxied((_request, response) => (answer = () => response.end('<late>')));
    const desk = dial(proxy.port, false);
    desk.socket.write(`GET /a HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`);
    await eventually(() => answer !== undefined);
    const drained = proxy.drain(20_000);
    answer?.();
    await drained;
    await eventually(() => desk.isOver);
    expect(bodiesIn(desk.text)).toEqual(['<late>']);
  });
});

describe('an offer of WebSocket', () => {
  const HANDSHAKE =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

  it('in HTTP/1.0 is ignored, as it must be', async () => {
    const { asked, handler } = crm();
    const { port } = await proxied(handler, { upgrade: createWebSocketHalf() });
    const { text } = await speak(port, `GET /a HTTP/1.0\r\nHost: a\r\n${HANDSHAKE}\r\n`);
    expect([bodiesIn(text), asked]).toEqual([['</a >'], ['GET /a ']]);
  });

  it('is judged when the answers before it have left, and not in their midst', async () => {
    let answer: (() => void) | undefined;
    const { port } = await proxied((_request, response) => (answer = () => response.end('<first>')));
    const desk = dial(port, false);
    desk.socket.write(`GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n${HANDSHAKE}\r\n`);
    await eventually(() => answer !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(desk.text).toBe('');
    answer?.();
    await eventually(() => desk.isOver);
    expect(statusesIn(desk.text)).toEqual(['200', '426']);
    expect(bodiesIn(desk.text)[0]).toBe('<first>');
  });
});

describe('an answer that asks for another protocol', () => {
  it.each([
    [426, 'Upgrade: h2c, TLS/1.2'],
    [200, undefined],
  ])('of status %i is passed on with %s', async (status, named) => {
    const { port } = await proxied((_request, response) =>
      response.writeHead(status, { Connection: 'Upgrade', Upgrade: 'h2c, TLS/1.2' }).end('<no>'),
    );
    const { text } = await speak(port, LAST);
    expect(text.match(/^Upgrade: .*(?=\r$)/m)?.[0]).toBe(named);
    expect(text.includes('Connection: close, Upgrade\r\n')).toBe(status === 426);
    expect(bodiesIn(text)).toEqual(['<no>']);
  });

  it('does not name it over HTTP/2, which has no such header', async () => {
    const proxy = await opened((_request, response) => response.writeHead(426, { Connection: 'Upgrade', Upgrade: 'h2c' }).end('<no>'));
    const { headers, body, reset } = await answerOf(session(proxy).request({ ':path': '/' }));
    expect([headers[':status'], headers['upgrade'], body, reset]).toEqual([426, undefined, '<no>', 0]);
  });
});

describe.skipIf(spawnSync('curl', ['--version']).error !== undefined)('curl --http2', () => {
  it('gets its pages and sends its forms', async () => {
    const { asked, offered, handler } = crm();
    const { url } = await proxied(handler);
    const curl = (...more: string[]) => promisify(execFile)('curl', ['-s', '--noproxy', '*', '--http2', ...more]);
    expect((await curl(`${url}/a`, `${url}/b`)).stdout).toBe('</a ></b >');
    expect((await curl('-d', 'a=1', `${url}/c`)).stdout).toBe('</c a=1>');
    expect([asked, offered]).toEqual([['GET /a ', 'GET /b ', 'POST /c a=1'], []]);
  });
});
