import { describe, expect, it } from 'vitest';
import { withoutOverlaps, type RuleClass } from '../../src/detect/overlap.js';
import type { TraceEvent } from '../../src/detect/trace.js';
import type { Located } from '../../src/detect/view.js';

const at = (rule: string, name: RuleClass | undefined, start: number, end: number, score: number): Located => {
  const located: Located = { entity: rule, rule, start, end, score, form: 'text' };
  return name === undefined ? located : { ...located, class: name };
};
const kept = (...found: Located[]): string[] => withoutOverlaps(found).map(({ rule }) => rule);

describe('of two findings in one place', () => {
  it('the more sensitive class stays, whatever the scores', () => {
    expect(kept(at('phone', 'contact', 0, 12, 95), at('ssn', 'national-id', 0, 11, 60))).toEqual(['ssn']);
    expect(kept(at('iban', 'bank', 0, 20, 95), at('pan', undefined, 4, 20, 75))).toEqual(['pan']);
    expect(kept(at('key', 'secret', 0, 20, 99), at('own', 'custom', 0, 9, 50))).toEqual(['own']);
  });

  it('within a class the higher score stays, then the longer', () => {
    expect(kept(at('a', 'national-id', 0, 9, 60), at('b', 'bank', 0, 9, 85))).toEqual(['b']);
    expect(kept(at('a', 'national-id', 0, 9, 60), at('b', 'national-id', 0, 11, 60))).toEqual(['b']);
  });

  it('an identifier on better evidence removes card data that it covers, and no other', () => {
    expect(kept(at('ssn', 'national-id', 0, 11, 96), at('cvc', 'sad', 0, 3, 85))).toEqual(['ssn']);
    expect(kept(at('siret', 'national-id', 0, 14, 96), at('pan', undefined, 0, 14, 95))).toEqual(['siret']);
    expect(kept(at('siret', 'national-id', 0, 14, 92), at('pan', undefined, 0, 14, 95))).toEqual(['pan']);
    expect(kept(at('siret', 'national-id', 0, 14, 96), at('pan', undefined, 0, 16, 95))).toEqual(['pan']);
    expect(kept(at('siret', 'national-id', 0, 14, 96), at('phone', 'contact', 0, 10, 50))).toEqual(['siret']);
  });

  it('of equal scores the longer stays, then the better named', () => {
    const tax = { ...at('tax', 'national-id', 0, 11, 96), named: 10 };
    const greek = { ...at('greek', 'national-id', 0, 11, 96), named: 16 };
    expect(kept(tax, greek)).toEqual(['greek']);
    expect(kept(greek, tax)).toEqual(['greek']);
    expect(kept(greek, at('whole', 'national-id', 0, 13, 96))).toEqual(['whole']);
  });

  it('those that only touch both stay, in order', () => {
    expect(kept(at('b', 'contact', 9, 20, 60), at('a', 'contact', 0, 9, 90))).toEqual(['a', 'b']);
  });
});

describe('a look-alike', () => {
  it('removes what it covers when its score is higher, and is never reported', () => {
    expect(kept(at('imei', 'look-alike', 0, 15, 97), at('pan', undefined, 0, 15, 95))).toEqual([]);
    expect(kept(at('imei', 'look-alike', 0, 15, 97))).toEqual([]);
  });

  it('never hides a card on weaker or equal evidence, nor what reaches beyond it', () => {
    expect(kept(at('order', 'look-alike', 0, 16, 92), at('pan', undefined, 0, 16, 95))).toEqual(['pan']);
    expect(kept(at('order', 'look-alike', 0, 16, 95), at('pan', undefined, 0, 16, 95))).toEqual(['pan']);
    expect(kept(at('order', 'look-alike', 0, 15, 99), at('pan', undefined, 0, 16, 95))).toEqual(['pan']);
  });

  it('makes room for a finding that lost against what it removed', () => {
    expect(kept(at('ean', 'look-alike', 0, 13, 97), at('a', 'national-id', 0, 13, 90), at('b', 'national-id', 8, 19, 60))).toEqual(['b']);
  });
});

it('is explained', () => {
  const events: TraceEvent[] = [];
  withoutOverlaps([at('a', 'national-id', 0, 9, 60), at('b', 'bank', 0, 9, 85)], (event) => events.push(event));
  expect(events).toEqual([{ rule: 'a', start: 0, end: 9, step: 'overlap', ok: false, detail: 'b weighs more' }]);
});
