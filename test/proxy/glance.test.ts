/** The one pass that spares clean heads a closer look never misses what that look would see. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CleanMemo } from '../../src/proxy/clean-memo.js';
import { Glance, glance } from '../../src/proxy/glance.js';
import { factsOf } from '../../src/proxy/header-name.js';
import { redactHeaders } from '../../src/proxy/sensitive.js';
import { holdsWords, unpackedTokens } from '../../src/proxy/views.js';
import { engine } from '../support/engine.js';
import { MASKED, PAN } from '../support/proxy.js';

const bytes = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcXYZ+/-_=?*% .'), maxLength: 80 }),
  fc.string({ maxLength: 60 }).map((text) => `Basic ${Buffer.from(text).toString('base64url')}`),
);
const has = (value: string, bit: number): boolean => (glance(value) & bit) !== 0;

describe('a glance', () => {
  it('counts digits, sees encoded words and unpacks base64 like those who look closer', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const digits = [...value].filter((character) => /[\d\x80-\xff]/.test(character)).length;
        expect(has(value, Glance.code)).toBe(digits >= 3);
        expect(has(value, Glance.number)).toBe(digits >= 12);
        expect(has(value, Glance.run)).toBe(/[\d\x80-\xff]{12}/.test(value));
        expect(has(value, Glance.token)).toBe(unpackedTokens(value).length > 0);
        if (holdsWords(value)) expect(has(value, Glance.words)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('knows by a name what its value may be', () => {
    expect(factsOf('X-CVV').announces).toBe(true);
    expect(factsOf('Accept')).toEqual({ announces: false, isSecret: false, isTrace: false, mayHoldNumber: false });
    for (const name of ['Cookie', 'Authorization', 'X-Auth-Token', 'Set-Cookie', 'X-Api-Key', 'Referer'])
      expect(factsOf(name).isSecret).toBe(true);
    expect(factsOf('x-4111-1111-1111-1111').mayHoldNumber).toBe(true);
  });
});

describe('what was found clean', () => {
  const judge = (name: string, value: string): [string, number] => {
    const headers = [name, value];
    let told = 0;
    redactHeaders(engine, headers, 'request', () => told++);
    return [headers[1] ?? '', told];
  };

  it('is judged once for its name, and a finding is told every time', () => {
    const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36';
    for (let round = 0; round < 3; round++) expect(judge('User-Agent', agent)).toEqual([agent, 0]);
    for (let round = 0; round < 3; round++) expect(judge('User-Agent', `a ${PAN}`)).toEqual([`a ${MASKED}`, 1]);
    // the same value is a code under another name
    expect(judge('X-Page', '300')).toEqual(['300', 0]);
    expect(judge('X-CVV', '300')).toEqual(['***', 1]);
    expect(judge('X-Page', '300')).toEqual(['300', 0]);
  });

  it('is kept within bounds, credentials as digests that differ from memo to memo, long values not at all', () => {
    const memo = new CleanMemo();
    const key = memo.keyOf('sid=abc', true) ?? '';
    expect(key).not.toContain('abc');
    expect(new CleanMemo().keyOf('sid=abc', true)).not.toBe(key);
    expect(memo.keyOf('x'.repeat(1025), false)).toBeUndefined();
    memo.add('A', 'kept');
    for (let i = 0; i < 300; i++) memo.add('A', `other ${i}`);
    expect(memo.holds('A', 'kept')).toBe(true); // asked for, so it stays
    expect(memo.holds('B', 'kept')).toBe(false);
    for (let i = 0; i < 600; i++) memo.add('A', `more ${i}`);
    expect(memo.holds('A', 'kept')).toBe(false);
  });
});
