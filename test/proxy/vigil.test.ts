/** A stream of events lives for a day; its caller's proof does not. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Principal, STRANGER } from '../../src/policy/principal.js';
import type { Plane } from '../../src/proxy/plane.js';
import { Vigil, type Watched } from '../../src/proxy/vigil.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const AGENT: Principal = { id: 'a', role: 'agent', tenant: 'north', by: 'jwt', untilMs: 1_000 };

/** Keeps watch; `callers` are the answers to those who ask again. */
function watching(principal: Principal | undefined, ...callers: (Principal | Promise<Principal>)[]) {
  const told: string[] = [];
  let asked = 0;
  const callerOf = () => callers[asked++] ?? STRANGER;
  const watched = { plane: { snapshot: { callerOf } } as unknown as Plane, request: { rawHeaders: [] }, principal } as unknown as Watched;
  const vigil = new Vigil(watched, (code) => told.push(code));
  return { vigil, told, asked: () => asked };
}

test('nobody is asked while the proof holds, nor where it has no end', async () => {
  const { told, asked } = watching(AGENT);
  const endless = watching({ ...AGENT, untilMs: undefined });
  const unknown = watching(undefined);
  await vi.advanceTimersByTimeAsync(999);
  expect([told, asked(), endless.asked(), unknown.asked()]).toEqual([[], 0, 0, 0]);
  await vi.advanceTimersByTimeAsync(1);
  expect([told, asked(), endless.asked(), unknown.asked()]).toEqual([['SLUICE_CALLER_EXPIRED'], 1, 0, 0]);
});

test('goes on with the same caller in the same role, until there is another', async () => {
  const { told, asked } = watching(AGENT, { ...AGENT, untilMs: 2_000 }, Promise.resolve({ ...AGENT, untilMs: 3_000 }), {
    ...AGENT,
    untilMs: 9_000,
    role: 'supervisor',
  });
  await vi.advanceTimersByTimeAsync(2_999);
  expect([told, asked()]).toEqual([[], 2]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([told, asked()]).toEqual([['SLUICE_CALLER_EXPIRED'], 3]);
});

test('another client’s stream is another stream', async () => {
  const { told } = watching(AGENT, { ...AGENT, untilMs: 2_000, tenant: 'south' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(['SLUICE_CALLER_EXPIRED']);
});

test('a stream that is over is not watched, also while an answer is awaited', async () => {
  let answer: (caller: Principal) => void = () => undefined;
  const { vigil, told } = watching(AGENT, new Promise((resolve) => (answer = resolve)));
  await vi.advanceTimersByTimeAsync(1_000);
  vigil.stop();
  answer(STRANGER);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([]);
});

test('what cannot be asked is no proof', async () => {
  let fail: (reason: Error) => void = () => undefined;
  const { told } = watching(AGENT, new Promise((_, reject) => (fail = reject)));
  await vi.advanceTimersByTimeAsync(1_000);
  fail(new Error('broken'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(['SLUICE_ENGINE_FAILED']);
});
