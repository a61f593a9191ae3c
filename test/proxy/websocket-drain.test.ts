/** Agents that come back all at once are a storm: a drain closes their connections one after another. */
import { expect, test } from 'vitest';
import { drainTimes } from '../../src/proxy/websocket-drain.js';
import { useDesks } from '../support/desks.js';

const desks = useDesks();

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
