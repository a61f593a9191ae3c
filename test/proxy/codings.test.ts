/** Coded bodies over real sockets: which of them leave as they came, which leave as their content, and that the head agrees with the body. */
import { createHash, randomBytes } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PACKERS, TAKES_ALL, ask, coded, inChunks } from '../support/coded.js';
import { MASKED, PAN, proxied } from '../support/proxy.js';
import { kept, weakened } from '../support/tags.js';

const CLEAN = Buffer.from(`{"id":9007199254740993,"a":1.0,"text":"${'lorem ipsum '.repeat(300)}"}`);
const DIRTY = Buffer.from(CLEAN.toString().replace('lorem ipsum', PAN));
const DIRTY_MASKED = DIRTY.toString().replace(PAN, MASKED);
const LETTERS = randomBytes(200_000).toString('hex').replace(/\d/g, 'z');
/** Longer than what is collected, however it is coded. */
const LONG = Buffer.from(`{"text":"${LETTERS}"}`);
const LONG_DIRTY = Buffer.from(`{"text":"${LETTERS}","card":"${PAN}"}`);
const VALIDATORS = { etag: '"v5"', 'content-digest': 'sha-256=:abc=:', 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' };

describe.each(PACKERS)('%s', (_, coding, pack) => {
  it.each(['/length', '/chunks'])('leaves a clean answer as it came, with coding, length, tag and digest (%s)', async (path) => {
    const body = pack(CLEAN);
    const { port } = await coded({ coding, coded: body, headers: VALIDATORS });
    const answer = await ask(port, path, { headers: { 'accept-encoding': TAKES_ALL } });
    expect(answer.body.equals(body)).toBe(true);
    expect(answer.headers).toMatchObject({
      ...VALIDATORS,
      etag: kept(VALIDATORS.etag),
      'content-encoding': coding,
      'content-length': String(body.length),
    });
    expect(answer.headers.vary).toBe('Accept-Encoding');
  });

  it('sends a clean answer as its content to a downstream that does not take the coding', async () => {
    const { port } = await coded({ coding, coded: pack(CLEAN), headers: VALIDATORS });
    for (const headers of [{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': '*;q=0' }]) {
      const answer = await ask(port, '/length', { headers });
      expect(answer.body.equals(CLEAN)).toBe(true);
      expect(answer.headers).toMatchObject({ etag: weakened('"v5"'), 'content-length': String(CLEAN.length), vary: 'Accept-Encoding' });
      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(answer.headers).not.toHaveProperty('content-digest');
    }
  });

  it.each(['/length', '/chunks'])('masks a card in an answer and sends the content (%s)', async (path) => {
    const { port } = await coded({ coding, coded: pack(DIRTY), headers: VALIDATORS });
    const answer = await ask(port, path, { headers: { 'accept-encoding': TAKES_ALL } });
    expect(answer.body.toString()).toBe(DIRTY_MASKED);
    expect(answer.headers).toMatchObject({ etag: weakened('"v5"'), 'content-length': String(DIRTY.length) });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers).not.toHaveProperty('content-digest');
  });

  it.each(['/length', '/chunks'])('streams a long answer as its content, clean or not (%s)', async (path) => {
    for (const [sent, expected] of [
      [LONG, LONG.toString()],
      [LONG_DIRTY, LONG_DIRTY.toString().replace(PAN, MASKED)],
    ] as const) {
      const { port } = await coded({ coding, coded: pack(sent), headers: VALIDATORS });
      const answer = await ask(port, path, { headers: { 'accept-encoding': TAKES_ALL } });
      expect(answer.body.toString() === expected).toBe(true);
      expect(answer.headers.etag).toBe(weakened('"v5"'));
      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(answer.headers).not.toHaveProperty('content-digest');
    }
  });

  it('leaves a clean request as it came, masks a dirty one and sends its content, with and without a length', async () => {
    const { port, seen } = await coded({ coding: 'identity', coded: Buffer.from('{}') });
    const headers = { 'content-type': 'application/json', 'content-encoding': coding, 'content-digest': 'sha-256=:abc=:' };
    for (const cut of [(body: Buffer) => body, inChunks]) {
      await ask(port, '/length', { headers, body: cut(pack(CLEAN)) });
      expect(seen.at(-1)?.body.equals(pack(CLEAN))).toBe(true);
      expect(seen.at(-1)?.headers).toMatchObject({ ...headers, 'content-length': String(pack(CLEAN).length) });
      await ask(port, '/length', { headers, body: cut(pack(DIRTY)) });
      expect(seen.at(-1)?.body.toString()).toBe(DIRTY_MASKED);
      expect(seen.at(-1)?.headers).toMatchObject({ 'content-length': String(DIRTY.length) });
      expect(seen.at(-1)?.headers).not.toHaveProperty('content-encoding');
      expect(seen.at(-1)?.headers).not.toHaveProperty('content-digest');
      await ask(port, '/length', { headers, body: cut(pack(LONG_DIRTY)) });
      expect(seen.at(-1)?.body.toString() === LONG_DIRTY.toString().replace(PAN, MASKED)).toBe(true);
      expect(seen.at(-1)?.headers).not.toHaveProperty('content-encoding');
    }
  });
});

describe('the head of a coded answer, T24, T33', () => {
  it('keeps a digest that is true of the bytes that leave, and the Vary of the upstream', async () => {
    const body = gzipSync(CLEAN);
    const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    const { port } = await coded({ coding: 'gzip', coded: body, headers: { 'content-digest': digest, vary: 'Cookie, accept-encoding' } });
    const answer = await ask(port, '/length', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-digest']).toBe(`sha-256=:${createHash('sha256').update(answer.body).digest('base64')}:`);
    expect(answer.headers.vary).toBe('Cookie, accept-encoding');
  });

  it('is the same wherever the coded bytes are cut', async () => {
    const body = gzipSync(CLEAN);
    let at = 1;
    const { port } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', etag: '"v5"' }).write(body.subarray(0, at));
      setImmediate(() => response.end(body.subarray(at)));
    });
    for (; at < body.length; at += 7) {
      const answer = await ask(port, '/', { headers: { 'accept-encoding': 'gzip' } });
      expect(answer.body.equals(body), `cut at ${at}`).toBe(true);
      expect(answer.headers.etag).toBe(kept('"v5"'));
    }
  });

  it('names the body that the downstream has in a 304: the strong tag of the coded one, the marked tag of its content', async () => {
    const asked: (string | undefined)[] = [];
    const { port } = await proxied((request, response) => {
      asked.push(request.headers['if-none-match']);
      response.writeHead(304, { etag: '"v5"', 'content-encoding': 'gzip' }).end();
    });
    for (const tag of [kept('"v5"'), weakened('"v5"')]) {
      const answer = await ask(port, '/', { headers: { 'if-none-match': tag, 'accept-encoding': 'gzip' } });
      expect(answer.headers.etag).toBe(tag);
      expect(answer.headers.vary).toBe('Accept-Encoding');
    }
    expect(asked).toEqual(['"v5"', '"v5"']);
  });

  it('loses a digest that holds a card, in both directions, and keeps the body', async () => {
    const { port, seen } = await coded({ coding: 'gzip', coded: gzipSync(CLEAN), headers: { digest: `x=${PAN}` } });
    const headers = { 'accept-encoding': 'gzip', 'content-md5': PAN };
    const answer = await ask(port, '/length', { headers, body: Buffer.from('clean') });
    expect(answer.headers).not.toHaveProperty('digest');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(seen.at(-1)?.headers).not.toHaveProperty('content-md5');
    expect(seen.at(-1)?.body.toString()).toBe('clean');
  });

  it('has no coding when the body is empty, and the strong tag either way', async () => {
    const { port } = await coded({ coding: 'gzip', coded: Buffer.alloc(0), headers: { etag: '"v5"' } });
    for (const accepted of ['gzip', 'identity']) {
      const answer = await ask(port, '/length', { headers: { 'accept-encoding': accepted } });
      expect(answer.body).toHaveLength(0);
      expect(answer.headers.etag).toBe(kept('"v5"'));
      expect(answer.headers).not.toHaveProperty('content-encoding');
    }
  });
});

describe('streams, T25', () => {
  it('delivers coded text while it comes: only what is of no use before its end is collected', async () => {
    let end = (): void => undefined;
    const { url } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'br' });
      const body = brotliCompressSync(Buffer.from('well, '.repeat(40_000) + LETTERS));
      response.write(body.subarray(0, -1));
      end = () => response.end(body.subarray(-1));
    });
    const reader = ((await fetch(url)).body as ReadableStream<Uint8Array> | null)?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    end();
    while ((await reader?.read())?.done === false);
  });
});

