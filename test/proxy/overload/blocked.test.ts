/** A real event loop that is really blocked, a real listener in front of it. */
import { afterEach, expect, test } from 'vitest';
import { createProxy, toOneUpstream } from '../../../src/proxy/proxy.js';
import type { Change } from '../../../src/proxy/overload/governor.js';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import { engine } from '../../support/engine.js';
import { Recorder, backend, eventually, speak } from '../../support/proxy.js';
import { connect, startUpstream } from '../../support/websocket.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

let cleanup: () => Promise<void> = () => Promise.resolve();
afterEach(() => cleanup());

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('while the event loop is blocked again and again new exchanges are refused with 503 and a time to come back', async () => {
  const { url } = await backend((_, response) => response.end('ok'));
  const observer = new Recorder();
  const changes: Change[] = [];
  const proxy = await createProxy({
    snapshot: toOneUpstream(new URL(url), { engine }),
    observer,
    overload: { processes: 1, heldBackBytes: () => 0, onChange: (change) => changes.push(change) },
  });
  cleanup = () => proxy.drain(0);
  const port = Number(new URL((await proxy.listen('127.0.0.1', 0)).url).port);
  expect((await speak(port, GET)).text).toMatch(/^HTTP\/1.1 200 /);
  while (proxy.overload.level < 3) {
    block(1_000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { text } = await speak(port, GET);
  expect(text).toMatch(/^HTTP\/1.1 503 [^]*retry-after: [1-8]\r\n[^]*SLUICE_OVERLOADED/i);
  expect(changes[0]).toMatchObject({ from: 0, cause: 'delayMs' });
  expect(observer.refusals).toEqual(['SLUICE_OVERLOADED']);
});

test('at the last step open WebSockets are closed with 1013 on both sides, and before it none is', async () => {
  const chat = await startUpstream();
  let memory = 0;
  const proxy = await createProxy({
    snapshot: toOneUpstream(chat.url, { engine }),
    observer: new Recorder(),
    upgrade: createWebSocketHalf(),
    overload: {
      processes: 1,
      heldBackBytes: () => 0,
      onChange: () => undefined,
      gauge: { read: () => ({ delayMs: 0, memory }), stop: () => undefined },
    },
  });
  cleanup = async () => {
    await proxy.drain(0);
    await chat.stop();
  };
  const { url } = await proxy.listen('127.0.0.1', 0);
  const [agent, peer] = await Promise.all([connect(url), chat.next()]);
  memory = 0.93;
  await eventually(() => proxy.overload.level === 3);
  await expect(connect(url)).rejects.toMatchObject({ status: 503 });
  peer.ws.send('card 4111111111111111');
  expect((await agent.received(1))[0]?.text).toBe('card ************1111');
  memory = 0.96;
  expect((await agent.closed).code).toBe(1013);
  expect((await peer.closed).code).toBe(1013);
});
