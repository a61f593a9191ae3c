/**
 * Validators, caching and integrity (T30–T39). The story of all of them: a copy that was made under other rules comes back, because
 * somebody asked "is it still the same?" and the upstream, which knows nothing of rules, said yes.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine/engine.js';
import { createProxy, toOneUpstream } from '../../../src/proxy/proxy.js';
import { engine } from '../../support/engine.js';
import { rules } from '../../support/rules.js';
import { MASKED, PAN, Recorder, backend, proxied, rawBackend, read, speak, startProxy } from '../../support/proxy.js';
import { kept, weakened } from '../../support/tags.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const DIRTY = `{"card":"${PAN}"}`;
const CLEAN = '{"a":1}';
const OPEN = { 'cache-control': 'max-age=60', expires: 'Sun, 06 Nov 1994 08:49:37 GMT', 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' };
const codeOf = (text: string): string => (JSON.parse(text) as { error: { code: string } }).error.code;

describe('T30: an optimistic write', () => {
  it('meets the tag that the upstream gave, be the answer clean, masked or streamed; a stale one is a 412', async () => {
    let tag = '"v1"';
    const { url } = await proxied((request, response) => {
      if (request.method === 'PATCH') response.writeHead(request.headers['if-match'] === tag ? 200 : 412).end();
      else {
        const body = request.url === '/dirty' ? DIRTY : CLEAN;
        response
          .writeHead(200, { ...JSON_TYPE, etag: tag, ...(request.url === '/long' ? {} : { 'content-length': body.length }) })
          .end(body);
      }
    });
    for (const [path, strong] of [
      ['/dirty', false],
      ['/clean', true],
      ['/long', false],
    ] as const) {
      // prettier-ignore
      for (tag of ['"v1"', 'W/"v1"']) {
        const etag = (await fetch(url + path)).headers.get('etag') ?? '';
        expect(etag).toBe(strong ? kept(tag) : weakened(tag));
        const patch = async (match: string): Promise<number> =>
          (await fetch(url + path, { method: 'PATCH', headers: { 'if-match': match } })).status;
        expect(await patch(etag)).toBe(200);
        expect(await patch(`"x", ${etag}`)).toBe(412); // the upstream of this test knows no lists
        tag = '"v2"';
        expect(await patch(etag)).toBe(412);
      }
    }
  });

  it('with a tag from a body (Dataverse, Salesforce) is passed as it is', async () => {
    let seen: string | undefined;
    const { url } = await proxied((request, response) => {
      seen = request.headers['if-match'];
      response.end();
    });
    await fetch(url, { method: 'PATCH', headers: { 'if-match': 'W/"2891162"' } });
    expect(seen).toBe('W/"2891162"');
  });
});

describe('T31: a copy of another time', () => {
  it('is revived under the rules it was made under, and not after they have changed', async () => {
    const asked: unknown[] = [];
    const upstream = await backend((request, response) => {
      const { 'if-none-match': match, 'if-modified-since': since } = request.headers;
      asked.push(match ?? since);
      if (match === '"v1"' || since !== undefined) response.writeHead(304, { etag: '"v1"' }).end();
      else response.writeHead(200, { ...JSON_TYPE, etag: '"v1"', 'content-length': CLEAN.length }).end(CLEAN);
    });
    const url = new URL(upstream.url);
    const proxy = await createProxy({ snapshot: toOneUpstream(url, { engine }), observer: new Recorder() });
    const { url: address } = await proxy.listen('127.0.0.1', 0);
    try {
      const get = async (tag?: string): Promise<[number, string]> => {
        const response = await fetch(address, {
          headers: { 'if-modified-since': OPEN.expires, ...(tag === undefined ? {} : { 'if-none-match': tag }) },
        });
        await response.arrayBuffer();
        return [response.status, response.headers.get('etag') ?? ''];
      };
      const [status, tag] = await get();
      expect([status, tag]).toEqual([200, kept('"v1"')]);
      expect(await get(tag)).toEqual([304, tag]); // under the very tag it is held by
      expect(await get('"v1"')).toEqual([200, tag]); // a copy from before Sluice stood here
      proxy.replace(toOneUpstream(url, { engine: createEngine({ rules, mode: 'observe' }) }));
      const [after, other] = await get(tag);
      expect(after).toBe(200);
      expect(other).not.toBe(tag);
      expect(await get(other)).toEqual([304, other]);
      expect(asked).toEqual([undefined, '"v1"', undefined, undefined, '"v1"']);
    } finally {
      await proxy.drain(0);
    }
  });

  it.each([
    ['a masked answer', JSON_TYPE, DIRTY, true, 'no-store, private'],
    ['a clean answer', JSON_TYPE, CLEAN, true, 'max-age=60'],
    ['an answer whose end is not known', JSON_TYPE, CLEAN, false, 'no-store, private'],
    ['a page whose end is not known', { 'content-type': 'text/html; charset=utf-8' }, '<p>a</p>', false, 'no-store, private'],
    ['a script whose end is not known', { 'content-type': 'text/javascript' }, 'a=1', false, 'max-age=60'],
    ['a style whose end is not known', { 'content-type': 'text/css' }, 'a{}', false, 'max-age=60'],
    ['a picture whose end is not known', { 'content-type': 'image/png' }, '\x89PNG\r\n\x1a\n', false, 'max-age=60'],
    ['a masked script', { 'content-type': 'text/javascript' }, `a="${PAN}"`, true, 'no-store, private'],
  ])('%s keeps its caching only where it may', async (_, type, body, length, expected) => {
    const bytes = Buffer.from(body, 'latin1');
    const { url } = await proxied((_request, response) =>
      response.writeHead(200, { ...OPEN, ...type, ...(length ? { 'content-length': bytes.length } : {}) }).end(bytes),
    );
    const { headers } = await fetch(url);
    expect(headers.get('cache-control')).toBe(expected);
    const stays = expected === 'max-age=60';
    expect([headers.has('expires'), headers.has('last-modified')]).toEqual([stays, stays]);
  });

  it('that its upstream calls everybody’s stays cacheable while it is streamed', async () => {
    const { url } = await proxied((_, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'cache-control': 'public, max-age=60' }).write('{');
      setImmediate(() => response.end('}'));
    });
    expect((await fetch(url)).headers.get('cache-control')).toBe('public, max-age=60');
  });

  it('keeps no-transform, which says something to others, T36: masking takes no notice of it', async () => {
    const { url } = await proxied((_, response) =>
      response.writeHead(200, { ...JSON_TYPE, 'cache-control': 'no-transform, max-age=9', 'content-length': DIRTY.length }).end(DIRTY),
    );
    const response = await fetch(url);
    expect(response.headers.get('cache-control')).toBe('no-store, private, no-transform');
    expect(await response.text()).toBe(DIRTY.replace(PAN, MASKED));
  });
});

describe('T32: a part of a body', () => {
  it('is neither asked for nor offered nor taken: a card over two ranges is never seen', async () => {
    const body = Buffer.from(DIRTY);
    const { url, port } = await proxied((request, response) => {
      if (request.url === '/anyway')
        response.writeHead(206, { 'content-range': `bytes 0-15/${body.length}`, ...JSON_TYPE }).end(body.subarray(0, 16));
      else if (request.headers.range !== undefined) response.writeHead(206, JSON_TYPE).end(body.subarray(0, 16));
      else response.writeHead(200, { 'accept-ranges': 'bytes', 'content-length': body.length, ...JSON_TYPE }).end(body);
    });
    const whole = await fetch(url, { headers: { range: 'bytes=0-15', 'if-range': '"a"' } });
    expect([whole.status, whole.headers.get('accept-ranges'), await whole.text()]).toEqual([200, null, DIRTY.replace(PAN, MASKED)]);
    expect((await speak(port, 'GET /anyway HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).text).toMatch(/^HTTP\/1\.1 502 /);
  });
});

const DIGESTS = [
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'x-amz-checksum-sha256',
  'x-amz-checksum-crc32c',
  'x-goog-hash',
  'x-ms-content-crc64',
];

describe('T33: digests', () => {
  it.each(DIGESTS)('%s stays with what is unchanged, and goes with what is changed or streamed', async (name) => {
    const seen: (string | undefined)[] = [];
    const { url } = await proxied((request, response) => {
      void read(request).then(() => {
        seen.push(request.headers[name] as string | undefined);
        const body = request.url === '/dirty' ? DIRTY : CLEAN;
        response
          .writeHead(200, { ...JSON_TYPE, [name]: 'abc=', ...(request.url === '/streamed' ? {} : { 'content-length': body.length }) })
          .end(body);
      });
    });
    const answers: (string | null)[] = [];
    for (const path of ['/clean', '/dirty', '/streamed']) {
      const body = path === '/dirty' ? DIRTY : CLEAN;
      const sent = path === '/streamed' ? new Blob([body]).stream() : body;
      const response = await fetch(url + path, { method: 'POST', body: sent, headers: { ...JSON_TYPE, [name]: 'abc=' }, duplex: 'half' });
      answers.push(response.headers.get(name));
    }
    expect(seen).toEqual(['abc=', undefined, undefined]);
    expect(answers).toEqual(['abc=', null, null]);
  });
});

const SIGNATURES: readonly (readonly [string, string])[] = [
  [
    'authorization',
    'AWS4-HMAC-SHA256 Credential=AK/20261122/eu/s3/aws4_request, SignedHeaders=accept-encoding;host;x-amz-date, Signature=ab',
  ],
  ['authorization', 'Signature keyId="a",signature="b"'],
  ['x-hub-signature-256', 'sha256=ab'],
  ['x-shopify-hmac-sha256', 'ab='],
  ['x-jws-signature', 'a..b'],
  ['signature-input', 'sig1=("@authority" "content-digest");created=1'],
];

describe('T34: what is signed', () => {
  it('is asked for under the host it names, if the operator knows that host: a signature is no way to choose among all of an address', async () => {
    const asked = async (host: string, authorization: string, hosts?: readonly string[]): Promise<unknown[]> => {
      let seen: string | undefined;
      const { port } = await proxied((request, response) => {
        seen = request.headers.host;
        response.end();
      }, hosts === undefined ? {} : { hosts }); // prettier-ignore
      const { text } = await speak(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`);
      return [text.split('\r\n', 1)[0], seen];
    };
    const [, signed = ''] = SIGNATURES[0] ?? [];
    const [refused, taken] = ['HTTP/1.1 403 Forbidden', 'HTTP/1.1 200 OK'];
    expect(await asked('admin.internal', signed)).toEqual([refused, undefined]);
    expect(await asked('admin.example.com', signed, ['*.example.com'])).toEqual([refused, undefined]);
    expect(await asked('Desk.example.com:8080', signed, ['desk.example.com'])).toEqual([taken, 'Desk.example.com:8080']);
    expect(await asked('127.0.0.1:1', signed)).toEqual([taken, '127.0.0.1:1']);
    expect(await asked('admin.internal', 'Bearer a')).toEqual([taken, expect.stringMatching(/^127\.0\.0\.1:/)]);
  });

  it.each(SIGNATURES)('by %s passes byte for byte when it is clean, and is refused when it is not', async (name, value) => {
    const seen: { body: string; headers: NodeJS.Dict<string | string[]> }[] = [];
    const { url, observer } = await proxied((request, response) => {
      void read(request).then((body) => {
        seen.push({ body, headers: request.headers });
        response.end();
      }, () => response.destroy()); // prettier-ignore
    });
    const headers = { ...JSON_TYPE, [name]: value, 'content-md5': 'abc=', 'x-amz-checksum-sha256': 'abc=' };
    const post = (body: string | Buffer, more = {}): Promise<Response> =>
      fetch(url, { method: 'POST', body, headers: { ...headers, ...more }, duplex: 'half' });
    const long = `{"text":"${'no digits here '.repeat(10_000)}"}`;
    const packed = gzipSync(CLEAN);
    for (const body of [CLEAN, long]) expect((await post(body)).status).toBe(200);
    expect((await post(packed, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(seen.map(({ body }) => body)).toEqual([CLEAN, long, packed.toString('latin1')]);
    for (const { headers: got } of seen) {
      expect(got).toMatchObject({ [name]: value, 'content-md5': 'abc=', 'x-amz-checksum-sha256': 'abc=' });
      expect(Object.keys(got).filter((key) => key.startsWith('x-forwarded') || key === 'forwarded')).toEqual([]);
    }
    for (const refused of [
      await post(DIRTY),
      await post(gzipSync(DIRTY), { 'content-encoding': 'gzip' }),
      await post(CLEAN, { 'x-note': PAN }),
    ]) {
      expect([refused.status, codeOf(await refused.text())]).toEqual([403, 'SLUICE_SIGNED_SENSITIVE']);
    }
    expect((await post(`${long.slice(0, -2)}${PAN}"}`).catch(() => ({ status: 0 }))).status).not.toBe(200);
    expect((await post(gzipSync(Buffer.from(long), { level: 0 }), { 'content-encoding': 'gzip' })).status).toBe(403); // it would leave decoded
    expect(seen).toHaveLength(3);
    expect(observer.findings).not.toContain('request card.pan mask');
  });

  it('keeps the host and the codings that it covers', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await proxied((request, response) => {
      seen.push(request.headers.host, request.headers['accept-encoding']);
      response.end();
    }, { hosts: ['s3.example'] }); // prettier-ignore
    const [, aws] = SIGNATURES[0] ?? ['', ''];
    const ask = (authorization: string, codings: string): Promise<unknown> =>
      speak(
        port,
        `GET / HTTP/1.1\r\nHost: s3.example\r\nConnection: close\r\nAccept-Encoding: ${codings}\r\nAuthorization: ${authorization}\r\n\r\n`,
      );
    await ask(aws, 'gzip;q=0.5, identity');
    await ask(aws, 'dcz, gzip');
    await ask('Bearer abc', 'gzip;q=0.5, identity');
    expect(seen.slice(0, 3)).toEqual(['s3.example', 'gzip;q=0.5, identity', 's3.example']);
    expect(seen[3]).not.toContain('dcz');
    expect(seen[4]).toMatch(/^127\.0\.0\.1:/);
    expect(seen[5]).toBe('identity');
  });

  it('as an answer passes with its tag, caching and digests, or is refused; long, it is cut', async () => {
    const signed = {
      ...JSON_TYPE,
      ...OPEN,
      'signature-input': 'sig1=("content-digest" "etag")',
      signature: 'sig1=:YWJj:',
      'content-digest': 'sha-256=:YWJj:',
      etag: '"v1"',
    };
    const { url, port } = await proxied((request, response) => {
      if (request.url === '/streamed') response.writeHead(200, signed).end(CLEAN);
      else if (request.url === '/long') response.writeHead(200, signed).end(`"${'text '.repeat(40_000)}${PAN}"`);
      else {
        const body = request.url === '/dirty' ? DIRTY : CLEAN;
        response.writeHead(200, { ...signed, 'content-length': body.length }).end(body);
      }
    });
    for (const path of ['/clean', '/streamed']) {
      const answer = await fetch(url + path);
      expect(await answer.text()).toBe(CLEAN);
      expect(Object.fromEntries(answer.headers)).toMatchObject(signed);
    }
    const refused = await fetch(`${url}/dirty`);
    expect([refused.status, codeOf(await refused.text())]).toEqual([502, 'SLUICE_SIGNED_SENSITIVE']);
    const cut = await speak(port, 'GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(cut.text).not.toContain('4111');
    expect(cut.text).not.toMatch(/\r\n0\r\n\r\n$/);
  });
});

describe('T35: what a page has digests of', () => {
  it.each(['text/javascript', 'text/css', 'application/wasm', 'font/woff2', 'application/json'])(
    '%s leaves byte for byte when it is clean',
    async (type) => {
      const body = Buffer.from(
        type.startsWith('text') || type.endsWith('json') ? '{"a": 1.0, "b":"\\/ \\u00e9"} /* 2026-11-22 */' : '\0asm\x01\0\0\0',
        'latin1',
      );
      const { url } = await proxied((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(body)).toBe(true);
    },
  );
});

