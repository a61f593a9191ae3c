/**
 * The story: somebody sends what no agent types – findings that overlap one into the next without an end, tokens that all reach to the end of the
 * message, byte after byte of either. What the process does for that is what all others wait for. So work is counted, not timed: the bytes that
 * are scanned, and how often findings are looked at.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { withoutOverlaps, type RuleClass } from '../../src/detect/overlap.js';
import type { Located } from '../../src/detect/view.js';
import { Scanner } from '../../src/engine/scanner.js';
import { loadKernel, type Kernel } from '../../src/kernel/kernel.js';
import { singleBytes, runPieces } from '../support/cuts.js';
import { engine } from '../support/engine.js';
import { rules } from '../support/rules.js';

/** Each of these is held back whole: what is found in it overlaps what may be found right behind. */
const CHAINS = ['BSB 062-000', 'exp Dez. 2027 ', 'three on the back 123 ', '(415) 555-2671', '-----BEGIN PRIVATE KEY-----\nMIIE'];

describe('a stretch without an end', () => {
  test.each(CHAINS)('of %j costs no more byte by byte', (chain) => {
    const message = Buffer.from(chain.repeat(6_000 / chain.length));
    const real = loadKernel(rules.tables);
    let scanned = 0;
    const scan: Kernel['scan'] = (length, ...rest) => {
      scanned += length;
      return real.scan(length, ...rest);
    };
    const kernel: Kernel = { ...real, scan };
    const found: number[] = [];
    const scanner = new Scanner(kernel, rules, ({ start }, _bytes, offset) => found.push(offset + start));
    for (const byte of singleBytes(message)) scanner.push(byte, false);
    expect(scanned / message.length).toBeLessThan(60);
  });

  test.each(CHAINS)('of %j is masked the same however it comes', (chain) => {
    const message = Buffer.from(`${chain.repeat(1500 / chain.length)} and so on, and nothing more to say of it. `.repeat(2));
    for (const bytes of [19, 200, 1100]) {
      const pieces = Array.from({ length: Math.ceil(message.length / bytes) }, (_, at) => message.subarray(at * bytes, (at + 1) * bytes));
      expect(runPieces(engine, { format: 'html' }, pieces)).toEqual(runPieces(engine, { format: 'html' }, [message]));
    }
  });

  test('is scanned before more comes than there is room for', () => {
    const held = Buffer.from('BSB 062-000'.repeat(5_800));
    const message = Buffer.concat([held, Buffer.from('. Nothing else. '.repeat(5_000))]);
    const pieces = [
      held.subarray(0, 60_000),
      held.subarray(60_000),
      message.subarray(held.length, held.length + 9_000),
      message.subarray(held.length + 9_000),
    ];
    expect(runPieces(engine, { format: 'text' }, pieces)).toEqual(runPieces(engine, { format: 'text' }, [message]));
  });

  test('leaves as soon as it is over and something longer comes', () => {
    const stream = engine.open({ format: 'text' });
    stream.write(Buffer.from('BSB 062-000'.repeat(800)));
    expect(stream.held).toBeGreaterThan(8000);
    stream.write(Buffer.from('. '));
    stream.write(Buffer.from('Nothing else. '.repeat(200)));
    expect(stream.held).toBeLessThan(1024);
  });
});

describe('findings that overlap from one to the next', () => {
  const CLASSES: readonly RuleClass[] = ['cardholder', 'sad', 'national-id', 'bank', 'contact', 'secret', 'custom', 'look-alike'];
  const located = fc.record({
    entity: fc.constant('some'),
    rule: fc.constantFrom('a', 'b', 'c'),
    class: fc.constantFrom(...CLASSES),
    start: fc.nat(60),
    length: fc.integer({ min: 1, max: 24 }),
    score: fc.integer({ min: 50, max: 99 }),
  });
  const LESS_THAN_CARDS: readonly RuleClass[] = ['national-id', 'bank', 'custom', 'secret', 'contact'];
  const weight = (kind: RuleClass | undefined): number => (kind === 'bank' ? 5 : 5 - LESS_THAN_CARDS.indexOf(kind ?? 'sad'));

  /** What stays, by comparing all with all. */
  function plainly(found: readonly Located[]): readonly Located[] {
    const isLookAlike = (one: Located): boolean => one.class === 'look-alike';
    const isHidden = (one: Located): boolean =>
      found.some(
        (rival) =>
          (isLookAlike(rival) || (rival.class === 'national-id' && (one.class === 'cardholder' || one.class === 'sad'))) &&
          rival.start <= one.start &&
          rival.end >= one.end &&
          rival.score > one.score,
      );
    const order = (a: Located, b: Located): number =>
      weight(b.class) - weight(a.class) || b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start;
    const kept: Located[] = [];
    for (const one of found.filter((some) => !isLookAlike(some) && (found.length < 2 || !isHidden(some))).sort(order)) {
      if (!kept.some((other) => other.start < one.end && one.start < other.end)) kept.push(one);
    }
    return kept.sort((a, b) => a.start - b.start);
  }

  it('are weighed as if each were compared with all others', () => {
    const property = fc.property(fc.array(located, { maxLength: 30 }), (some) => {
      const found = some.map(({ length, ...rest }): Located => ({ ...rest, end: rest.start + length, form: 'text' }));
      expect(withoutOverlaps(found)).toEqual(plainly(found));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it.each(CLASSES)('are not compared with all others (%s)', (kind) => {
    let looks = 0;
    const COUNT = 20_000;
    const found = Array.from({ length: COUNT }, (_, at): Located => {
      const end = 5 * at + 7;
      const some: Located = {
        entity: 'some',
        rule: 'a',
        class: at % 2 === 0 ? kind : 'contact',
        start: 5 * at,
        end,
        score: 60,
        form: 'text',
      };
      return Object.defineProperty(some, 'end', { get: () => (looks++, end) });
    });
    withoutOverlaps(found);
    expect(looks / COUNT).toBeLessThan(200);
  });
});
