/** Ordinary traffic over real sockets: what is masked, what is left alone, and when the bytes move. */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { MASKED, PAN, backend, eventually, proxied, rawBackend, read, speak, startProxy } from '../support/proxy.js';
import { kept, weakened } from '../support/tags.js';

const CARD = `{"card":"${PAN}","note":"caf\u00e9 \\u00e9"}`;
const CARD_MASKED = CARD.replace(PAN, MASKED);

describe('both directions', () => {
  it('masks the card in the answer and keeps every other byte and the length', async () => {
    const { url, observer } = await proxied((_, response) => response.setHeader('content-type', 'application/json').end(CARD));
    const response = await fetch(url);
    expect(await response.text()).toBe(CARD_MASKED);
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(CARD)));
    expect(observer.findings).toEqual(['response card.pan mask']);
  });

  it('keeps a bare number valid JSON and gives the answer the length that it then has', async () => {
    const { url } = await proxied((_, response) => response.setHeader('content-type', 'application/json').end(`{"card":${PAN}}`));
    const response = await fetch(url);
    const text = await response.text();
    expect(JSON.parse(text)).toHaveProperty('card');
    expect(text).not.toContain('41111111');
    expect(response.headers.get('content-length')).toBe(String(text.length));
  });

  it('masks the card in the request and sends it with its length', async () => {
    let seen = '';
    const { url } = await proxied((request, response) => {
      void read(request).then((body) => {
        seen = `${request.headers['content-length'] ?? 'none'} ${body}`;
        response.end('ok');
      });
    });
    await fetch(url, { method: 'POST', body: CARD, headers: { 'content-type': 'application/json' } });
    expect(seen).toBe(`${Buffer.byteLength(CARD)} ${Buffer.from(CARD_MASKED).toString('latin1')}`);
  });

  it('leaves a clean body, its length, its digest and its strong tag as they are', async () => {
    const body = '{"id":9007199254740993,"a":1.0,"a":"\\/"}';
    const { url } = await proxied((_, response) =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          etag: '"v5"',
          'content-digest': 'sha-256=:abc=:',
          'content-length': body.length,
        })
        .end(body),
    );
    const response = await fetch(url);
    expect(await response.text()).toBe(body);
    expect(response.headers.get('etag')).toBe(kept('"v5"'));
    expect(response.headers.get('content-digest')).toBe('sha-256=:abc=:');
  });

  it('drops the digest and weakens the tag of a changed body, and takes the mark off again in If-Match', async () => {
    let condition: string | undefined;
    const { url } = await proxied((request, response) => {
      condition = request.headers['if-match'];
      response.writeHead(200, { etag: '"v5"', 'content-md5': 'x', 'repr-digest': 'y', 'content-length': CARD.length + 1 }).end(CARD);
    });
    const response = await fetch(url);
    const tag = response.headers.get('etag') ?? '';
    expect(tag).toBe(weakened('"v5"'));
    expect(response.headers.get('content-md5')).toBeNull();
    expect(response.headers.get('repr-digest')).toBeNull();
    await fetch(url, { headers: { 'if-match': `${tag}, W/"theirs"` } });
    expect(condition).toBe('"v5", W/"theirs"');
  });
});

describe('cuts', () => {
  it('gives the same bytes wherever the answer is cut in two chunks', async () => {
    let at = 0;
    const { url } = await proxied((_, response) => {
      response.setHeader('content-type', 'application/json').write(CARD.slice(0, at));
      setImmediate(() => response.end(CARD.slice(at)));
    });
    for (at = 1; at < CARD.length; at++) expect(await (await fetch(url)).text(), `cut at ${at}`).toBe(CARD_MASKED);
  });

  it('takes the request one byte at a time, head and body', async () => {
    let seen = '';
    const { port } = await proxied((request, response) => {
      void read(request).then((body) => {
        seen = body;
        response.end(body);
      });
    });
    const body = `{"card":"${PAN}"}`;
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n`;
    const whole = await speak(port, `${head}Content-Length: ${body.length}\r\n\r\n${body}`, { cut: 1 });
    expect(seen).toBe(body.replace(PAN, MASKED));
    expect(whole.text.endsWith(seen)).toBe(true);
    seen = '';
    const chunks = [...body].map((character) => `1\r\n${character}\r\n`).join('');
    await speak(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`, { cut: 1 });
    expect(seen).toBe(body.replace(PAN, MASKED));
  });

  it('takes the answer one byte at a time, head and body', async () => {
    const body = `{"card":"${PAN}"}`;
    const upstream = await rawBackend((socket) => {
      const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      let at = 0;
      const step = (): void => {
        if (at < bytes.length) socket.write(bytes.subarray(at, ++at), () => setImmediate(step));
      };
      step();
    });
    const { url } = await startProxy(upstream.url);
    expect(await (await fetch(url)).text()).toBe(body.replace(PAN, MASKED));
  });
});

