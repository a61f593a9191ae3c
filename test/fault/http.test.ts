/**
 * Faults of the network and of both peers: each ends in a clear refusal or an aborted answer, never in a clean end, nothing
 * leaks, and the next request works. Attack stories: an upstream that dies with half a card sent, a downstream that leaves
 * a long poll, a reader that never reads.
 */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PAN, backend, eventually, proxied, proxiedRaw, rawBackend, read, speak, startProxy } from '../support/proxy.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

async function refusal(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

describe('an upstream', () => {
  it('that refuses the connection gives 502, and works again when it is back', async () => {
    const gone = await backend((_, response) => response.end('back'));
    const { url, observer } = await startProxy('http://127.0.0.1:1');
    expect(await refusal(await fetch(url))).toEqual([502, 'SLUICE_UPSTREAM_UNREACHABLE']);
    expect(await refusal(await fetch(url, { method: 'POST', body: 'x'.repeat(200_000) }))).toEqual([502, 'SLUICE_UPSTREAM_UNREACHABLE']);
    expect(observer.heldBytes).toBe(0);
    expect(await (await fetch((await startProxy(gone.url)).url)).text()).toBe('back');
  });

  it('whose name does not resolve gives 502', async () => {
    const { url } = await startProxy('http://crm.invalid');
    expect(await refusal(await fetch(url))).toEqual([502, 'SLUICE_UPSTREAM_UNREACHABLE']);
  });

  it('that does not begin to answer in time gives 504', async () => {
    const { url, backend: upstream } = await proxied(() => undefined, { limits: { upstreamHeadersTimeoutMs: 300 } });
    expect(await refusal(await fetch(url))).toEqual([504, 'SLUICE_UPSTREAM_TIMEOUT']);
    await eventually(() => upstream.sockets.size === 0);
  });

  it('that falls silent in the middle is cut off, and so is the answer', async () => {
    const {
      port,
      backend: upstream,
      observer,
    } = await proxied((_, response) => response.write('{"a":"first part",'), { limits: { bodyIdleTimeoutMs: 300 } });
    const { text, end } = await speak(port, GET);
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(end).not.toBe('open');
    expect(observer.refusals).toEqual(['SLUICE_UPSTREAM_TIMEOUT']);
    await eventually(() => upstream.sockets.size === 0);
  });

  it('that sends events may be silent for longer', async () => {
    const { url } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      setTimeout(() => response.end('data: 2\n\n'), 1200);
    }, { limits: { bodyIdleTimeoutMs: 300 } }); // prettier-ignore
    expect(await (await fetch(url)).text()).toBe('data: 1\n\ndata: 2\n\n');
  });

  it.each([
    ['no byte at all', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['a head that is none', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a chunk size that is none', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\nzz\r\n`],
    ['a body shorter than its small length', `HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncard ${PAN}`],
  ])('that dies after %s gives 502, and no raw byte', async (_, answer) => {
    const { url, port } = await proxiedRaw(answer, true);
    expect(await refusal(await fetch(url))).toEqual([502, 'SLUICE_UPSTREAM_FAILED']);
    expect((await speak(port, GET)).text).not.toContain('4111');
  });

  it.each([
    ['a body shorter than its great length', `HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\nsome text and a card ${PAN}`],
    ['a chunk cut short', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nsome text and a card ${PAN}`],
    ['a chunk and no last one', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n26\r\nsome text and a card  ${PAN}\r\n`],
    [
      'an SSE event and no end',
      `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n`,
    ],
  ])('that dies after %s never leads to a clean end', async (_, answer) => {
    const { url, port, observer } = await proxiedRaw(answer, true);
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    const raw = await speak(port, GET);
    expect(raw.end).not.toBe('open');
    expect(raw.text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(raw.text).not.toContain(PAN);
    expect(observer.heldBytes).toBe(0);
    expect(observer.refusals).toEqual(['SLUICE_UPSTREAM_FAILED', 'SLUICE_UPSTREAM_FAILED']);
  });

  it('that resets in the middle never leads to a clean end, and a downstream of HTTP/1.0 sees a reset too', async () => {
    const upstream = await rawBackend((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\n');
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    const { port } = await startProxy(upstream.url);
    expect((await speak(port, GET)).text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect((await speak(port, 'GET / HTTP/1.0\r\nHost: x\r\n\r\n')).end).toBe('reset');
  });

  it('that sends gzip cut short, or followed by other bytes, never leads to a clean end', async () => {
    const coded = gzipSync(`some text and a card ${PAN} and more text`.repeat(4000));
    for (const body of [coded.subarray(0, -9), Buffer.concat([coded, Buffer.from(PAN)])]) {
      const { url, port } = await proxied((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body));
      const outcome = await fetch(url).then((response) => (response.ok ? response.text() : 'refused')).catch(() => 'aborted'); // prettier-ignore
      expect(['refused', 'aborted']).toContain(outcome);
      const { text } = await speak(port, GET);
      expect(text).not.toContain(PAN);
      if (text.startsWith('HTTP/1.1 200')) expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    }
  });

  it('gets a write exactly once, even when it dies right after it', async () => {
    let writes = 0;
    const upstream = await rawBackend((socket) => {
      writes++;
      socket.destroy();
    });
    const { url } = await startProxy(upstream.url);
    expect(await refusal(await fetch(url, { method: 'POST', body: '{"note":"x"}' }))).toEqual([502, 'SLUICE_UPSTREAM_FAILED']);
    expect(await refusal(await fetch(url))).toEqual([502, 'SLUICE_UPSTREAM_FAILED']);
    await sleep(100);
    expect(writes).toBe(2);
  });

  it('that answers and hangs up before it has read the upload still gets its answer through', async () => {
    const upstream = await rawBackend((socket) => {
      socket.end('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge');
    });
    const { port } = await startProxy(upstream.url);
    const upload = httpRequest({ port, method: 'POST' });
    upload.on('error', () => undefined);
    upload.write('x'.repeat(20_000));
    const status = await new Promise((resolve) => upload.on('response', (response) => resolve(response.resume().statusCode)));
    expect(status).toBe(413);
    upload.destroy();
  });

  it('that speaks without being asked is not listened to', async () => {
    const upstream = await rawBackend((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n${PAN}`);
    });
    const { url } = await startProxy(upstream.url);
    expect(await (await fetch(url)).text()).toBe('ok');
    await sleep(50);
    expect(await (await fetch(url)).text()).toBe('ok');
  });
});

describe('a downstream', () => {
  it('that leaves a long poll frees the upstream at once', async () => {
    const { port, backend: upstream, observer } = await proxied(() => undefined);
    const sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) socket.write(GET.replace('close', 'keep-alive'));
    await eventually(() => upstream.sockets.size === 20);
    for (const [at, socket] of sockets.entries()) {
      if (at % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    await eventually(() => upstream.sockets.size === 0);
    expect(observer.ended.map(({ status }) => status)).toEqual(Array(20).fill(0));
    expect(observer.refusals).toEqual([]);
  });

  it('that leaves in the middle of an endless answer frees the upstream', async () => {
    const {
      url,
      backend: upstream,
      observer,
    } = await proxied((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(`a card ${PAN} ${'and a lot of text '.repeat(2000)}`));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    for (let round = 0; round < 20; round++) {
      const response = await fetch(url);
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
    }
    await eventually(() => upstream.sockets.size === 0 && observer.ended.length === 20);
    expect(observer.heldBytes).toBe(0);
  });

  it('that leaves in the middle of an upload leaves no half write with a clean end', async () => {
    let outcome = '';
    const { port, backend: upstream } = await proxied((request) => {
      read(request).then(() => (outcome = 'clean'), () => (outcome = 'aborted')); // prettier-ignore
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwell,\r\n`);
    await eventually(() => upstream.sockets.size === 1);
    await sleep(30);
    socket.destroy();
    await eventually(() => outcome !== '');
    expect(outcome).toBe('aborted');
    await eventually(() => upstream.sockets.size === 0);
  });

  it('whose chunks are malformed in the middle of an upload is refused and the upstream let go', async () => {
    let outcome = '';
    const { port, backend: upstream } = await proxied((request) => {
      read(request).then(() => (outcome = 'clean'), () => (outcome = 'aborted')); // prettier-ignore
    });
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwell,\r\n`);
    await eventually(() => upstream.sockets.size === 1);
    await sleep(30);
    socket.write(`zz\r\n${PAN}\r\n`);
    await eventually(() => socket.destroyed);
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*SLUICE_BAD_REQUEST/);
    await eventually(() => outcome === 'aborted' && upstream.sockets.size === 0);
  });

  it('that stops sending its body is refused with 408', async () => {
    const { port, backend: upstream } = await proxied((request) => request.resume(), { limits: { bodyIdleTimeoutMs: 300 } });
    const { text } = await speak(port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    expect(text).toMatch(/^HTTP\/1.1 408 [^]*SLUICE_REQUEST_TIMEOUT/);
    await eventually(() => upstream.sockets.size === 0);
  });

  it('that stops sending its head is refused with 408', async () => {
    const { port } = await proxied((_, response) => response.end(), { limits: { headersTimeoutMs: 300 } });
    expect((await speak(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow')).text).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe('memory', () => {
  const MIB = 1 << 20;
  const part = Buffer.from(`{"note":"text without a finding, and then some","n":12345},`.repeat(1200));

  /** Highest growth of the resident set while `work` runs. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage.rss();
    let highest = before;
    const timer = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 20);
    await work();
    clearInterval(timer);
    return highest - before;
  }

  it('stays bounded when nobody reads: the upstream is paused', async () => {
    let pushed = 0;
    const { port } = await proxied((_, response) => {
      const more = (): void => {
        while (pushed < 512 * MIB && !response.destroyed) {
          pushed += part.length;
          if (!response.write(part)) return void response.once('drain', more);
        }
      };
      more();
    });
    const socket = connect(port, '127.0.0.1');
    const grown = await growth(async () => {
      socket.pause();
      socket.write(GET);
      let last = -1;
      while (last !== pushed) {
        last = pushed;
        await sleep(300);
      }
    });
    expect(pushed).toBeLessThan(32 * MIB);
    expect(grown).toBeLessThan(64 * MIB);
    socket.destroy();
  });

  it('stays bounded when the upstream does not read the upload: the downstream is paused, then told', async () => {
    const upstream = await rawBackend((socket) => socket.pause());
    const { port } = await startProxy(upstream.url, { limits: { upstreamHeadersTimeoutMs: 1500 } });
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('error', () => undefined).on('data', (chunk) => (answer += chunk.toString()));
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n');
    let taken = 0;
    const more = (): void => {
      while (taken < 512 * MIB && !socket.destroyed) {
        taken += part.length;
        if (!socket.write(part)) return void socket.once('drain', more);
      }
    };
    more();
    let last = -1;
    while (last !== taken) {
      last = taken;
      await sleep(300);
    }
    expect(taken).toBeLessThan(32 * MIB);
    await eventually(() => answer !== '');
    expect(answer).toMatch(/^HTTP\/1.1 504 [^]*SLUICE_UPSTREAM_TIMEOUT/);
    for (const stalled of upstream.sockets) stalled.resume(); // a paused socket does not notice that it was closed
    await eventually(() => upstream.sockets.size === 0);
    socket.destroy();
  });
});
