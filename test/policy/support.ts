/** Clauses for tests: a small world of entities, routes and roles, and a generator of clauses over it. */
import * as fc from 'fast-check';
import { ACTIONS, type Clause } from '../../src/policy/clause.js';

export const ENTITIES = [
  'card.pan',
  'card.cvc',
  'card.pin',
  'card.track',
  'card.expiry',
  'bank.iban',
  'id.us.ssn',
  'id.us.itin',
  'contact.email',
];
export const ROUTES = ['crm', 'billing'];
export const ROLES = ['agent', 'supervisor'];

const PATTERNS = [...ENTITIES, '*', 'card.*', 'id.*', 'id.us.*', 'bank.*'];

const some = (words: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

export const anyClause: fc.Arbitrary<Clause> = fc.record({
  entities: some(PATTERNS),
  direction: optional(fc.constantFrom('request' as const, 'response' as const)),
  routes: optional(some(ROUTES)),
  roles: optional(some(ROLES)),
  minScore: optional(fc.integer({ min: 0, max: 100 })),
  action: fc.constantFrom(...ACTIONS),
  show: optional(fc.record({ first: fc.nat(12), last: fc.nat(8) }, { requiredKeys: [] })),
  key: optional(fc.constant('main')),
});

export const anyClauses = fc.array(anyClause, { maxLength: 6 });
