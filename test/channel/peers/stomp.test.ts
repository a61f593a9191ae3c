/** @stomp/stompjs and stomp-broker-js, through the proxy: several subscriptions, receipts, heart-beats, large frames. */
import { expect, it } from 'vitest';
import { leaksIn } from '../../support/leaks.js';
import { numberIn, sentence } from '../../support/sentences.js';
import { startBroker, stompClient } from '../../support/sessions/stomp.js';
import { sluiceTo, type TestSluice } from '../../support/sluice.js';

const COUNT = 60;

/** A broker behind a proxy, and what it was sent. */
async function brokered(): Promise<{ readonly sluice: TestSluice; readonly address: URL; readonly bodies: readonly string[] }> {
  const { broker, url } = await startBroker();
  const bodies: string[] = [];
  broker.on('send', ({ frame }) => bodies.push(String(frame.body)));
  const sluice = await sluiceTo(new URL('/', url));
  return { sluice, address: new URL(url.pathname, sluice.url), bodies };
}

it('loses nothing, in order, on several subscriptions, and shows no card', async () => {
  const { sluice, address, bodies } = await brokered();
  const [desk, agent] = [await stompClient(address), await stompClient(address)];
  const seen: Record<string, string[]> = { 'chat.a': [], 'chat.b': [] };
  for (const [queue, texts] of Object.entries(seen)) agent.subscribe(`/${queue}`, ({ body }) => texts.push(body));
  const receipts: string[] = [];
  for (let i = 0; i < COUNT; i++) {
    desk.watchForReceipt(`r${i}`, ({ headers }) => receipts.push(headers['receipt-id']));
    const destination = `/chat.${i % 2 === 0 ? 'a' : 'b'}`;
    desk.publish({ destination, body: sentence(i), headers: { receipt: `r${i}` }, skipContentLengthHeader: i % 5 === 0 });
  }
  await expect.poll(() => receipts.length + seen['chat.a'].length + seen['chat.b'].length, { timeout: 10_000 }).toBe(2 * COUNT);
  expect(receipts).toEqual(Array.from({ length: COUNT }, (_, i) => `r${i}`));
  const numbers = Array.from({ length: COUNT }, (_, i) => i);
  expect(seen['chat.a'].map(numberIn)).toEqual(numbers.filter((i) => i % 2 === 0));
  expect(seen['chat.b'].map(numberIn)).toEqual(numbers.filter((i) => i % 2 === 1));
  expect(leaksIn([...bodies, ...Object.values(seen).flat()].join('\n'))).toEqual([]);
  expect(sluice.refusals).toEqual([]);
});

it('lets heart-beats through at once', async () => {
  const { sluice, address } = await brokered();
  let beats = 0;
  const desk = await stompClient(address, { heartbeatOutgoing: 50, heartbeatIncoming: 50, debug: (line) => void (beats += line === '>>> PING' ? 1 : 0) }); // prettier-ignore
  await expect.poll(() => beats, { timeout: 5_000 }).toBeGreaterThan(2);
  expect(desk.connected).toBe(true);
  expect(sluice.refusals).toEqual([]);
});

it('puts frames together that the client sends in several messages', async () => {
  const { address, bodies } = await brokered();
  const desk = await stompClient(address, { splitLargeFrames: true, maxWebSocketChunkSize: 64 });
  const body = `${'a'.repeat(300)} 4111 1111 1111 1111 ${'b'.repeat(300)}`;
  desk.publish({ destination: '/large', body });
  await expect.poll(() => bodies.length, { timeout: 5_000 }).toBe(1);
  expect(bodies[0]).toBe(body.replace('4111 1111 1111', '**** **** ****'));
});

it('sends binary frames', async () => {
  const { address } = await brokered();
  const desk = await stompClient(address, { forceBinaryWSFrames: true });
  const agent = await stompClient(address);
  const seen: string[] = [];
  agent.subscribe('/binary', ({ body }) => seen.push(body));
  desk.publish({ destination: '/binary', binaryBody: Buffer.from('4111111111111111') });
  await expect.poll(() => seen, { timeout: 5_000 }).toEqual(['************1111']);
});
