import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clause } from '../../src/policy/clause.js';
import { isSad, PAN } from '../../src/policy/pci.js';
import { NOBODY } from '../../src/policy/principal.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { reviewClauses, type ClauseMistake } from '../../src/policy/review.js';
import { anyClauses, ENTITIES, ROLES, ROUTES } from './support.js';

const review = (clauses: readonly Clause[]): ClauseMistake[] => reviewClauses(clauses, ENTITIES, ROUTES, ROLES, ['main']);
const said = (...clauses: readonly Clause[]): string[] => review(clauses).map(({ clauseIndex, field, item, message, suggestion }) => [`${clauseIndex}.${field}${item === undefined ? '' : `[${item}]`}: ${message}`, ...(suggestion === undefined ? [] : [suggestion])].join(' – ')); // prettier-ignore
const pan = (rest: Omit<Clause, 'entities'>): Clause => ({ entities: [PAN], ...rest });

test('a policy without mistakes', () => {
  expect(
    said(
      { entities: ['*'], action: 'mask' },
      { entities: ['card.cvc', 'card.pin', 'card.track'], action: 'block', direction: 'request' },
      { entities: ['card.cvc', 'card.pin', 'card.track'], action: 'remove', direction: 'response' },
      pan({ roles: ['supervisor'], action: 'mask', show: { first: 6, last: 4 }, direction: 'response' }),
      { entities: ['contact.email'], routes: ['billing'], action: 'hash', key: 'main' },
      { entities: ['id.us.*'], minScore: 80, action: 'truncate', show: { last: 4 } },
    ),
  ).toEqual([]);
  expect(said()).toEqual([]);
});

describe('words that name nothing', () => {
  test('entities and classes', () => {
    expect(said({ entities: ['card.pann'], action: 'mask' })).toEqual(['0.entity[0]: there is no entity "card.pann" – did you mean "card.pan"?']); // prettier-ignore
    expect(said({ entities: [PAN, 'pin'], action: 'mask' })).toEqual(['0.entity[1]: there is no entity "pin" – did you mean "card.pin"?']);
    expect(said({ entities: ['cards.*'], action: 'mask' })).toEqual(['0.entity[0]: no entity is of the class "cards.*" – did you mean "card.*"?']); // prettier-ignore
    expect(said({ entities: ['card.track*'], action: 'mask' })).toEqual(['0.entity[0]: no entity is of the class "card.track*" – did you mean "card.track"?']); // prettier-ignore
    expect(said({ entities: ['card'], action: 'mask' })).toEqual(['0.entity[0]: there is no entity "card" – did you mean "card.*"?']);
    expect(said({ entities: [], action: 'mask' })).toHaveLength(1);
  });

  test('routes, roles and keys', () => {
    expect(said(pan({ routes: ['crm', 'biling'], action: 'mask' }))).toEqual(['0.route[1]: there is no route "biling" – did you mean "billing"?']); // prettier-ignore
    expect(said(pan({ roles: ['supervizor'], action: 'mask' }))).toEqual(['0.role[0]: there is no role "supervizor" – did you mean "supervisor"?']); // prettier-ignore
    expect(said(pan({ roles: [NOBODY], action: 'mask' }))[0]).toContain('nobody vouches for');
    expect(said(pan({ action: 'hash', key: 'mian' }))).toEqual(['0.key[0]: there is no key "mian" – did you mean "main"?']);
    expect(said(pan({ routes: [], action: 'mask' }))[0]).toContain('empty list');
  });

  test('roles that nobody can know are not judged', () => {
    expect(reviewClauses([pan({ roles: ['any'], action: 'mask' })], ENTITIES, ROUTES, undefined)).toEqual([]);
  });
});

describe('options that do not belong to their action', () => {
  test.each([
    [pan({ action: 'hash' }), 'PCI DSS 3.5.1.1'],
    [pan({ action: 'mask', key: 'main' }), 'needs no key'],
    [pan({ action: 'block', show: { last: 4 } }), 'block shows nothing'],
    [{ entities: ['bank.iban'], action: 'mask', show: { last: -1 } } as const, 'numbers of digits'],
    [{ entities: ['bank.iban'], action: 'alias' } as const, 'not built yet'],
  ])('%j', (clause, message) => {
    expect(said(clause)).toHaveLength(1);
    expect(said(clause)[0]).toContain(message);
  });
});

