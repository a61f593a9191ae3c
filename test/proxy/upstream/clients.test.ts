/**
 * One suite for both ways to speak HTTP/1.1 to a server, over real sockets: the lean client, and undici as the reference. Attack
 * stories: an upstream that cuts an answer where it might look complete, one that answers before it has read the request, one that
 * says something on an idle connection to have it taken for the next answer.
 */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { UpstreamRequest } from '../../../src/proxy/upstream/api.js';
import { leanTransport } from '../../../src/proxy/upstream/transport.js';
import { ask, begin, httpServer, rawServer, until, upstreamOf } from '../../support/upstream.js';
import { undiciTransport } from '../../support/undici.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server that answers each request of one piece with the same bytes, and what it was sent. */
async function answering(answer: string | Buffer, close = false) {
  let heard = '';
  const server = await rawServer((socket, piece) => {
    heard += piece.toString('latin1');
    socket.write(answer, 'latin1');
    if (close) socket.end();
  });
  return { ...server, heard: () => heard };
}

describe.each([
  ['lean', leanTransport],
  ['undici', undiciTransport],
])('the %s client', (name, transport) => {
  const open = (url: URL, limits = {}) => upstreamOf({ servers: [url] }, { transport, limits });

  it.each<[string, Partial<UpstreamRequest>, RegExp]>([
    ['a GET without a length', {}, /^GET \/ HTTP\/1\.1\r\n(?!.*content-length)/is],
    ['a POST without a body with length 0', { method: 'POST' }, /\r\ncontent-length: 0\r\n([^]*\r\n)?\r\n$/i],
    [
      'bytes with their length',
      { method: 'POST', body: Buffer.from('caf\xe9', 'latin1') },
      /\r\ncontent-length: 4\r\n([^]*\r\n)?\r\ncaf\xe9$/i,
    ],
    [
      'many bytes with their length',
      { method: 'PUT', body: Buffer.alloc(30_000, 'x') },
      /\r\ncontent-length: 30000\r\n([^]*\r\n)?\r\nx{30000}$/i,
    ],
    ['headers as they are', { headers: ['X-Name', 'caf\xe9', 'x-name', 'b'] }, /\r\nX-Name: caf\xe9\r\nx-name: b\r\n/],
    ['the path as it is', { path: '/a/../b?c="|%zz{}' }, /^GET \/a\/\.\.\/b\?c="\|%zz\{\} HTTP/],
    ['another Host', { host: 'crm.example:81' }, /\r\nHost: crm\.example:81\r\n/i],
    ['methods of any name', { method: 'REPORT' }, /^REPORT \/ HTTP/],
  ])('sends %s', async (_, request, expected) => {
    let heard = '';
    const server = await rawServer((socket, piece) => {
      heard += piece.toString('latin1');
      if (heard.length > (request.body instanceof Uint8Array ? request.body.length : 0)) setTimeout(() => socket.end(OK), 20);
    });
    expect((await ask(open(server.url), request)).body).toBe('ok');
    expect(heard).toMatch(expected);
    expect(heard.match(/\r\nhost: /gi)).toHaveLength(1);
  });

  it('names the server in Host', async () => {
    const server = await answering(OK);
    await ask(open(server.url));
    expect(server.heard()).toMatch(new RegExp(`\\r\\nhost: 127\\.0\\.0\\.1:${server.port}\\r\\n`, 'i'));
  });

  it('sends a stream in chunks, and all of it', async () => {
    const server = await httpServer((request, response) => {
      expect(request.headers['transfer-encoding']).toBe('chunked');
      request.pipe(response);
    });
    const pieces = Array.from({ length: 40 }, (_, i) => Buffer.alloc(9_000 + i, String.fromCharCode(97 + (i % 26))));
    const asked = await ask(open(server.url), { method: 'POST', body: Readable.from(pieces) });
    expect(asked.body).toBe(Buffer.concat(pieces).toString('latin1'));
    expect(asked.outcome).toBe('end');
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ['CRLF in a value', { headers: ['X', 'a\r\nY: b'] }],
    ['LF in a value', { headers: ['X', 'a\nb'] }],
    ['NUL in a value', { headers: ['X', 'a\0b'] }],
    ['CR in a name', { headers: ['X\r', 'a'] }],
    ['a colon in a name', { headers: ['X:', 'a'] }],
    ['LF in disguise (U+010A) in a path', { path: '/\u010a' }],
    ['a space in a path', { path: '/a b' }],
    ['CRLF in a path', { path: '/ HTTP/1.1\r\nX: y' }],
    ['a space in a method', { method: 'GET /x' }],
    ['CRLF in a method', { method: 'GET\r\n' }],
    ['a transfer coding of the caller', { headers: ['Transfer-Encoding', 'chunked'] }],
  ])('never sends %s', async (_, request) => {
    const server = await answering(OK);
    const upstream = open(server.url);
    const attempt = async () => (await ask(upstream, request)).outcome;
    expect(await attempt().catch(() => 'SLUICE_BAD_REQUEST')).toBe('SLUICE_BAD_REQUEST');
    await sleep(10);
    expect(server.heard()).toBe('');
    expect((await ask(upstream)).outcome).toBe('end');
  });

  it.each<[string, string, number, string, Partial<UpstreamRequest>?]>([
    ['with a length', OK, 200, 'ok'],
    ['in chunks', 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x\r\nk\r\n0\r\nX: y\r\n\r\n', 201, 'ok'],
    ['to its end', 'HTTP/1.1 200 OK\r\n\r\nok', 200, 'ok'],
    // undici takes a 100 that it did not ask for as malformed
    [
      'behind hints',
      `${name === 'lean' ? 'HTTP/1.1 100 Continue\r\n\r\n' : ''}HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`,
      200,
      'ok',
    ],
    ['of 204', 'HTTP/1.1 204 No Content\r\n\r\n', 204, ''],
    ['of 304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n', 304, ''],
    ['to HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', 200, '', { method: 'HEAD' }],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok', 200, 'ok'],
  ])('reads an answer %s', async (_, answer, status, body, request) => {
    const server = await answering(answer, true);
    const asked = await ask(open(server.url), request);
    expect(asked).toMatchObject({ status, body, outcome: 'end', late: 0 });
  });

  it('gives the lines of a head as they are', async () => {
    const server = await answering('HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nset-cookie: a\r\nset-cookie: b\r\nContent-Length: 0\r\n\r\n');
    const { headers } = await ask(open(server.url));
    expect(headers).toEqual(['X-Name', 'caf\xe9', 'set-cookie', 'a', 'set-cookie', 'b', 'Content-Length', '0']);
  });

  it.each([
    ['nothing', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok'],
    ['a chunk cut short', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nok'],
    ['no last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n'],
    ['half a last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n'],
    ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX: y\r\n z\r\nContent-Length: 2\r\n\r\nok'],
    ['NUL in a line', 'HTTP/1.1 200 OK\r\nX: y\0z\r\nContent-Length: 2\r\n\r\nok'],
    ['space before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok'],
    ['a head too long', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}\r\nContent-Length: 2\r\n\r\nok`],
    ['a status beyond 599', 'HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nok'],
  ])('fails on %s, and works again', async (_, answer) => {
    let bad = true;
    const server = await rawServer((socket) => {
      socket.end(bad ? answer : OK, 'latin1');
      bad = false;
    });
    const upstream = open(server.url);
    expect(await ask(upstream)).toMatchObject({ outcome: 'SLUICE_UPSTREAM_FAILED', late: 0 });
    expect((await ask(upstream)).body).toBe('ok');
  });

  it('fails on a reset, also where the end of the connection would end the body', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nso far');
      setTimeout(() => socket.resetAndDestroy(), 30);
    });
    expect(await ask(open(server.url))).toMatchObject({
      body: 'so far',
      outcome: name === 'lean' ? 'SLUICE_UPSTREAM_FAILED' : 'end', // undici takes the reset for the end of the body
    });
  });

  it('says when the server cannot be reached', async () => {
    const server = await answering(OK);
    await server.close();
    expect((await ask(open(server.url))).outcome).toBe('SLUICE_UPSTREAM_UNREACHABLE');
    expect((await ask(open(new URL('http://crm.invalid')))).outcome).toBe('SLUICE_UPSTREAM_UNREACHABLE');
  });

  it('uses a connection again, but not one that closes or on which anything was out of order', async () => {
    let answer = OK;
    const server = await rawServer((socket) => socket.write(answer));
    const upstream = open(server.url);
    for (let i = 0; i < 3; i++) expect((await ask(upstream)).body).toBe('ok');
    expect(server.accepted()).toBe(1);
    answer = OK.replace('Content', 'Connection: close\r\nContent');
    await ask(upstream);
    await until(() => server.sockets.size === 0);
    answer = `${OK}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged`;
    expect((await ask(upstream)).body).toBe('ok');
    await until(() => server.sockets.size === 0);
    answer = OK;
    expect((await ask(upstream)).body).toBe('ok');
    expect(server.accepted()).toBe(3);
  });

  it('does not listen to what is said on an idle connection', async () => {
    const server = await rawServer((socket) => {
      socket.write(OK);
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'), 10);
    });
    const upstream = open(server.url);
    expect((await ask(upstream)).body).toBe('ok');
    await until(() => server.sockets.size === 0);
    expect((await ask(upstream)).body).toBe('ok');
    expect(server.accepted()).toBe(2);
  });

  it('drops an idle connection that the server closes, and sends each request once', async () => {
    let requests = 0;
    const server = await rawServer((socket) => {
      requests++;
      socket.write(OK);
      setTimeout(() => socket.end(), 10);
    });
    const upstream = open(server.url);
    for (let i = 0; i < 3; i++) {
      expect((await ask(upstream, { method: 'POST', body: Buffer.from('x') })).body).toBe('ok');
      await until(() => server.sockets.size === 0);
    }
    expect(requests).toBe(3);
  });

  it('sends no more of an answer than there is room for', async () => {
    const total = 8 << 20;
    let written = 0;
    const server = await httpServer((_, response) => {
      const piece = Buffer.alloc(65_536, 'x');
      const more = (): void => {
        while (written < total) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const asked = begin(open(server.url));
    asked.room = false;
    await until(() => asked.chunks.length > 0);
    await sleep(60);
    expect(asked.chunks.length).toBe(1);
    expect(written).toBeLessThan(total);
    asked.room = true;
    asked.call.resume();
    await asked.over;
    expect(asked.outcome).toBe('end');
    expect(Buffer.concat(asked.chunks).length).toBe(total);
  });

  it('gives chunks that are the handler’s to change', async () => {
    const server = await answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n');
    const asked = begin(open(server.url));
    const data = asked.data.bind(asked);
    asked.data = (chunk) => {
      chunk.fill(42);
      return data(chunk);
    };
    await asked.over;
    expect(asked.body).toBe('******');
  });

  it('takes no more of a request’s body than the server reads', async () => {
    const server = await rawServer((socket) => socket.pause());
    let taken = 0;
    const source = new Readable({
      read() {
        taken += 65_536;
        this.push(Buffer.alloc(65_536, 'x'));
      },
    });
    const asked = begin(open(server.url, { upstreamHeadersTimeoutMs: 400 }), { method: 'POST', body: source });
    await asked.over;
    expect(asked.outcome).toBe('SLUICE_UPSTREAM_TIMEOUT');
    expect(taken).toBeLessThan(32 << 20);
    await until(() => source.destroyed);
  });

  it('stops a body when the answer is complete before it, and does not use the connection again', async () => {
    const server = await rawServer((socket) => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'));
    const source = new Readable({ read: () => undefined });
    source.push('some');
    const upstream = open(server.url);
    const asked = await ask(upstream, { method: 'POST', body: source });
    expect(asked).toMatchObject({ status: 413, body: 'no', outcome: 'end' });
    await until(() => source.destroyed && server.sockets.size === 0);
    expect((await ask(upstream)).status).toBe(413);
    expect(server.accepted()).toBe(2);
  });

  it('never ends a body whose source broke off', async () => {
    const server = await answering('');
    const source = new Readable({ read: () => undefined });
    const upstream = open(server.url);
    const asked = begin(upstream, { method: 'POST', body: source });
    source.push('some');
    await until(() => server.heard().includes('4\r\nsome'));
    source.destroy();
    await asked.over;
    expect(asked.outcome).toBe('SLUICE_UPSTREAM_FAILED');
    await until(() => server.sockets.size === 0);
    expect(server.heard()).toMatch(/4\r\nsome(\r\n)?$/);
  });

  it('gives up at once wherever it is: before the connection, before the answer, in its middle', async () => {
    const server = await rawServer((socket, piece) => {
      if (piece.includes('GET /half')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
    });
    const upstream = open(server.url);
    const early = begin(upstream);
    early.call.abort();
    const waiting = begin(upstream, { path: '/none' });
    const half = begin(upstream, { path: '/half' });
    await until(() => half.body === 'half' && server.sockets.size >= 2);
    waiting.call.abort();
    half.call.abort();
    half.call.abort();
    half.call.resume();
    await until(() => server.sockets.size === 0);
    await sleep(20);
    expect([early.outcome, waiting.outcome, half.outcome]).toEqual([undefined, undefined, undefined]);
    expect(upstream.status().servers[0]).toMatchObject({ active: 0, open: 0, idle: 0 });
  });

  it('may be given up from within each of its calls', async () => {
    const server = await answering(OK);
    const upstream = open(server.url);
    for (const call of ['head', 'data', 'end'] as const) {
      const asked = begin(upstream);
      const said = asked[call].bind(asked) as (...of: unknown[]) => boolean;
      const over = new Promise<void>((resolve) => {
        asked[call] = (...of: unknown[]) => {
          const room = said(...of);
          asked.call.abort();
          resolve();
          return room;
        };
      });
      await over;
      await sleep(10);
      expect(asked.outcome).toBe(call === 'end' ? 'end' : undefined);
    }
    expect(upstream.status().servers[0]).toMatchObject({ active: 0 });
  });

  it('waits for an answer as long as it should, or as this request says', async () => {
    const server = await rawServer((socket, piece) => {
      if (piece.includes('GET /slow')) setTimeout(() => socket.write(OK), 250);
    });
    const upstream = open(server.url, { upstreamHeadersTimeoutMs: 150 });
    const times = name === 'lean' ? {} : { headersTimeoutMs: 1 }; // undici counts in seconds
    expect((await ask(upstream, { path: '/slow', headersTimeoutMs: 5_000 })).outcome).toBe('end');
    expect((await ask(upstream, { path: '/none', ...times })).outcome).toBe('SLUICE_UPSTREAM_TIMEOUT');
    await until(() => server.sockets.size <= 1);
  });

  it('lets an answer that began before the request was over be as slow as it likes', async () => {
    const server = await rawServer((socket, piece) => {
      if (piece.includes('POST')) socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      if (piece.includes('0\r\n\r\n')) setTimeout(() => socket.write('2\r\nok\r\n0\r\n\r\n'), 200);
    });
    const source = new Readable({ read: () => undefined });
    const asked = begin(open(server.url, { upstreamHeadersTimeoutMs: 100 }), { method: 'POST', body: source });
    source.push('some');
    await until(() => asked.status === 200);
    source.push(null);
    await asked.over;
    expect(asked).toMatchObject({ body: 'ok', outcome: 'end' });
  });

  it('fails what is under way when it is destroyed, and what comes later', async () => {
    const server = await answering('');
    const upstream = open(server.url);
    const asked = begin(upstream);
    await until(() => server.sockets.size === 1);
    await upstream.destroy();
    expect(asked.outcome).toBe('SLUICE_DRAINING');
    await until(() => server.sockets.size === 0);
    expect((await ask(upstream)).outcome).toBe('SLUICE_DRAINING');
  });
});
