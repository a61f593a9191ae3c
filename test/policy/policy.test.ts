import { expect, test } from 'vitest';
import { defaultPolicy, type Action } from '../../src/policy/policy.js';

const actions = new Map<string, Action>([
  ['card.pan', 'mask'],
  ['contact.email', 'observe'],
  ['lookalike.imei', 'allow'],
  ['own.alias', 'alias'],
]);

test('each rule is dealt with as it says; what cannot be carried out, and what is not known, is masked', () => {
  const { decide } = defaultPolicy('enforce', actions);
  const by = (rule: string): string => decide(rule, rule, 'request', 'body', 90).action;
  expect(['card.pan', 'contact.email', 'lookalike.imei', 'own.alias', 'own.unknown'].map(by)).toEqual([
    'mask',
    'observe',
    'allow',
    'mask',
    'mask',
  ]);
});

test('in observe mode everything is observed but what is never reported', () => {
  const { decide } = defaultPolicy('observe', actions);
  expect(['card.pan', 'contact.email', 'lookalike.imei'].map((rule) => decide(rule, rule, 'response', 'body', 90).action)).toEqual([
    'observe',
    'observe',
    'allow',
  ]);
});

test('of a card number the last four digits stay, of anything else nothing', () => {
  const { decide } = defaultPolicy('enforce', actions);
  expect(decide('card.pan', 'card.pan', 'response', 'body', 90).visibleDigits).toBe(4);
  expect(decide('bank.iban', 'bank.iban', 'response', 'body', 90).visibleDigits).toBe(0);
});

test('in a head only card data is acted upon: a number in a cookie is seldom a person', () => {
  const { decide } = defaultPolicy('enforce', new Map([['card.pan', 'mask'], ['id.br.cpf', 'mask']])); // prettier-ignore
  expect(decide('card.pan', 'card.pan', 'request', 'head', 90).action).toBe('mask');
  expect(decide('id.br.cpf', 'id.br.cpf', 'request', 'head', 90).action).toBe('observe');
  expect(decide('id.br.cpf', 'id.br.cpf', 'request', 'body', 90).action).toBe('mask');
});

test('what was decided for a rule once is not taken for another entity, nor a head for a body', () => {
  const { decide } = defaultPolicy('enforce', new Map([['own.rule', 'mask']]));
  expect(decide('card.pan', 'own.rule', 'request', 'body', 90).visibleDigits).toBe(4);
  expect(decide('card.pan', 'own.rule', 'request', 'body', 90)).toBe(decide('card.pan', 'own.rule', 'response', 'body', 90));
  expect(decide('bank.iban', 'own.rule', 'request', 'body', 90).visibleDigits).toBe(0);
  expect(decide('bank.iban', 'own.rule', 'request', 'head', 90).action).toBe('observe');
});