describe('what PCI DSS forbids', () => {
  test.each(['card.cvc', 'card.pin', 'card.track'])('%s that is kept, shown in part or made a form of', (entity) => {
    for (const action of ['allow', 'observe'] as const) expect(said({ entities: [entity], action })[0]).toMatch(/must not be kept.*3\.3\.1\.\d/); // prettier-ignore
    expect(said({ entities: [entity], action: 'hash', key: 'main' })[0]).toMatch(/hash makes a form of it.*3\.3\.1\.\d/);
    expect(said({ entities: [entity], action: 'mask', show: { last: 1 } })[0]).toMatch(/nothing of card\.\w+ may be shown.*3\.3\.1\.\d/);
    for (const action of ['mask', 'remove', 'block'] as const) expect(said({ entities: [entity], action })).toEqual([]);
  });

  test('a class that has it among others, unless other clauses take it out', () => {
    const show: Clause = { entities: ['card.*'], action: 'mask', show: { first: 6, last: 4 } };
    expect(said(show)).toHaveLength(3);
    expect(said(show)[0]).toContain('add a clause for card.');
    expect(said(show, { entities: ['card.cvc', 'card.pin', 'card.track'], action: 'remove' })).toEqual([]);
    expect(said(show, { entities: ['card.cvc', 'card.pin', 'card.track'], routes: ['crm'], action: 'remove' })).toHaveLength(3); // elsewhere they are shown
    expect(said({ entities: ['*'], roles: ['agent'], action: 'observe' })).toHaveLength(3);
  });

  test('more of a card number than IIN and last four', () => {
    expect(said(pan({ action: 'mask', show: { first: 9, last: 4 } }))[0]).toContain('3.4.1');
    expect(said(pan({ action: 'truncate', show: { last: 5 } }))[0]).toContain('3.4.1');
    expect(said(pan({ action: 'mask', show: { first: 8, last: 4 } }))).toEqual([]);
    expect(said({ entities: ['bank.iban'], action: 'mask', show: { first: 10, last: 6 } })).toEqual([]);
  });

  test('whole card numbers for everybody; for roles that are named, and in requests, somebody has decided so', () => {
    expect(said(pan({ action: 'allow' }))[0]).toContain('3.4.1');
    expect(said(pan({ action: 'observe', routes: ['crm'] }))[0]).toContain('3.4.1');
    expect(said(pan({ action: 'allow', roles: ['supervisor'] }))).toEqual([]);
    expect(said(pan({ action: 'allow', direction: 'request', routes: ['billing'] }))).toEqual([]);
  });

  test('two truncations of one card number for one viewer', () => {
    const first = pan({ routes: ['crm'], action: 'mask', show: { first: 6, last: 4 } });
    expect(said(first, pan({ routes: ['billing'], action: 'mask', show: { first: 4, last: 4 } }))[0]).toMatch(/^1\.show: .*3\.5\.1/);
    expect(said(first, pan({ routes: ['billing'], action: 'mask', show: { first: 6, last: 4 } }))).toEqual([]);
    expect(said(first, pan({ routes: ['billing'], action: 'remove' }))).toEqual([]);
    expect(said(first, pan({ routes: ['billing'], action: 'mask', show: {} }))).toEqual([]); // nothing of it stays
    expect(said(pan({ direction: 'response', action: 'mask', show: { last: 4 } }), pan({ direction: 'request', action: 'truncate', show: { first: 6 } }))[0]).toContain('first 6, last 0 here and first 0, last 4 by clause 1'); // prettier-ignore
    expect(
      said(pan({ minScore: 80, action: 'mask', show: { first: 8 } }), pan({ action: 'mask', show: { first: 6, last: 4 } })),
    ).toHaveLength(1);
  });

  test('different roles are different viewers', () => {
    expect(said(pan({ roles: ['agent'], action: 'mask', show: { last: 4 } }), pan({ roles: ['supervisor'], action: 'mask', show: { first: 6, last: 4 } }))).toEqual([]); // prettier-ignore
  });

  test('beside the last four that everybody sees by default, a clause must not show other digits alone', () => {
    expect(said(pan({ routes: ['crm'], action: 'mask', show: { first: 6 } }))[0]).toContain('by the default');
    expect(said(pan({ routes: ['crm'], action: 'mask', show: { first: 6, last: 4 } }))).toEqual([]);
  });
});

test('a clause that never decides', () => {
  expect(said({ entities: ['id.*'], action: 'mask' }, { entities: ['id.us.*'], action: 'remove' })[0]).toMatch(
    /^0\.entity: this clause never decides/,
  );
  expect(said({ entities: ['bank.iban'], action: 'mask' }, { entities: ['bank.iban'], action: 'mask' })[0]).toMatch(/^1\.entity/);
  expect(said({ entities: ['bank.iban'], action: 'mask' }, { entities: ['bank.iban'], roles: ROLES, action: 'remove' })).toEqual([]); // callers nobody knows
});

test('mistakes come together, in the order of the clauses', () => {
  const mistakes = review([{ entities: ['card.cvv'], action: 'mask' }, pan({ action: 'hash' }), { entities: ['card.cvc'], action: 'allow' }]); // prettier-ignore
  expect(mistakes.map(({ clauseIndex }) => clauseIndex)).toEqual([0, 1, 2]);
});

test('what the review lets pass keeps nothing that must not be kept, anywhere', () => {
  fc.assert(
    fc.property(anyClauses, (clauses) => {
      const mistakes = review(clauses);
      fc.pre(mistakes.every(({ field, message }) => field === 'entity' && message.includes('never decides')));
      const { policyFor } = resolvePolicies(clauses, new Map(), 'enforce');
      for (const route of ROUTES)
        for (const role of [...ROLES, NOBODY])
          for (const entity of ENTITIES.filter(isSad)) {
            const { by } = policyFor(route, role).explain(entity, entity, 'response', 90);
            if (by !== 'rule') expect(['mask', 'truncate', 'remove', 'block']).toContain(clauses[by].action);
          }
    }),
    { seed: 54, numRuns: 60 },
  );
});
