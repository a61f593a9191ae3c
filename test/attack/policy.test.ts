/**
 * What an attacker who knows the policy may try: to have Sluice put a card together from halves, by what it takes out between them; to have what
 * it shows read as a number; to have a hash tell what was hashed.
 */
import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Format } from '../../src/engine/api.js';
import { createEngine } from '../../src/engine/engine.js';
import type { Clause } from '../../src/policy/clause.js';
import type { Policy } from '../../src/policy/policy.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { rules } from '../support/rules.js';

const engine = createEngine({ rules, keys: new Map([['main', createSecretKey(Buffer.alloc(32, 1))]]) });
const policyOf = (...clauses: Clause[]): Policy => resolvePolicies(clauses, rules.actions, 'enforce').policyFor('crm', 'agent');

/** The digits that a reader sees in one piece once tags, escapes and separators are gone. */
const readable = (text: string): string => text.replaceAll(/<[^>]*>|&nbsp;|\\n|%20|[\s+-]/g, '');

describe('a card whose halves stand around something that is removed or truncated does not come of it', () => {
  const between: [Format, string][] = [
    ['text', 'card 4111 1111 SSN: 078-05-1120 1111 1111'],
    ['text', '41111111 a.b@example.com 11111111'],
    ['text', '4111 1111\n078-05-1120\n1111 1111, my ssn is between'],
    ['json', '{"ssn":"4111 1111 078-05-1120 1111 1111"}'],
    ['json', '{"ssn":"4111 1111\\n078-05-1120\\n1111 1111"}'],
    ['html', '<p>SSN 4111 1111 <b>078-05-1120</b> 1111 1111</p>'],
    ['html', '<p>SSN 4111 1111&nbsp;<i>078-05-1120</i>&nbsp;1111 1111</p>'],
    ['form', 'ssn=4111+1111+078-05-1120+1111+1111'],
    ['form', 'ssn=4111%201111%20078-05-1120%201111%201111'],
    ['csv', 'ssn,note\n4111 1111 078-05-1120 1111 1111,x\n'],
    ['xml', '<r><ssn>4111 1111 <b>078-05-1120</b> 1111 1111</ssn></r>'],
  ];
  const taking = (action: 'remove' | 'truncate'): Policy => policyOf({ entities: ['id.*', 'contact.*', 'bank.*'], action });

  test.each(between)('%s: %s', (format, text) => {
    for (const action of ['remove', 'truncate'] as const) {
      const { output, findings } = engine.redact(text, { format, policy: taking(action) });
      expect(findings.length).toBeGreaterThan(0);
      expect(readable(output)).not.toContain('4111111111111111');
    }
  });
});

test('what a mask or a truncation shows on both sides is no number of its own', () => {
  const policies = (['mask', 'truncate'] as const).map((action) =>
    policyOf({ entities: ['card.pan'], action, show: { first: 8, last: 4 } }),
  );
  for (const policy of policies)
    for (const card of ['4111111111111111', '5555 5555 5555 4444', '6205500000000000004']) {
      const { output } = engine.redact(`text ${card} text`, { policy });
      expect(engine.redact(output).findings.filter(({ entity }) => entity === 'card.pan')).toEqual([]);
      expect(output.replaceAll(/[^0-9*]/g, '')).toMatch(/^\d{8}\*+\d{4}$/);
    }
});

test('of a number as short as a PIN nothing is shown, whatever the clause says', () => {
  const policy = policyOf({ entities: ['*'], action: 'mask', show: { first: 8, last: 4 } });
  for (const text of ['{"cvc":"123"}', '{"pin":"4821"}']) expect(engine.redact(text, { policy }).output).not.toMatch(/\d/);
});

test('a hash tells nothing of the digits: neighbours have nothing in common, and neither do keys', () => {
  const policy = policyOf({ entities: ['card.pan'], action: 'hash', key: 'main' });
  const [one, two] = ['4111111111111111', '4111111111111129'].map((card) => engine.redact(`card ${card}`, { policy }).output);
  const same = [...one.slice(5)].filter((letter, index) => letter === two[index + 5]);
  expect(one).toMatch(/^card [b-z]{16}$/);
  expect(same.length).toBeLessThan(6);
});

test('a policy of another message is not that of the next, although engine and rules are the same', () => {
  const open = policyOf({ entities: ['card.pan'], action: 'allow' });
  const [first, second] = [engine.open({ policy: open }), engine.open()];
  expect(Buffer.from(first.end(Buffer.from('4111111111111111')).bytes).toString()).toBe('4111111111111111');
  expect(Buffer.from(second.end(Buffer.from('4111111111111111')).bytes).toString()).toBe('************1111');
});
