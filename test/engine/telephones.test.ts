/** What begins with a plus sign and has a place in a numbering plan is a telephone number, whatever identifiers its digits would pass for. */
import { describe, expect, it } from 'vitest';
import { engine } from '../support/engine.js';

const found = (text: string): string[] =>
  engine.redact(text).findings.map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);

describe('telephone numbers in international form', () => {
  it.each([
    ['digits alone', 'my number is +971501239440', '+971501239440'],
    ['digits that pass for an Australian business number', 'my number is +93701232708', '+93701232708'],
    ['groups', 'my number is +971 50 123 9440', '+971 50 123 9440'],
    ['an encoded plus sign', 'phone=%2B971501239440&x=1', '%2B971501239440'],
    ['encoded, with plus signs for spaces', 'phone=%2B46+70+174+06+41&x=1', '%2B46+70+174+06+41'],
  ])('%s', (_, text, value) => {
    expect(found(text)).toEqual([`contact.phone ${value}`]);
  });

  it.each(['ani', 'dnis', 'msisdn', 'phone'])('the key %s speaks for one', (key) => {
    expect(found(`{"${key}":"93701232708"}`).filter((line) => line.startsWith('id.'))).toEqual([]);
  });
});
