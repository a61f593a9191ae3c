/**
 * Framing (T1–T12): what a message is, where it ends, and what becomes of it when it does not end well. Real sockets, bytes as they are.
 * The stories: a request that two servers cut differently, an answer that smuggles a second one, a header that hides from one of two readers.
 */
import { describe, expect, it } from 'vitest';
import {
  MASKED,
  PAN,
  backend,
  eventually,
  proxied,
  proxiedRaw,
  rawBackend,
  read,
  speak,
  startProxy,
  withoutExchange,
} from '../../support/proxy.js';

const CLOSE = 'Connection: close\r\n';
const GET = `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`;
const chunked = (codings: string): string => `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}${codings}\r\n5\r\nhello\r\n0\r\n\r\n`;

describe('T1: the length', () => {
  it.each([
    ['a shorter body', '{"n":"4111 1111 1111 1111"}'],
    ['an empty one', ''],
    ['a clean one', '{"a":1}'],
  ])('of %s is true in both directions, with a length and in chunks', async (_, body) => {
    const seen: string[] = [];
    const { port } = await proxied((request, response) => {
      void read(request).then((text) => {
        seen.push(`${request.headers['content-length'] ?? request.headers['transfer-encoding'] ?? 'none'}|${text}`);
        response.setHeader('content-type', 'application/json').end(body);
      });
    });
    const masked = body.replace('4111 1111 1111 1111', '**** **** **** 1111');
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Type: application/json\r\n`;
    const whole = await speak(port, `${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    const chunks = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`;
    const pieces = await speak(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
    for (const { text } of [whole, pieces]) {
      expect(text).toContain(`\r\nContent-Length: ${masked.length}\r\n`);
      expect(text.endsWith(`\r\n\r\n${masked}`)).toBe(true);
    }
    expect(seen.map((line) => line.split('|')[1])).toEqual([masked, masked]);
    expect(seen[0]?.split('|')[0]).toBe(String(masked.length));
  });

  it('reaches an upstream that answers 411 to chunks, when the desktop named one', async () => {
    const { url } = await proxied((request, response) => {
      request.resume().on('end', () => response.writeHead(request.headers['content-length'] === undefined ? 411 : 200).end());
    });
    expect((await fetch(url, { method: 'POST', body: `{"card":"${PAN}"}` })).status).toBe(200);
  });
});

/** Each is refused with 400, or another status, before the upstream hears of it. */
const MALFORMED: readonly (readonly [string, string, number?])[] = [
  ['T2: TE gzip, chunked', chunked('Transfer-Encoding: gzip, chunked\r\n'), 501],
  ['T2: TE chunked, gzip', chunked('Transfer-Encoding: chunked, gzip\r\n')],
  ['T2: TE chunked, identity', chunked('Transfer-Encoding: chunked, identity\r\n')],
  ['T2: TE identity', chunked('Transfer-Encoding: identity\r\n')],
  ['T2: TE xchunked', chunked('Transfer-Encoding: xchunked\r\n')],
  ['T2: TE chunked twice', chunked('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n')],
  ['T2: TE chunked, chunked', chunked('Transfer-Encoding: chunked, chunked\r\n')],
  ['T2: TE with a vertical tab', chunked('Transfer-Encoding: \x0bchunked\r\n')],
  ['T2: TE with a parameter', chunked('Transfer-Encoding: chunked;a=b\r\n')],
  ['T2: TE in quotes', chunked('Transfer-Encoding: "chunked"\r\n')],
  ['T4: CL and TE', chunked('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n')],
  ['T4: TE and CL', chunked('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n')],
  ['T4: two CL', chunked('Content-Length: 5\r\nContent-Length: 6\r\n')],
  ['T4: two equal CL', chunked('Content-Length: 5\r\nContent-Length: 5\r\n')],
  ['T4: a list of CL', chunked('Content-Length: 5, 5\r\n')],
  ['T4: CL with a sign', chunked('Content-Length: +5\r\n')],
  ['T4: a negative CL', chunked('Content-Length: -5\r\n')],
  ['T4: a hexadecimal CL', chunked('Content-Length: 0x5\r\n')],
  ['T4: a CL of twenty digits', chunked('Content-Length: 99999999999999999999\r\n')],
  ['T4: an empty CL', chunked('Content-Length: \r\n')],
  ['T4: a space before the colon', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\n\r\n`],
  ['T4: a space before the first name', `GET / HTTP/1.1\r\n Host: a\r\n\r\n`],
  ['T4: a folded header', `GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n`],
  ['T4: a header without colon', `GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n`],
  ['T4: a header without name', `GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n`],
  ['T4: a bare LF', `GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n`],
  ['T4: a bare CR', `GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n`],
  ['T4: a NUL in a value', `GET / HTTP/1.1\r\nHost: a\r\nX: 1\x002\r\n\r\n`],
  ['T4: a NUL in a name', `GET / HTTP/1.1\r\nHost: a\r\nX\x00: 1\r\n\r\n`],
  ['T4: a control character in a value', `GET / HTTP/1.1\r\nHost: a\r\nX: 1\x7f\r\n\r\n`],
  ['T4: letters beyond ASCII in a name', `GET / HTTP/1.1\r\nHost: a\r\nX\xe9: 1\r\n\r\n`],
  ['T4: a chunk size that is none', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\nhello\r\n0\r\n\r\n`],
  ['T4: a negative chunk size', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n`],
  ['T4: a huge chunk size', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\nhello\r\n0\r\n\r\n`],
  ['T4: a chunk that is longer than it says', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n`],
  ['T4: chunks ended by LF', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n`],
  ['T4: a chunk size behind 0x', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n`],
  ['T4: no Host', `GET / HTTP/1.1\r\n\r\n`],
  ['T4: HTTP/0.9', `GET /\r\n\r\n`],
  ['T4: HTTP/2.0 in a request line', `GET / HTTP/2.0\r\nHost: a\r\n\r\n`],
  ['T4: HTTP/1.2', `GET / HTTP/1.2\r\nHost: a\r\n\r\n`],
  ['T4: a version in lower case', `GET / http/1.1\r\nHost: a\r\n\r\n`],
  ['T4: the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['T4: a method in lower case', `get / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: an unknown method', `FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: a tab in the request line', `GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: a space in the target', `GET /a b HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: a target with a fragment', `GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: an asterisk', `OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: a target without a slash', `GET a HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T4: an authority as target', `GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T5: two Hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n`],
  ['T5: an absolute form of another host', `GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['T5: an absolute form with a user', `GET http://a@b/ HTTP/1.1\r\nHost: b\r\n\r\n`],
  ['T5: an absolute form with another port', `GET http://a:81/ HTTP/1.1\r\nHost: a:80\r\n\r\n`],
  ['T60: Connection: host', `GET / HTTP/1.1\r\nHost: a\r\nConnection: host\r\n\r\n`],
  ['T61: TRACE', `TRACE / HTTP/1.1\r\nHost: a\r\n\r\n`, 405],
  ['T61: CONNECT', `CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n`, 405],
];

describe('T2, T4, T5: a malformed request never reaches the upstream', () => {
  it.each(MALFORMED.map(([name, request, status = 0]) => [name, request, status] as const))('%s', async (_, request, status) => {
    let reached = 0;
    const { port } = await proxied((incoming, response) => {
      incoming.on('error', () => undefined).resume();
      incoming.on('end', () => reached++); // a whole one: half of one never counts
      response.end();
    });
    const { text, end } = await speak(port, request, { until: (got) => got.includes('\r\n\r\n') });
    expect(text).toMatch(/^HTTP\/1\.1 (?:400|405|501) /);
    if (status !== 0) expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).not.toContain('HTTP/1.1 200');
    expect(end).not.toBe('reset');
    expect(reached).toBe(0);
  });

  it.each([
    ['two spaces', `GET  / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`],
    ['empty lines before it', `\r\n\r\n${GET}`],
    ['the absolute form of its Host', `GET http://A/ HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`],
  ])('T4: a request line with %s is written anew', async (_, request) => {
    let first = '';
    const upstream = await rawBackend((socket, bytes) => {
      first = bytes.toString('latin1').split('\r\n', 1)[0] ?? '';
      socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const { port } = await startProxy(upstream.url);
    expect((await speak(port, request)).text).toMatch(/^HTTP\/1\.1 204 /);
    expect(first).toBe('GET / HTTP/1.1');
  });

  it('T4: chunk extensions are dropped, however they look', async () => {
    let seen = '';
    const { port } = await proxied((request, response) => void read(request).then((body) => response.end((seen = body))));
    await speak(
      port,
      `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n5;x=${PAN};y="z"\r\nhello\r\n0;${PAN}\r\n\r\n`,
    );
    expect(seen).toBe('hello');
  });
});

/** What the upstream says, and that no byte of it is taken for an answer. */
const SPLITS: readonly (readonly [string, string])[] = [
  ['TE gzip, chunked', `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['TE identity', `HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok`],
  ['CL and TE', `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
  ['two CL', `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok`],
  ['a list of CL', `HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok`],
  ['a folded header', `HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok`],
  ['a space before the colon', `HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok`],
  ['a NUL', `HTTP/1.1 200 OK\r\nX: \x00\r\nContent-Length: 2\r\n\r\nok`],
  ['a bare CR', `HTTP/1.1 200 OK\r\nX: 1\rSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nok`],
  ['a status of two digits', `HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok`],
  ['no version', `200 OK\r\nContent-Length: 2\r\n\r\nok`],
  ['an upgrade that nobody asked for', `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nok`],
  ['a head that is too large', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\nContent-Length: 2\r\n\r\nok`],
];

describe('T4: a malformed answer is never passed on', () => {
  it.each(SPLITS)('%s', async (_, answer) => {
    const { port } = await proxiedRaw(answer, true);
    const { text } = await speak(port, GET);
    expect(text).toMatch(/^HTTP\/1\.1 502 [^]*"code":"SLUICE_/);
    expect(text).not.toContain('ok\r\n');
  });

  it('a second answer behind the first is nobody’s', async () => {
    const { port, url } = await proxiedRaw(
      `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nX: evil\r\nContent-Length: 0\r\n\r\n`,
    );
    const { text } = await speak(port, `GET / HTTP/1.1\r\nHost: a\r\n\r\n${GET}`);
    expect(text).not.toContain('evil');
    expect(await (await fetch(url)).text()).toBe('ok');
  });
});

describe('T3, T6: what comes around the body', () => {
  it('T3: a card in a trailer is dropped with it, in both directions', async () => {
    let trailers = 'none';
    const { port } = await proxied((request, response) => {
      request.resume().on('end', () => {
        trailers = JSON.stringify(request.rawTrailers);
        response.writeHead(200, { trailer: 'X-T' });
        response.addTrailers({ 'X-T': PAN });
        response.end('ok');
      });
    });
    const { text } = await speak(
      port,
      `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-T: ${PAN}\r\n\r\n`,
    );
    expect(withoutExchange(text)).not.toContain('1111');
    expect(trailers).toBe('[]');
  });

  it('T6: letters beyond ASCII in a value come through as the bytes that they are', async () => {
    let seen = '';
    const { port } = await proxied((request, response) => {
      seen = request.headers['x-name'] as string;
      response.writeHead(200, ['X-Name', 'caf\xe9 \xc3\xa9', 'Content-Length', '0']).end();
    });
    const { bytes } = await speak(port, Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}X-Name: caf\xe9 \xc3\xa9\r\n\r\n`, 'latin1'));
    expect(seen).toBe('caf\xe9 \xc3\xa9');
    expect(bytes.includes(Buffer.from('caf\xe9 \xc3\xa9', 'latin1'))).toBe(true);
  });
});

describe('T7: an answer without a body is never decoded', () => {
  const cases = (['GET', 'HEAD', 'POST'] as const).flatMap((method) =>
    ([200, 204, 304, 404] as const)
      .filter((status) => method === 'HEAD' || status === 204 || (status === 304 && method === 'GET'))
      .flatMap((status) => ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip', 'nonsense'].map((coding) => [method, status, coding] as const)),
  );
  it('whatever its method, status and coding', async () => {
    const { port } = await proxied((request, response) => {
      const [, status = '200', coding = ''] = decodeURIComponent(request.url ?? '').split('/');
      response.writeHead(Number(status), { 'content-encoding': coding }).end();
    });
    for (const [method, status, coding] of cases) {
      const path = `/${status}/${encodeURIComponent(coding)}`;
      const { text } = await speak(port, `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n${CLOSE}\r\n`);
      expect(text, `${method} ${path}`).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\r\n\r\n$`));
    }
  });
});

describe('T8, T9: answers before the answer', () => {
  it('T8: a refused upload is told before it is sent, an unknown expectation too', async () => {
    let reached = false;
    const { port } = await proxied((_, response) => response.end(String((reached = true))));
    const expecting = (path: string, more: string): string =>
      `PUT ${path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n${more}\r\n`;
    expect((await speak(port, expecting('/', 'Content-Encoding: sdch\r\n'))).text).toMatch(/^HTTP\/1\.1 415 /);
    expect((await speak(port, expecting('/', 'Content-Type: text/plain; charset=utf-7\r\n'))).text).toMatch(/^HTTP\/1\.1 415 /);
    expect((await speak(port, expecting(`/?n=${PAN}`, ''))).text).toMatch(/^HTTP\/1\.1 403 /);
    expect((await speak(port, expecting('/', '').replace('100-continue', '200-ok'))).text).toMatch(/^HTTP\/1\.1 400 /);
    expect(reached).toBe(false);
  });

  it('T9: 102 and 103 of the upstream are dropped, with what they hold', async () => {
    const hints = `HTTP/1.1 103 Early Hints\r\nLink: </${PAN}>; rel=preload\r\n\r\n`;
    const { port } = await proxiedRaw(`HTTP/1.1 102 Processing\r\n\r\n${hints}${hints}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    const { text } = await speak(port, GET);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).not.toContain('1111');
  });
});

describe('T10, T11: one request, one exchange', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])('T10: a %s is sent once, on a connection that dies under it too', async (method) => {
    let requests = 0;
    const upstream = await rawBackend((socket, first) => {
      requests += first.length > 0 ? 1 : 0;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      socket.on('data', () => {
        requests++;
        socket.destroy(); // the second request on a kept connection: was it done? nobody knows
      });
    });
    const { url } = await startProxy(upstream.url);
    expect(await (await fetch(url, { method })).text()).toBe('ok');
    expect((await fetch(url, { method })).status).toBe(502);
    expect(requests).toBe(2);
  });

  it('T11: an event that nobody waited for is there for the next poll', async () => {
    const events = ['one'];
    let waiting = 0;
    const upstream = await backend((request, response) => {
      waiting++;
      const timer = setTimeout(() => response.end(events.shift() ?? 'lost'), 250);
      request.on('close', () => clearTimeout(timer));
      response.on('close', () => clearTimeout(timer));
    });
    const { url } = await startProxy(upstream.url);
    const leaving = new AbortController();
    const poll = fetch(url, { signal: leaving.signal }).catch(() => 'left');
    await eventually(() => waiting === 1);
    leaving.abort();
    expect(await poll).toBe('left');
    await eventually(() => upstream.sockets.size === 0);
    expect(await (await fetch(url)).text()).toBe('one');
  });
});

describe('T12: bodies of every method', () => {
  it.each(['GET', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'REPORT', 'PROPFIND'])('of a %s is scanned', async (method) => {
    let seen = '';
    const { port } = await proxied((request, response) => void read(request).then((body) => response.end((seen = body))));
    await speak(port, `${method} / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: ${PAN.length}\r\n\r\n${PAN}`);
    expect(seen).toBe(MASKED);
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'a POST that %s calls a PATCH is scanned and still conditional',
    async (name) => {
      let seen: unknown;
      const { url } = await proxied((request, response) => {
        void read(request).then((body) => {
          seen = [
            request.method,
            request.headers[name.toLowerCase()],
            request.headers['if-match'],
            request.headers['if-modified-since'],
            body,
          ];
          response.end();
        });
      });
      const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
      await fetch(url, {
        method: 'POST',
        headers: { [name]: 'PATCH', 'if-match': '"v1"', 'if-modified-since': date },
        body: `card ${PAN}`,
      });
      expect(seen).toEqual(['POST', 'PATCH', '"v1"', date, `card ${MASKED}`]);
    },
  );

  it('a POST that means a GET is conditional as a GET is: a tag of other rules revives no copy', async () => {
    const seen: unknown[] = [];
    const { url } = await proxied((request, response) => {
      seen.push(request.headers['if-none-match']);
      request.resume();
      response.end();
    });
    for (const method of ['GET', 'PATCH'])
      await fetch(url, { method: 'POST', headers: { 'x-http-method-override': method, 'if-none-match': '"v1"' }, body: 'a' });
    expect(seen).toEqual([undefined, '"v1"']);
  });

  it.each([
    ['GET', 'X-HTTP-Method-Override: DELETE\r\n', 400],
    ['PUT', 'X-HTTP-Method: POST\r\n', 400],
    ['POST', 'X-HTTP-Method-Override: PATCH\r\nX-HTTP-Method: DELETE\r\n', 400],
    ['POST', 'X-HTTP-Method-Override: PATCH\r\nx_http_method_override: DELETE\r\n', 400],
    ['POST', 'X-Method-Override: PATCH, DELETE\r\n', 400],
    ['POST', 'X-HTTP-Method-Override: TRACE\r\n', 405],
    ['POST', 'X-HTTP-Method-Override: patch\r\nX-HTTP-Method: PATCH\r\n', 200],
    ['DELETE', 'X-HTTP-Method-Override: DELETE\r\n', 200],
  ])('a %s with %j ends with %i: readers must not take it for two things', async (method, lines, status) => {
    const { port } = await proxied((request, response) => {
      request.resume();
      response.end();
    });
    const { text } = await speak(port, `${method} / HTTP/1.1\r\nHost: a\r\n${CLOSE}${lines}Content-Length: 0\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
