/**
 * A megabyte in one message takes its time. Attack: a few desktops that send such messages, one behind the other, and every agent of the process waits for
 * each of them. So long messages go in turns, short ones pass between, and nothing of a message is left behind when its connection ends. Turns
 * are counted, never time: with no time for long messages, each turn of the event loop has one slice.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { CARD, MASKED, useDesks } from '../support/desks.js';
import { until } from '../support/websocket.js';

const desks = useDesks();
const ONE_SLICE = { limits: { longBodyTurnMs: 0 } };
const SPACED = '4111-1111-1111-1111';
/** What takes more than a hundred turns. */
const LONG = `${SPACED}, `.repeat(Math.floor(LIMITS.webSocketMessageBytes / (SPACED.length + 2)));
const LEFT = LONG.replaceAll(SPACED, '****-****-****-1111');
/** Too long for a report of what differs. */
const brief = (text = ''): string => (text.length < 100 ? text : createHash('sha256').update(text).digest('hex'));

const held = (): number => desks.sluice.metrics.counters.heldBackBytes;

/** Starts both ends anew, and a CRM that answers what is short. */
async function start(): Promise<void> {
  await desks.start({}, ({ ws }) => ws.on('message', (data: Buffer) => data.length < 1000 && ws.send(data.toString())), ONE_SLICE);
}

test('short messages of others go through while a long one is inspected', async () => {
  await start();
  const [one, other] = [await desks.pair(), await desks.pair()];
  const order: string[] = [];
  one.downstream.ws.send(LONG);
  await until(() => held() === LONG.length, 'the long message to be inspected');
  void one.crm.received(1).then(() => order.push('long'));
  for (let count = 1; count <= 3; count++) {
    other.downstream.ws.send(`short ${CARD}`);
    expect((await other.downstream.received(count)).at(-1)?.text).toBe(`short ${MASKED}`);
    order.push('short');
  }
  one.downstream.ws.send('behind');
  expect((await one.crm.received(2)).map(({ text }) => brief(text))).toEqual([brief(LEFT), 'behind']);
  expect(order).toEqual(['short', 'short', 'short', 'long']);
  expect(held()).toBe(0);
});

const part = (text: string, at: number): string => `${text.slice(0, 10_000 * (SPACED.length + 2))}no. ${at}`;

test('several at once leave as they would alone, each in its order', async () => {
  await start();
  const pairs = [await desks.pair(), await desks.pair(), await desks.pair()];
  pairs.forEach(({ downstream, crm }, at) => {
    for (const ws of [downstream.ws, crm.ws]) ws.send(part(LONG, at));
    downstream.ws.send(`last ${at}`);
  });
  for (const [at, { downstream, crm }] of pairs.entries()) {
    const [first, last] = await crm.received(2);
    expect([brief(first?.text), last?.text]).toEqual([brief(part(LEFT, at)), `last ${at}`]);
    const [answer] = await downstream.received(1);
    expect(brief(answer?.text)).toBe(brief(part(LEFT, at)));
  }
  await until(() => held() === 0, 'all of it to leave');
});

test.each(['downstream', 'crm'] as const)('nothing is left of a long message when %s goes in the middle of it', async (side) => {
  await start();
  const pair = await desks.pair();
  pair.downstream.ws.send(LONG);
  await until(() => held() === LONG.length, 'the long message to be inspected');
  pair[side].ws.terminate();
  await until(() => desks.sluice.metrics.counters.open.websocket === 0, 'the books to close');
  await until(() => held() === 0, 'the message to be dropped');
  if (side === 'crm') expect(pair.crm.messages).toEqual([]);
  const next = await desks.pair();
  next.downstream.ws.send(`still ${CARD}`);
  expect((await next.downstream.received(1)).map(({ text }) => text)).toEqual([`still ${MASKED}`]);
});

test('what has been sent before a close frame or a drain gets through', async () => {
  await start();
  const [one, other] = [await desks.pair(), await desks.pair()];
  one.downstream.ws.send(LONG);
  one.downstream.ws.close(4001, 'bye');
  expect(await one.crm.closed).toEqual({ code: 4001, reason: 'bye' });
  expect(one.crm.messages.map(({ text }) => brief(text))).toEqual([brief(LEFT)]);
  const long = part(LONG, 1);
  other.downstream.ws.send(long);
  await until(() => held() === long.length, 'the long message to be inspected');
  await desks.sluice.stop();
  expect(other.crm.messages.map(({ text }) => brief(text))).toEqual([brief(part(LEFT, 1))]);
  expect(held()).toBe(0);
});
