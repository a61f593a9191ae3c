/** A socket lives for ten hours; tokens, roles and configurations do not. Each message counts by what holds when it comes (T109). */
import { describe, expect, test } from 'vitest';
import type { Principal } from '../../src/policy/principal.js';
import { STRANGER } from '../../src/policy/principal.js';
import { type Asked, Standing } from '../../src/proxy/standing.js';
import type { Plane } from '../../src/proxy/plane.js';
import type { PlaneSnapshot } from '../../src/proxy/snapshot.js';
import { engine } from '../support/engine.js';
import { underPolicy } from '../../src/engine/engine.js';
import { resolvePolicies } from '../../src/policy/resolve.js';

const AGENT: Principal = { id: 'a', role: 'agent', tenant: undefined, by: 'jwt', untilMs: 1_000 };
const other = underPolicy(engine, resolvePolicies([], new Map(), 'observe').policyFor('chat', 'supervisor'));

/** What a standing asks of a snapshot. */
function snapshotOf(caller: Principal | Promise<Principal>, route: unknown = { webSocket: true }): PlaneSnapshot {
  const asked = {
    callerOf: () => caller,
    routeFor: () => route,
    engineFor: (_route: unknown, role: string) => (role === 'agent' ? engine : other),
  };
  return asked as unknown as PlaneSnapshot;
}

function standingOf(principal: Principal, snapshot: PlaneSnapshot) {
  const plane = { snapshot };
  const clock = { nowMs: 0 };
  const asked = { request: { rawHeaders: [] }, arrival: { listener: 'l' }, host: 'crm', path: '/chat', principal, snapshot, engine };
  return { plane, clock, standing: new Standing(plane as Plane, asked as unknown as Asked, () => clock.nowMs) };
}

describe('standing', () => {
  test('holds until the token has to be verified again, and goes on when it is still good', async () => {
    const { standing, clock } = standingOf(AGENT, snapshotOf(Promise.resolve({ ...AGENT, untilMs: 2_000 })));
    expect(standing.current()).toBe(engine);
    clock.nowMs = 1_500;
    expect(await standing.current()).toBe(engine);
    expect(standing.current()).toBe(engine);
  });

  test('ends with the token', () => {
    const { standing, clock } = standingOf(AGENT, snapshotOf(STRANGER));
    clock.nowMs = 1_000;
    expect(standing.current()).toBe('SLUICE_CALLER_EXPIRED');
    expect(standing.current()).toBe('SLUICE_CALLER_EXPIRED');
  });

  test('follows a reload: another role, another policy, a route that is gone or takes no WebSockets', () => {
    const { standing, plane } = standingOf(AGENT, snapshotOf(AGENT));
    plane.snapshot = snapshotOf({ ...AGENT, role: 'supervisor' });
    expect(standing.current()).toBe(other);
    plane.snapshot = snapshotOf(AGENT);
    expect(standing.current()).toBe(engine);
    for (const gone of ['none', 'ambiguous', { webSocket: false }]) {
      plane.snapshot = snapshotOf(AGENT, gone);
      expect(standing.current()).toBe('SLUICE_CALLER_EXPIRED');
    }
  });

  test('whoever came without a proof stays without one', () => {
    const { standing, plane } = standingOf(STRANGER, snapshotOf(STRANGER));
    plane.snapshot = snapshotOf(STRANGER);
    expect(standing.current()).toBe(other);
  });
});
