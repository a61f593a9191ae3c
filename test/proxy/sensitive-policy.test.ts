/** What policies with clauses do to URLs and headers: card data as they say, as far as a head allows; everything else stays. */
import { expect, test } from 'vitest';
import { underPolicy } from '../../src/engine/engine.js';
import type { Clause } from '../../src/policy/clause.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { isSensitiveUrl, redactHeaders } from '../../src/proxy/sensitive.js';
import { engine } from '../support/engine.js';
import { rules } from '../support/rules.js';

const URL_WITH_CARD = '/pay?card=4111111111111111';

/** What becomes of a header and of a URL, and what is told of them. */
function headUnder(...clauses: Clause[]): { value: string | undefined; isRefusedUrl: boolean; told: string[] } {
  const under = underPolicy(engine, resolvePolicies(clauses, rules.actions, 'enforce').policyFor('crm', 'agent'));
  const told: string[] = [];
  const report = ({ entity }: { entity: string }, action: string): unknown => told.push(`${action} ${entity}`);
  const headers = ['X-Card', '4111 1111 1111 1111', 'X-Ssn', '078-05-1120'];
  const isFine = redactHeaders(under, headers, 'request', report);
  expect(!isFine || headers[3] === '078-05-1120').toBe(true);
  return { value: isFine ? headers[1] : undefined, isRefusedUrl: isSensitiveUrl(under, URL_WITH_CARD, report), told: [...new Set(told)] };
}

const card = (rest: Omit<Clause, 'entities'>): Clause => ({ entities: ['card.pan'], ...rest });

test('without clauses a header is masked and a URL refused', () => {
  expect(headUnder()).toMatchObject({ value: '**** **** **** 1111', isRefusedUrl: true });
});

test('what is allowed or observed stays', () => {
  expect(headUnder(card({ action: 'allow' }))).toEqual({ value: '4111 1111 1111 1111', isRefusedUrl: false, told: [] });
  expect(headUnder(card({ action: 'observe' }))).toEqual({ value: '4111 1111 1111 1111', isRefusedUrl: false, told: ['observe card.pan'] });
});

test('whatever hides in a body is a mask in a header', () => {
  expect(headUnder(card({ action: 'mask', show: { first: 6, last: 4 } })).value).toBe('4111 11** **** 1111');
  expect(headUnder(card({ action: 'truncate' })).value).toBe('**** **** **** 1111');
  for (const action of ['remove', 'hash'] as const) expect(headUnder(card({ action, key: 'main' }))).toMatchObject({ value: '**** **** **** ****', isRefusedUrl: true }); // prettier-ignore
});

test('what is blocked refuses the message, and is told', () => {
  expect(headUnder(card({ action: 'block' }))).toEqual({ value: undefined, isRefusedUrl: true, told: ['block card.pan'] });
});

test('clauses for other data do not reach heads', () => {
  expect(headUnder({ entities: ['id.*'], action: 'block' })).toMatchObject({ value: '**** **** **** 1111' });
});
