/** What of a path may stand in a log: our own words, and nothing that somebody else chose. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { templateOf } from '../../src/observe/template.js';

test.each([
  ['/', '/'],
  ['/cases/1234/comments', '/cases/{}/comments'],
  ['/services/data/v57.0/sobjects/Account/001D000?q=4111111111111111', '/services/data/v57.0/sobjects/{}/{}'],
  ['/api/v2/users/jane-doe.json#x', '/api/v2/users/{}'],
  ['/v41/v11/v11/v11', '/v41/{}/{}/{}'],
  ['/cases/', '/cases/'],
  ['//cases', '//cases'],
  ['/a/b/c/d/e/f/g/cases/i/j', '/{}/{}/{}/{}/{}/{}/{}/cases/…'],
  ['http://crm.example/cases', '{}'],
  ['*', '*'],
  ['/%63ases', '/{}'],
  ['/Smith', '/{}'],
])('%s is told as %s', (target, template) => expect(templateOf(target)).toBe(template));

test('whatever the path, no digit beyond one version and nothing of the path but our words comes through', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.array(fc.stringMatching(/^[\w.%~-]{0,20}$/), { maxLength: 12 }), (text, segments) => {
      for (const target of [text, `/${segments.join('/')}`]) {
        const template = templateOf(target);
        expect(template.replace(/[^\d]/g, '').length).toBeLessThanOrEqual(3);
        expect(template).toMatch(/^(\{\}|\*|(\/(\{\}|[a-z.]*|v\d{1,2}(\.\d)?|…))+)$/);
      }
    }),
  );
});
