/** Expressions of rules: what is refused and why, what passes, and RE2 as the oracle of what is read alike. */
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileAnchored, compilePattern, PATTERN_STEPS_MAX, PatternError } from '../../../src/detect/pattern/pattern.js';
import { stepsOf } from '../../../src/detect/pattern/measure.js';
import { parsePattern } from '../../../src/detect/pattern/syntax.js';

function refusal(compile: (source: string) => unknown, source: string): PatternError {
  try {
    compile(source);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  throw new Error(`${source} was not refused`);
}

describe('an expression is refused', () => {
  test.each([
    ['case.*', 5, '"*" has no bound', '{0,64}'],
    ['case[0-9]+', 9, '"+" has no bound', '{1,64}'],
    ['case[0-9]{3,}', 9, '"{3,}" has no bound', '{3,64}'],
    ['(?=x)case', 0, 'look-around is not linear', 'context words or a validator'],
    ['(?<!x)case', 0, 'look-around is not linear', 'context words or a validator'],
    ['(a)case\\1', 7, 'a back-reference is not linear', 'repeat the expression itself'],
    ['^case', 0, 'where a text begins or ends', '\\b'],
    ['case$', 4, 'where a text begins or ends', '\\b'],
    ['(?<name>x)case', 0, 'only plain groups', '(?:…)'],
    ['ca(?i)se', 2, 'only plain groups can be used, and (?i) at the beginning', undefined],
    ['case(', 4, 'never closed', undefined],
    ['case)', 4, 'no group to close', '\\)'],
    ['[abc', 0, 'never closed', undefined],
    ['[z-a]x', 4, 'backwards', undefined],
    ['case{', 4, 'begins no count', '\\{'],
    ['?case', 0, 'nothing to repeat', '\\?'],
    ['ca??se+?', 6, 'no bound', undefined],
    ['a{2}{3}', 4, 'repetition of a repetition', 'group'],
    ['case\\pL', 4, 'not understood', undefined],
    ['[[:digit:]]case', 1, 'reads differently', undefined],
    ['(?:x?){2,5}case', 0, 'may be empty', 'necessary'],
  ])('%s', (source, index, message, suggestion) => {
    const { message: said, index: at, suggestion: hint } = refusal(compilePattern, source);
    expect([said, at]).toEqual([expect.stringContaining(message), index]);
    if (suggestion !== undefined) expect(hint).toContain(suggestion);
  });

  test.each([
    ['[0-9]{8,10}', /holds no word of 3 letters.*every byte would be read/, /down to a few MB\/s/],
    ['[A-Z]{2,8}case', /behind something else than a letter/, /./],
    ['[0-9-]{60,70}case', /up to 70 characters may stand before the word "case"/, /at most 64/],
    ['(?:a{1,20}){1,20}case', /404 characters/, /at most 256/],
    ['(?:a|a){1,30}case', /thousand million steps/, /at most 10,000/],
    ['case(?:[0-9]{1,9}){1,9}x', /steps on some text/, /begin with the same characters/],
    ['(?:[0-9]?[0-9]?[0-9]?){1,1}', /empty text/, /./],
  ])('%s', (source, message, suggestion) => {
    const error = refusal(compileAnchored, source);
    expect(error.message).toMatch(message);
    expect(error.suggestion).toMatch(suggestion);
    expect(error.isWhole).toBe(true);
  });
});

test.each([
  ['CASE-[0-9]{6,10}[A-Z]?', ['CASE'], 0],
  ['(?i)Acme[-_ ]?\\d{4,12}x', ['acme'], 0],
  ['[0-9]{2,4}-ACME-[0-9A-Z]{4,12}', ['ACME'], 5],
  ['(?:foo|barn)-\\d{3}', ['foo', 'barn'], 0],
  ['\\b#project-[a-z]{3,9}\\b', ['project'], 1],
  ['(?:[0-9]{1,3}\\.){1,5}corp', ['corp'], 20],
])('%s is found by %j', (source, words, before) => {
  const { anchors, steps } = compileAnchored(source);
  expect(anchors.map(({ word }) => word)).toEqual(words);
  expect(Math.max(...anchors.map((anchor) => anchor.before.max))).toBe(before);
  expect(steps).toBeLessThan(PATTERN_STEPS_MAX);
});

/** Expressions of a small alphabet, so that repetitions and choices meet the same characters. */
const expressions = fc
  .letrec((tie) => ({
    one: fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', '\\w', 'c', '-', '\\b'),
    node: fc.oneof({ maxDepth: 4 }, tie('one'), tie('sequence'), tie('choice'), tie('repeat')),
    sequence: fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes) => nodes.join('')),
    choice: fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((nodes) => `(?:${nodes.join('|')})`),
    repeat: fc
      .tuple(tie('node'), fc.constantFrom('?', '{2}', '{0,3}', '{1,4}', '{1,4}?'))
      .map(([node, count]) => `(?:${String(node)})${count}`),
  }))
  .node.map(String);

const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '-', ' '), maxLength: 40 });

test('what our reader accepts RE2 accepts, and V8 finds what RE2 finds', () => {
  fc.assert(
    fc.property(expressions, texts, fc.nat(40), (source, text, at) => {
      let pattern;
      try {
        pattern = compilePattern(source);
      } catch (error) {
        expect(error).toBeInstanceOf(PatternError);
        return;
      }
      const start = Math.min(at, text.length);
      pattern.expression.lastIndex = start;
      const found = pattern.expression.exec(text)?.[0];
      const oracle = RE2JS.compile(source).matcher(text);
      const expected = oracle.find(start) && oracle.start() === start ? oracle.group() : undefined;
      expect(found).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

/** Steps of a plain backtracking engine, counted one character, boundary or choice at a time. */
function countSteps(source: string, text: string): number {
  let steps = 0;
  type Rest = (at: number) => boolean;
  const run = (node: ReturnType<typeof parsePattern>['node'], at: number, rest: Rest): boolean => {
    switch (node.kind) {
      case 'set': {
        steps++;
        const code = Math.min(text.charCodeAt(at), 128);
        return at < text.length && ((node.set >> BigInt(code)) & 1n) === 1n && rest(at + 1);
      }
      case 'boundary':
        steps++;
        return rest(at); // as if it always held: the worst case
      case 'sequence':
        return node.nodes.reduceRight<Rest>((after, one) => (from) => run(one, from, after), rest)(at);
      case 'choice':
        return node.nodes.some((one) => run(one, at, rest));
      case 'repeat': {
        const again = (count: number, from: number): boolean =>
          (count < node.max && run(node.node, from, (to) => again(count + 1, to))) || (count >= node.min && rest(from));
        return again(0, at);
      }
    }
  };
  run(parsePattern(source).node, 0, () => true);
  return steps;
}

test('no text takes more steps than the measure says', () => {
  fc.assert(
    fc.property(expressions, texts, (source, text) => {
      let bound: number;
      try {
        bound = compilePattern(source).steps;
      } catch {
        return;
      }
      expect(bound).toBe(stepsOf(parsePattern(source).node));
      expect(countSteps(source, text)).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 2_000 },
  );
});
