/** The shipped rules on a small part of the accuracy corpus, with fixed seeds: what `npm run accuracy` asks of them, in seconds. */
import { describe, expect, it } from 'vitest';
import { barsOf } from '../bench/accuracy/bars.js';
import { makeCase, shapeOf } from '../bench/accuracy/case.js';
import { barsOfChats, runChats } from '../bench/accuracy/chats/chats.js';
import { makeDialogue, WRITTEN } from '../bench/accuracy/chats/make.js';
import { GENERATORS, runAll, type Results } from '../bench/accuracy/score.js';
import { loadRules } from '../src/ruleset/load.js';
import { engine } from './support/engine.js';

const SEEDS = [1, 20_261_121];
const results: readonly Results[] = SEEDS.map((seed) =>
  runAll(engine, { seed, per: 5, megabytes: 1, groups: ['pan', 'contact', 'spoken', 'lookalikes'] }),
);

/** Bars that hold so far; the others are added as the rules clear them. */
const HOLDING = [
  'spoken PAN: must forms',
  'IBAN',
  'IBAN made wrong, flagged',
  'look-alikes taken for a PAN',
  'look-alikes, worst class',
  'timestamps, UUIDs, decimals, hashes, phones',
];

describe.each(results)('accuracy, seed $plan.seed', (one) => {
  it.each(HOLDING)('%s', (name) => {
    const bar = barsOf(one).find((candidate) => candidate.name === name);
    expect(bar).toBeDefined();
    expect(bar).toMatchObject({ holds: true });
  });
});

describe('conversations', () => {
  it('show no card, and keep what says itself what it is', async () => {
    const outcomes = await runChats(engine, await loadRules(), 1, 60);
    expect(outcomes.cards).toBeGreaterThan(0);
    expect(barsOfChats(outcomes).filter(({ holds, cases }) => !holds && cases > 0)).toEqual([]);
  });

  it('are the same for the same seed and another for another', () => {
    expect(makeDialogue(1, 'payment', 0)).toEqual(makeDialogue(1, 'payment', 0));
    expect(makeDialogue(1, 'payment', 0)).not.toEqual(makeDialogue(2, 'payment', 0));
    expect(WRITTEN.length).toBeGreaterThanOrEqual(60);
  });
});

describe('the accuracy corpus', () => {
  it('has a name for every generator, and no two alike', () => {
    expect(new Set(GENERATORS.map(({ name }) => name)).size).toBe(GENERATORS.length);
  });

  it('is the same for the same seed and another for another', () => {
    const texts = (seed: number): string[] => GENERATORS.map((generator) => makeCase(generator, seed, 0).text);
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
  });

  it.each(GENERATORS.filter(({ kind }) => kind === 'present').map((generator) => [generator.name, generator] as const))(
    '%s marks what must be found',
    (_, generator) => {
      for (let index = 0; index < 5; index++) {
        const { text, targets } = makeCase(generator, 3, index);
        expect(targets.length).toBeGreaterThan(0);
        expect(targets.every(({ start, end }) => start < end && end <= text.length)).toBe(true);
        expect(text).not.toMatch(/[\ue000\ue001]|undefined|NaN/);
      }
    },
  );

  it('is shown without its digits', () => {
    for (const generator of GENERATORS) expect(shapeOf(makeCase(generator, 4, 0)).replace(/<U\+[0-9a-f]+>/g, '')).not.toMatch(/[0-8]/);
  });
});
