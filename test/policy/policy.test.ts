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
  const by = (rule: string): string => decide(rule, rule, 'request').action;
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
  expect(['card.pan', 'contact.email', 'lookalike.imei'].map((rule) => decide(rule, rule, 'response').action)).toEqual([
    'observe',
    'observe',
    'allow',
  ]);
});

test('of a card number the last four digits stay, of anything else nothing', () => {
  const { decide } = defaultPolicy('enforce', actions);
  expect(decide('card.pan', 'card.pan', 'response').visibleDigits).toBe(4);
  expect(decide('bank.iban', 'bank.iban', 'response').visibleDigits).toBe(0);
});
