/** What happens to a WebSocket when one side is slow, frozen or gone: memory stays bounded and no half is left behind. */
import { afterEach, expect, test } from 'vitest';
import { startSluice, type TestSluice } from '../support/sluice.js';
import { connect, startUpstream, until, type Peer, type Upstream } from '../support/websocket.js';

const MIB = 1_048_576;
const PING_MS = 100;

let upstream: Upstream;
let sluice: TestSluice;

async function open(limits: Parameters<typeof startSluice>[0]['limits'] = {}) {
  upstream = await startUpstream();
  sluice = await startSluice({ upstream: upstream.url, limits });
  const [downstream, crm] = await Promise.all([connect(sluice.url), upstream.next()]);
  return { downstream, crm };
}

/** Sends `count` messages of 64 KiB, each after the last was taken; returns how many have been taken so far. */
function push({ ws }: Peer, count: number): () => number {
  let taken = 0;
  const next = (): void => {
    if (taken < count)
      ws.send(
        `${String(taken).padStart(6, '0')} ${'x'.repeat(65_529)}`,
        (error) => (error === undefined || error === null) && (taken++, next()),
      );
  };
  next();
  return () => taken;
}

/** The count once it has stopped growing. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1; ;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (read() === last) return last;
    last = read();
  }
}

afterEach(async () => {
  await sluice.stop();
  await upstream.stop();
});

test.each(['downstream', 'upstream'] as const)(
  'a %s that does not read pauses the other side; when it reads again nothing is missing',
  async (slow) => {
    const { downstream, crm } = await open();
    const [reader, writer] = slow === 'downstream' ? [downstream, crm] : [crm, downstream];
    reader.ws.pause();
    const taken = push(writer, 2_000);
    // What two sockets and their kernel buffers hold may be taken; the rest of the 125 MiB may not.
    expect(await settled(taken)).toBeLessThan((40 * MIB) / 65_536);
    reader.ws.resume();
    const messages = await reader.received(2_000);
    expect(messages.map(({ text }) => Number(text.slice(0, 6)))).toEqual(Array.from({ length: 2_000 }, (_, n) => n));
  },
);

test('a slow reader that still reads outlives many pings, though its pongs are late', async () => {
  const pingMs = 4 * PING_MS;
  const { downstream, crm } = await open({ webSocketPingMs: pingMs });
  push(crm, 500);
  downstream.ws.pause();
  const trickle = setInterval(() => {
    downstream.ws.resume();
    setImmediate(() => downstream.ws.pause());
  }, PING_MS / 10);
  await new Promise((resolve) => setTimeout(resolve, 6 * pingMs));
  clearInterval(trickle);
  await new Promise((resolve) => setImmediate(resolve)); // behind the last pause
  downstream.ws.resume();
  expect(await downstream.received(500)).toHaveLength(500);
  expect(downstream.ws.readyState).toBe(downstream.ws.OPEN);
});

test('quiet peers that answer pings stay connected', async () => {
  const pings = 4;
  const { downstream, crm } = await open({ webSocketPingMs: 2 * PING_MS });
  let heard = 0;
  for (const { ws } of [downstream, crm]) ws.on('ping', () => heard++);
  await until(() => heard >= 2 * pings, 'pings on both legs');
  crm.ws.send('still here');
  expect((await downstream.received(1))[0]?.text).toBe('still here');
});

test('a frozen upstream closes downstream, with a code that names it', async () => {
  const { downstream, crm } = await open({ webSocketPingMs: PING_MS });
  crm.ws.pause();
  expect(await downstream.closed).toEqual({ code: 1014, reason: 'SLUICE_UPSTREAM_TIMEOUT' });
  expect(sluice.metrics.counters.refused.get('SLUICE_UPSTREAM_TIMEOUT')).toEqual({ request: 0, response: 1 });
  await until(() => sluice.metrics.counters.open.websocket === 0, 'the books to close');
});

test('a frozen downstream closes the upstream', async () => {
  const { downstream, crm } = await open({ webSocketPingMs: PING_MS });
  downstream.ws.pause();
  expect((await crm.closed).code).toBe(1006);
});

test('a downstream that freezes in mid-flood closes the upstream, whatever is queued', async () => {
  const { downstream, crm } = await open({ webSocketPingMs: PING_MS });
  downstream.ws.pause();
  push(crm, 2_000);
  expect((await crm.closed).code).toBe(1006);
  await until(() => sluice.metrics.counters.open.websocket === 0, 'the books to close');
});

test('what a dead upstream had sent before still arrives at a slow reader', async () => {
  const { downstream, crm } = await open({ webSocketCloseMs: 20_000 });
  downstream.ws.pause();
  const taken = push(crm, 16);
  await until(() => taken() === 16, 'the upstream to have sent all');
  await settled(() => sluice.metrics.counters.webSocketMessages.response);
  crm.ws.terminate();
  downstream.ws.resume();
  expect((await downstream.closed).code).toBe(1006);
  expect(downstream.messages).toHaveLength(16);
});

/**
 * The story: an agent at home reads 150 KB a second. The CRM sent a long history, said goodbye, and what the agent had not taken five seconds later was
 * thrown away, the goodbye with it: messages lost, though every one of them was being read.
 */
test.each([
  ['says goodbye', ({ ws }: Peer) => ws.close(1000, 'bye'), { code: 1000, reason: 'bye' }],
  ['vanishes', ({ ws }: Peer) => ws.terminate(), { code: 1006, reason: '' }],
])('a slow reader whose CRM %s gets all that was sent before, however long it takes', async (_, leave, closed) => {
  const { downstream, crm } = await open({ webSocketCloseMs: 200 });
  downstream.ws.on('message', () => {
    downstream.ws.pause();
    setTimeout(() => downstream.ws.resume(), 20);
  });
  const taken = push(crm, 200);
  await until(() => taken() === 200, 'the upstream to have sent all');
  leave(crm);
  expect(await downstream.closed).toEqual(closed);
  expect(downstream.messages).toHaveLength(200);
});

/**
 * The story: an agent sent ten long messages and left, and heard that all was well. The CRM took a hundred KB a second: for five seconds the system, with
 * megabytes of its own to send, took no more from us, and the last message was thrown away.
 */
test('a CRM that takes nothing for a while gets all that an agent had sent before leaving', async () => {
  const { downstream, crm } = await open({ webSocketCloseMs: 500, webSocketQueueBytes: 64 * MIB });
  crm.ws.pause();
  const texts = Array.from({ length: 20 }, (_, at) => `${at} ${'x'.repeat(MIB - 10)}`);
  for (const text of texts) downstream.ws.send(text);
  downstream.ws.close(4001, 'bye');
  expect(await downstream.closed).toEqual({ code: 4001, reason: 'bye' });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  crm.ws.resume();
  expect(await crm.closed).toEqual({ code: 4001, reason: 'bye' });
  expect(crm.messages.map(({ text }) => text.slice(0, 3))).toEqual(texts.map((text) => text.slice(0, 3)));
});

test('a peer that does not answer a close frame is cut off', async () => {
  const { downstream, crm } = await open({ webSocketCloseMs: 200 });
  crm.ws.pause();
  downstream.ws.close(4001, 'bye');
  expect(await downstream.closed).toEqual({ code: 4001, reason: 'bye' });
  await until(() => sluice.metrics.counters.open.websocket === 0, 'the books to close');
});
