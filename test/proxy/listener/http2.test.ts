/** HTTP/2 with real sockets: Node's own client, and frames written by hand where a client must misbehave. */
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { describe, expect, it } from 'vitest';
import { answerOf, opened, openedTo, session } from '../../support/listener.js';
import { MASKED, PAN, eventually, rawBackend, read } from '../../support/proxy.js';
import { FLAG, RawHttp2, TYPE, get, post } from '../../support/raw-http2.js';

/** Answers when the whole request is there. */
function answering(answer: (request: IncomingMessage, response: ServerResponse, body: string) => unknown): RequestListener {
  return (request, response) => {
    read(request).then(
      (body) => answer(request, response, body),
      () => undefined,
    );
  };
}

const INTERNAL_ERROR = 2;
const CANCEL = 8;

describe('an exchange over HTTP/2', () => {
  it('is redacted both ways, its cookie in one piece, its answer without what HTTP/2 does not know', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    const place = await opened(
      answering((request, response, text) => {
        seen = request;
        body = text;
        response.writeHead(201, 'Made', { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Type': 'application/json', 'Keep-Alive': 'x' });
        response.end(JSON.stringify({ card: PAN }));
      }),
    );
    const client = session(place);
    const stream = client.request({ ':method': 'POST', ':path': '/x?y=z', cookie: ['a=1', 'b=2'], 'content-type': 'application/json' });
    stream.end(JSON.stringify({ pan: PAN }));
    const { headers, body: answer, reset } = await answerOf(stream);
    expect(answer).toBe(`{"card":"${MASKED}"}`);
    expect(reset).toBe(0);
    expect(headers).toMatchObject({ ':status': 201, 'set-cookie': ['a=1', 'b=2'] });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['connection']));
    expect(headers).not.toHaveProperty('keep-alive');
    expect([seen?.method, seen?.url, seen?.headers.cookie, seen?.httpVersion]).toEqual(['POST', '/x?y=z', 'a=1; b=2', '1.1']);
    expect(body).toBe(`{"pan":"${MASKED}"}`);
    expect(place.observer.ended).toMatchObject([{ status: 201, method: 'POST' }]);
  });

  it('streams a long body of unknown length, byte for byte', async () => {
    const place = await opened(
      answering((_, response, text) => {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        response.end(text.toUpperCase());
      }),
    );
    const long = 'all is well here, nothing to hide\n'.repeat(20_000);
    const stream = session(place).request({ ':method': 'PUT', ':path': '/', 'content-type': 'text/plain' });
    stream.end(long);
    const { headers, body } = await answerOf(stream);
    expect(headers['content-length']).toBeUndefined();
    expect(body === long.toUpperCase()).toBe(true);
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 205],
  ])('ends with the head: %s %i', async (method, status) => {
    const place = await opened((_, response) => response.writeHead(status, { 'Content-Type': 'text/plain', ETag: '"x"' }).end());
    const { headers, body, reset } = await answerOf(session(place).request({ ':method': method, ':path': '/' }));
    expect([headers[':status'], body, reset]).toEqual([status, '', 0]);
  });

  it('asks for the body only when the head is admitted', async () => {
    const place = await opened(answering((_, response, text) => response.end(text)));
    const client = session(place);
    const told = client.request({ ':method': 'POST', ':path': '/', expect: '100-continue', 'content-length': 2 });
    await once(told, 'continue');
    told.end('ok');
    expect((await answerOf(told)).body).toBe('ok');
    const refused = client.request({ ':method': 'POST', ':path': `/?q=${PAN}`, expect: '100-continue', 'content-length': 2 });
    let continued = false;
    refused.on('continue', () => (continued = true));
    const [headers] = (await once(refused, 'response')) as [Record<string, unknown>];
    expect([headers[':status'], continued]).toEqual([403, false]);
    refused.close();
  });

  it('answers a refusal that HTTP/1.1 gives, with its code', async () => {
    const place = await opened((_, response) => response.end());
    const { headers, body } = await answerOf(session(place).request({ ':path': `/${PAN}` }));
    expect(headers[':status']).toBe(403);
    expect(body).toContain('SLUICE_URL_SENSITIVE');
    expect(body).not.toContain(PAN);
  });

  it('shares its port with HTTP/1.1', async () => {
    const place = await opened((_, response) => response.end(PAN));
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpsRequest({ port: place.port, host: 'localhost', ca: place.ca, agent: false }, resolve).on('error', reject).end();
    });
    expect([answer.httpVersion, await read(answer)]).toEqual(['1.1', MASKED]);
  });

  it('offers no extended CONNECT, so browsers open WebSockets over HTTP/1.1', async () => {
    const place = await opened((_, response) => response.end());
    const client = session(place);
    const [settings] = (await once(client, 'remoteSettings')) as [{ enableConnectProtocol?: boolean }];
    expect(settings.enableConnectProtocol ?? false).toBe(false);
  });
});

