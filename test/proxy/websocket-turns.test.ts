/**
 * One read of a socket may hold thousands of messages, or a few that unpack to tens of megabytes. Attack: 60 messages of 1 MB that deflate to 28 KB
 * were inspected in one turn of the event loop, and every other agent waited nine seconds; for an agent that reads slowly, all of them were queued,
 * whatever its limit. Here turns and bytes are counted, never time.
 */
import { connect as connectTcp } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { Turns } from '../../src/proxy/websocket-turns.js';
import { useDesks } from '../support/desks.js';
import { encode, type Frame } from '../support/frames.js';
import { until } from '../support/websocket.js';

const MB = 1_000_000;
const desks = useDesks();
const masked = (frame: Frame): Buffer => encode({ key: [1, 2, 3, 4], ...frame });
const packed = (text: string): Buffer => masked({ opcode: 1, rsv: 4, payload: deflateRawSync(text) });
const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at} `.padEnd(MB, 'thanks for calling '));

/** A client that says all of it at once. */
async function say(bytes: Buffer, end = false): Promise<void> {
  const socket = connectTcp(desks.port(), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  const headers = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  socket.write(
    `GET /chat HTTP/1.1\r\nHost: desk\r\n${headers.join('\r\n')}\r\nSec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('data', resolve));
  if (end) socket.end(bytes);
  else socket.write(bytes);
}

/** Most that `read` grew by from one turn of the event loop to the next, until it is `all`. */
async function mostInOneTurn(read: () => number, all: number): Promise<number> {
  let most = 0;
  for (let last = read(); last < all;) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = read();
    most = Math.max(most, now - last);
    last = now;
  }
  return most;
}

/** A turn of ours and the next may fall between two looks, and each finishes the message that it has begun. */
const TURNS_BETWEEN_LOOKS = 2;

test('messages that unpack to megabytes are inspected over many turns, in order', async () => {
  await desks.start({}, undefined, { deflates: { downstream: true, upstream: false } });
  const texts = numbered(10);
  await say(Buffer.concat(texts.map(packed)));
  const crm = await desks.upstream.next();
  const { webSocketBytes } = desks.sluice.metrics.counters;
  const most = await mostInOneTurn(() => webSocketBytes.request, 10 * MB);
  expect(most).toBeLessThanOrEqual(TURNS_BETWEEN_LOOKS * (LIMITS.webSocketTurnBytes + MB));
  expect((await crm.received(10)).map(({ text }) => text.slice(0, 3))).toEqual(texts.map((text) => text.slice(0, 3)));
});

test('so are many small ones', async () => {
  await desks.start();
  const count = 10_000;
  await say(Buffer.concat(Array.from({ length: count }, (_, at) => masked({ opcode: 1, payload: `ok ${at}` }))));
  const crm = await desks.upstream.next();
  const { webSocketMessages } = desks.sluice.metrics.counters;
  const most = await mostInOneTurn(() => webSocketMessages.request, count);
  expect(most).toBeLessThanOrEqual((TURNS_BETWEEN_LOOKS * LIMITS.webSocketTurnBytes) / 1024 + TURNS_BETWEEN_LOOKS);
  expect((await crm.received(count)).map(({ text }) => text)).toEqual(Array.from({ length: count }, (_, at) => `ok ${at}`));
});

test('what was said before the end is heard, though its turn has not come', async () => {
  await desks.start({}, undefined, { deflates: { downstream: true, upstream: false } });
  const goodbye = masked({ opcode: 8, payload: Buffer.concat([Buffer.from([4001 >> 8, 4001 & 0xff]), Buffer.from('bye')]) });
  await say(Buffer.concat([...numbered(6).map(packed), goodbye]), true);
  const crm = await desks.upstream.next();
  expect(await crm.closed).toEqual({ code: 4001, reason: 'bye' });
  expect(crm.messages).toHaveLength(6);
  await until(() => desks.sluice.metrics.counters.open.websocket === 0, 'the books to close');
});

test('for an agent that does not read, no more is unpacked than may wait; when it reads again nothing is missing', async () => {
  const count = 60;
  await desks.start({ perMessageDeflate: { threshold: 0 } }, undefined, { deflates: { downstream: false, upstream: true } });
  const { downstream, crm } = await desks.pair();
  downstream.ws.pause();
  const texts = numbered(count);
  for (const text of texts) crm.ws.send(text);
  const { webSocketMessages } = desks.sluice.metrics.counters;
  for (let last = -1; last !== webSocketMessages.response;) {
    last = webSocketMessages.response;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // What the buffers of two sockets hold has left; the rest waits as it came.
  expect(webSocketMessages.response).toBeLessThan(40);
  downstream.ws.resume();
  expect((await downstream.received(count)).map(({ text }) => text.slice(0, 3))).toEqual(texts.map((text) => text.slice(0, 3)));
});

test('a drain ends what waits for an agent that does not read', async () => {
  await desks.start({ perMessageDeflate: { threshold: 0 } }, undefined, {
    deflates: { downstream: false, upstream: true },
    limits: { webSocketCloseMs: 100 },
  });
  const { downstream, crm } = await desks.pair();
  downstream.ws.pause();
  for (const text of numbered(60)) crm.ws.send(text);
  const { counters } = desks.sluice.metrics;
  await until(() => counters.webSocketMessages.response > 3, 'the first messages');
  await desks.sluice.stop();
  expect(counters.open.websocket).toBe(0);
});

test('those who rest go on in the order in which they asked, as far as a turn goes', async () => {
  const turns = new Turns(4096);
  const done: string[] = [];
  const work = (name: string, times: number) => (): void => {
    done.push(name);
    turns.inspect(2048);
    if (times > 1) turns.rest(work(name, times - 1));
  };
  turns.read(4096);
  expect(turns.isOver).toBe(true);
  turns.rest(work('a', 3));
  turns.rest(work('b', 1));
  turns.rest(work('c', 2));
  expect(done).toEqual([]);
  const after: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    after.push(done.join(''));
  }
  expect(after).toEqual(['ab', 'abca', 'abcaca', 'abcaca']);
});
