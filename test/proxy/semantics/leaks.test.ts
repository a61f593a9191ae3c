/** What may not get out beside the answer (T13, T14, T39): into what is told of an exchange, behind a fault, into a file. */
import { readdirSync, readlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PAN, failingEngine, proxied, speak } from '../../support/proxy.js';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

describe('T13, T14, T39: no way out beside the answer', () => {
  it('T13: what is told of an exchange has no URL, header or value in it', async () => {
    const { url, observer } = await proxied((_, response) => response.setHeader('location', `/x?card=${PAN}`).writeHead(302).end());
    await fetch(`${url}/secret-path?token=abc`, { redirect: 'manual', headers: { referer: `${url}/?q=${PAN}` } });
    const told = JSON.stringify([observer.ended.map((record) => ({ ...record, durationMs: 0, addedMs: 0 })), observer.findings]);
    for (const text of ['secret-path', 'token', PAN, '1111']) expect(told).not.toContain(text);
    expect(observer.ended).toHaveLength(1);
  });

  it('T14: a fault behind the head leaves no clean end, in chunks, with HTTP/1.0, and with bytes held back', async () => {
    const { port } = await proxied(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('x'.repeat(200_000));
        response.end(PAN);
      },
      { engine: failingEngine('throws on end') },
    );
    const { text, end } = await speak(port, GET);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(end).not.toBe('open');
    expect((await speak(port, `GET / HTTP/1.0\r\nHost: a\r\n\r\n`)).end).toBe('reset');
  });

  it.runIf(process.platform === 'linux')('T39: nothing is written to a file while 16 MiB pass, coded and not', async () => {
    const piece = Buffer.from('Notiz ohne Befund. '.repeat(55_000));
    const files = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const target = readlinkSync(`/proc/self/fd/${fd}`);
          return target.startsWith('/') && !target.startsWith('/dev/') ? [target] : [];
        } catch {
          return [];
        }
      });
    const opened = new Set<string>();
    const { url } = await proxied((request, response) => {
      const coded = request.url === '/coded';
      response.writeHead(200, { 'content-type': 'text/plain', ...(coded ? { 'content-encoding': 'gzip' } : {}) });
      if (coded) response.end(gzipSync(Buffer.concat(Array.from({ length: 16 }, () => piece)), { level: 1 }));
      else request.pipe(response);
    });
    const before = new Set(files());
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 16; i++) controller.enqueue(piece);
        controller.close();
      },
    });
    for (const response of [await fetch(url, { method: 'POST', body, duplex: 'half' }), await fetch(`${url}/coded`)]) {
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        bytes += (chunk as Uint8Array).length;
        for (const file of files()) if (!before.has(file)) opened.add(file);
      }
      expect(bytes).toBe(piece.length * 16);
    }
    expect([...opened]).toEqual([]);
  });
});