describe('T37: what a browser stored before', () => {
  it('is forgotten once, by option, with the first page and never with what a page asks for', async () => {
    const { url } = await proxied((_, response) => response.setHeader('content-type', 'text/html').end('<p>'), { clearsSiteData: true });
    const ask = async (headers: Record<string, string>): Promise<string | null> =>
      (await fetch(url, { headers })).headers.get('clear-site-data');
    const page = await fetch(url, { headers: { 'sec-fetch-dest': 'document' } });
    expect(page.headers.get('clear-site-data')).toBe('"cache", "storage"');
    const [cookie = ''] = page.headers.getSetCookie();
    expect(cookie).toMatch(/^sluice-cleansed=1; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/);
    expect(await ask({ 'sec-fetch-dest': 'document', cookie: `a=1; ${cookie.split(';', 1)[0] ?? ''}` })).toBeNull();
    expect(await ask({ 'sec-fetch-dest': 'empty' })).toBeNull();
    const plain = await proxied((_, response) => response.end());
    expect((await fetch(plain.url, { headers: { 'sec-fetch-dest': 'document' } })).headers.get('clear-site-data')).toBeNull();
  });
});

describe('T38: Vary', () => {
  it('of the upstream stays, and names the coding where an answer may leave with or without it', async () => {
    const { url } = await proxied((request, response) => {
      const coded = request.url === '/coded' ? { 'content-encoding': 'gzip' } : {};
      response.writeHead(200, { ...JSON_TYPE, ...coded, vary: 'Cookie' }).end(request.url === '/coded' ? gzipSync(CLEAN) : CLEAN);
    });
    expect((await fetch(url)).headers.get('vary')).toBe('Cookie');
    expect((await fetch(`${url}/coded`)).headers.get('vary')).toBe('Cookie, Accept-Encoding');
  });
});

describe('T21: dictionaries', () => {
  it('are not offered, and a zstd or dictionary answer that comes all the same is never passed unread', async () => {
    let offered: string | undefined;
    const upstream = await rawBackend((socket, head) => {
      offered = head.toString('latin1');
      socket.end(`HTTP/1.1 200 OK\r\nContent-Encoding: dcz\r\nUse-As-Dictionary: match="/*"\r\nContent-Length: 16\r\n\r\n${PAN}`);
    });
    const { url } = await startProxy(upstream.url);
    const response = await fetch(url, {
      headers: { 'available-dictionary': ':abc=:', 'dictionary-id': '"a"', 'accept-encoding': 'gzip, dcz' },
    });
    expect([response.status, codeOf(await response.text())]).toEqual([502, 'SLUICE_CODING_UNSUPPORTED']);
    expect(offered).not.toMatch(/dictionary|dcz/i);
  });
});