describe('Accept-Encoding towards the upstream, T21', () => {
  it('is one of two values, whatever the downstream says, and no dictionary is offered', async () => {
    const { port, seen } = await coded({
      coding: 'identity',
      coded: Buffer.from('{}'),
      headers: { 'use-as-dictionary': 'match="/*"', 'get-dictionary': '/d', 'x-sdch-encode': '0' },
    });
    const dictionaries = {
      'available-dictionary': ':abc=:',
      'dictionary-id': '"d"',
      'avail-dictionary': 'x',
      'sec-available-dictionary': 'y',
    };
    for (const accepted of ['gzip, deflate, br, zstd, dcb, dcz, sdch', 'identity', 'gzip;q=0', 'x', '']) {
      const answer = await ask(port, '/length', { headers: { 'accept-encoding': accepted, ...dictionaries } });
      expect(seen.at(-1)?.headers['accept-encoding']).toBe('identity'); // the upstream is on this machine
      expect(Object.keys(seen.at(-1)?.headers ?? {}).join()).not.toContain('dictionary');
      expect(Object.keys(answer.headers).join()).not.toMatch(/dictionary|sdch/);
    }
    await ask(port, '/length', { headers: { 'accept-encoding': 'br;q=1.0, identity;q=0' } });
    expect(seen.at(-1)?.headers['accept-encoding']).toMatch(/^gzip, br(, zstd)?, identity;q=0$/);
  });
});
