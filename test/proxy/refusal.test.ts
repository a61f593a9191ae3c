/** What is refused, how the refusal looks, and that it never carries a value. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MASKED, PAN, type RawAnswer, failingEngine, proxied, proxiedRaw, read, speak, withoutExchange } from '../support/proxy.js';

const JSON_BODY = `{"card":"${PAN}"}`;
const MASKED_BODY = JSON_BODY.replace(PAN, MASKED);

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  expect(withoutExchange(text)).not.toContain('1111');
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}

describe('content codings, T20, T22, T23, T26', () => {
  it.each([
    ['gzip', gzipSync(JSON_BODY)],
    ['x-gzip', gzipSync(JSON_BODY)],
    ['br', brotliCompressSync(JSON_BODY)],
    ['deflate', deflateSync(JSON_BODY)],
    ['deflate', deflateRawSync(JSON_BODY)],
    ['deflate, gzip', gzipSync(deflateSync(JSON_BODY))],
    ['gzip, gzip', gzipSync(gzipSync(JSON_BODY))],
  ])('%s is undone in both directions, with and without a length', async (coding, coded) => {
    let seen = '';
    const { url } = await proxied((request, response) => {
      void read(request).then((body) => {
        seen = `${request.headers['content-encoding'] ?? 'plain'} ${body}`;
        response
          .writeHead(200, { 'content-encoding': coding, ...(request.url === '/length' && { 'content-length': coded.length }) })
          .end(coded);
      });
    });
    for (const path of ['/length', '/chunked']) {
      const body = path === '/length' ? coded : new Blob([coded]).stream();
      const response = await fetch(url + path, { method: 'POST', body, headers: { 'content-encoding': coding }, duplex: 'half' });
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(await response.text()).toBe(MASKED_BODY);
      expect(seen).toBe(`plain ${MASKED_BODY}`);
    }
  });

  it.each([
    ['zstd', Buffer.from(JSON_BODY), 'SLUICE_CODING_UNSUPPORTED'],
    ['gzip', Buffer.from(JSON_BODY), 'SLUICE_CODING_CORRUPT'],
    ['gzip', gzipSync(JSON_BODY).subarray(0, -3), 'SLUICE_CODING_CORRUPT'],
    ['gzip', Buffer.concat([gzipSync(JSON_BODY), Buffer.from(PAN)]), 'SLUICE_CODING_CORRUPT'],
    ['gzip', gzipSync(Buffer.alloc(8 << 20, ' ')), 'SLUICE_CODING_BOMB'],
  ])('%s that cannot be undone is refused in both directions, and the next request works', async (coding, coded, code) => {
    let reached = 0;
    const { url } = await proxied((request, response) => {
      if (request.url === '/up') reached++;
      if (request.url === '/down') response.writeHead(200, { 'content-encoding': coding, 'content-length': coded.length }).end(coded);
      else void read(request).then(() => response.end('fine'), () => response.destroy()); // prettier-ignore
    });
    const up = await fetch(`${url}/up`, { method: 'POST', body: coded, headers: { 'content-encoding': coding } });
    expect(await codeOf(up)).toBe(code);
    expect(up.status).toBe({ SLUICE_CODING_UNSUPPORTED: 415, SLUICE_CODING_CORRUPT: 400, SLUICE_CODING_BOMB: 413 }[code]);
    if (code !== 'SLUICE_CODING_BOMB') expect(reached).toBe(0);
    if (code === 'SLUICE_CODING_BOMB') await expect(fetch(`${url}/down`).then((response) => response.text())).rejects.toThrow();
    else {
      const down = await fetch(`${url}/down`);
      expect([down.status, await codeOf(down)]).toEqual([502, code]);
    }
    expect(await (await fetch(url)).text()).toBe('fine');
  });
});

describe('charsets', () => {
  it.each([
    ['UTF-16 of no known order', 'application/json; charset=utf-16', Buffer.from(JSON_BODY)],
    ['UTF-32', 'application/json', Buffer.from([...JSON_BODY].map((character) => `${character}\0\0\0`).join(''))],
    ['UTF-7', 'text/plain; charset=utf-7', Buffer.from('+ADQAMQAxADEAMQ-')],
    ['half a unit', 'text/plain; charset=utf-16le', Buffer.from('abc')],
  ])('%s is refused', async (_, contentType, body) => {
    const { url } = await proxied((_request, response) =>
      response.writeHead(200, { 'content-type': contentType, 'content-length': body.length }).end(body),
    );
    const down = await fetch(url);
    expect([down.status, await codeOf(down)]).toEqual([502, 'SLUICE_CHARSET_UNSUPPORTED']);
    const up = await fetch(url, { method: 'POST', body, headers: { 'content-type': contentType } });
    expect([up.status, await codeOf(up)]).toEqual([415, 'SLUICE_CHARSET_UNSUPPORTED']);
  });
});

describe('URLs and headers', () => {
  it.each([
    `/card/${PAN}`,
    `/?q=4111%201111%201111%201111`,
    `/?q=%34111111111111111`,
    `/?q=%2534111111111111111`,
    '/?q=4111+1111+1111+1111',
  ])('a card in the URL %# is refused and goes nowhere', async (path) => {
    let reached = false;
    const { url, observer } = await proxied((_, response) => {
      reached = true;
      response.end();
    });
    const response = await fetch(url + path);
    expect([response.status, await codeOf(response), reached]).toEqual([403, 'SLUICE_URL_SENSITIVE', false]);
    expect(observer.findings).toEqual(['request card.pan block']);
  });

  it('cards in header values are masked in place in both directions, the number of headers stays', async () => {
    let seen: string[] = [];
    const { port, backend } = await proxied((request, response) => {
      seen = request.rawHeaders;
      response
        .writeHead(200, [
          'X-Card',
          `a ${PAN} b`,
          'Set-Cookie',
          'c=4111%201111%201111%201111; Path=/',
          'Set-Cookie',
          'd=1',
          'Content-Length',
          '0',
        ])
        .end();
    });
    const { text } = await speak(
      port,
      `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: card=${PAN}\r\nReferer: http://x/?q=4111%2D1111%2D1111%2D1111&n=1\r\nX-Number: 123456789012345\r\n\r\n`,
    );
    expect(text).toContain(`\r\nX-Card: a ${MASKED} b\r\n`);
    expect(text).toContain('\r\nSet-Cookie: c=****%20****%20****%201111; Path=/\r\nSet-Cookie: d=1\r\n');
    expect(seen).toEqual(expect.arrayContaining([`card=${MASKED}`, '123456789012345']));
    expect(seen.find((value) => value.includes('?q='))).toBe(`${backend.url}/?q=****%2D****%2D****%2D1111&n=1`);
  });

  it('a code that the name of a header or cookie announces is masked in both directions', async () => {
    let seen: string[] = [];
    const { port } = await proxied((request, response) => {
      seen = request.rawHeaders;
      response.writeHead(200, ['X-CVV', '123', 'Set-Cookie', 'cvv=456; Path=/', 'X-Retries', '300', 'Content-Length', '0']).end();
    });
    const { text } = await speak(
      port,
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\ncvv: 789\r\nCookie: a=1; cvv=321\r\nX-Page: 300\r\n\r\n',
    );
    expect(text).toContain('\r\nX-CVV: ***\r\nSet-Cookie: cvv=***; Path=/\r\nX-Retries: 300\r\n');
    expect(seen).toEqual(expect.arrayContaining(['cvv', '***', 'a=1; cvv=***', '300']));
  });

  it('a card in the name of a header refuses the message, for a name cannot be masked', async () => {
    const { url } = await proxied((_, response) => response.setHeader(`x-${PAN}`, '1').end('ok'));
    expect(await codeOf(await fetch(url))).toBe('SLUICE_HEADER_SENSITIVE');
    const clean = await proxied((_, response) => response.end('ok'));
    const refused = await fetch(clean.url, { headers: { 'x-4111-1111-1111-1111': '1' } });
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'SLUICE_HEADER_SENSITIVE']);
  });
});

describe('framing', () => {
  const BODY = 'Content-Length: 0\r\nConnection: close\r\n\r\n';
  it.each([
    ['two Hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n${BODY}`, 400],
    ['an absolute form that is not the Host', `GET http://b/ HTTP/1.1\r\nHost: a\r\n${BODY}`, 400],
    [
      'gzip as transfer coding',
      `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      501,
    ],
    ['length and chunks', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n${BODY}`, 400],
    ['a space before the colon', `GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n${BODY}`, 400],
    ['a folded header', `GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n${BODY}`, 400],
    ['a bare line feed', `GET / HTTP/1.1\nHost: a\n\n`, 400],
    ['nonsense', `\x16\x03\x01\x02\x00 hello\r\n\r\n`, 400],
    ['TRACE', `TRACE / HTTP/1.1\r\nHost: a\r\n${BODY}`, 405],
    ['CONNECT', `CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n`, 405],
    ['an unknown expectation', `GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n${BODY}`, 400],
    ['an upgrade to a WebSocket of no version', `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 426],
    ['a head that is too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n${BODY}`, 400],
  ])('a request with %s is refused before it reaches the upstream', async (_, request, status) => {
    let reached = false;
    const { port } = await proxied((_request, response) => {
      reached = true;
      response.end();
    });
    const { text, end } = await speak(port, request);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain('"code":"SLUICE_');
    expect([end, reached]).toEqual(['closed', false]);
  });

  it.each([
    ['gzip as transfer coding', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 'SLUICE_TRANSFER_CODING'],
    ['length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'SLUICE_UPSTREAM_FAILED'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 'SLUICE_UPSTREAM_FAILED'],
    ['a part nobody asked for', 'Content-Range: bytes 0-4/9\r\nContent-Length: 5\r\n\r\n41111', 'SLUICE_UPSTREAM_FAILED'],
    ['a folded header', 'X: 1\r\n 2\r\nContent-Length: 0\r\n\r\n', 'SLUICE_UPSTREAM_FAILED'],
  ])('an answer with %s is refused', async (_, rest, code) => {
    const { url } = await proxiedRaw(`HTTP/1.1 200 OK\r\n${rest}`);
    const response = await fetch(url);
    expect([response.status, await codeOf(response)]).toEqual([502, code]);
  });

  it('drops early hints, reason phrases and trailers', async () => {
    const { port } = await proxiedRaw(
      `HTTP/1.1 103 Early Hints\r\nLink: </${PAN}>\r\n\r\nHTTP/1.1 200 ${PAN}\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\nok\r\n0\r\nX-T: ${PAN}\r\n\r\n`,
    );
    const { text } = await speak(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(text).toMatch(/\r\n\r\n2\r\nok\r\n0\r\n\r\n$/);
    expect(text).not.toContain('1111');
  });

  it('never forwards request trailers, ranges or hop-by-hop headers', async () => {
    let seen: string[] = [];
    const { port } = await proxied((request, response) => {
      request.on('end', () => {
        seen = [...request.rawHeaders, ...request.rawTrailers];
        response.end();
      });
      request.resume();
    });
    await speak(
      port,
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nRange: bytes=0-1\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n1\r\na\r\n0\r\nX-T: ${PAN}\r\n\r\n`,
    );
    const names = seen.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    const framing = names.filter((name) => name === 'content-length' || name === 'transfer-encoding');
    expect(framing).toHaveLength(1); // a stream that has already ended may be sent with its length
    expect(names.sort()).toEqual(
      ['accept-encoding', 'connection', 'host', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', ...framing].sort(),
    );
  });

  it('recognises a request that comes round in a circle', async () => {
    let url = '';
    const running = await proxied((request, response) => {
      void fetch(url, { headers: { via: request.headers.via ?? '' } }).then(async (inner) =>
        response.writeHead(inner.status).end(await inner.text()),
      );
    });
    ({ url } = running);
    const response = await fetch(url);
    expect([response.status, await codeOf(response)]).toEqual([508, 'SLUICE_LOOP']);
  });
});

describe('Expect: 100-continue', () => {
  const head = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n`;

  it('is answered by Sluice and not forwarded', async () => {
    let expected: string | undefined = 'nothing yet';
    const { port } = await proxied((request, response) => {
      expected = request.headers.expect;
      request.pipe(response);
    });
    const first = await speak(port, `${head('/')}\r\n`, { until: (text) => text.endsWith('\r\n\r\n') });
    expect(first.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    const { text } = await speak(port, `${head('/')}Connection: close\r\n\r\nhello`);
    expect(text).toMatch(/\r\nhello\r\n0\r\n\r\n$/);
    expect(expected).toBeUndefined();
  });

  it('is refused before the body is sent, and the connection ends so that the body cannot be mistaken for a request', async () => {
    const { port } = await proxied((_, response) => response.end());
    const { text, end } = await speak(port, `${head(`/${PAN}`)}\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 403 [^]*connection: close/i);
    expect(end).toBe('closed');
  });
});

describe('a refusal', () => {
  it('is JSON with a code, what to do and the id of the exchange; a browser gets a page', async () => {
    const { url, observer } = await proxied((_, response) => response.end());
    const json = await fetch(`${url}/${PAN}`);
    const { error } = (await json.json()) as { error: { code: string; message: string; exchange: string } };
    expect(json.headers.get('x-sluice-exchange')).toBe(error.exchange);
    expect(error.message).toMatch(/URL.*body/);
    const page = await fetch(`${url}/${PAN}`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toMatch(/<!doctype html>[^]*SLUICE_URL_SENSITIVE/);
    expect(observer.ended.map(({ status, code }) => [status, code])).toEqual([[403, 'SLUICE_URL_SENSITIVE'], [403, 'SLUICE_URL_SENSITIVE']]); // prettier-ignore
    expect(new Set(observer.ended.map(({ exchange }) => exchange)).size).toBe(2);
  });

  it('leaves the connection usable for the next request, also when a body was on its way', async () => {
    const { port } = await proxied((_, response) => response.end('fine'));
    const body = '{"a":1}'.repeat(1000);
    const answers = await speak(
      port,
      `POST /${PAN} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      { cut: 1400 },
    );
    expect(answers.text).toMatch(/^HTTP\/1.1 403 [^]*HTTP\/1.1 200 OK[^]*fine/);
  });

  it.each(['throws', 'throws on end', 'refuses'] as const)(
    'is given when the engine %s, in both directions and never after half an answer',
    async (behave) => {
      const engine = failingEngine(behave);
      const { url, port } = await proxied((request, response) => {
      request.resume();
      if (request.url === '/stream') response.end('x'.repeat(100_000));
      else response.writeHead(200, { 'content-length': 5 }).end('hello');
    }, { engine }); // prettier-ignore
      const code = behave === 'refuses' ? 'SLUICE_MESSAGE_TOO_LARGE' : 'SLUICE_ENGINE_FAILED';
      expect(await codeOf(await fetch(url))).toBe(code);
      expect(await codeOf(await fetch(url, { method: 'POST', body: 'hello' }))).toBe(code);
      const stream: RawAnswer = await speak(port, 'GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      expect(stream.text).not.toMatch(/\r\n0\r\n\r\n$/);
    },
  );
});
