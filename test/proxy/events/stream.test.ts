/**
 * Event streams through the proxy (traffic.md T120–T125): each event leaves whole and at once, comments too, and nobody on the way is invited to
 * collect them. Stories: a replay after `Last-Event-ID` that showed other masks than the live stream did; an nginx that kept events back.
 */
import { type IncomingMessage, type RequestListener, type ServerResponse, get } from 'node:http';
import { constants, createGzip } from 'node:zlib';
import { EventSource } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { EventBody } from '../../../src/proxy/live-events.js';
import { closeLater } from '../../support/cleanup.js';
import { eventually, proxied, rawBackend, speak, startProxy } from '../../support/proxy.js';

const STREAM = { 'content-type': 'text/event-stream' };
const SECRET = 'card 4111 1111 1111 1111';
const MASKED = 'card **** **** **** 1111';

/** A CRM that streams, and a downstream that reads it. */
async function streaming(
  head: Record<string, string> = {},
  limits = {},
): Promise<{ crm: ServerResponse; answer: IncomingMessage; text: () => string }> {
  let crm: ServerResponse | undefined;
  const { url } = await proxied((_, response) => {
    crm = response.writeHead(200, { ...STREAM, ...head });
    response.flushHeaders();
  }, { limits }); // prettier-ignore
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  closeLater(() => Promise.resolve(answer.destroy()));
  if (crm === undefined) throw new Error('no head without a request');
  return { crm, answer, text: () => Buffer.concat(chunks).toString() };
}

it('tells everybody on the way to hand events on as they come', async () => {
  const { answer } = await streaming({ 'cache-control': 'public, max-age=60', expires: '0', 'x-accel-buffering': 'yes', etag: '"1"' });
  expect(answer.headers['cache-control']).toBe('no-store, no-transform');
  expect(answer.headers['x-accel-buffering']).toBe('no');
  expect(answer.headers).not.toHaveProperty('expires');
  expect(answer.headers).not.toHaveProperty('content-length');
});

// Attack: 64 KB of one-word pieces of fifty messages at once stood in the way of everybody else for a second.
it('many events at once are inspected slice by slice, and leave as they would one by one', async () => {
  const written = vi.spyOn(EventBody.prototype, 'write');
  const { crm, text } = await streaming();
  const events = Array.from({ length: 1_000 }, (_, i) => `data: {"messageId":"m${i % 50}","delta":"4111 "}\n\n`);
  crm.cork();
  crm.write(events.slice(0, 800).join(''));
  for (const event of [...events.slice(800), 'data: [DONE]\n\n']) crm.write(event);
  crm.uncork();
  await eventually(() => text().endsWith('data: [DONE]\n\n'));
  const lengths = written.mock.calls.map(([chunk]) => chunk.length);
  written.mockRestore();
  expect(Math.max(...lengths)).toBe(LIMITS.eventSliceBytes);
  expect(text().replace(/"delta":"[\d*]{4} "/g, '"delta":"4111 "')).toBe(`${events.join('')}data: [DONE]\n\n`);
});

