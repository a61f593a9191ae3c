/** The table that `sluice check` prints of a policy. */
import { expect, test } from 'vitest';
import { policyTables, tableText, type PolicyFacts } from '../../src/cli/policy-table.js';
import type { Clause } from '../../src/policy/clause.js';
import { resolvePolicies } from '../../src/policy/resolve.js';

const RULES = ['card.pan', 'card.cvc', 'bank.iban', 'bank.us.routing', 'id.se.personnummer', 'contact.email'].map((entity) => ({
  entity,
  id: entity,
}));
const ACTIONS = new Map(RULES.map(({ id }) => [id, id === 'contact.email' ? ('observe' as const) : ('mask' as const)]));

function facts(clauses: readonly Clause[], roles: readonly string[], routes: readonly string[] = ['crm']): PolicyFacts {
  return { policies: resolvePolicies(clauses, ACTIONS, 'enforce'), clauses, rules: RULES, routes, roles };
}

const printed = (all: PolicyFacts, width = 100): string =>
  policyTables(all).map((table) => [`route ${table.routes.join(', ')}`, ...tableText(table, width)].join('\n')).join('\n\n'); // prettier-ignore

test('directions, scores and roles where they matter, and what is the same only once', () => {
  const clauses: Clause[] = [
    { entities: ['card.pan'], direction: 'response', roles: ['lead'], minScore: 80, action: 'truncate', show: { first: 6, last: 4 } },
    { entities: ['bank.*'], routes: ['erp'], action: 'hash', key: 'matching' },
  ];
  expect(printed(facts(clauses, ['agent', 'lead'], ['crm', 'web', 'erp']))).toMatchInlineSnapshot(`
    "route crm, web
    entity              direction  score   agent      lead
                                           (no role)
    card.cvc            both       0–100   mask       mask
    card.pan            request    0–100   mask 0…4   mask 0…4
                        response   80–100  mask 0…4   truncate 6…4
                        response   0–79    mask 0…4   mask 0…4
    bank.* (2)          both       0–100   mask       mask
    contact.email       both       0–100   observe    observe
    id.se.personnummer  both       0–100   mask       mask

    route erp
    entity              direction  score   agent          lead
                                           (no role)
    card.cvc            both       0–100   mask           mask
    card.pan            request    0–100   mask 0…4       mask 0…4
                        response   80–100  mask 0…4       truncate 6…4
                        response   0–79    mask 0…4       mask 0…4
    bank.* (2)          both       0–100   hash matching  hash matching
    contact.email       both       0–100   observe        observe
    id.se.personnummer  both       0–100   mask           mask"
  `);
});

test('more roles than fit stand below each other', () => {
  const roles = Array.from({ length: 9 }, (_, n) => `team-lead-${n}`);
  const clauses = roles.slice(1).map((role, n): Clause => ({ entities: ['bank.iban'], roles: [role], action: 'mask', show: { last: n } }));
  const text = printed(facts(clauses, roles), 60);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  for (const role of roles) expect(text).toContain(role);
  expect(text).toMatchInlineSnapshot(`
    "route crm
    entity              team-lead-0  team-lead-2  team-lead-3
                        team-lead-1
                        (no role)
    card.cvc            mask         mask         mask
    card.pan            mask 0…4     mask 0…4     mask 0…4
    bank.iban           mask         mask 0…1     mask 0…2
    bank.us.routing     mask         mask         mask
    contact.email       observe      observe      observe
    id.se.personnummer  mask         mask         mask

    entity              team-lead-4  team-lead-5  team-lead-6


    card.cvc            mask         mask         mask
    card.pan            mask 0…4     mask 0…4     mask 0…4
    bank.iban           mask 0…3     mask 0…4     mask 0…5
    bank.us.routing     mask         mask         mask
    contact.email       observe      observe      observe
    id.se.personnummer  mask         mask         mask

    entity              team-lead-7  team-lead-8


    card.cvc            mask         mask
    card.pan            mask 0…4     mask 0…4
    bank.iban           mask 0…6     mask 0…7
    bank.us.routing     mask         mask
    contact.email       observe      observe
    id.se.personnummer  mask         mask"
  `);
});
