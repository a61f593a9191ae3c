/** Agents that come back all at once are a storm: a drain closes their connections one after another. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { drainTimes } from '../../src/proxy/websocket-drain.js';
import { useDesks } from '../support/desks.js';
import { encode } from '../support/frames.js';
import { until, type Peer } from '../support/websocket.js';

const desks = useDesks();
/** Longer than a test may take. */
const GRACE_MS = 60_000;

/** A desktop that says what is written, whatever it hears: libraries answer a close frame at once, behind what they have queued. */
async function plainDesktop(): Promise<{ socket: Socket; crm: Peer }> {
  const socket = connect(desks.port(), '127.0.0.1').on('error', () => undefined);
  socket.write(
    'GET / HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  return { socket, crm: await desks.upstream.next() };
}

const KEY = [1, 2, 3, 4] as const;
const FIRST = encode({ opcode: 1, fin: false, payload: 'it began ', key: KEY });
const MORE = encode({ opcode: 0, fin: false, payload: 'and on ', key: KEY });
const LAST = Buffer.concat([encode({ opcode: 0, payload: 'and off', key: KEY }), encode({ opcode: 8, key: KEY })]);

test.each([
  ['the limit', 30, 3, 60_000, 10_000],
  ['what the grace allows where the limit would outlast it', 5_000, 3, 10_000, 8_000],
  ['nothing else for one', 1, 3, 10_000, 333.4],
])('the pace is %s', (_what, count, perSecond, graceMs, lastMs) => {
  const times = drainTimes(count, perSecond, graceMs);
  expect(times).toHaveLength(count);
  expect(times[0]).toBe(0);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(times.at(-1)).toBeLessThanOrEqual(lastMs);
  if (count > 1) expect(times.at(-1)).toBeGreaterThan(lastMs * 0.9);
});

test('connections are closed apart, each with 1001, and go on until then', async () => {
  await desks.start({}, undefined, { limits: { webSocketDrainPerSecond: 10 } });
  const pairs = [await desks.pair(), await desks.pair(), await desks.pair(), await desks.pair()];
  const times: number[] = [];
  const began = performance.now();
  const closes = pairs.map(({ downstream }) => downstream.closed.then((closed) => (times.push(performance.now() - began), closed)));
  const stopped = desks.sluice.stop();
  pairs[3]?.downstream.ws.send('still here');
  expect((await pairs[3]?.crm.received(1))?.[0]?.text).toBe('still here');
  expect(await Promise.all(closes)).toEqual(pairs.map(() => ({ code: 1001, reason: 'SLUICE_DRAINING' })));
  await stopped;
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
});

/**
 * The story: a desktop on a slow line was in the middle of twenty long messages when Sluice was told to stop. Five seconds after its 1001 the socket was
 * destroyed, with what was under way: only bytes that it took counted as a sign of life, not those that it sent, nor that it was being waited for.
 */
test('an agent that goes on speaking is heard out, for as long as a drain lasts', async () => {
  await desks.start({}, undefined, { limits: { webSocketCloseMs: 1_000 } });
  const { socket, crm } = await plainDesktop();
  socket.write(FIRST);
  const stopped = desks.sluice.stop(GRACE_MS);
  for (let piece = 0; piece < 40; piece++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write(MORE);
  }
  socket.write(LAST);
  await stopped;
  expect(crm.messages.map(({ text }) => text)).toEqual([`it began ${'and on '.repeat(40)}and off`]);
  expect((await crm.closed).code).toBe(1001);
});

test('an agent that is waited for is heard out', async () => {
  await desks.start({}, undefined, { limits: { longBodyTurnMs: 0, webSocketCloseMs: 100 } });
  const { downstream, crm } = await desks.pair();
  const { counters } = desks.sluice.metrics;
  const texts = Array.from({ length: 6 }, (_, at) => `${at} ${'4111-1111-1111-1111, '.repeat(20_000)}`);
  for (const text of texts) downstream.ws.send(text);
  await until(() => counters.heldBackBytes > 0, 'the first message to be inspected');
  await desks.sluice.stop(GRACE_MS);
  expect(crm.messages.map(({ text }) => text.slice(0, 21))).toEqual(texts.map((text) => `${text[0]} ****-****-****-1111`));
  expect((await crm.closed).code).toBe(1001);
});

test('one that falls silent, and one that speaks on though its CRM has left, are cut off', async () => {
  await desks.start({}, undefined, { limits: { webSocketCloseMs: 200 } });
  const [silent, talkative] = [await plainDesktop(), await plainDesktop()];
  for (const { socket } of [silent, talkative]) socket.write(FIRST);
  const stopped = desks.sluice.stop(GRACE_MS);
  talkative.crm.ws.close(1000);
  const timer = setInterval(() => talkative.socket.write(MORE), 50);
  await stopped;
  clearInterval(timer);
  expect([...silent.crm.messages, ...talkative.crm.messages]).toEqual([]);
});