describe('streaming', () => {
  it('delivers the first server-sent event before the stream ends, and the head before the first event', async () => {
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    const { url } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      send = (text) => response.write(text);
      end = () => response.end();
    });
    const response = await fetch(url); // resolves with the head alone
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    send(`data: card ${PAN}\n\n`);
    let text = '';
    while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
    expect(text).toBe(`data: card ${MASKED}\n\n`);
    end();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('sends the first byte of an upload upstream before the last byte has come', async () => {
    let first = '';
    const { port } = await proxied((request, response) => {
      request.once('data', (chunk: Buffer) => (first = chunk.toString()));
      request.on('end', () => response.end('done')).resume();
    });
    const upload = httpRequest({ port, method: 'POST' });
    upload.write(`${'x'.repeat(1000)} and more`);
    await eventually(() => first.startsWith('xxx'));
    const answered = new Promise<number | undefined>((resolve) =>
      upload.on('response', (response) => resolve(response.resume().statusCode)),
    );
    upload.end(PAN);
    expect(await answered).toBe(200);
  });

  it('carries a large upload and a large answer unchanged but for the card', async () => {
    const hash = createHash('sha256');
    const part = Buffer.from('Kundennotiz ohne Befund, nur Text und ein Datum vom 3. Mai. '.repeat(2000));
    const { url } = await proxied((request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      request.on('data', (chunk: Buffer) => hash.update(chunk)).pipe(response);
    });
    const sent = [...Array.from({ length: 80 }, () => part), Buffer.from(` ${PAN} `), part];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of sent) controller.enqueue(chunk);
        controller.close();
      },
    });
    const response = await fetch(url, { method: 'PUT', body, duplex: 'half' });
    const expected = Buffer.concat(sent).toString().replace(PAN, MASKED);
    expect(await response.text()).toBe(expected);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(expected).digest('hex'));
  });
});

describe('bodiless answers', () => {
  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('never decodes %s %i, whatever Content-Encoding says', async (method, status) => {
    const { port, url } = await proxied((_, response) => response.writeHead(status, { 'content-encoding': 'gzip', etag: '"v1"' }).end());
    for (let round = 0; round < 2; round++) {
      const response = await fetch(url, { method });
      expect(response.status).toBe(status);
      expect(await response.text()).toBe('');
    }
    const raw = await speak(port, `${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(raw.text.toLowerCase()).not.toContain('content-encoding');
    expect(raw.text).toMatch(/\r\n\r\n$/);
  });

  it('passes a 304 that names the length of the body it stands for, as RFC 9110 section 8.6 allows', async () => {
    const upstream = await rawBackend((socket) => socket.end('HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\nETag: "a"\r\n\r\n'));
    const { port } = await startProxy(upstream.url);
    const { text } = await speak(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 304 .*\r\nETag: W\/"a--sluice\.s[a-z]{8}"\r\n/is);
    expect(text).toMatch(/\r\n\r\n$/);
  });

  it('keeps the length that GET would send on HEAD', async () => {
    const { url } = await proxied((_, response) => response.writeHead(200, { 'content-length': 12345 }).end());
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('12345');
  });
});

describe('addresses', () => {
  it('keeps the path prefix of the upstream and maps its own redirects back', async () => {
    const upstream = await backend((request, response) =>
      response.writeHead(302, { location: `http://${request.headers.host ?? ''}/crm/cases?of=${request.url ?? ''}` }).end(),
    );
    const { url } = await startProxy(`${upstream.url}/crm/`);
    const response = await fetch(`${url}/login?next=1`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/cases?of=/crm/login?next=1');
    expect((await fetch(`${url}/a/%2e%2E/secret`, { redirect: 'manual' })).status).toBe(302); // fetch resolved the dots itself
  });

  it('does not let dot segments climb out of the prefix', async () => {
    const upstream = await backend((_, response) => response.end('reached'));
    const { port } = await startProxy(`${upstream.url}/crm`);
    for (const path of ['/../admin', '/a/../../admin', '/%2e%2e/admin', '/..%2fadmin', '/..\\admin', '/..;/admin']) {
      const { text } = await speak(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(text, path).toContain('SLUICE_BAD_REQUEST');
    }
  });
});