describe('an exchange over HTTP/2 that breaks', () => {
  it('is reset, never ended, when the upstream breaks off', async () => {
    const upstream = await rawBackend((socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n${'hello, all. '.repeat(86).slice(0, 1024)}\r\n`,
      );
      setTimeout(() => socket.destroy(), 50);
    });
    const place = await openedTo(upstream.url);
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, get());
    expect(await raw.resetOf(1)).toBe(INTERNAL_ERROR);
    const frames = raw.frames.filter(({ stream }) => stream === 1);
    expect(frames.map(({ type }) => type)).toEqual([TYPE.headers, TYPE.data, TYPE.reset]);
    expect(frames.some(({ type, flags }) => type !== TYPE.reset && (flags & FLAG.endStream) !== 0)).toBe(false);
  });

  it('ends the upstream request at once when the downstream resets the stream, with whatever code', async () => {
    let aborted = 0;
    let arrived = 0;
    const place = await opened((request, response) => {
      arrived++;
      response.on('close', () => aborted++);
      request.resume();
    });
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, get('/poll'));
    raw.headers(3, get('/poll'));
    await eventually(() => arrived === 2);
    raw.reset(1, CANCEL);
    raw.reset(3, 0);
    await eventually(() => aborted === 2);
    expect(raw.isClosed).toBe(false);
  });

  it('does not take a request that was reset for a whole one', async () => {
    const bodies: string[] = [];
    let errors = 0;
    const place = await opened((request) => {
      read(request).then(
        (body) => bodies.push(body),
        () => errors++,
      );
    });
    const raw = await RawHttp2.open(place.port);
    for (const [stream, code] of [
      [1, 0],
      [3, CANCEL],
    ] as const) {
      raw.headers(stream, [...post(), ['content-type', 'text/plain']], FLAG.endHeaders);
      raw.data(stream, 'half of it '.repeat(1000), false);
      await eventually(() => place.observer.started === (stream + 1) / 2);
      raw.reset(stream, code);
    }
    await eventually(() => place.observer.ended.length === 2);
    await eventually(() => place.backend.sockets.size === 0);
    expect(bodies).toEqual([]);
  });

  it('leaves other streams of the connection alone', async () => {
    const waiting: ServerResponse[] = [];
    const place = await opened((_, response) => waiting.push(response));
    const client = session(place);
    const kept = client.request({ ':path': '/kept' });
    const dropped = client.request({ ':path': '/dropped' });
    await eventually(() => waiting.length === 2);
    dropped.close(CANCEL);
    await eventually(() => place.observer.ended.length === 1);
    waiting[0]?.end('here');
    expect((await answerOf(kept)).body).toBe('here');
  });
});

describe('back-pressure over HTTP/2', () => {
  const FULL_WINDOW = 65_535;

  it('stops the upstream when a stream is not read, and cuts the stream after the idle limit', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 'a');
    const place = await opened(
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        const more = (): void => {
          while (sent < 64 * 1_048_576) {
            sent += chunk.length;
            if (!response.write(chunk)) {
              response.once('drain', more);
              return;
            }
          }
        };
        more();
      },
      {},
      { limits: { bodyIdleTimeoutMs: 500 } },
    );
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, get());
    expect(await raw.resetOf(1)).toBe(INTERNAL_ERROR);
    expect(sent).toBeLessThan(8 * 1_048_576); // what the sockets of both legs hold
    const received = raw.frames.filter(({ type }) => type === TYPE.data).reduce((sum, { payload }) => sum + payload.length, 0);
    expect(received).toBeLessThanOrEqual(FULL_WINDOW);
    expect(place.observer.refusals).toEqual(['SLUICE_DOWNSTREAM_TIMEOUT']);
    await eventually(() => place.observer.ended.length === 1);
  });

  it('cuts a stream whose collected answer nobody takes', async () => {
    const place = await opened((_, response) => response.end(`{"a":"${'b'.repeat(30_000)}"}`), {}, { limits: { bodyIdleTimeoutMs: 300 } });
    const raw = await RawHttp2.open(place.port, [[4, 100]]); // a window of 100 bytes
    raw.headers(1, get());
    expect(await raw.resetOf(1)).toBe(INTERNAL_ERROR);
    expect(place.observer.refusals).toEqual(['SLUICE_DOWNSTREAM_TIMEOUT']);
  });
});

describe('draining HTTP/2', () => {
  it('says good-bye, lets open streams finish, and closes', async () => {
    let answer: ServerResponse | undefined;
    const place = await opened((_, response) => (answer = response));
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, get());
    await eventually(() => answer !== undefined);
    const drained = place.drain(10_000);
    expect(await raw.goAway()).toBe(0);
    answer?.end('last words');
    await drained;
    expect(raw.frames.some(({ type, payload }) => type === TYPE.data && payload.toString() === 'last words')).toBe(true);
    await raw.closed();
  });

  it('resets what does not finish in time', async () => {
    let arrived = false;
    const place = await opened((_, response) => {
      arrived = true;
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.write('a'.repeat(1_000));
    });
    const raw = await RawHttp2.open(place.port);
    raw.headers(1, get());
    await eventually(() => arrived);
    await place.drain(50);
    await raw.closed();
    expect(raw.frames.some(({ type, stream }) => type === TYPE.headers && stream === 1)).toBe(true);
    expect(raw.frames.some(({ type, flags }) => type === TYPE.data && (flags & FLAG.endStream) !== 0)).toBe(false);
    expect(raw.frames.find(({ type }) => type === TYPE.reset)?.payload.readUInt32BE()).toBe(INTERNAL_ERROR);
  });
});
