/**
 * The story: a CRM server hangs without closing anything. Desktops that wait on it show an open connection and an agent who types into nothing; with
 * the limits as they ship they hear of it within thirty seconds, whatever was under way. The clock of the pings is turned by hand.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { CARD, useDesks } from '../support/desks.js';
import { until, type Downstream } from '../support/websocket.js';

const WITHIN_MS = 30_000;
const STEP_MS = 500;

const desks = useDesks();
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const refusals = (): number => desks.sluice.metrics.counters.refused.get('SLUICE_UPSTREAM_TIMEOUT')?.response ?? 0;

/** Lets time pass until the upstream is given up; what is sent meanwhile really travels. Returns how long that took. */
async function untilGivenUp(): Promise<number> {
  let ms = 0;
  for (; refusals() === 0 && ms < 10 * WITHIN_MS; ms += STEP_MS) {
    vi.advanceTimersByTime(STEP_MS);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return ms;
}

async function expectToldOf({ closed }: Downstream): Promise<void> {
  expect(await closed).toEqual({ code: 1014, reason: 'SLUICE_UPSTREAM_TIMEOUT' });
}

test.each([0, 0.25, 0.5, 0.75, 1])('frozen right behind its last word, %f of a ping after the connection was opened', async (share) => {
  await desks.start();
  const { downstream, crm } = await desks.pair();
  vi.advanceTimersByTime(share * LIMITS.webSocketPingMs);
  crm.ws.send('the last word');
  await downstream.received(1);
  crm.ws.pause();
  expect(await untilGivenUp()).toBeLessThan(WITHIN_MS);
  await expectToldOf(downstream);
});

test('frozen while a desktop sends more than it takes', async () => {
  await desks.start();
  const { downstream, crm } = await desks.pair();
  crm.ws.pause();
  const { ws } = downstream;
  for (let n = 0; n < 400; n++) ws.send(`${CARD} ${'x'.repeat(65_000)}`);
  let taken = -1;
  const hasStopped = (): boolean => taken === (taken = desks.sluice.metrics.counters.webSocketMessages.request) && taken > 0;
  await until(hasStopped, 'the desktop to be paused');
  expect(taken).toBeLessThan(400);
  expect(await untilGivenUp()).toBeLessThan(WITHIN_MS);
  await expectToldOf(downstream);
});

test('frozen before it has answered the handshake', () => {
  expect(LIMITS.connectTimeoutMs + LIMITS.webSocketHandshakeMs).toBeLessThan(WITHIN_MS);
});
