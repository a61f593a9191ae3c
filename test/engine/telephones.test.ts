/** What begins with a plus sign and has a place in a numbering plan is a telephone number, whatever identifiers its digits would pass for. */
import { describe, expect, it } from 'vitest';
import { cutAt, runPieces } from '../support/cuts.js';
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

/**
 * The story: a table of masked cards was told to hold a telephone number, but only when the network cut it behind its seventeenth byte: what is left of a
 * row of digit groups when the scan goes on in the midst of it looked like the beginning of one.
 */
describe('a zero that begins a number', () => {
  const table = '4,08-7810402***********4165,043-257060\n2025-10,************1111,0132,6532,995 33,8847175,************7516,040-404874\n';

  it.each([
    ['behind another number', table],
    ['behind a word', table.replace('4,', 'a,')],
    ['behind a number and two separators', table.replace('4,', '4, ')],
  ])('%s is the same wherever the text is cut', (_, text) => {
    const bytes = Buffer.from(text);
    const whole = runPieces(engine, {}, [bytes]);
    for (let cut = 1; cut < bytes.length; cut++) expect(runPieces(engine, {}, cutAt(bytes, [cut])), `cut at ${cut}`).toEqual(whole);
  });
});
