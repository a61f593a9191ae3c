/** Patterns over digits: the automaton against the expressions of the runtime. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigitAutomaton } from '../../../src/detect/phone/automaton.js';

const digitsOf = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: length });

/** Patterns of the kind that numbering plans are written in. */
const { pattern } = fc.letrec<{ pattern: string; sequence: string; element: string; atom: string }>((tie) => ({
  pattern: fc.oneof({ weight: 3, arbitrary: tie('sequence') }, fc.array(tie('sequence'), { minLength: 2, maxLength: 4 }).map((ways) => ways.join('|'))),
  sequence: fc.array(tie('element'), { minLength: 1, maxLength: 4 }).map((elements) => elements.join('')),
  element: fc.oneof(
    { weight: 4, arbitrary: tie('atom') },
    tie('atom').map((atom) => `${atom}?`),
    fc.tuple(tie('atom'), fc.nat(3)).map(([atom, n]) => `${atom}{${n + 1}}`),
    fc.tuple(tie('atom'), fc.nat(2), fc.nat(2)).map(([atom, min, more]) => `${atom}{${min},${min + more + 1}}`),
  ),
  atom: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom('0', '1', '7', '9', '\\d', '[02-4]', '[1-9]', '[13579]', '[5]'),
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
})); // prettier-ignore

describe('the automaton', () => {
  it('takes what the expressions take', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), fc.array(digitsOf(9), { minLength: 20, maxLength: 20 }), (patterns, texts) => {
        const automaton = new DigitAutomaton();
        const other = automaton.add(['123', '9{3}']);
        const start = automaton.add(patterns);
        const expressions = patterns.map((one) => new RegExp(`^(?:${one})$`));
        for (const text of texts) {
          const bytes = Buffer.from(`5${text}5`);
          const expected = expressions.reduce((bits, expression, n) => bits | (expression.test(text) ? 1 << n : 0), 0);
          expect(automaton.accepted(start, bytes, 1, bytes.length - 1), text).toBe(expected);
        }
        expect(automaton.accepted(other, Buffer.from('999'), 0, 3)).toBe(2);
      }),
    ); // prettier-ignore
  });

  it.each(['a', '1*', '(1', '1)', '[1', '1]', '1{2', '{2}', '\\w', '(?=1)', '^1', '1{100}', '.'])('refuses %s', (text) => {
    expect(() => new DigitAutomaton().add([text])).toThrow(SyntaxError);
  });
});
