/** Bodies in other charsets over real sockets, both ways, with and without a length, plain and compressed. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decode, encoded } from '../support/charsets.js';
import { proxied } from '../support/proxy.js';
import { kept } from '../support/tags.js';

const TEXT = '{"note":"カード番号は４１１１ １１１１ １１１１ １１１１です","card":"5555 5555 5555 4444","n":4111111111111111}';
const MASKED = '{"note":"カード番号は**** **** **** １１１１です","card":"**** **** **** 4444","n":8888888888881111}';
const CLEAN = '{"note":"ご注文ありがとうございます。担当者よりご連絡します。"}';

/** What the upstream of one test saw and answers. */
interface Dialogue {
  answer: Buffer;
  contentType: string;
  seen: Buffer;
}

async function dialogue(contentType: string, answer: Buffer, headers: Record<string, string> = {}): Promise<Dialogue & { url: string }> {
  const state: Dialogue = { answer, contentType, seen: Buffer.alloc(0) };
  const { url } = await proxied((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      state.seen = Buffer.concat(parts);
      response.writeHead(200, {
        'content-type': contentType,
        ...headers,
        ...(request.url === '/length' && { 'content-length': answer.length }),
      });
      // in two parts that cut a character
      response.write(answer.subarray(0, 15));
      setTimeout(() => response.end(answer.subarray(15)), 5);
    });
  });
  return Object.assign(state, { url });
}

describe.each([
  ['Shift_JIS', 'application/json; charset=Shift_JIS', 'shift_jis', ''],
  ['EUC-JP', 'text/plain; charset=euc-jp', 'euc-jp', ''],
  ['UTF-16 with a mark', 'application/json; charset=utf-16', 'utf-16le', '\ufeff'],
  ['UTF-16 with a mark and no declaration', 'text/plain', 'utf-16be', '\ufeff'],
  ['UTF-16 with neither', 'application/json', 'utf-16le', ''],
])('%s', (_, contentType, charset, mark) => {
  const body = encoded(mark + TEXT, charset);

  it('is masked both ways in its own charset', async () => {
    const exchange = await dialogue(contentType, body);
    for (const path of ['/length', '/chunked']) {
      const sent = path === '/length' ? body : new Blob([body]).stream();
      const response = await fetch(exchange.url + path, {
        method: 'POST',
        body: sent,
        headers: { 'content-type': contentType },
        duplex: 'half',
      });
      const answer = Buffer.from(await response.arrayBuffer());
      expect(decode(answer, charset)).toBe(mark + MASKED);
      expect(response.headers.get('content-type')).toBe(contentType);
      expect(decode(exchange.seen, charset)).toBe(mark + MASKED);
      if (path === '/length') expect(response.headers.get('content-length')).toBe(String(answer.length));
    }
  });

  it('passes as it came when there is nothing in it', async () => {
    const clean = encoded(mark + CLEAN, charset);
    const exchange = await dialogue(contentType, clean, { etag: '"v1"' });
    const response = await fetch(`${exchange.url}/length`, { method: 'POST', body: clean, headers: { 'content-type': contentType } });
    expect(Buffer.from(await response.arrayBuffer()).equals(clean)).toBe(true);
    expect(exchange.seen.equals(clean)).toBe(true);
    expect(response.headers.get('etag')).toBe(kept('"v1"'));
  });

  it('is read within a content coding', async () => {
    const exchange = await dialogue(contentType, gzipSync(body), { 'content-encoding': 'gzip' });
    const response = await fetch(`${exchange.url}/length`);
    expect(decode(Buffer.from(await response.arrayBuffer()), charset)).toBe(mark + MASKED);
  });
});

it('a page that declares its charset itself is read in it', async () => {
  const page = `<!doctype html><html><head><meta charset="Shift_JIS"></head><body>カード ４１１１１１１１１１１１１１１１</body></html>`;
  const exchange = await dialogue('text/html', encoded(page, 'shift_jis'));
  const answer = Buffer.from(await (await fetch(exchange.url)).arrayBuffer());
  expect(decode(answer, 'shift_jis')).toBe(page.replace('４１１１１１１１１１１１', '************'));
});

it('a heartbeat of three bytes before any event is not held back', async () => {
  const { url } = await proxied((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
  });
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  const first = await response.body?.getReader().read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe(':\n\n');
  controller.abort();
});