describe('an event leaves with the upstream’s', () => {
  it.each([
    ['LF', `id: 1\ndata: ${SECRET}\n\n`],
    ['CRLF', `id: 1\r\ndata: ${SECRET}\r\n\r\n`],
    ['CR', `id: 1\rdata: ${SECRET}\r\r`],
    ['mixed', `id: 1\rdata: ${SECRET}\r\n\n`],
    ['a comment', `:${SECRET}\n`],
  ])('%s', async (_, event) => {
    const { crm, text } = await streaming();
    const masked = event.replace(SECRET, MASKED);
    crm.write(event);
    await eventually(() => text() === masked);
    crm.write(`${event}${event.slice(0, -1)}`);
    crm.write(event.slice(-1));
    await eventually(() => text() === masked.repeat(3));
  });

  it('a comment behind a byte order mark, cut anywhere', async () => {
    for (const at of [1, 2, 3, 4]) {
      const { crm, text } = await streaming();
      const opening = Buffer.from('\ufeff: connected\n');
      crm.write(opening.subarray(0, at));
      crm.write(opening.subarray(at));
      await eventually(() => text() === '\ufeff: connected\n');
      crm.destroy();
    }
  });

  it('and not a piece of it before', async () => {
    const { crm, text } = await streaming();
    for (const piece of ['data: a\n', '\n', 'data: b\n', 'data: c', '\n']) crm.write(piece);
    await eventually(() => text() !== '');
    expect(text()).toBe('data: a\n\n');
    crm.destroy();
  });

  it('also when the upstream packs it', async () => {
    const { crm, text } = await streaming({ 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(crm);
    gzip.write(`data: ${SECRET}\n\n`);
    gzip.flush(constants.Z_SYNC_FLUSH);
    await eventually(() => text() === `data: ${MASKED}\n\n`);
  });
});

describe('comments of our own', () => {
  it('come while the stream is silent, between events only', async () => {
    const { crm, text } = await streaming({}, { eventKeepAliveMs: 20 });
    await eventually(() => /^(:\n){2,}$/.test(text()));
    crm.write('data: a');
    const before = text().length;
    await eventually(() => text().length >= before + ':\n:\n'.length);
    expect(text()).toMatch(/^(:\n)+$/);
    crm.write('\n\n');
    await eventually(() => /^(:\n)+data: a\n\n(:\n)+$/.test(text()));
    crm.end();
  });

  it('do not make a byte order mark part of a name', async () => {
    const { crm, text } = await streaming({}, { eventKeepAliveMs: 20 });
    await eventually(() => text() !== '');
    crm.write('\ufeffdata: a\n\n');
    await eventually(() => text().includes(':\ndata: a\n\n'));
  });

  /** The story: the mark was taken away from every stream that had one, also where no comment had come before it. */
  it('leave a byte order mark alone that comes first', async () => {
    const { crm, text } = await streaming();
    crm.write('\ufeffdata: a\n\n');
    await eventually(() => text() !== '');
    expect(text()).toBe('\ufeffdata: a\n\n');
    crm.destroy();
  });

  it('stop with the stream', async () => {
    const { crm, text, answer } = await streaming({}, { eventKeepAliveMs: 20 });
    await eventually(() => text() !== '');
    crm.end('data: last\n\n');
    await eventually(() => answer.complete);
    expect(text()).toMatch(/data: last\n\n$/);
  });
});

it('an event without end cuts the stream behind the events before it', async () => {
  const { crm, text, answer } = await streaming();
  crm.write('data: a\n\n');
  await eventually(() => text() !== '');
  crm.write(`data: ${'x'.repeat(LIMITS.eventBytes)}`);
  await eventually(() => answer.destroyed);
  expect(answer.complete).toBe(false);
  expect(text()).toBe('data: a\n\n');
});

/** A CRM that keeps its events, and sends those behind the one that the downstream saw last. */
function replaying(events: readonly string[]): RequestListener {
  return (request, response) => {
    const from = Number(request.headers['last-event-id'] ?? 0);
    response.writeHead(200, STREAM);
    events.slice(from).forEach((data, i) => response.write(`id: ${from + i + 1}\nevent: note\n${data.replace(/^/gm, 'data: ')}\n\n`));
    if (from === 0) setTimeout(() => response.destroy(), 20);
  };
}

it('a replay after Last-Event-ID shows what the live stream showed', async () => {
  const events = [SECRET, 'a\nb', '{"pan":4111111111111111}', 'card 4111 1111\n1111 1111', 'last'];
  const { url } = await proxied(replaying(events));
  const live = await fetch(url).then(async (response) => {
    let text = '';
    try {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    } catch {
      // the CRM hangs up
    }
    return text;
  });
  for (let from = 1; from < events.length; from++) {
    const answer = await speak(Number(new URL(url).port), `GET / HTTP/1.1\r\nHost: a\r\nLast-Event-ID: ${from}\r\n\r\n`, { until: (text) => text.includes('data: last\n\n') }); // prettier-ignore
    const text = answer.text.slice(answer.text.indexOf(`id: ${from + 1}\n`)).replaceAll(/\r\n[0-9a-f]+\r\n/g, '').replace(/\r\n$/, ''); // prettier-ignore
    expect(text).toBe(live.slice(live.indexOf(`id: ${from + 1}\n`)));
  }
});

it('an EventSource reads what was sent, reconnects where it left off, and sees no number', async () => {
  const events = ['first', SECRET, 'card 4111 1111\n1111 1111', '{"pan":4111111111111111}'];
  const seen: string[] = [];
  const asked: (string | undefined)[] = [];
  const replay = replaying([...events, 'last']);
  const { url } = await proxied((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    if (asked.length === 1) response.writeHead(200, STREAM).end('retry: 5\nid: 1\nevent: note\ndata: first\n\n');
    else replay(request, response);
  });
  const source = new EventSource(url);
  closeLater(() => Promise.resolve(source.close()));
  source.addEventListener('note', (event: Event & { readonly data?: unknown }) => seen.push(String(event.data)));
  await eventually(() => seen.includes('last'));
  expect(asked).toEqual([undefined, '1']);
  expect(seen).toEqual(['first', MASKED, 'card **** ****\n**** 1111', '{"pan":8888888888881111}', 'last']);
});

it('sends events over raw HTTP in one chunk each', async () => {
  const upstream = await rawBackend((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndat\r\n5\r\na: a\n\r\n1\r\n\n\r\n`)); // prettier-ignore
  const { port } = await startProxy(upstream.url);
  const { text } = await speak(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', { until: (all) => all.includes('a: a\n\n') });
  expect(text).toContain('\r\n\r\n9\r\ndata: a\n\n\r\n');
});
