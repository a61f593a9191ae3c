import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clause } from '../../src/policy/clause.js';
import { isSad, PAN } from '../../src/policy/pci.js';
import type { Action, Mode, Part } from '../../src/policy/policy.js';
import { NOBODY } from '../../src/policy/principal.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { comparePoints, inOrder, matches, matchesPattern, pointsOf } from '../../src/policy/specificity.js';
import { compareStrictness } from '../../src/policy/strictest.js';
import { anyClause, anyClauses, ENTITIES, ROLES, ROUTES } from './support.js';

const RULES = new Map<string, Action>([['card.pan', 'mask'], ['contact.email', 'observe'], ['lookalike.imei', 'allow']]); // prettier-ignore

function decided(
  clauses: readonly Clause[],
  entity: string,
  by: { route?: string; role?: string; direction?: 'request' | 'response'; score?: number; mode?: Mode } = {},
): number | 'rule' {
  // prettier-ignore
  const { route = 'crm', role = 'agent', direction = 'response', score = 90, mode = 'enforce' } = by;
  return resolvePolicies(clauses, RULES, mode).policyFor(route, role).explain(entity, entity, direction, score).by;
}

describe('which clause decides', () => {
  const all: Clause = { entities: ['*'], action: 'mask' };

  test('none: the action of the rule', () => {
    expect(decided([], 'card.pan')).toBe('rule');
    expect(decided([{ entities: ['bank.*'], action: 'block' }], 'card.pan')).toBe('rule');
    const policy = resolvePolicies([], RULES, 'enforce').policyFor('crm', 'agent');
    expect(policy.decide('contact.email', 'contact.email', 'response', 'body', 90).action).toBe('observe');
    expect(policy.decide('card.pan', 'card.pan', 'response', 'body', 90)).toEqual({ action: 'mask', visibleDigits: 4, visibleFirst: 0 });
  });

  test('the entity itself before its nearest class, a wider one and all', () => {
    const clauses: Clause[] = [all, { entities: ['id.*'], action: 'block' }, { entities: ['id.us.*'], action: 'allow' }, { entities: ['id.us.ssn'], action: 'observe' }]; // prettier-ignore
    expect(decided(clauses, 'id.us.ssn')).toBe(3);
    expect(decided(clauses, 'id.us.itin')).toBe(2);
    expect(decided(clauses, 'id.se.personnummer')).toBe(1);
    expect(decided(clauses, 'bank.iban')).toBe(0);
  });

  test('a class ends at a point: card.* is not cards.own', () => {
    expect(matchesPattern('card.*', 'card.pan')).toBe(true);
    expect(matchesPattern('card.*', 'cards.own')).toBe(false);
    expect(matchesPattern('card', 'card.pan')).toBe(false);
  });

  test('no clause for everything opens what another names, however well it names the caller', () => {
    const open: Clause = { entities: ['*'], routes: ['crm'], roles: ['agent'], direction: 'response', minScore: 90, action: 'allow' };
    expect(decided([open, { entities: ['bank.iban'], action: 'mask' }], 'bank.iban')).toBe(1);
  });

  test('then the route, the role, the direction and the score, in this order', () => {
    const entities = ['bank.iban'];
    const clauses: Clause[] = [
      { entities, action: 'block' },
      { entities, minScore: 50, action: 'mask' },
      { entities, minScore: 80, action: 'mask' },
      { entities, direction: 'response', action: 'mask' },
      { entities, roles: ['agent'], action: 'mask' },
      { entities, routes: ['crm'], action: 'mask' },
    ];
    expect([6, 5, 4, 3, 2, 1].map((count) => decided(clauses.slice(0, count), 'bank.iban'))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(decided(clauses.slice(0, 3), 'bank.iban', { score: 60 })).toBe(1);
    expect(decided(clauses.slice(0, 3), 'bank.iban', { score: 40 })).toBe(0);
    expect(decided(clauses, 'bank.iban', { route: 'billing', role: 'supervisor', direction: 'request' })).toBe(2);
  });

  test('of clauses as specific as each other the more severe, then the one that shows less, then the first', () => {
    const mask = (first: number, last: number): Clause => ({ entities: ['card.pan'], action: 'mask', show: { first, last } });
    expect(decided([mask(6, 4), { entities: ['card.pan'], action: 'block' }], 'card.pan')).toBe(1);
    expect(decided([mask(6, 4), mask(0, 4)], 'card.pan')).toBe(1);
    expect(decided([mask(0, 4), mask(0, 4)], 'card.pan')).toBe(0);
  });

  test('clauses with a role open nothing for callers nobody vouches for, nor those with a route for others', () => {
    const clauses: Clause[] = [{ entities: ['card.pan'], roles: ['agent'], action: 'allow' }, { entities: ['bank.iban'], routes: ['crm'], action: 'allow' }]; // prettier-ignore
    expect(decided(clauses, 'card.pan', { role: NOBODY })).toBe('rule');
    const { policyFor } = resolvePolicies(clauses, RULES, 'enforce');
    expect(policyFor(undefined, 'agent').explain('bank.iban', 'bank.iban', 'response', 90).by).toBe('rule');
  });
});

/**
 * The story: agents see no e-mail addresses, by a clause for their role. An agent whose token has expired, or who drops it, has no role; if
 * clauses with a role did not count for him he would see the addresses again, and every card number that only agents must not see.
 */
describe('callers nobody vouches for', () => {
  const decide = (clauses: readonly Clause[], entity: string, score = 90, direction: 'request' | 'response' = 'response'): unknown =>
    resolvePolicies(clauses, RULES, 'enforce').policyFor('crm', NOBODY).decide(entity, entity, direction, 'body', score);

  test('see no more than any role', () => {
    const masked: Clause = { entities: ['contact.email'], roles: ['agent'], action: 'mask' };
    expect(decided([masked], 'contact.email', { role: NOBODY })).toBe(0);
    expect(decided([masked], 'contact.email', { role: 'supervisor' })).toBe('rule');
    expect(decide([masked, { entities: ['contact.email'], roles: ['supervisor'], action: 'block' }], 'contact.email')).toMatchObject({ action: 'block' }); // prettier-ignore
  });

  test('see of a number only what everybody sees of it', () => {
    const pan = (role: string, first: number, last: number): Clause => ({ entities: [PAN], roles: [role], action: 'truncate', show: { first, last } }); // prettier-ignore
    expect(decide([pan('agent', 6, 0), pan('supervisor', 6, 4)], PAN)).toMatchObject({ visibleFirst: 0, visibleDigits: 0 });
    expect(decide([pan('supervisor', 6, 4)], PAN)).toMatchObject({ visibleFirst: 0, visibleDigits: 4 });
  });

  test('also where a clause asks for a score', () => {
    const sure: Clause = { entities: ['contact.email'], roles: ['agent'], minScore: 80, action: 'remove' };
    expect(decide([sure], 'contact.email', 90)).toMatchObject({ action: 'remove' });
    expect(decide([sure], 'contact.email', 60)).toMatchObject({ action: 'observe' });
  });
});

describe('what is decided', () => {
  const decide = (clause: Omit<Clause, 'entities'>, entity: string, part: Part = 'body', mode: Mode = 'enforce'): unknown =>
    resolvePolicies([{ entities: [entity], ...clause }], RULES, mode).policyFor('crm', 'agent').decide(entity, entity, 'response', part, 90); // prettier-ignore

  test('what a clause shows; of a card number the last four where it says nothing', () => {
    expect(decide({ action: 'mask', show: { first: 6, last: 4 } }, PAN)).toEqual({ action: 'mask', visibleFirst: 6, visibleDigits: 4 });
    expect(decide({ action: 'mask', show: { first: 6 } }, PAN)).toEqual({ action: 'mask', visibleFirst: 6, visibleDigits: 0 });
    expect(decide({ action: 'truncate' }, PAN)).toEqual({ action: 'truncate', visibleFirst: 0, visibleDigits: 4 });
    expect(decide({ action: 'mask' }, 'bank.iban')).toEqual({ action: 'mask', visibleFirst: 0, visibleDigits: 0 });
    expect(decide({ action: 'mask', show: { last: 6 } }, 'bank.iban')).toEqual({ action: 'mask', visibleFirst: 0, visibleDigits: 6 });
  });

  test('remove, block and hash show nothing, whatever they say', () => {
    const show = { first: 6, last: 4 };
    expect(decide({ action: 'remove', show }, PAN)).toEqual({ action: 'remove', visibleFirst: 0, visibleDigits: 0 });
    expect(decide({ action: 'block', show }, PAN)).toEqual({ action: 'block', visibleFirst: 0, visibleDigits: 0 });
    expect(decide({ action: 'hash', show, key: 'main' }, PAN)).toEqual({ action: 'hash', visibleFirst: 0, visibleDigits: 0, key: 'main' });
  });

  test('what must not have been loaded hides all the same: a hash without a key, an alias, a code that is kept', () => {
    expect(decide({ action: 'hash' }, PAN)).toMatchObject({ action: 'mask', visibleFirst: 0 });
    expect(decide({ action: 'alias' }, 'bank.iban')).toMatchObject({ action: 'mask' });
    for (const action of ['allow', 'observe', 'hash', 'truncate'] as const)
      expect(decide({ action, show: { last: 2 }, key: 'main' }, 'card.cvc')).toEqual({ action: 'mask', visibleFirst: 0, visibleDigits: 0 });
  });

  test('lines of a head are masked or refused, and only where they hold card data', () => {
    expect(decide({ action: 'remove' }, PAN, 'head')).toEqual({ action: 'mask', visibleFirst: 0, visibleDigits: 0 });
    expect(decide({ action: 'truncate', show: { first: 6, last: 4 } }, PAN, 'head')).toMatchObject({ action: 'mask', visibleFirst: 6 });
    expect(decide({ action: 'block' }, PAN, 'head')).toMatchObject({ action: 'block' });
    expect(decide({ action: 'allow' }, PAN, 'head')).toMatchObject({ action: 'allow' });
    expect(decide({ action: 'block' }, 'bank.iban', 'head')).toMatchObject({ action: 'observe' });
    expect(decide({ action: 'allow' }, 'bank.iban', 'head')).toMatchObject({ action: 'allow' });
  });

  test('in observe mode all is observed but what is allowed', () => {
    expect(decide({ action: 'block' }, PAN, 'body', 'observe')).toMatchObject({ action: 'observe' });
    expect(decide({ action: 'allow' }, PAN, 'body', 'observe')).toMatchObject({ action: 'allow' });
  });
});

test('a policy is made once for a route and a role, and remembers what it decided', () => {
  const { policyFor } = resolvePolicies([{ entities: ['*'], action: 'remove' }], RULES, 'enforce');
  const policy = policyFor('crm', 'agent');
  expect(policyFor('crm', 'agent')).toBe(policy);
  expect(policyFor('crm', 'supervisor')).not.toBe(policy);
  expect(policy.decide(PAN, 'own', 'request', 'body', 50)).toBe(policy.decide(PAN, 'own', 'request', 'body', 90));
  expect(policy.decide('bank.iban', 'own', 'request', 'body', 90)).not.toBe(policy.decide(PAN, 'own', 'request', 'body', 90));
});

test('the order of clauses is total and does not depend on how they are sorted', () => {
  fc.assert(
    fc.property(anyClauses, fc.constantFrom(...ENTITIES), (clauses, entity) => {
      const points = clauses.map((clause, index) => pointsOf(clause, index, entity));
      for (const [i, a] of points.entries())
        for (const [j, b] of points.entries()) {
          expect(comparePoints(a, b) + comparePoints(b, a)).toBe(0);
          expect(comparePoints(a, b) === 0).toBe(i === j);
        }
      const order = inOrder(clauses, entity);
      for (let i = 1; i < order.length; i++) expect(comparePoints(points[order[i - 1]], points[order[i]])).toBe(-1);
    }),
    { seed: 51, numRuns: 300 },
  );
});

const situations = fc.record({
  entity: fc.constantFrom(...ENTITIES),
  route: fc.option(fc.constantFrom(...ROUTES), { nil: undefined }),
  role: fc.constantFrom(...ROLES, NOBODY),
  direction: fc.constantFrom('request' as const, 'response' as const),
  score: fc.integer({ min: 0, max: 100 }),
});

test('the clause that decides matches, none that matches comes before it, and resolving again says the same', () => {
  fc.assert(
    fc.property(anyClauses, fc.array(situations, { minLength: 1, maxLength: 8 }), (clauses, asked) => {
      const [once, again] = [resolvePolicies(clauses, RULES, 'enforce'), resolvePolicies(clauses, RULES, 'enforce')];
      for (const situation of asked) {
        const { entity, route, role, direction, score } = situation;
        const { by, decision } = once.policyFor(route, role).explain(entity, entity, direction, score);
        expect(again.policyFor(route, role).explain(entity, entity, direction, score)).toEqual({ by, decision });
        expect(once.policyFor(route, role).decide(entity, entity, direction, 'body', score)).toEqual(decision);
        const first = inOrder(clauses, entity).find((index) => matches(clauses[index], situation));
        if (role !== NOBODY) expect(by).toBe(first ?? 'rule');
        for (const known of role === NOBODY ? ROLES : []) {
          const other = once.policyFor(route, known).decide(entity, entity, direction, 'body', score);
          expect(compareStrictness(decision, other)).toBeLessThanOrEqual(0);
          if (!['mask', 'truncate'].includes(decision.action) || !['mask', 'truncate'].includes(other.action)) continue;
          expect([decision.visibleFirst <= other.visibleFirst, decision.visibleDigits <= other.visibleDigits]).toEqual([true, true]);
        }
      }
    }),
    { seed: 52, numRuns: 300 },
  );
});

test('no clause widens what PCI DSS forbids, reviewed or not', () => {
  fc.assert(
    fc.property(fc.array(anyClause, { minLength: 1, maxLength: 4 }), situations, (clauses, { entity, route, role, direction, score }) => {
      // prettier-ignore
      const { action, visibleFirst, visibleDigits } = resolvePolicies(clauses, RULES, 'enforce').policyFor(route, role).decide(entity, entity, direction, 'body', score); // prettier-ignore
      if (isSad(entity)) expect([['mask', 'remove', 'block'].includes(action), visibleFirst, visibleDigits]).toEqual([true, 0, 0]);
      if (entity === PAN) expect(visibleFirst <= 8 && visibleDigits <= 4).toBe(true);
    }),
    { seed: 53, numRuns: 500 },
  );
});
